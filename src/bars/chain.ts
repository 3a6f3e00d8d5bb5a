// How do contract months become one continuous series?

import type { Bars } from "../domain/bars.js";
import { type EpochMs, type PriceGrid, priceOfTicks, type Ticks } from "../domain/money.js";
import { barIndexAt, createBars } from "./columns.js";

/** A stretch of bars of one contract, and what its price lies above that of the continuous series. */
export interface Stretch {
  readonly bars: Bars;
  /** Bars that open at or after this instant, ... */
  readonly from: EpochMs;
  /** ... and before this one. */
  readonly until: EpochMs;
  readonly offset: Ticks;
}

/**
 * The stretches one after another, each shifted by its offset: difference adjustment, exact on the tick grid. Dollar
 * changes stay as they were; levels and percentages of the past do not, and old prices may fall below zero.
 */
export function joined(stretches: readonly Stretch[], grid: PriceGrid): Bars {
  const cuts = stretches.map(({ bars, from, until }) => ({
    first: barIndexAt(bars, from),
    end: barIndexAt(bars, until),
  }));
  const length = cuts.reduce((sum, { first, end }) => sum + Math.max(0, end - first), 0);
  const into = createBars(length);
  let at = 0;
  stretches.forEach(({ bars, offset }, k) => {
    const { first, end } = cuts[k]!;
    for (let i = first; i < end; i++, at++) {
      into.time[at] = bars.time[i]!;
      into.volume[at] = bars.volume[i]!;
      into.tradeDate[at] = bars.tradeDate[i]!;
      into.openTicks[at] = bars.openTicks[i]! - offset;
      into.highTicks[at] = bars.highTicks[i]! - offset;
      into.lowTicks[at] = bars.lowTicks[i]! - offset;
      into.closeTicks[at] = bars.closeTicks[i]! - offset;
      into.open[at] = priceOfTicks(into.openTicks[at]!, grid);
      into.high[at] = priceOfTicks(into.highTicks[at]!, grid);
      into.low[at] = priceOfTicks(into.lowTicks[at]!, grid);
      into.close[at] = priceOfTicks(into.closeTicks[at]!, grid);
    }
  });
  return into;
}

/** The closes of both contracts at the last instant before `at` at which both have a bar. Null where they never have one together. */
export function spreadBefore(
  old: Bars,
  next: Bars,
  at: EpochMs,
): { readonly from: Ticks; readonly to: Ticks; readonly time: EpochMs } | null {
  let i = barIndexAt(old, at) - 1;
  let k = barIndexAt(next, at) - 1;
  while (i >= 0 && k >= 0) {
    if (old.time[i]! === next.time[k]!) {
      return { from: old.closeTicks[i]!, to: next.closeTicks[k]!, time: old.time[i]! };
    }
    if (old.time[i]! > next.time[k]!) i--;
    else k--;
  }
  return null;
}

/** Offsets of contracts that are joined by these spreads: none for the last one, whose prices stay as they are. */
export function offsetsOf(spreads: readonly Ticks[]): Ticks[] {
  const offsets = [0];
  for (const spread of [...spreads].reverse()) offsets.unshift(offsets[0]! - spread);
  return offsets.map((offset) => offset + 0);
}
