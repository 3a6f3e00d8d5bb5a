// How far did the price travel from one close to the next?

import { blank, checkLengths, eachStretch } from "./stretch.js";

/**
 * True range: the largest of high − low, |high − previous close| and |low − previous close|, in price. A gap counts
 * as travel. NaN on the first bar, which has no close before it (as TA-Lib and TTR).
 * Source: Wilder (1978).
 * @throws Fault E432 where the columns differ in length.
 */
export function trueRange(high: Float64Array, low: Float64Array, close: Float64Array): Float64Array {
  checkLengths("trueRange", { high, low, close });
  const out = blank(close.length);
  eachStretch([high, low, close], (from, to) => {
    for (let i = from + 1; i < to; i++) {
      const before = close[i - 1]!;
      out[i] = Math.max(high[i]!, before) - Math.min(low[i]!, before);
    }
  });
  return out;
}
