// What is due between bars, and before which bar?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { Day, EpochMs } from "../domain/money.js";
import { settlementInstant } from "../instrument/calendar.js";

/** A roll begins a contract month, an expiry ends it, and a delivery that is near makes the position leave. */
type MonthDue = "roll" | "expiry" | "leave";
export type DueKind = "new day" | "settlement" | MonthDue | MarginDue | "funding";
/** What the broker's margin terms bring with the clock: see margin-schedule.ts. */
export type MarginDue = "day margin" | "last orders" | "cut-off" | "cut-off at close" | "transfers";

export interface Due {
  /** It happens before this bar opens. Equal to the number of bars: after the last one. */
  readonly bar: number;
  readonly kind: DueKind;
  readonly day: Day;
  /** Index of the contract month that it concerns. */
  readonly month?: number;
  /** Which funding of the run it is. */
  readonly index?: number;
  /** Of a settlement: its instant. */
  readonly time?: EpochMs;
}

/**
 * Everything that is due at or before some bar's open, in order, so that a bar without anything costs one compare.
 * A trade date settles at the first bar that opens at or after its settlement time, on the last price before it; where
 * the date has no such bar (early close, daily bars), when it is over.
 */
export function scheduleOf(
  bars: Bars,
  contract: Contract,
  timeframeMs: number,
  months: readonly Due[] = [],
): Due[] {
  const due = datesOf(bars, contract, timeframeMs);
  return months.length === 0 ? due : together(due, months);
}

interface Known extends Pick<Contract, "session" | "settlementTime"> {
  readonly timeframeMs: number;
  readonly due: Due[];
}

const known = new WeakMap<Bars, Known>();

/** The same for all runs over the bars: nothing in it is ever changed. */
function datesOf(bars: Bars, contract: Contract, timeframeMs: number): Due[] {
  const { session, settlementTime } = contract;
  const last = known.get(bars);
  const sameHours = last?.session === session && last.settlementTime === settlementTime;
  if (sameHours && last.timeframeMs === timeframeMs) return last.due;
  const due: Due[] = [];
  for (let start = 0; start < bars.length; ) {
    const day = bars.tradeDate[start]!;
    const end = firstAtLeast(bars.tradeDate, day + 1, start, bars.length);
    const settles = settlementInstant(contract, day);
    due.push({ bar: start, kind: "new day", day });
    const bar = firstAtLeast(bars.time, settles, start, end);
    const lastClose = bars.time[end - 1]! + timeframeMs;
    // The data may end in the middle of a trade date: that date has not settled yet.
    if (bar < end || end < bars.length || lastClose >= settles)
      due.push({ bar, kind: "settlement", day, time: settles });
    start = end;
  }
  known.set(bars, { session, settlementTime, timeframeMs, due });
  return due;
}

/**
 * What expires does so with the last bar before it, ahead of what else is due there; a roll belongs to the date that it
 * begins.
 */
function together(dates: readonly Due[], months: readonly Due[]): Due[] {
  const rank = ({ kind }: Due): number =>
    kind === "expiry" ? 0 : kind === "roll" ? 2 : kind === "leave" ? 3 : 1;
  return [...dates, ...months].sort((a, b) => a.bar - b.bar || rank(a) - rank(b));
}

/** Index of the first value at or above `least` in the rising `values[from … to)`, `to` where there is none. */
export function firstAtLeast(
  values: Float64Array | Int32Array,
  least: number,
  from: number,
  to: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
