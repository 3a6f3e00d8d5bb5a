// Which stretch of time makes a longer bar?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import {
  clockOn,
  type DayBounds,
  dayAround,
  sessionClose,
  sessionOpen,
  settlementBefore,
} from "../instrument/calendar.js";
import { regularHours, type WithHours } from "../instrument/regular-hours.js";

/**
 * What a day is: a trade date, from its evening's open to its close; a calendar day in UTC, as LEAN makes them; or the regular
 * hours of a date and nothing else (RTH), for a run that has all hours.
 */
export type DayBy = "trade-date" | "regular" | "utc";

/** A span of seconds, minutes or hours inside the day, a day, or the days of a week from Monday on. */
export type Frame =
  | { readonly kind: "span"; readonly ms: number }
  | { readonly kind: "day" | "week"; readonly by?: DayBy };

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: HOUR_MS };

/**
 * "90s", "15m" or "15min", "4h", "1d", "1w"; `by` matters to the last two. Throws E366 for anything else, for spans of a day or
 * more, and for regular hours of a span.
 */
export function frameOf(text: string, by: DayBy = "trade-date"): Frame {
  const [, digits, unit = ""] = /^\s*(\d+)\s*(s|m|min|h|d|w)\s*$/i.exec(text) ?? [];
  const count = Number(digits);
  const letter = unit.toLowerCase()[0] ?? "";
  if (count === 1 && letter === "d") return { kind: "day", by };
  if (count === 1 && letter === "w") return { kind: "week", by };
  const ms = count * (UNITS[letter] ?? Number.NaN);
  const isMonths = unit === "M"; // as other programs write them
  if (ms > 0 && ms < DAY_MS && !isMonths) {
    if (by === "regular") throw spanOfHours(text);
    return { kind: "span", ms };
  }
  throw new Fault("E366", `No bars of "${text}" can be made`, {
    found: text,
    expected: "seconds, minutes or hours of less than a day, 1d or 1w",
    ...(isMonths && {
      why: "A capital M means months to other programs: minutes are written with a small one.",
    }),
    fix: isMonths ? [`${count}m`, "1w"] : ["15m", "4h", "1d"],
  });
}

const spanOfHours = (text: string): Fault =>
  new Fault("E366", `Bars of "${text}" cannot be made of the regular hours alone`, {
    found: `this.frame("${text}", { hours: "regular" })`,
    expected: "hours with days and weeks only",
    why: "Shorter bars belong to the hours in which they trade.",
    fix: [`this.frame("${text}")`, "--bar-hours regular   (the whole run sees the regular hours alone)"],
  });

/** What a frame is called: "90s", "45m", "4h", "1d". */
export function frameText(frame: Frame): string {
  if (frame.kind !== "span") return frame.kind === "day" ? "1d" : "1w";
  for (const unit of ["h", "m"] as const)
    if (frame.ms % UNITS[unit]! === 0) return `${frame.ms / UNITS[unit]!}${unit}`;
  return `${frame.ms / 1000}s`;
}

/** Length of a frame that nothing cuts short, in milliseconds. */
export const frameMs = (frame: Frame): number =>
  frame.kind === "span" ? frame.ms : frame.kind === "day" ? DAY_MS : 7 * DAY_MS;

/** Monday to Sunday have one number. Day 0 was a Thursday. */
const weekOf = (day: number): number => Math.floor((day + 3) / 7);
const firstDayOf = (week: number): number => week * 7 - 3;

/** One frame, as bars are put into it. */
export interface FrameBounds {
  /** Its stamp: where it begins; of days and weeks, the open of their first session. NaN: the bar is in none. */
  begins: EpochMs;
  /** When it is over, by the calendar: its length, or before that the end of its session. */
  ends: EpochMs;
  /** Where the next one may begin. Between `ends` and here the calendar has no trading. */
  until: EpochMs;
}

type Times = Pick<Bars, "time" | "tradeDate">;

/**
 * Finds the frame that a bar belongs to, by the bar's open. Frames are counted from where the day begins (17:00 in Chicago, midnight
 * UTC for what trades around the clock), anew with each day. Called with rising bars.
 */
export function framesOf(
  frame: Frame,
  contract: WithHours,
  bars: Times,
): (bar: number, into: FrameBounds) => void {
  if (frame.kind === "span") return spans(frame.ms, contract, bars);
  switch (frame.by ?? "trade-date") {
    case "trade-date":
      return dates(frame.kind, contract, bars);
    case "regular":
      return regular(frame.kind, contract, bars);
    case "utc":
      return utcDays(frame.kind, bars);
  }
}

function spans(ms: number, { session }: WithHours, { time }: Times) {
  let day: DayBounds = { begins: Number.NaN, ends: 0, until: 0 };
  return (bar: number, into: FrameBounds): void => {
    const at = time[bar]!;
    if (!(at >= day.begins && at < day.until)) day = dayAround(session, at);
    into.begins = day.begins + Math.floor((at - day.begins) / ms) * ms;
    into.until = Math.min(into.begins + ms, day.until);
    // What trades after the calendar's close has frames of its own.
    into.ends = into.begins < day.ends ? Math.min(into.until, day.ends) : into.until;
  };
}

function dates(kind: "day" | "week", { session }: WithHours, { tradeDate }: Times) {
  return byUnit(
    kind,
    (bar) => tradeDate[bar]!,
    (day) => {
      const ends = sessionClose(session, lastOf(kind, session, day));
      return { begins: sessionOpen(session, day), ends, until: dayAround(session, ends - 1).until };
    },
  );
}

/** The hours of the date itself: those of a holiday that merges into it are not regular. */
function regular(kind: "day" | "week", contract: WithHours, { time, tradeDate }: Times) {
  const { session } = contract;
  // Around the clock every hour is regular.
  if (regularHours(contract) === null) return dates(kind, contract, { time, tradeDate });
  const spanOn = (day: Day): readonly [EpochMs, EpochMs] => {
    const hours = regularHours(contract, day);
    if (hours === null) return [sessionOpen(session, day), sessionClose(session, day)];
    return [clockOn(session, day, hours.start), clockOn(session, day, hours.end)];
  };
  let date = Number.NaN;
  let [opens, closes] = [0, 0];
  const unit = byUnit(
    kind,
    (bar) => tradeDate[bar]!,
    (day) => {
      const last = lastOf(kind, session, day);
      const ends = Math.min(spanOn(last)[1], sessionClose(session, last));
      return { begins: spanOn(day)[0], ends, until: dayAround(session, ends - 1).until };
    },
  );
  return (bar: number, into: FrameBounds): void => {
    if (tradeDate[bar]! !== date) {
      date = tradeDate[bar]!;
      [opens, closes] = spanOn(date);
    }
    if (time[bar]! >= opens && time[bar]! < closes) unit(bar, into);
    else into.begins = Number.NaN;
  };
}

function utcDays(kind: "day" | "week", { time }: Times) {
  return byUnit(
    kind,
    (bar) => Math.floor(time[bar]! / DAY_MS),
    (day) => {
      const until = (kind === "day" ? day + 1 : firstDayOf(weekOf(day) + 1)) * DAY_MS;
      return { begins: day * DAY_MS, ends: until, until };
    },
  );
}

const lastOf = (kind: "day" | "week", session: Contract["session"], day: Day): Day =>
  kind === "day" ? day : settlementBefore(session, firstDayOf(weekOf(day) + 1));

/** Bounds are worked out once for each day or week. */
function byUnit(
  kind: "day" | "week",
  dayOf: (bar: number) => Day,
  boundsOf: (day: Day) => FrameBounds,
): (bar: number, into: FrameBounds) => void {
  let unit = Number.NaN;
  let kept: FrameBounds = { begins: 0, ends: 0, until: 0 };
  return (bar, into) => {
    const day = dayOf(bar);
    const now = kind === "day" ? day : weekOf(day);
    if (now !== unit) {
      unit = now;
      kept = boundsOf(day);
    }
    into.begins = kept.begins;
    into.ends = kept.ends;
    into.until = kept.until;
  };
}
