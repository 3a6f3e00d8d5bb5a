// In which conditions does a bar trade?

import type { Bars } from "../domain/bars.js";
import type { MarketEvents } from "../domain/events.js";
import { atr } from "../indicator/atr.js";

const MINUTE_MS = 60_000;

/**
 * At each bar the average true range of the bars before it, in ticks: what was known of the market when the bar opened.
 * While `period` true ranges are not there yet, the mean of those that are; the first bar, which has no close before
 * it, counts with its own range. NaN at the first bar, in which nothing can fill.
 */
export function rangesBefore(bars: Bars, period: number): Float64Array {
  const { length, highTicks, lowTicks, closeTicks } = bars;
  const column = (ticks: Int32Array) => Float64Array.from(ticks);
  const ranges = atr(column(highTicks), column(lowTicks), column(closeTicks), period);
  const out = new Float64Array(length).fill(Number.NaN);
  let sum = 0;
  for (let i = 1; i < length; i++) {
    const known = i - 1;
    if (known < period) {
      const before = known === 0 ? lowTicks[0]! : closeTicks[known - 1]!;
      const above = known === 0 ? highTicks[0]! : before;
      sum += Math.max(highTicks[known]!, above) - Math.min(lowTicks[known]!, before);
      out[i] = sum / i;
    } else out[i] = ranges[known]!;
  }
  return out;
}

/**
 * Whether a bar overlaps the window around an event: `minutes` before it (included) to as many after it (excluded). A
 * fill's instant inside its bar is not known, so in a long bar one announcement counts for all of it.
 */
export function newsTest(
  bars: Bars,
  timeframeMs: number,
  events: MarketEvents | null,
  minutes: number,
): (bar: number) => boolean {
  if (events === null || events.time.length === 0) return () => false;
  const { time } = events;
  const window = minutes * MINUTE_MS;
  return (bar) => {
    const opens = bars.time[bar]!;
    // The first event whose window has not ended when the bar opens decides: all later ones begin later.
    let low = 0;
    let high = time.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (time[middle]! + window <= opens) low = middle + 1;
      else high = middle;
    }
    return low < time.length && time[low]! - window < opens + timeframeMs;
  };
}
