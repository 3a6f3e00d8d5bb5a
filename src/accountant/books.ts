// Which postings make up a run, each with its date and its reason?

import { CASH_KINDS, type CashKind } from "../domain/cash.js";
import type { Instrument } from "../domain/contract.js";
import { DAY_MS, type Day, decimalOfMicro, type EpochMs, type MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { BookAccount, Booked, Posting, PostingKind } from "../domain/posting.js";
import type { Costs, DailyRow } from "../domain/run.js";
import { costRate } from "../instrument/fees.js";
import { instrumentOf } from "../instrument/instrument.js";
import { expiryRate, fillCosts, flatRate, sumOf } from "./costs.js";
import { feeRounder } from "./fee-rounding.js";
import { FifoLots } from "./fifo.js";
import { contractValue } from "./value.js";

/**
 * What each fill cost, by the schedule in force on its trade date or by the flat figure that replaces it, and rounded as the
 * account's broker does. Parts of a cent that rounding adds or takes off are commission.
 */
export function costsByFill(booked: Booked): (k: number) => Costs {
  const exactly = (k: number) => exactCosts(booked, k, booked.fills.qty[k]!);
  const rounder = feeRounder(booked.inputs.account);
  if (rounder === null) return exactly;
  const { length, order, side, qty } = booked.fills;
  const rounding = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    const exact = sumOf(exactly(k));
    const charged = { order: order[k]!, side: side[k] as Side, qty: qty[k]! };
    rounding[k] = rounder.charge(charged, exact, sumOf(exactCosts(booked, k, 1))) - exact;
  }
  return (k) => {
    const costs = exactly(k);
    return { ...costs, commission: costs.commission + rounding[k]! };
  };
}

/** Before rounding, of `qty` contracts of a fill. */
function exactCosts({ inputs, fills, chain }: Booked, k: number, qty: number): Costs {
  const { contract, flatCost } = inputs;
  const expiry = chain?.expiries.find(({ fill }) => fill === k);
  if (expiry !== undefined) return fillCosts(expiryRate(inputs.chain!.expiry.fee), qty, 0);
  const rate = flatCost === null ? costRate(contract, fills.day[k]!) : flatRate(flatCost);
  const value = contractValue(instrumentOf(contract), fills.price[k]!);
  return fillCosts(rate, qty, qty * value, fills.maker[k] === 1);
}

/** What one contract was worth at a fill; a final price may be off the tick grid. */
export function valueOfFill({ inputs, fills, chain }: Booked, k: number): MicroUsd {
  const expiry = chain?.expiries.find(({ fill }) => fill === k);
  return expiry?.value ?? contractValue(instrumentOf(inputs.contract), fills.price[k]!);
}

/** From where to where each movement of the cash log goes. */
const CASH_WAYS: Readonly<Record<CashKind, readonly [from: BookAccount, to: BookAccount]>> = {
  settlement: ["open trade equity", "cash"],
  "final settlement": ["open trade equity", "cash"],
  "monthly fee": ["market data", "cash"],
  "liquidation fee": ["liquidation fees", "cash"],
  funding: ["funding", "cash"],
  deposit: ["transfers", "cash"],
  withdrawal: ["transfers", "cash"],
  interest: ["interest", "cash"],
};

const COST_WAYS: readonly [part: keyof Costs, kind: PostingKind, to: BookAccount][] = [
  ["commission", "commission", "commission"],
  ["exchange", "exchange fee", "exchange fees"],
  ["clearing", "clearing fee", "clearing fees"],
  ["nfa", "NFA fee", "NFA fees"],
];

/**
 * The whole book of a run, derived from its fill log and its cash log. After every posting cash + open trade equity is the
 * account's equity with the position marked where it was marked last: at each fill, each settlement, and the last close of
 * each trade date. One at a time: a long run has millions.
 *
 * `costsOf` says what each fill cost; left out, the schedule of the contract does.
 */
export function* postingsOf(
  booked: Booked,
  costsOf: (k: number) => Costs = costsByFill(booked),
): Generator<Posting, void, undefined> {
  const books = new Books(booked, costsOf);
  yield* books.open();
  for (const day of booked.daily) {
    while (books.hasMore(day.day)) yield* books.next();
    yield* books.closeDay(day);
  }
}

/** How far the two logs have been read, and what is held where they stand. */
class Books {
  #n = 0;
  #fill = 0;
  #row = 0;
  /** What one contract was worth when the position was last marked. */
  #marked: MicroUsd = 0;
  readonly #lots = new FifoLots();
  readonly #booked: Booked;
  readonly #costsOf: (k: number) => Costs;
  readonly #instrument: Instrument;

  constructor(booked: Booked, costsOf: (k: number) => Costs) {
    this.#booked = booked;
    this.#costsOf = costsOf;
    this.#instrument = instrumentOf(booked.inputs.contract);
  }

  *open(): Generator<Posting> {
    const { inputs, daily, fills, cash } = this.#booked;
    const day = daily[0]?.day;
    if (day === undefined) return;
    const time = Math.min(fills.time[0] ?? Infinity, cash.time[0] ?? Infinity, DAY_MS * day);
    const at = { time, day, fill: null, row: null };
    yield* this.#post(at, "start cash", "start cash", "cash", inputs.account.cash, "account opened");
  }

  hasMore(day: number): boolean {
    const { fills, cash } = this.#booked;
    return fills.day[this.#fill] === day || cash.day[this.#row] === day;
  }

  /** The next entry of either log: a row of the cash log says how many fills were before it. */
  *next(): Generator<Posting> {
    const { cash, fills } = this.#booked;
    const rowIsNext =
      this.#row < cash.length && (cash.fill[this.#row]! <= this.#fill || this.#fill === fills.length);
    if (rowIsNext) yield* this.#cashRow(this.#row++);
    else yield* this.#filled(this.#fill++);
  }

  *closeDay({ day, close }: DailyRow): Generator<Posting> {
    const { fills, cash } = this.#booked;
    // The close of a date is no instant of either log: the last one of the date stands for it.
    const time = Math.max(DAY_MS * day, fills.time[this.#fill - 1] ?? 0, cash.time[this.#row - 1] ?? 0);
    const value = contractValue(this.#instrument, close);
    yield* this.#mark({ time, day, fill: null, row: null }, value, "marked at the date's last close");
  }

  *#filled(k: number): Generator<Posting> {
    const { fills, reasons } = this.#booked;
    const qty = fills.side[k]! * fills.qty[k]!;
    const value = valueOfFill(this.#booked, k);
    const at = { time: fills.time[k]!, day: fills.day[k]!, fill: k, row: null };
    const reason = reasons[fills.reason[k]!]!;
    yield* this.#mark(at, value, "marked at the fill");
    const profit = this.#lots.fill(k, qty, value);
    yield* this.#post(at, "realised", "realised profit", "unrealised profit", profit, reason, qty, value);
    const costs = this.#costsOf(k);
    for (const [part, kind, to] of COST_WAYS)
      yield* this.#post(at, kind, "cash", to, costs[part], reason, qty, value);
    const slippage = fills.qty[k]! * fills.slip[k]! * this.#instrument.tickValue;
    const memo = "slippage in fills (memo)";
    yield* this.#post(at, "slippage", memo, "slippage (memo)", slippage, reason, qty, value);
  }

  *#cashRow(k: number): Generator<Posting> {
    const { cash, reasons } = this.#booked;
    const at = { time: cash.time[k]!, day: cash.day[k]!, fill: null, row: k };
    const kind = CASH_KINDS[cash.kind[k]!]!;
    const value = Number.isNaN(cash.value[k]!) ? null : cash.value[k]!;
    const settles = kind === "settlement" || kind === "final settlement";
    if (settles && value !== null) yield* this.#mark(at, value, "marked at the settlement");
    const [from, to] = CASH_WAYS[kind];
    const text = cash.text[k]! === -1 ? null : reasons[cash.text[k]!]!;
    const reason = text ?? (value === null ? kind : `${kind} at ${decimalOfMicro(value)} a contract`);
    yield* this.#post(at, kind, from, to, cash.amount[k]!, reason, cash.qty[k]!, value);
  }

  *#mark(at: Instant, value: MicroUsd, reason: string): Generator<Posting> {
    const { held } = this.#lots;
    const gain = held * (value - this.#marked);
    this.#marked = value;
    if (held === 0) return;
    yield* this.#post(at, "mark", "unrealised profit", "open trade equity", gain, reason, held, value);
  }

  *#post(
    { time, day, fill, row }: Instant,
    kind: PostingKind,
    from: BookAccount,
    to: BookAccount,
    amount: MicroUsd,
    reason: string,
    qty = 0,
    value: MicroUsd | null = null,
  ): Generator<Posting> {
    if (amount === 0) return;
    yield { n: ++this.#n, time, day, kind, from, to, amount, qty, value, reason, fill, row };
  }
}

interface Instant {
  readonly time: EpochMs;
  readonly day: Day;
  readonly fill: number | null;
  readonly row: number | null;
}
