// How widely do the last n values scatter?

import { BLOCK, checkPeriod, eachStretch, room } from "./stretch.js";

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
  const out = room(source.length);
  const size = Math.ceil(BLOCK / period);
  eachStretch(
    [source],
    (from, to) => {
      const first = Math.min(from + period - 1, to);
      out.fill(Number.NaN, from, first);
      for (let at = first; at < to; at += size) fill(source, out, at, Math.min(at + size, to), period);
    },
    [out],
  );
  return out;
}

/** Three windows at a time: each sum waits for its own last addition only. */
function fill(source: Float64Array, out: Float64Array, from: number, to: number, period: number): void {
  let i = from;
  for (; i + 2 < to; i += 3) {
    const p = source[i]!;
    const q = source[i + 1]!;
    const r = source[i + 2]!;
    let sumP = 0;
    let sumQ = 0;
    let sumR = 0;
    let squaresP = 0;
    let squaresQ = 0;
    let squaresR = 0;
    for (let j = i - period + 1; j < i; j++) {
      const a = source[j]! - p;
      const b = source[j + 1]! - q;
      const c = source[j + 2]! - r;
      sumP += a;
      sumQ += b;
      sumR += c;
      squaresP += a * a;
      squaresQ += b * b;
      squaresR += c * c;
    }
    out[i] = deviation(sumP, squaresP, period);
    out[i + 1] = deviation(sumQ, squaresQ, period);
    out[i + 2] = deviation(sumR, squaresR, period);
  }
  for (; i < to; i++) {
    const pivot = source[i]!;
    let sum = 0;
    let squares = 0;
    for (let j = i - period + 1; j < i; j++) {
      const distance = source[j]! - pivot;
      sum += distance;
      squares += distance * distance;
    }
    out[i] = deviation(sum, squares, period);
  }
}

const deviation = (sum: number, squares: number, period: number): number =>
  Math.sqrt(Math.max(0, squares - (sum * sum) / period) / period);
