// How one-sided were the last moves?

import { blank, checkPeriod, eachStretch } from "./stretch.js";

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
  const out = blank(source.length);
  const kept = period - 1;
  eachStretch([source], (from, to) => {
    const first = from + period;
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
    for (let i = first + 1; i < to; i++) {
      const change = source[i]! - source[i - 1]!;
      gain = (gain * kept + rise(change)) / period;
      loss = (loss * kept + rise(-change)) / period;
      out[i] = share(gain, loss);
    }
  });
  return out;
}

/** The change where it is a rise, else 0; exact. Without a branch, which the processor would guess wrong every other bar. */
const rise = (change: number): number => (change + Math.abs(change)) / 2;

const share = (gain: number, loss: number): number => (gain + loss === 0 ? 50 : (100 * gain) / (gain + loss));
