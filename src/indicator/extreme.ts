// What were the highest and the lowest value of the last n bars?

import { checkLengths, checkPeriod, eachStretch, room } from "./stretch.js";

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
  const middle = room(upper.length);
  for (let i = 0; i < middle.length; i++) middle[i] = (upper[i]! + lower[i]!) / 2;
  return { upper, middle, lower };
}

/**
 * In pieces of `period` bars: the window of a bar is the end of the piece before and the beginning of its own, and the best of
 * each is known from one pass (van Herk 1992; Gil and Werman 1993). The period costs nothing, and nothing is guessed.
 * Of two equal values the newer one counts.
 */
function extreme(source: Float64Array, period: number, sign: 1 | -1): Float64Array {
  const out = room(source.length);
  eachStretch(
    [source],
    (from, to) => {
      const warm = Math.min(from + period - 1, to);
      out.fill(Number.NaN, from, warm);
      if (warm === to) return;
      // `ends[k]`: the best of the piece before, from its bar k on.
      const ends = new Float64Array(period + 1);
      bestSoFar(source, ends, from, warm + 1, sign);
      out[warm] = sign * ends[0]!;
      for (let piece = from + period; piece < to; piece += period) {
        bestFromHere(source, ends, piece - period, period, sign);
        slide(source, out, ends, piece, Math.min(piece + period, to), sign);
      }
    },
    [out],
  );
  return out;
}

/** The best of the bars `from` to `to`, into the first place. */
function bestSoFar(source: Float64Array, ends: Float64Array, from: number, to: number, sign: 1 | -1): void {
  let best = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const value = sign * source[i]!;
    if (value >= best) best = value;
  }
  ends[0] = best;
}

function bestFromHere(
  source: Float64Array,
  ends: Float64Array,
  from: number,
  period: number,
  sign: 1 | -1,
): void {
  let best = Number.NEGATIVE_INFINITY;
  ends[period] = best;
  for (let k = period - 1; k >= 0; k--) {
    const value = sign * source[from + k]!;
    if (value > best) best = value;
    ends[k] = best;
  }
}

function slide(
  source: Float64Array,
  out: Float64Array,
  ends: Float64Array,
  from: number,
  to: number,
  sign: 1 | -1,
): void {
  let best = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const value = sign * source[i]!;
    if (value >= best) best = value;
    let widest = ends[i - from + 1]!;
    if (best >= widest) widest = best;
    out[i] = sign * widest;
  }
}
