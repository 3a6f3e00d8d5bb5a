// Between which bands does the price usually stay?

import { sma } from "./sma.js";
import { stdev } from "./stdev.js";
import { checkPeriod } from "./stretch.js";

/**
 * Bollinger bands: the simple average of the last `period` values, and `width` population standard deviations above
 * and below it. In the source's unit; NaN for the first `period - 1` bars of each stretch.
 * Source: Bollinger, Bollinger on Bollinger Bands (2001): 20 bars, 2 deviations.
 * @throws Fault E430 where the period is no whole number of bars.
 */
export function bollinger(
  source: Float64Array,
  period: number,
  width = 2,
): { upper: Float64Array; middle: Float64Array; lower: Float64Array } {
  checkPeriod("bollinger", period);
  const middle = sma(source, period);
  const deviation = stdev(source, period);
  return {
    upper: middle.map((mean, i) => mean + width * deviation[i]!),
    middle,
    lower: middle.map((mean, i) => mean - width * deviation[i]!),
  };
}
