// How wide are the bars around one?

import type { Bars } from "../../domain/bars.js";
import type { Ticks } from "../../domain/money.js";

/** Bars to either side. */
const AROUND = 20;

export const rangeOf = ({ highTicks, lowTicks }: Bars, i: number): Ticks => highTicks[i]! - lowTicks[i]!;

const ranges = new Float64Array(2 * AROUND);

/** Median of the true ranges (Wilder) of the bars around `from` (included) to `to` (excluded), without those; never below a tick. */
export function medianRange(bars: Bars, from: number, to: number): number {
  const { highTicks, lowTicks, closeTicks } = bars;
  let count = 0;
  for (let i = Math.max(1, from - AROUND); i < Math.min(bars.length, to + AROUND); i++) {
    // The one right behind would measure the way back.
    if (i >= from && i <= to) continue;
    const last = closeTicks[i - 1]!;
    ranges[count++] = Math.max(highTicks[i]!, last) - Math.min(lowTicks[i]!, last);
  }
  const sorted = ranges.subarray(0, count).sort();
  return Math.max(1, sorted[count >> 1] ?? 1);
}

/** The widest of them. */
export function widestRange(bars: Bars, from: number, to: number): Ticks {
  let widest = 1;
  for (let i = Math.max(0, from - AROUND); i < Math.min(bars.length, to + AROUND); i++) {
    if (i < from || i >= to) widest = Math.max(widest, rangeOf(bars, i));
  }
  return widest;
}

/** Median of closes `from` (included) to `to` (excluded), in ticks. */
export function medianClose({ closeTicks }: Bars, from: number, to: number): number {
  const closes = [...closeTicks.subarray(from, to)].sort((a, b) => a - b);
  return closes[closes.length >> 1]!;
}
