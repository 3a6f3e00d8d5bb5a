// Which stretch of time makes a longer bar?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type EpochMs } from "../domain/money.js";
import {
  type DayBounds,
  dayAround,
  sessionClose,
  sessionOpen,
  settlementBefore,
} from "../instrument/calendar.js";

/** A span of seconds, minutes or hours inside the day, a trade date, or the trade dates of a week from Monday on. */
export type Frame = { readonly kind: "span"; readonly ms: number } | { readonly kind: "day" | "week" };

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: HOUR_MS };

/** "90s", "15m", "4h", "1d", "1w". Throws E366 for anything else, and for spans of a day or more. */
export function frameOf(text: string): Frame {
  const [, digits, unit] = /^\s*(\d+)\s*([smhdw])\s*$/i.exec(text) ?? [];
  const count = Number(digits);
  const letter = unit?.toLowerCase() ?? "";
  if (count === 1 && letter === "d") return { kind: "day" };
  if (count === 1 && letter === "w") return { kind: "week" };
  const ms = count * (UNITS[letter] ?? Number.NaN);
  if (ms > 0 && ms < DAY_MS) return { kind: "span", ms };
  throw new Fault("E366", `No bars of "${text}" can be made`, {
    found: text,
    expected: "seconds, minutes or hours of less than a day, 1d or 1w",
    fix: ["15m", "4h", "1d"],
  });
}

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
  /** Its stamp: where it begins; of days and weeks, the open of their first session. */
  begins: EpochMs;
  /** When it is over, by the calendar: its length, or before that the end of its session. */
  ends: EpochMs;
  /** Where the next one may begin. Between `ends` and here the calendar has no trading. */
  until: EpochMs;
}

/**
 * Finds the frame that a bar belongs to, by the bar's open. Frames are counted from where the day begins (17:00 in Chicago, midnight
 * UTC for what trades around the clock), anew with each day. Called with rising bars.
 */
export function framesOf(
  frame: Frame,
  { session }: Pick<Contract, "session">,
  { time, tradeDate }: Pick<Bars, "time" | "tradeDate">,
): (bar: number, into: FrameBounds) => void {
  if (frame.kind === "span") {
    let day: DayBounds = { begins: Number.NaN, ends: 0, until: 0 };
    return (bar, into) => {
      const at = time[bar]!;
      if (!(at >= day.begins && at < day.until)) day = dayAround(session, at);
      into.begins = day.begins + Math.floor((at - day.begins) / frame.ms) * frame.ms;
      into.until = Math.min(into.begins + frame.ms, day.until);
      // What trades after the calendar's close has frames of its own.
      into.ends = into.begins < day.ends ? Math.min(into.until, day.ends) : into.until;
    };
  }
  let unit = Number.NaN;
  const kept: FrameBounds = { begins: 0, ends: 0, until: 0 };
  return (bar, into) => {
    const day = tradeDate[bar]!;
    const now = frame.kind === "day" ? day : weekOf(day);
    if (now !== unit) {
      unit = now;
      const last = frame.kind === "day" ? day : settlementBefore(session, firstDayOf(now + 1));
      kept.begins = sessionOpen(session, day);
      kept.ends = sessionClose(session, last);
      kept.until = dayAround(session, kept.ends - 1).until;
    }
    into.begins = kept.begins;
    into.ends = kept.ends;
    into.until = kept.until;
  };
}
