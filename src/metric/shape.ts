// How far are the returns from a bell curve?

import { mean } from "../indicator/statistics.js";

/**
 * Skewness m3 ÷ m2^1.5 from the central moments of the values themselves (÷ n). Null of fewer than two, and where they
 * never differ. Left tails make it negative.
 */
export const skewness = (values: readonly number[]): number | null => standardised(values, 3);

/** Kurtosis m4 ÷ m2², 3 for a normal distribution (not the excess over it). Null as skewness. */
export const kurtosis = (values: readonly number[]): number | null => standardised(values, 4);

function standardised(values: readonly number[], power: 3 | 4): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  let [squares, powers, largest] = [0, 0, 0];
  for (const value of values) {
    const apart = value - middle;
    squares += apart * apart;
    powers += apart ** power;
    largest = Math.max(largest, Math.abs(value));
  }
  const variance = squares / values.length;
  // What rounding leaves of equal values, as in `sampleDeviation`.
  if (Math.sqrt(variance) <= 1e-9 * largest) return null;
  return powers / values.length / variance ** (power / 2);
}
