// How far did the price travel from one close to the next?

import { BLOCK, checkLengths, eachStretch, room } from "./stretch.js";

/**
 * True range: the largest of high − low, |high − previous close| and |low − previous close|, in price. A gap counts
 * as travel. NaN on the first bar, which has no close before it (as TA-Lib and TTR).
 * Source: Wilder (1978).
 * @throws Fault E432 where the columns differ in length.
 */
export function trueRange(high: Float64Array, low: Float64Array, close: Float64Array): Float64Array {
  checkLengths("trueRange", { high, low, close });
  const out = room(close.length);
  eachStretch(
    [high, low, close],
    (from, to) => {
      out[from] = Number.NaN;
      for (let at = from + 1; at < to; at += BLOCK) fill(high, low, close, out, at, Math.min(at + BLOCK, to));
    },
    [out],
  );
  return out;
}

function fill(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
): void {
  let before = close[from - 1]!;
  for (let i = from; i < to; i++) {
    out[i] = Math.max(high[i]!, before) - Math.min(low[i]!, before);
    before = close[i]!;
  }
}
