// How many contracts swing as much as the account should?

import type { MicroUsd, Ticks } from "../domain/money.js";
import { sampleDeviation } from "../indicator/statistics.js";

/** Trade dates in a year. */
const YEAR = 252;

/**
 * What one contract swings in a year, in micro-dollars: the sample standard deviation of the last `days` changes from
 * close to close × √252 × tick value. Changes in price and not in percent: those of oil were undefined in April 2020.
 * Null until there are `days` + 1 closes.
 */
export function yearlySwing(closes: readonly Ticks[], days: number, tickValue: MicroUsd): number | null {
  if (closes.length < days + 1) return null;
  const last = closes.slice(-days - 1);
  const changes = last.slice(1).map((close, k) => close - last[k]!);
  return sampleDeviation(changes)! * Math.sqrt(YEAR) * tickValue;
}
