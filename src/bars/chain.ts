// How do contract months become one continuous series?

import type { Bars } from "../domain/bars.js";
import type { Adjust, LegPrices, SeenPrice } from "../domain/chain.js";
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

/**
 * What a strategy reads of each contract: of a ratio-adjusted series its price times all ratios (new price over old) of the rolls that
 * follow, of an unadjusted one its price. `quotes` are the prices at each roll. Null: the prices of the bars, which
 * are adjusted by the difference.
 */
export function seenPrices(
  adjust: Adjust,
  offsets: readonly Ticks[],
  quotes: readonly LegPrices[],
): (SeenPrice | null)[] {
  if (adjust === "difference") return offsets.map(() => null);
  const scales = [1];
  for (const { from, to } of [...quotes].reverse()) {
    scales.unshift(adjust === "none" ? 1 : scales[0]! * (to / from));
  }
  return offsets.map((shift, k) => ({ scale: scales[k]!, shift }));
}

/** A month as a column of prices needs it: its first bar, and what is read of it. */
interface SeenMonth {
  readonly bar: number;
  readonly seen: SeenPrice | null;
}

/** The same bars with other prices to read, unrounded: those of a ratio-adjusted series lie on no grid. Ticks, by which money is counted, stay. */
export function seenBars(bars: Bars, months: readonly SeenMonth[], grid: PriceGrid): Bars {
  const column = (ticks: Int32Array): Float64Array => seenColumn(ticks, months, grid);
  return {
    ...bars,
    open: column(bars.openTicks),
    high: column(bars.highTicks),
    low: column(bars.lowTicks),
    close: column(bars.closeTicks),
  };
}

function seenColumn(ticks: Int32Array, months: readonly SeenMonth[], grid: PriceGrid): Float64Array {
  const column = new Float64Array(ticks.length);
  for (const [k, { bar, seen }] of months.entries()) {
    const end = months[k + 1]?.bar ?? ticks.length;
    const { scale, shift } = seen ?? { scale: 1, shift: 0 };
    for (let i = bar; i < end; i++) column[i] = scale * priceOfTicks(ticks[i]! + shift, grid);
  }
  return column;
}
