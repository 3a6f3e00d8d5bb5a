// What does a position pay or receive at a funding?

import { Decimal } from "decimal.js";
import type { Contract } from "../domain/contract.js";
import { MICRO, type MicroUsd } from "../domain/money.js";

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

/** What one lot is worth at a mark price, in micro-dollars; marks are finer than ticks, so it need not be whole. */
export const markValue = ({ multiplier, lotSize = "1" }: Contract, mark: Decimal.Value): Decimal =>
  new Exact(mark).times(multiplier).times(lotSize).times(MICRO);

/** A share of notional as the logs hold it: 0.0001 is 10,000. */
export const hundredMillionths = (rate: Decimal.Value): number => new Exact(rate).times(1e8).toNumber();

/**
 * −(signed size) × mark × rate (worked examples FUND-01 to FUND-03): where the rate is positive, longs pay shorts. To the
 * nearest micro-dollar, halves away from zero: a long and a short of one size exchange the same amount, and nothing is left
 * over between them. `value` is that of one lot at the mark.
 */
export function fundingOf(lots: number, value: Decimal, rate: Decimal.Value): MicroUsd {
  const amount = value.times(rate).times(-lots);
  return amount.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber() + 0;
}
