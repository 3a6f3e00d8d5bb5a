// What is the average of the last n values?

import { blank, checkPeriod, eachStretch } from "./stretch.js";

/**
 * Simple moving average: the mean of the last `period` values, this bar's included. In the source's unit; NaN for
 * the first `period - 1` bars of each stretch of numbers.
 *
 * A plain running sum drifts by about 1e-8 over a million prices; the rounding error of each step is kept beside
 * the sum (Knuth's two-sum), so the result is that of a fresh sum.
 * @throws Fault E430 where the period is no whole number of bars.
 */
export function sma(source: Float64Array, period: number): Float64Array {
  checkPeriod("sma", period);
  const out = blank(source.length);
  eachStretch([source], (from, to) => {
    let sum = 0;
    let error = 0;
    for (let i = from; i < to; i++) {
      const entering = source[i]!;
      let next = sum + entering;
      let part = next - sum;
      error += sum - (next - part) + (entering - part);
      sum = next;
      if (i - from >= period) {
        const leaving = -source[i - period]!;
        next = sum + leaving;
        part = next - sum;
        error += sum - (next - part) + (leaving - part);
        sum = next;
      }
      if (i - from >= period - 1) out[i] = (sum + error) / period;
    }
  });
  return out;
}
