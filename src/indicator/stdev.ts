// How widely do the last n values scatter?

import { blank, checkPeriod, eachStretch } from "./stretch.js";

/**
 * Standard deviation of the last `period` values, the population form (÷ n) that Bollinger bands use. In the
 * source's unit; NaN for the first `period - 1` bars of each stretch; exactly 0 where the price did not move.
 *
 * Each window is summed anew, as distances from its newest value: running sums of squared prices lose all digits
 * (20,000² against a deviation of 1), and a spike that has left the window would echo for ever.
 * @throws Fault E430 where the period is no whole number of bars.
 */
export function stdev(source: Float64Array, period: number): Float64Array {
  checkPeriod("stdev", period);
  const out = blank(source.length);
  eachStretch([source], (from, to) => {
    for (let i = from + period - 1; i < to; i++) {
      const pivot = source[i]!;
      let sum = 0;
      let squares = 0;
      for (let j = i - period + 1; j < i; j++) {
        const distance = source[j]! - pivot;
        sum += distance;
        squares += distance * distance;
      }
      out[i] = Math.sqrt(Math.max(0, squares - (sum * sum) / period) / period);
    }
  });
  return out;
}
