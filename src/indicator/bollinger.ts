// Between which bands does the price usually stay?

import { sma } from "./sma.js";
import { stdev } from "./stdev.js";
import { checkPeriod, room } from "./stretch.js";

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
  const upper = room(source.length);
  // In the place of the deviation: nobody else has seen it.
  const lower = deviation;
  for (let i = 0; i < source.length; i++) {
    const mean = middle[i]!;
    const reach = width * deviation[i]!;
    upper[i] = mean + reach;
    lower[i] = mean - reach;
  }
  return { upper, middle, lower };
}
