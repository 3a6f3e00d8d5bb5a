// What does one line of the fill log say of its trade?

import type { Expiry } from "../domain/chain.js";
import type { CostRate, Instrument } from "../domain/contract.js";
import { blankFillRow, type FillRow } from "../domain/fill-row.js";
import type { EpochMs, MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { NO_STOP } from "../domain/run.js";
import { fillCost, rateShare } from "./costs.js";
import type { FeeRounder } from "./fee-rounding.js";
import { contractValue } from "./value.js";
import type { Place } from "./walked.js";

/** The fill log, at the prices of the bars. */
export interface FillLog {
  readonly length: number;
  read(k: number, into: FillRow): void;
  /** Bar, side, contracts and price alone. */
  readTraded(k: number, into: FillRow): void;
}

export interface FillSources {
  readonly fills: FillLog;
  /** When a bar, or a finer bar in it, opened. */
  timeOf(bar: number, finer: number): EpochMs;
  readonly instrument: Instrument;
  costAt(bar: number): CostRate;
  /** Asked for every fill once, in their order; null where costs are not rounded. */
  readonly rounder: FeeRounder | null;
  /** The contract months; null where they are not known, and fills are at the prices of the bars. */
  readonly months: TradeMonths | null;
}

export interface TradeMonths {
  /** By fill: what its contract's price lies above the price in the bars. */
  readonly offsets: Int32Array;
  readonly expiries: readonly Expiry[];
  /** What final settlement costs a contract. */
  readonly expiryRate: CostRate;
}

export interface Fill {
  side: Side;
  qty: number;
  price: Ticks;
  slip: Ticks;
  kind: number;
  reason: number;
  stop: Ticks;
  value: MicroUsd;
  commission: MicroUsd;
  exchange: MicroUsd;
  clearing: MicroUsd;
  nfa: MicroUsd;
  /** Where the market stood: slippage is ours, the walk never went there. */
  readonly place: { -readonly [K in keyof Place]: Place[K] };
  /** What the contract's price lies above the walk's. */
  offset: Ticks;
  /** Which one of the log. */
  k: number;
}

export const blankFill = (): Fill => ({
  side: 1,
  qty: 0,
  price: 0,
  slip: 0,
  kind: 0,
  reason: 0,
  stop: 0,
  value: 0,
  commission: 0,
  exchange: 0,
  clearing: 0,
  nfa: 0,
  place: { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 },
  offset: 0,
  k: 0,
});

const row = blankFillRow();

export function readFill(sources: FillSources, k: number, into: Fill): Fill {
  const { fills, instrument, costAt, rounder, months } = sources;
  fills.read(k, row);
  const { bar, side, qty, slip, stop, maker } = row;
  const offset = months === null ? 0 : months.offsets[k]!;
  const price = row.price + offset;
  const expiry = months?.expiries.find(({ fill }) => fill === k);
  const value = expiry?.value ?? contractValue(instrument, price);
  const rate = expiry === undefined ? costAt(bar) : months!.expiryRate;
  into.side = side;
  into.qty = qty;
  into.price = price;
  into.slip = slip;
  into.kind = row.kind;
  into.reason = row.reason;
  into.stop = stop === NO_STOP ? NO_STOP : stop + offset;
  into.value = value;
  into.commission = qty * rate.commission + rateShare(rate, qty * value, maker);
  into.exchange = qty * rate.exchange;
  into.clearing = qty * rate.clearing;
  into.nfa = qty * rate.nfa;
  if (rounder !== null) {
    const exact = into.commission + into.exchange + into.clearing + into.nfa;
    const one = fillCost(rate, 1, value, maker);
    into.commission += rounder.charge({ order: row.order, side, qty }, exact, one) - exact;
  }
  into.k = k;
  const { place } = into;
  place.bar = bar;
  place.finer = row.finer;
  place.walk = row.walk;
  place.leg = row.leg;
  into.offset = offset;
  place.at = row.price - side * slip;
  return into;
}

/** When the bar opened that was walked when it happened. */
export function timeOfFill({ fills, timeOf }: FillSources, k: number): EpochMs {
  fills.read(k, row);
  return timeOf(row.bar, row.finer);
}
