// How much does the price usually move in a bar?

import { wilder } from "./ema.js";
import { checkPeriod } from "./stretch.js";
import { trueRange } from "./true-range.js";

/**
 * Average true range after Wilder, in price. The first value is the mean of the first `period` true ranges; as the
 * first bar has none, it stands at bar `period`.
 * Source: Wilder (1978); agrees with TTR, TA-Lib and technicalindicators.
 * @throws Fault E430 where the period is no whole number of bars, E432 where the columns differ in length.
 */
export function atr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array {
  checkPeriod("atr", period);
  return wilder(trueRange(high, low, close), period);
}
