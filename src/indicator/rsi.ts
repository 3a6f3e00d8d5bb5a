// How one-sided were the last moves?

import { BLOCK, checkPeriod, eachStretch, room } from "./stretch.js";

/**
 * Relative strength index after Wilder, 0 to 100: `100 × gain ÷ (gain + loss)`, where gain and loss are Wilder's
 * averages of the rises and falls from value to value. The first averages are plain means of the first `period`
 * changes, so the first value stands at bar `period` of each stretch. Where nothing moved at all (gain + loss = 0)
 * it is 50: neither side won.
 *
 * Source: Wilder (1978); formula of workload W2 (`bench/`). Not rounded, unlike technicalindicators' RSI.
 * @throws Fault E430 where the period is no whole number of bars.
 */
export function rsi(source: Float64Array, period: number): Float64Array {
  checkPeriod("rsi", period);
  const out = room(source.length);
  const state = new Float64Array(2);
  eachStretch(
    [source],
    (from, to) => {
      const first = from + period;
      out.fill(Number.NaN, from, Math.min(first, to));
      if (first >= to) return;
      let gain = 0;
      let loss = 0;
      for (let i = from + 1; i <= first; i++) {
        const change = source[i]! - source[i - 1]!;
        gain += rise(change);
        loss += rise(-change);
      }
      gain /= period;
      loss /= period;
      out[first] = share(gain, loss);
      state[0] = gain;
      state[1] = loss;
      for (let at = first + 1; at < to; at += BLOCK)
        advance(source, out, state, at, Math.min(at + BLOCK, to), period);
    },
    [out],
  );
  return out;
}

/** `state`: the averages of rises and falls. */
function advance(
  source: Float64Array,
  out: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
  period: number,
): void {
  const kept = period - 1;
  let gain = state[0]!;
  let loss = state[1]!;
  let before = source[from - 1]!;
  for (let i = from; i < to; i++) {
    const value = source[i]!;
    const change = value - before;
    before = value;
    gain = (gain * kept + rise(change)) / period;
    loss = (loss * kept + rise(-change)) / period;
    out[i] = share(gain, loss);
  }
  state[0] = gain;
  state[1] = loss;
}

/** The change where it is a rise, else 0; exact. Without a branch, which the processor would guess wrong every other bar. */
const rise = (change: number): number => (change + Math.abs(change)) / 2;

const share = (gain: number, loss: number): number => (gain + loss === 0 ? 50 : (100 * gain) / (gain + loss));
