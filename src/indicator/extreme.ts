// What were the highest and the lowest value of the last n bars?

import { blank, checkLengths, checkPeriod, eachStretch } from "./stretch.js";

/**
 * The highest of the last `period` values, this bar's included. NaN for the first `period - 1` bars of each stretch.
 * "Above the highest high before this bar" is therefore `close.now > ceiling.ago(1)`.
 * @throws Fault E430 where the period is no whole number of bars.
 */
export function highest(source: Float64Array, period: number): Float64Array {
  checkPeriod("highest", period);
  return extreme(source, period, 1);
}

/** The lowest of the last `period` values; see `highest`. */
export function lowest(source: Float64Array, period: number): Float64Array {
  checkPeriod("lowest", period);
  return extreme(source, period, -1);
}

/** Donchian channel: highest high and lowest low of the last `period` bars, and the middle between them. In price. */
export function donchian(
  high: Float64Array,
  low: Float64Array,
  period: number,
): { upper: Float64Array; middle: Float64Array; lower: Float64Array } {
  checkPeriod("donchian", period);
  checkLengths("donchian", { high, low });
  const upper = highest(high, period);
  const lower = lowest(low, period);
  return { upper, middle: upper.map((top, i) => (top + lower[i]!) / 2), lower };
}

/**
 * A queue of candidates: each new value throws out those before it that it beats, for they can never be the extreme
 * again. Each bar enters and leaves once, so the period costs nothing.
 */
function extreme(source: Float64Array, period: number, sign: 1 | -1): Float64Array {
  const out = blank(source.length);
  const queue = new Int32Array(source.length);
  eachStretch([source], (from, to) => {
    let head = 0;
    let tail = 0;
    for (let i = from; i < to; i++) {
      const value = sign * source[i]!;
      while (tail > head && sign * source[queue[tail - 1]!]! <= value) tail--;
      queue[tail++] = i;
      if (queue[head]! <= i - period) head++;
      if (i - from >= period - 1) out[i] = source[queue[head]!]!;
    }
  });
  return out;
}
