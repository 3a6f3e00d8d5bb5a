// What is the average of the last n values?

import { BLOCK, checkPeriod, eachStretch, room } from "./stretch.js";

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
  const out = room(source.length);
  const state = new Float64Array(2);
  eachStretch(
    [source],
    (from, to) => {
      const full = Math.min(from + period, to);
      state.fill(0);
      for (let i = from; i < full; i++) enter(state, source[i]!);
      out.fill(Number.NaN, from, full);
      if (full === from + period) out[full - 1] = (state[0]! + state[1]!) / period;
      for (let at = full; at < to; at += BLOCK)
        slide(source, out, state, at, Math.min(at + BLOCK, to), period);
    },
    [out],
  );
  return out;
}

/** `state`: the sum, and its rounding error. */
function enter(state: Float64Array, value: number): void {
  const sum = state[0]!;
  const next = sum + value;
  const part = next - sum;
  state[0] = next;
  state[1]! += sum - (next - part) + (value - part);
}

function slide(
  source: Float64Array,
  out: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
  period: number,
): void {
  let sum = state[0]!;
  let error = state[1]!;
  for (let i = from; i < to; i++) {
    const entering = source[i]!;
    let next = sum + entering;
    let part = next - sum;
    error += sum - (next - part) + (entering - part);
    sum = next;
    const leaving = -source[i - period]!;
    next = sum + leaving;
    part = next - sum;
    error += sum - (next - part) + (leaving - part);
    sum = next;
    out[i] = (sum + error) / period;
  }
  state[0] = sum;
  state[1] = error;
}
