// By how much did the value change over n bars?

import { checkPeriod, eachStretch, room } from "./stretch.js";

/**
 * Rate of change in percent: `100 × (value − value n bars ago) ÷ value n bars ago`, so 1.5 is 1.5 %. NaN for the first
 * `period` bars of each stretch, and where the value n bars ago was 0.
 * @throws Fault E430 where the period is no whole number of bars.
 */
export function roc(source: Float64Array, period: number): Float64Array {
  checkPeriod("roc", period);
  const out = room(source.length);
  eachStretch(
    [source],
    (from, to) => {
      out.fill(Number.NaN, from, Math.min(from + period, to));
      for (let i = from + period; i < to; i++) {
        const before = source[i - period]!;
        out[i] = before === 0 ? Number.NaN : (100 * (source[i]! - before)) / before;
      }
    },
    [out],
  );
  return out;
}
