// What is due between bars, and before which bar?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { Day } from "../domain/money.js";
import { settlementInstant } from "../instrument/calendar.js";

export type DueKind = "new day" | "settlement";

export interface Due {
  /** It happens before this bar opens. Equal to the number of bars: after the last one. */
  readonly bar: number;
  readonly kind: DueKind;
  readonly day: Day;
}

/**
 * Everything that is due at or before some bar's open, in order, so that a bar without anything costs one compare.
 * A trade date settles at the first bar that opens at or after its settlement time, on the last price before it; where
 * the date has no such bar (early close, daily bars), when it is over.
 */
export function scheduleOf(bars: Bars, contract: Contract, timeframeMs: number): Due[] {
  const due: Due[] = [];
  for (let start = 0; start < bars.length; ) {
    const day = bars.tradeDate[start]!;
    const end = endOfDay(bars, start);
    const settles = settlementInstant(contract, day);
    due.push({ bar: start, kind: "new day", day });
    let bar = start;
    while (bar < end && bars.time[bar]! < settles) bar++;
    const lastClose = bars.time[end - 1]! + timeframeMs;
    // The data may end in the middle of a trade date: that date has not settled yet.
    if (bar < end || end < bars.length || lastClose >= settles) due.push({ bar, kind: "settlement", day });
    start = end;
  }
  return due;
}

function endOfDay({ tradeDate, length }: Bars, start: number): number {
  const day = tradeDate[start];
  let end = start + 1;
  while (end < length && tradeDate[end] === day) end++;
  return end;
}
