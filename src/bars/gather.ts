// How do the bars of a frame become one bar?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { Day, EpochMs } from "../domain/money.js";
import { settlementInstant } from "../instrument/calendar.js";
import { BAR_COLUMNS, createBars, sliceBars } from "./columns.js";

/** Which price a bar of a day or a week closes at: its last, or the last one at or before the settlement of its last date. */
export type LongClose = "last" | "settlement";

/** Longer bars in the making: room for as many as there are shorter ones. */
export interface Gathered {
  readonly bars: Bars;
  length: number;
}

export const gathering = (most: number): Gathered => ({ bars: createBars(most), length: 0 });

/** A bar that begins: stamped `begins`, all else from the shorter bar `i`. */
export function begin({ bars, length: at }: Gathered, from: Bars, i: number, begins: EpochMs): void {
  bars.time[at] = begins;
  bars.open[at] = from.open[i]!;
  bars.high[at] = from.high[i]!;
  bars.low[at] = from.low[i]!;
  bars.close[at] = from.close[i]!;
  bars.volume[at] = from.volume[i]!;
  bars.openTicks[at] = from.openTicks[i]!;
  bars.highTicks[at] = from.highTicks[i]!;
  bars.lowTicks[at] = from.lowTicks[i]!;
  bars.closeTicks[at] = from.closeTicks[i]!;
}

/** The shorter bar `i` goes into the newest bar. The close stays where `closes` is false: the date has settled. */
export function extend({ bars, length }: Gathered, from: Bars, i: number, closes: boolean): void {
  const at = length - 1;
  if (from.highTicks[i]! > bars.highTicks[at]!) bars.highTicks[at] = from.highTicks[i]!;
  if (from.lowTicks[i]! < bars.lowTicks[at]!) bars.lowTicks[at] = from.lowTicks[i]!;
  // What is read may be another series than what is traded, such as one that is adjusted by ratio.
  if (from.high[i]! > bars.high[at]!) bars.high[at] = from.high[i]!;
  if (from.low[i]! < bars.low[at]!) bars.low[at] = from.low[i]!;
  if (closes) {
    bars.closeTicks[at] = from.closeTicks[i]!;
    bars.close[at] = from.close[i]!;
  }
  bars.volume[at]! += from.volume[i]!;
}

/** Whether a bar is over when its trade date settles. Called with rising bars. */
export function settlesAfter(
  contract: Contract,
  { time, tradeDate }: Bars,
  timeframeMs: number,
): (bar: number) => boolean {
  let date: Day = Number.NaN;
  let at: EpochMs = 0;
  return (bar) => {
    if (tradeDate[bar]! !== date) {
      date = tradeDate[bar]!;
      at = settlementInstant(contract, date);
    }
    return time[bar]! + timeframeMs <= at;
  };
}

/** The first `length` bars in memory of their own, so that the room for the finer ones is not kept. */
export function gathered({ bars }: Gathered, length: number): Bars {
  const kept = sliceBars(bars, 0, length);
  const copy = createBars(length);
  for (const column of BAR_COLUMNS) copy[column].set(kept[column]);
  return copy;
}
