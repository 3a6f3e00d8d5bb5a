// How do the bars of a block come close to the processor before they are asked for?

import type { Bars } from "../domain/bars.js";

/** Bars of 4 bytes a column that one line of a cache holds. */
const LINE = 16;

/** Kept, or nothing would have to be read for it. */
const kept = { sum: 0 };

/**
 * Reads each line of the price columns once, one after the other: fetched in order they come many at a time. A strategy that
 * trades now and then would wait for each by itself, a tenth of a run.
 */
export function warm({ openTicks, highTicks, lowTicks, closeTicks }: Bars, from: number, to: number): void {
  let sum = 0;
  for (let bar = from; bar < to; bar += LINE)
    sum = (sum + openTicks[bar]! + highTicks[bar]! + lowTicks[bar]! + closeTicks[bar]!) | 0;
  kept.sum = sum;
}
