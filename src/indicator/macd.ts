// Is the short average running away from the long one, or coming back?

import { emaSma } from "./ema.js";
import { BLOCK, checkPeriod } from "./stretch.js";

/**
 * Moving average convergence/divergence: fast − slow exponential average, its own average (signal) and the
 * difference of the two (histogram), all in the source's unit. `macd` begins at bar `max(fast, slow) - 1`, the
 * other two `signalPeriod - 1` bars later.
 * The averages are seeded with simple means (`emaSma`), as in TTR and technicalindicators. TA-Lib seeds the fast
 * one later and differs for about 55 bars.
 * @throws Fault E430 where a period is no whole number of bars.
 */
export function macd(
  source: Float64Array,
  fast = 12,
  slow = 26,
  signalPeriod = 9,
): { macd: Float64Array; signal: Float64Array; histogram: Float64Array } {
  checkPeriod("macd", fast, 1, "fast");
  checkPeriod("macd", slow, 1, "slow");
  checkPeriod("macd", signalPeriod, 1, "signalPeriod");
  const long = emaSma(source, slow);
  // Each in the place of a column that nobody else has seen.
  const short = emaSma(source, fast);
  const difference = subtract(short, short, long);
  const signal = emaSma(difference, signalPeriod);
  return { macd: difference, signal, histogram: subtract(long, difference, signal) };
}

function subtract(out: Float64Array, a: Float64Array, b: Float64Array): Float64Array {
  for (let at = 0; at < out.length; at += BLOCK) fill(out, a, b, at, Math.min(at + BLOCK, out.length));
  return out;
}

function fill(out: Float64Array, a: Float64Array, b: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = a[i]! - b[i]!;
}
