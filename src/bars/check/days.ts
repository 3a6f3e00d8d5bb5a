// Which bars does each trade date have, and where are there none while the market is open?

import type { Bars } from "../../domain/bars.js";
import { DAY_MS, type Day, type EpochMs } from "../../domain/money.js";
import type { Session } from "../../domain/session.js";
import { dayBegins, type OpenStretch, sessionStretches, settlementDays } from "../../instrument/calendar.js";

export const HOUR_MS = 3_600_000;
const HOURS = 24;
/** Regular hours begin and end on quarters. */
const QUARTER_MS = HOUR_MS / 4;

/** What is looked at: bars of one step, in one session. */
export interface CheckedBars {
  readonly bars: Bars;
  /** In milliseconds. */
  readonly stepMs: number;
  readonly session: Session;
}

/** Where bars `from` (included) to `to` (excluded) stand, as a finding says it. */
export const standing = (time: Float64Array, from: number, to: number, stepMs: number) => ({
  bar: from,
  bars: to - from,
  count: to - from,
  from: time[from]!,
  until: time[to - 1]! + stepMs,
});

/** A trade date from the first to the last of the bars, with the bars `from` (included) to `to` (excluded). */
export interface CheckedDay {
  readonly day: Day;
  readonly from: number;
  readonly to: number;
  readonly stretches: readonly OpenStretch[];
}

/** A run of steps without a bar inside one trade date. */
export interface Hole {
  readonly day: Day;
  /** Open of the first step without a bar. */
  readonly from: EpochMs;
  /** Where bars go on, or the session is over. */
  readonly until: EpochMs;
  /** The bar behind it. */
  readonly bar: number;
  /** Steps without a bar in hours that the file covers. */
  readonly lost: number;
  /** It reaches to the end or the begin of the session. */
  readonly atEdge: boolean;
}

/** How full the file is at one hour of the session, counted from its begin. */
export interface HourFill {
  /** In a quarter of it at least half of the dates have a bar: a file of regular hours lacks the night without missing anything. */
  readonly covered: boolean;
  /** Share of the steps without a bar, holes of an hour and more left aside. */
  readonly thin: number;
}

export function checkedDays({ bars, session }: CheckedBars): CheckedDay[] {
  const { tradeDate, length } = bars;
  if (length === 0) return [];
  const days: CheckedDay[] = [];
  let from = 0;
  for (const day of settlementDays(session, tradeDate[0]!, tradeDate[length - 1]!)) {
    let to = from;
    while (to < length && tradeDate[to]! <= day) to++;
    days.push({ day, from, to, stretches: sessionStretches(session, day) });
    from = to;
  }
  return days;
}

/** Whether a bar that opens at `at` is open in part of the stretch. */
export const isIn = ({ from, until }: OpenStretch, at: EpochMs, stepMs: number): boolean =>
  at + stepMs > from && at < until;

export interface Fill {
  readonly holes: readonly Hole[];
  readonly hours: readonly HourFill[];
  /** Of each checked day, in order: steps in covered hours, and those of them with a bar. */
  readonly expected: Int32Array;
  readonly present: Int32Array;
}

interface RawHole {
  readonly index: number;
  readonly from: EpochMs;
  until: EpochMs;
  readonly bar: number;
  readonly begins: EpochMs;
  atEnd: boolean;
  readonly atBegin: boolean;
}

/**
 * Steps with and without bars, for bars shorter than a day. A date that was not begun or finished counts from its first bar,
 * or to its last, at the two ends of the file.
 */
export function fillOf(checked: CheckedBars, days: readonly CheckedDay[]): Fill {
  const { bars, stepMs, session } = checked;
  const { time, length } = bars;
  const first = time[0]!;
  const end = time[length - 1]! + stepMs;
  const partMs = Math.max(QUARTER_MS, stepMs);
  const parts = Math.ceil(DAY_MS / partMs);
  const datesOf = new Int32Array(parts);
  const datesWith = new Int32Array(parts);
  const holes: RawHole[] = [];
  /** Steps and bars by day and part of the day. */
  const slotsBy = new Int32Array(days.length * parts);
  const barsBy = new Int32Array(days.length * parts);

  days.forEach(({ from, to, stretches }, index) => {
    let i = from;
    let open: RawHole | null = null;
    stretches.forEach((stretch, k) => {
      const begins = dayBegins(session, stretch.from);
      const start = Math.max(begins + Math.floor((stretch.from - begins) / stepMs) * stepMs, first);
      const until = Math.min(stretch.until, end);
      if (start >= until) return;
      for (let at = start; at < until; ) {
        const part = Math.floor((at - begins) / partMs) % parts;
        const next = Math.min(begins + (Math.floor((at - begins) / partMs) + 1) * partMs, until);
        const count = Math.max(1, Math.ceil((next - at) / stepMs));
        slotsBy[index * parts + part]! += count;
        at += count * stepMs;
      }
      if (from === to) return;
      while (i < to && time[i]! + stepMs <= stretch.from) i++;
      let expected = start;
      if (expected > start - stepMs && i > 0 && time[i - 1]! + stepMs > expected)
        expected = time[i - 1]! + stepMs;
      for (; i < to && time[i]! < stretch.until; i++) {
        const at = time[i]!;
        barsBy[index * parts + (Math.floor((at - begins) / partMs) % parts)]! += 1;
        if (at > expected) {
          if (open !== null && expected <= start) {
            open.until = at;
            open = null;
          } else {
            holes.push({
              index,
              from: expected,
              until: at,
              bar: i,
              begins,
              atBegin: expected <= stretches[0]!.from,
              atEnd: false,
            });
          }
        }
        open = null;
        expected = Math.max(expected, at + stepMs);
      }
      if (expected < until) {
        const last = k === stretches.length - 1;
        if (open !== null) {
          open.until = until;
          open.atEnd = last;
        } else {
          open = {
            index,
            from: expected,
            until,
            bar: Math.min(i, length - 1),
            begins,
            atBegin: false,
            atEnd: last,
          };
          holes.push(open);
        }
      } else open = null;
    });
  });

  for (let index = 0; index < days.length; index++) {
    if (days[index]!.from === days[index]!.to) continue;
    for (let part = 0; part < parts; part++) {
      if (slotsBy[index * parts + part] === 0) continue;
      datesOf[part]! += 1;
      if (barsBy[index * parts + part]! > 0) datesWith[part]! += 1;
    }
  }
  const covered = Array.from(datesOf, (dates, part) => dates > 0 && 2 * datesWith[part]! >= dates);
  const missing = new Float64Array(HOURS);
  const hourAt = (hole: RawHole, at: EpochMs): number => Math.floor((at - hole.begins) / HOUR_MS) % HOURS;
  const measured = holes.map((hole) => {
    let lost = 0;
    const isShort = hole.until - hole.from < Math.max(HOUR_MS, 4 * stepMs);
    for (let at = hole.from; at < hole.until; at += stepMs) {
      if (!covered[Math.floor((at - hole.begins) / partMs) % parts]) continue;
      lost++;
      if (isShort) missing[hourAt(hole, at)]! += 1;
    }
    return { hole, lost };
  });
  const expected = new Int32Array(days.length);
  const present = new Int32Array(days.length);
  const slots = new Float64Array(HOURS);
  const inHour = new Uint8Array(HOURS);
  for (let part = 0; part < parts; part++) {
    if (!covered[part]) continue;
    const hour = Math.floor((part * partMs) / HOUR_MS) % HOURS;
    inHour[hour] = 1;
    for (let index = 0; index < days.length; index++) {
      const count = slotsBy[index * parts + part]!;
      expected[index]! += count;
      present[index]! += Math.min(count, barsBy[index * parts + part]!);
      if (days[index]!.from < days[index]!.to) slots[hour]! += count;
    }
  }
  return {
    hours: Array.from(slots, (count, hour) => ({
      covered: inHour[hour] === 1,
      thin: count === 0 ? 0 : missing[hour]! / count,
    })),
    holes: measured
      .filter(({ lost }) => lost > 0)
      .map(({ hole: { index, from, until, bar, atBegin, atEnd }, lost }) => ({
        day: days[index]!.day,
        from,
        until,
        bar,
        lost,
        atEdge: atBegin || atEnd,
      })),
    expected,
    present,
  };
}

/** Daily bars and longer have one step a date, which is there or not. */
export const isDaily = ({ stepMs }: CheckedBars): boolean => stepMs >= DAY_MS;
