// Which trades do the fills make?

import { createHash } from "node:crypto";
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
import { marginUsedOf } from "./margin-used.js";
import { partsOf } from "./parts.js";
import { riskOf, type Stops, stopsOf } from "./planned-risk.js";

/** What is known of an account besides its fills. */
export type BookedAccount = Pick<JournalAccount, "startEquity" | "transfers" | "fees">;

export interface BookingTerms {
  readonly contracts: Contracts;
  readonly accounts: ReadonlyMap<string, BookedAccount>;
  readonly orders?: readonly JournalOrder[];
  /** Price of `plan.stop` by the id of the trade. */
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

/**
 * From flat to flat, first in, first out, for each account and contract month; fills that the broker pairs are a trade of their own. One
 * fill after the other in the order of `compareFills`, as the accountant of a backtest books them; a fill that turns
 * the position round closes one trade and opens the next, its costs split by contracts. Trades in the order of their entries; `fills` of a trade are places in `fills` as given.
 */
export const tradesOf = (fills: readonly JournalFill[], terms: BookingTerms): JournalTrade[] =>
  bookTrades(fills, terms).trades;

export interface Booked {
  readonly trades: JournalTrade[];
  /** What was booked of each fill, in the order of `fills`. */
  readonly booked: BookedFill[];
}

export function bookTrades(fills: readonly JournalFill[], terms: BookingTerms): Booked {
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
    const key = JSON.stringify([account, fill.pair ?? fill.contract, fill.pair !== null]);
    let book = open.get(key);
    const held = book?.lots.held ?? 0;
    const closing = held * fill.side < 0 ? Math.min(Math.abs(held), fill.qty) : 0;
    const closingCost = closing === fill.qty ? amount : Math.trunc((amount * closing) / fill.qty);
    const money = () => {
      const start = terms.accounts.get(account)?.startEquity ?? null;
      return start === null
        ? null
        : start + (cash.get(account) ?? 0) + transferred(account, fill, instrument);
    };
    const pay = (by: MicroUsd) => cash.set(account, (cash.get(account) ?? 0) + by);
    let rest = partsOf(fill.price, fill.qty, instrument);
    if (book !== undefined && closing > 0) {
      const [now, later] = split(rest, closing);
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
  const ids = new Set<string>();
  const stops = stopsOf(terms.orders ?? []);
  return { trades: byEntry.map(({ book, state }) => tradeOf(book, state, terms, stops, ids)), booked };
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

type Parts = ReturnType<typeof partsOf>;

/** The first `qty` contracts, and the others. */
function split(parts: Parts, qty: number): [Parts, Parts] {
  const first: Parts = [];
  const second: Parts = [];
  let left = qty;
  for (const part of parts) {
    const taken = Math.min(left, part.qty);
    left -= taken;
    if (taken > 0) first.push({ ...part, qty: taken });
    if (taken < part.qty) second.push({ ...part, qty: part.qty - taken });
  }
  return [first, second];
}

/** Contracts that all open or all close. Returns the profit of those that close. */
function apply(
  book: Book,
  fill: JournalFill,
  place: number,
  parts: Parts,
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
  parts: Parts,
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
  { accounts }: BookingTerms,
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

const dayOf = (fill: JournalFill, { contract }: Instrument): Day => tradeDateOf(contract.session, fill.time);

function tradeOf(
  book: Book,
  open: JournalTrade["open"],
  terms: BookingTerms,
  stops: Stops,
  ids: Set<string>,
): JournalTrade {
  const { fill, instrument, equity } = book;
  const { account, root, contract, time } = fill;
  const id = idOf(`${account}\n${book.opening.join("\n")}`, ids);
  const day = dayOf(fill, instrument);
  const net = book.gross - book.costs;
  const risk = open === "at start" ? null : riskOf(book, stops, terms.plannedStops?.get(id) ?? null);
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

const SHORTEST = 6;

/** Six digits of a hash; more where a trade before it has the same. */
function idOf(text: string, taken: Set<string>): string {
  const digits = createHash("sha256").update(text).digest("hex");
  let length = SHORTEST;
  while (taken.has(`t-${digits.slice(0, length)}`)) length++;
  const id = `t-${digits.slice(0, length)}`;
  taken.add(id);
  return id;
}
