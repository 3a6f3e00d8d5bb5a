// By how much did the value change over n bars?

import { blank, checkPeriod, eachStretch } from "./stretch.js";

/**
 * Rate of change in percent: `100 × (value − value n bars ago) ÷ value n bars ago`, so 1.5 is 1.5 %. NaN for the first
 * `period` bars of each stretch, and where the value n bars ago was 0.
 * @throws Fault E430 where the period is no whole number of bars.
 */
export function roc(source: Float64Array, period: number): Float64Array {
  checkPeriod("roc", period);
  const out = blank(source.length);
  eachStretch([source], (from, to) => {
    for (let i = from + period; i < to; i++) {
      const before = source[i - period]!;
      if (before !== 0) out[i] = (100 * (source[i]! - before)) / before;
    }
  });
  return out;
}
