// Which trades do the fills make?

import { hash } from "node:crypto";
import { fillCosts, sumOf } from "../accountant/costs.js";
import { FifoLots } from "../accountant/fifo.js";
import type { Instrument } from "../domain/contract.js";
import type { JournalFill, JournalLeg, JournalOrder, JournalTrade } from "../domain/journal.js";
import type { JournalAccount } from "../domain/journal-notes.js";
import type { Day, EpochMs, MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { tradeDateOf } from "../instrument/calendar.js";
import type { Contracts } from "../instrument/contracts.js";
import { costRate } from "../instrument/fees.js";
import { instrumentOf } from "../instrument/instrument.js";
import { bookOrder, compareFills } from "./book-order.js";
import { type BarsOf, excursionOf, type Held } from "./excursion.js";
import { joinedKey } from "./lists.js";
import { marginUsedOf } from "./margin-used.js";
import { meantBy } from "./notes/trade-ids.js";
import { type Part, partsOf, splitParts } from "./parts.js";
import { riskOf, type Stops, stopsOf } from "./planned-risk.js";

/** What is known of an account besides its fills. */
export type BookedAccount = Pick<JournalAccount, "startEquity" | "transfers" | "fees">;

interface Booking {
  readonly contracts: Contracts;
  readonly accounts: ReadonlyMap<string, BookedAccount>;
}

export interface BookingTerms extends Booking {
  readonly orders?: readonly JournalOrder[];
  /** Price of `plan.stop` by the id in the heading of the trade. */
  readonly plannedStops?: ReadonlyMap<string, string>;
  readonly barsOf?: BarsOf;
}

/** What was booked of one fill: its costs, and the profit of the contracts that it closed. */
export interface BookedFill {
  readonly account: string;
  readonly time: EpochMs;
  costs: MicroUsd;
  gross: MicroUsd;
}

/** A trade while it is held. */
interface Book {
  readonly fill: JournalFill;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly equity: MicroUsd | null;
  readonly lots: FifoLots;
  readonly parts: { readonly place: number; readonly time: EpochMs; readonly ticks: number }[];
  readonly legs: Map<string, { -readonly [K in keyof JournalLeg]: JournalLeg[K] }>;
  readonly places: number[];
  readonly opening: string[];
  readonly held: Held[];
  qty: number;
  most: number;
  entrySum: number;
  exitSum: number;
  exitTime: EpochMs;
  gross: MicroUsd;
  costs: MicroUsd;
  estimated: boolean;
  /** Of what is held, at entry prices. */
  worth: MicroUsd;
  notional: MicroUsd;
  firstWorth: MicroUsd;
  mostWorth: MicroUsd;
}

/** All that fills make by themselves. */
export interface Books {
  /** In the order of their entries. */
  readonly held: readonly {
    readonly id: string;
    readonly book: Book;
    readonly state: JournalTrade["open"];
  }[];
  /** What was booked of each fill, in the order of `fills`. */
  readonly booked: readonly BookedFill[];
}

export interface Booked extends Pick<Books, "booked"> {
  readonly trades: JournalTrade[];
}

export function bookTrades(fills: readonly JournalFill[], terms: BookingTerms): Booked {
  const books = booksOf(fills, terms);
  return { trades: tradesIn(books, terms), booked: books.booked };
}

/**
 * From flat to flat, first in, first out, for each account and contract month; fills that the broker pairs are a trade of their own. One
 * fill after the other in the order of `compareFills`, as the accountant of a backtest books them; a fill that turns
 * the position round closes one trade and opens the next, its costs split by contracts. Trades in the order of their entries; `fills` of a trade are places in `fills` as given.
 */
export function booksOf(fills: readonly JournalFill[], terms: Booking): Books {
  const booked: BookedFill[] = fills.map(({ account, time }) => ({ account, time, costs: 0, gross: 0 }));
  const order = bookOrder(fills);
  const cash = new Map<string, MicroUsd>();
  const open = new Map<string, Book>();
  const transferred = (account: string, fill: JournalFill, instrument: Instrument): MicroUsd => {
    const transfers = terms.accounts.get(account)?.transfers ?? [];
    if (transfers.length === 0) return 0;
    const day = dayOf(fill, instrument);
    return transfers.reduce((sum, one) => (one.day <= day ? sum + one.amount : sum), 0);
  };
  const done: { readonly book: Book; readonly state: JournalTrade["open"] }[] = [];
  const finish = (key: string, book: Book) => {
    open.delete(key);
    done.push({ book, state: "no" });
  };
  for (const place of order) {
    const fill = fills[place]!;
    const { account } = fill;
    const instrument = instrumentOf(terms.contracts.get(fill.root));
    const { amount, estimated } = costOf(fill, instrument, terms);
    booked[place]!.costs = amount;
    const key = joinedKey(account, fill.pair ?? fill.contract, fill.pair === null ? "" : "pair");
    let book = open.get(key);
    const held = book?.lots.held ?? 0;
    const closing = held * fill.side < 0 ? Math.min(Math.abs(held), fill.qty) : 0;
    const closingCost = costShare(amount, closing, fill.qty);
    const money = () => {
      const start = terms.accounts.get(account)?.startEquity ?? null;
      return start === null
        ? null
        : start + (cash.get(account) ?? 0) + transferred(account, fill, instrument);
    };
    const pay = (by: MicroUsd) => cash.set(account, (cash.get(account) ?? 0) + by);
    let rest = partsOf(fill.price, fill.qty, instrument);
    if (book !== undefined && closing > 0) {
      const [now, later] = splitParts(rest, closing);
      const gross = apply(book, fill, place, now, closingCost, estimated);
      booked[place]!.gross = gross + 0;
      pay(gross - closingCost);
      if (book.lots.held === 0) finish(key, book);
      rest = later;
    } else if (book === undefined && fill.effect === "close") {
      const orphan = bookOf(fill, instrument, -fill.side as Side, money());
      done.push({ book: closedUnseen(orphan, fill, place, rest, amount, estimated), state: "at start" });
      pay(-amount);
      continue;
    }
    if (rest.length === 0) continue;
    book = open.get(key);
    if (book === undefined) open.set(key, (book = bookOf(fill, instrument, fill.side, money())));
    apply(book, fill, place, rest, amount - closingCost, estimated);
    pay(closingCost - amount);
  }
  for (const book of open.values()) done.push({ book, state: "at end" });
  const byEntry = done
    .map((one, k) => ({ ...one, k }))
    .sort((a, b) => compareFills(a.book.fill, b.book.fill) || a.k - b.k);
  const taken = new Set<string>();
  return { held: byEntry.map(({ book, state }) => ({ id: idOf(book, taken), book, state })), booked };
}

/** Trades with what orders, notes and bars tell of them, in the order of their entries. */
export function tradesIn({ held }: Books, terms: BookingTerms): JournalTrade[] {
  const entries = held.map(({ id, book }) => ({ id, entryTime: book.fill.time }));
  const planned = plannedBy(terms.plannedStops, entries);
  const stops = stopsOf(terms.orders ?? []);
  return held.map(({ id, book, state }) => tradeOf(id, book, state, terms, stops, planned));
}

const bookOf = (fill: JournalFill, instrument: Instrument, side: Side, equity: MicroUsd | null): Book => ({
  fill,
  instrument,
  side,
  equity,
  lots: new FifoLots(),
  parts: [],
  legs: new Map(),
  places: [],
  opening: [],
  held: [],
  qty: 0,
  most: 0,
  entrySum: 0,
  exitSum: 0,
  exitTime: fill.time,
  gross: 0,
  costs: 0,
  estimated: false,
  worth: 0,
  notional: 0,
  firstWorth: 0,
  mostWorth: 0,
});

/** Contracts that all open or all close. Returns the profit of those that close. */
function apply(
  book: Book,
  fill: JournalFill,
  place: number,
  parts: readonly Part[],
  cost: MicroUsd,
  estimated: boolean,
): MicroUsd {
  const opens = fill.side === book.side;
  let gross = 0;
  for (const { qty, ticks, value } of parts) {
    const k = book.parts.push({ place, time: fill.time, ticks }) - 1;
    const profit = book.lots.fill(k, fill.side * qty, value, (left) => {
      const entry = book.parts[left.fill]!;
      const key = `${entry.place}:${place}`;
      const leg = book.legs.get(key) ?? {
        qty: 0,
        entryTime: entry.time,
        exitTime: fill.time,
        entrySum: 0,
        exitSum: 0,
        gross: 0,
      };
      leg.qty += left.qty;
      leg.entrySum += left.qty * entry.ticks;
      leg.exitSum += left.qty * ticks;
      leg.gross += book.side * left.qty * (value - left.value);
      book.legs.set(key, leg);
      book.worth -= left.qty * left.value;
    });
    gross += profit;
    if (opens) {
      book.qty += qty;
      book.entrySum += qty * ticks;
      book.worth += qty * value;
      book.notional += qty * Math.abs(value);
    } else book.exitSum += qty * ticks;
  }
  if (opens) {
    book.opening.push(`${fill.broker}\n${fill.id}`);
    if (fill.time === book.fill.time) book.firstWorth = Math.abs(book.worth);
  } else book.exitTime = fill.time;
  book.places.push(place);
  book.most = Math.max(book.most, Math.abs(book.lots.held));
  book.mostWorth = Math.max(book.mostWorth, Math.abs(book.worth));
  // 0, not −0, where nothing was made.
  book.gross += gross + 0;
  book.costs += cost;
  book.estimated ||= estimated;
  book.held.push({ time: fill.time, held: book.lots.held, gross: book.gross, entry: book.worth });
  return gross;
}

/** A fill that closes what no file has opened: its trade has contracts and costs, and no profit that could be known. */
function closedUnseen(
  book: Book,
  fill: JournalFill,
  place: number,
  parts: readonly Part[],
  cost: MicroUsd,
  estimated: boolean,
): Book {
  const sum = parts.reduce((all, { qty, ticks }) => all + qty * ticks, 0);
  book.qty = fill.qty;
  book.most = fill.qty;
  book.entrySum = sum;
  book.exitSum = sum;
  book.costs = cost;
  book.estimated = estimated;
  book.places.push(place);
  book.opening.push(`closes\n${fill.broker}\n${fill.id}`);
  return book;
}

/** What the broker charged; what it does not say is by the account's fee or the contract's schedule. */
function costOf(
  fill: JournalFill,
  instrument: Instrument,
  { accounts }: Booking,
): { readonly amount: MicroUsd; readonly estimated: boolean } {
  const { commission, fees, qty } = fill;
  if (commission !== null && fees !== null) return { amount: commission + fees, estimated: false };
  const own = accounts.get(fill.account)?.fees ?? "schedule";
  const perSide = typeof own === "object" ? own[fill.root] : own === "none" ? 0 : own;
  if (typeof perSide === "number" && commission === null && fees === null) {
    return { amount: qty * perSide, estimated: perSide !== 0 };
  }
  const rate = costRate(instrument.contract, dayOf(fill, instrument));
  const notional = partsOf(fill.price, qty, instrument).reduce((sum, part) => sum + part.qty * part.value, 0);
  const by = fillCosts(rate, qty, notional);
  const amount = (commission ?? by.commission) + (fees ?? sumOf({ ...by, commission: 0 }));
  return { amount, estimated: true };
}

/** Of what a fill cost, the part of the contracts that it closed; the rest is of those that it opened. */
export const costShare = (amount: MicroUsd, closing: number, qty: number): MicroUsd =>
  closing === qty ? amount : Math.trunc((amount * closing) / qty);

const dayOf = (fill: JournalFill, { contract }: Instrument): Day => tradeDateOf(contract.session, fill.time);

/** By the id of the trade: headings may have a shorter one. */
function plannedBy(
  said: BookingTerms["plannedStops"],
  trades: readonly Pick<JournalTrade, "id" | "entryTime">[],
): ReadonlyMap<string, string> {
  if (said === undefined || said.size === 0) return new Map();
  return new Map([...meantBy(said.keys(), trades)].map(([heading, id]) => [id, said.get(heading)!]));
}

function tradeOf(
  id: string,
  book: Book,
  open: JournalTrade["open"],
  terms: BookingTerms,
  stops: Stops,
  planned: ReadonlyMap<string, string>,
): JournalTrade {
  const { fill, instrument, equity } = book;
  const { account, root, contract, time } = fill;
  const day = dayOf(fill, instrument);
  const net = book.gross - book.costs;
  const risk = open === "at start" ? null : riskOf(book, stops, planned.get(id) ?? null);
  const over = (amount: MicroUsd) => (equity !== null && equity > 0 ? amount / equity : null);
  const known = open !== "at start";
  const excursion = known
    ? excursionOf(book.held, book.side, instrument, contract, open === "no", terms.barsOf)
    : null;
  return {
    id,
    account,
    root,
    contract,
    side: book.side,
    qty: book.qty,
    most: book.most,
    entryTime: time,
    exitTime: open === "at end" ? null : book.exitTime,
    entrySum: book.entrySum,
    exitSum: book.exitSum,
    legs: [...book.legs.values()],
    gross: book.gross,
    costs: book.costs,
    estimated: book.estimated,
    net,
    risk,
    r: risk === null || risk === 0 || open === "at end" ? null : net / risk,
    mae: excursion?.mae ?? null,
    mfe: excursion?.mfe ?? null,
    equity,
    leverage: known ? over(book.firstWorth) : null,
    leverageMax: known ? over(book.mostWorth) : null,
    notional: book.notional,
    marginUsed: known && equity !== null ? marginUsedOf(book, day, equity) : null,
    day,
    fills: book.places,
    open,
  };
}

/** Of a hundred thousand trades two begin alike in one journal of two hundred; with six digits, three hundred pairs in each would. */
const SHORTEST = 10;

/** So many digits of a hash; more where a trade before it has the same. */
function idOf({ fill, opening }: Book, taken: Set<string>): string {
  const digits = hash("sha256", `${fill.account}\n${opening.join("\n")}`);
  let length = SHORTEST;
  while (taken.has(`t-${digits.slice(0, length)}`)) length++;
  const id = `t-${digits.slice(0, length)}`;
  taken.add(id);
  return id;
}
