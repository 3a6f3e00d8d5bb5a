// Which bars are seen after a movement?

import { DAY_MS } from "../../src/domain/money.js";
import type { DateColumns, TimeAxis } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";

/** Nobody needs to see less: candles are wide by then. */
const LEAST = 8;
/** Bars shown of what a trade lasted, as a multiple. */
const ROOM = 4;
const TRADE_LEAST = 60;

export const spanOf = ({ from, to }: View): number => to - from;

/** Inside of the bars there are, and never narrower than can be read. */
export function clamped({ from, to }: View, bars: number): View {
  const span = Math.min(Math.max(to - from, Math.min(LEAST, bars)), Math.max(1, bars));
  const start = Math.min(Math.max(0, from), Math.max(0, bars - span));
  return { from: start, to: start + span };
}

export const panned = (view: View, by: number, bars: number): View =>
  clamped({ from: view.from + by, to: view.to + by }, bars);

/** The bar `at` stays where it is on the screen. */
export function zoomed(view: View, factor: number, at: number, bars: number): View {
  const span = Math.min(Math.max(spanOf(view) * factor, Math.min(LEAST, bars)), Math.max(1, bars));
  const share = (at - view.from) / Math.max(1e-9, spanOf(view));
  const from = at - share * span;
  return clamped({ from, to: from + span }, bars);
}

/** A trade in the middle, with room on both sides to see where it came from. */
export function aroundTrade(entry: number, exit: number, bars: number): View {
  const span = Math.max(TRADE_LEAST, (exit - entry + 1) * ROOM);
  const middle = (entry + exit + 1) / 2;
  return clamped({ from: middle - span / 2, to: middle + span / 2 }, bars);
}

/** All of a stretch that has a name of its own, with a little of what was before and after. */
export function aroundSpan(first: number, last: number, bars: number): View {
  const room = Math.max(10, (last - first + 1) * 0.08);
  return clamped({ from: first - room, to: last + 1 + room }, bars);
}

/** The bar `at` in sight, by as little movement as it takes. */
export function showing(view: View, at: number, bars: number): View {
  const edge = Math.min(2, spanOf(view) / 10);
  if (at < view.from + edge) return panned(view, at - view.from - edge, bars);
  if (at + 1 > view.to - edge) return panned(view, at + 1 - view.to + edge, bars);
  return view;
}

/** Trade dates, for `d`, `w` and `m`: those around the bar that belong to one day, one week from Monday on, or one month. */
export function periodAround(
  kind: "day" | "week" | "month",
  at: number,
  dates: DateColumns,
  bars: number,
): View {
  const i = lastAtOrBefore(dates.bar, dates.length, at);
  if (i < 0) return { from: 0, to: bars };
  const key = (day: number): number => {
    if (kind === "day") return day;
    // 1970-01-01 was a Thursday: day −3 was a Monday.
    if (kind === "week") return Math.floor((day + 3) / 7);
    const date = new Date(day * DAY_MS);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const wanted = key(dates.day[i]!);
  let [first, last] = [i, i];
  while (first > 0 && key(dates.day[first - 1]!) === wanted) first--;
  while (last + 1 < dates.length && key(dates.day[last + 1]!) === wanted) last++;
  const to = last + 1 < dates.length ? dates.bar[last + 1]! : bars;
  return clamped({ from: dates.bar[first]!, to }, bars);
}

/** Index of the last of `length` rising values that is not above `value`; -1 where all are. */
export function lastAtOrBefore(sorted: ArrayLike<number>, length: number, value: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the first of `length` rising values that is not below `value`. */
export function firstNotBefore(sorted: ArrayLike<number>, length: number, value: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The trade after (`step` 1) or before (`step` -1) `selected` among those that pass, round and round; null: none passes. */
export function nextTrade(
  step: 1 | -1,
  selected: number | null,
  matches: ArrayLike<number> | null,
  trades: number,
  /** Where nothing is selected yet: the first trade that enters at or after it. */
  start: number,
): number | null {
  const length = matches === null ? trades : matches.length;
  if (length === 0) return null;
  const at = (i: number): number => (matches === null ? i : matches[i]!);
  const wanted = selected ?? (step === 1 ? start - 1 : start);
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (step === 1 ? at(middle) <= wanted : at(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  const index = step === 1 ? low : low - 1;
  return at((index + length) % length);
}

export interface TimeTick {
  readonly bar: number;
  readonly label: string;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720].map((minutes) => minutes * MINUTE);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Local time as `Date`'s UTC fields have it. */
export type LocalTime = (at: number) => number;

/**
 * At most about `most` labels under the bars of a view: round times of the exchange's clock inside of trade dates where there is
 * room, else the first bars of dates, weeks, months or years.
 */
export function timeTicks(
  view: View,
  most: number,
  dates: DateColumns,
  time: TimeAxis,
  local: LocalTime,
): readonly TimeTick[] {
  const from = Math.max(0, Math.floor(view.from));
  const to = Math.min(time.length, Math.ceil(view.to));
  if (to <= from || most < 1) return [];
  const first = Math.max(0, lastAtOrBefore(dates.bar, dates.length, from));
  const last = lastAtOrBefore(dates.bar, dates.length, to - 1);
  const days = last - first + 1;
  if (days <= most / 2) return timesOfDay(from, to, most, dates, first, last, time, local);
  for (const kind of ["day", "week", "month", "quarter", "year"] as const) {
    const ticks = datesBy(kind, from, first, last, dates);
    if (ticks.length <= most) return ticks;
  }
  const years = datesBy("year", from, first, last, dates);
  const step = Math.ceil(years.length / most);
  return years.filter((_, i) => i % step === 0);
}

function datesBy(
  kind: "day" | "week" | "month" | "quarter" | "year",
  from: number,
  first: number,
  last: number,
  dates: DateColumns,
): TimeTick[] {
  const ticks: TimeTick[] = [];
  let before: number | null = null;
  let year: number | null = null;
  for (let i = Math.max(0, first - 1); i <= last; i++) {
    const day = dates.day[i]!;
    const date = new Date(day * DAY_MS);
    const [y, m] = [date.getUTCFullYear(), date.getUTCMonth()];
    const key =
      kind === "day"
        ? day
        : kind === "week"
          ? Math.floor((day + 3) / 7)
          : kind === "month"
            ? y * 12 + m
            : kind === "quarter"
              ? y * 4 + Math.floor(m / 3)
              : y;
    const isNew = key !== before;
    // Without a date before it the very first one begins a period as well.
    if (isNew && (before !== null || i === 0) && dates.bar[i]! >= from) {
      const isYear = y !== year && (year !== null || kind === "year");
      ticks.push({ bar: dates.bar[i]!, label: labelOf(kind, date, isYear) });
      year = y;
    }
    before = key;
    year ??= y;
  }
  return ticks;
}

function labelOf(kind: string, date: Date, isYear: boolean): string {
  const year = String(date.getUTCFullYear());
  if (kind === "year" || (isYear && kind !== "day" && kind !== "week")) return year;
  const month = MONTHS[date.getUTCMonth()]!;
  if (kind === "month" || kind === "quarter") return month;
  return `${date.getUTCDate()} ${month}${isYear ? ` ${year}` : ""}`;
}

function timesOfDay(
  from: number,
  to: number,
  most: number,
  dates: DateColumns,
  first: number,
  last: number,
  time: TimeAxis,
  local: LocalTime,
): TimeTick[] {
  // By bars and not by the clock: nights and weekends take no room.
  let between = Number.POSITIVE_INFINITY;
  for (let bar = from + 1; bar < Math.min(to, from + 50); bar++)
    between = Math.min(between, time.at(bar) - time.at(bar - 1));
  const shown = Number.isFinite(between) ? between * (to - from) : 0;
  const step = STEPS.find((one) => shown / one <= most) ?? STEPS.at(-1)!;
  const ticks: TimeTick[] = [];
  for (let i = first; i <= last; i++) {
    const start = Math.max(from, dates.bar[i]!);
    const end = i < last ? dates.bar[i + 1]! : to;
    const date = new Date(dates.day[i]! * DAY_MS);
    if (dates.bar[i]! >= from) ticks.push({ bar: start, label: labelOf("day", date, false) });
    const opened = time.at(start);
    const shift = local(opened) - opened;
    const firstAt = Math.ceil((opened + shift + 1) / step) * step - shift;
    // Nights and weekends take no room, so the next round time may be a bar far away.
    for (let at = firstAt, k = 0; k < most * 3; at += step, k++) {
      const bar = time.barAt(at);
      if (bar >= end) break;
      if (time.at(bar) !== at) continue;
      ticks.push({ bar, label: new Date(local(at)).toISOString().slice(11, 16) });
    }
  }
  return spaced(ticks, (to - from) / most);
}

/** What would stand on its neighbour is left out; dates before times. */
function spaced(ticks: readonly TimeTick[], room: number): TimeTick[] {
  const kept: TimeTick[] = [];
  for (const tick of ticks) {
    const before = kept.at(-1);
    if (before === undefined || tick.bar - before.bar >= room * 0.6) kept.push(tick);
    else if (!tick.label.includes(":") && before.label.includes(":")) kept[kept.length - 1] = tick;
  }
  return kept;
}
