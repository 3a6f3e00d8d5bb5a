// What is a fill worth, where its price is an average?

import { Decimal } from "decimal.js";
import { contractValue } from "../accountant/value.js";
import type { Instrument } from "../domain/contract.js";
import { MICRO, type MicroUsd, type Ticks } from "../domain/money.js";

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

/** Contracts of one fill at one price. */
export interface Part {
  readonly qty: number;
  /** Has a fraction only where an average cannot be made of prices on the grid. */
  readonly ticks: Ticks;
  /** Of one contract. */
  readonly value: MicroUsd;
}

/**
 * A price on the grid is one part. An average off it came of fills on it: their sum is the whole number of ticks that the
 * average, as far as it was printed, allows, and two neighbouring prices make that sum. So nothing is lost to the
 * broker's rounding, and the accountant books prices that there are. An average that no such sum fits (part of a position
 * whose other part is elsewhere) is worth what it says, to the micro-dollar.
 */
export function partsOf(price: string, qty: number, instrument: Instrument): Part[] {
  const plain = ticksOf(price, instrument);
  if (plain !== null) return [partAt(qty, plain, instrument)];
  const exact = new Exact(price);
  const ticks = exact.div(instrument.contract.tickSize);
  const sum = ticks.times(qty);
  const whole = sum.round();
  // Half a unit of the last decimal, for each contract.
  const doubt = new Exact(10).pow(-exact.decimalPlaces()).div(2).div(instrument.contract.tickSize).times(qty);
  if (sum.minus(whole).abs().gt(doubt) || doubt.gte(0.5)) {
    return [{ qty, ticks: ticks.toNumber(), value: exactValue(exact, instrument) }];
  }
  const low = Math.floor(whole.toNumber() / qty);
  const high = whole.toNumber() - low * qty;
  const parts = [partAt(qty - high, low, instrument)];
  if (high > 0) parts.push(partAt(high, low + 1, instrument));
  return parts;
}

const partAt = (qty: number, ticks: Ticks, instrument: Instrument): Part => ({
  qty,
  ticks,
  value: contractValue(instrument, ticks),
});

/** The first `qty` contracts, and the others. */
export function splitParts(parts: readonly Part[], qty: number): [Part[], Part[]] {
  const first: Part[] = [];
  const second: Part[] = [];
  let left = qty;
  for (const part of parts) {
    const taken = Math.min(left, part.qty);
    left -= taken;
    if (taken > 0) first.push({ ...part, qty: taken });
    if (taken < part.qty) second.push({ ...part, qty: part.qty - taken });
  }
  return [first, second];
}

/** Of one contract at a price that nobody need have traded at, such as that of a stop: not rounded to the grid. */
export function valueAt(price: string, instrument: Instrument): MicroUsd {
  const plain = ticksOf(price, instrument);
  return plain === null ? exactValue(new Exact(price), instrument) : contractValue(instrument, plain);
}

const exactValue = (price: Decimal, instrument: Instrument): MicroUsd =>
  price.times(instrument.contract.multiplier).times(lotOf(instrument)).times(MICRO).round().toNumber();

const lotOf = ({ lot }: Instrument): Decimal => new Exact(lot.tickUnits).div(new Exact(10).pow(lot.decimals));

/** Whether a single execution can have happened at that price. */
export const isOnTick = (price: string, instrument: Instrument): boolean =>
  ticksOf(price, instrument) !== null;

const known = new WeakMap<Instrument, Map<string, Ticks | null>>();
/** Prices of a day come again and again; of many years, most are forgotten. */
const MOST_KNOWN = 50_000;

/** Null off the grid. */
function ticksOf(price: string, instrument: Instrument): Ticks | null {
  let prices = known.get(instrument);
  if (prices === undefined) known.set(instrument, (prices = new Map()));
  let ticks = prices.get(price);
  if (ticks === undefined) {
    const exact = new Exact(price).div(instrument.contract.tickSize);
    ticks = exact.isInteger() ? exact.toNumber() : null;
    if (prices.size >= MOST_KNOWN) prices.clear();
    prices.set(price, ticks);
  }
  return ticks;
}
