// Is the short average running away from the long one, or coming back?

import { emaSma } from "./ema.js";
import { checkPeriod } from "./stretch.js";

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
  const difference = emaSma(source, fast).map((short, i) => short - long[i]!);
  const signal = emaSma(difference, signalPeriod);
  return { macd: difference, signal, histogram: difference.map((value, i) => value - signal[i]!) };
}
