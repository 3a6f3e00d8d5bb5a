// How do bars become longer bars?

import type { Bars, DataSource, Series } from "../domain/bars.js";
import type { Contract, Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type EpochMs } from "../domain/money.js";
import {
  dayBegins,
  fillTradeDates,
  sessionClose,
  sessionOpen,
  settlementInstant,
} from "../instrument/calendar.js";
import { createBars, sliceBars } from "./columns.js";

/** A span of minutes or hours inside the day, a trade date, or the trade dates of a week from Monday on. */
export type Frame = { readonly kind: "span"; readonly ms: number } | { readonly kind: "day" | "week" };

/** Which price a bar of a day or a week closes at: its last, or the last one at or before the settlement of its last date. */
export type LongClose = "last" | "settlement";

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const WEEK_MS = 7 * DAY_MS;

/** "90s", "15m", "4h", "1d", "1w". Throws E366 for anything else, and for spans over a day. */
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

/**
 * Bars of `frame`, counted from where the session begins (17:00 in Chicago, midnight UTC for what trades around the clock), anew
 * with each trade date: the last of a session is short where the session is over before, or an early close ends it. A frame in which
 * nothing traded has no bar. Stamped with the begin of the frame, days and weeks with the open of their first session. Throws
 * E366 where `frame` is not longer than the bars, or no multiple of them.
 */
export function resampled(
  { bars, source }: Series,
  { contract, symbol }: Instrument,
  frame: Frame,
  close: LongClose = "last",
): Series {
  checkFrame(frame, source);
  const made = createBars(bars.length);
  const into: Made = { bars: made, length: 0, key: Number.NaN };
  const keyOf = keysOf(frame, contract, bars);
  for (let i = 0; i < bars.length; i++) take(into, bars, i, keyOf(i));
  const kept = copied(sliceBars(made, 0, into.length));
  if (frame.kind !== "span" && close === "settlement") closeAtSettlement(kept, bars, source, frame, contract);
  fillTradeDates(contract.session, kept.time, kept.length, kept.tradeDate);
  const timeframeMs = frame.kind === "span" ? frame.ms : frame.kind === "day" ? DAY_MS : WEEK_MS;
  const last = kept.length - 1;
  return {
    bars: kept,
    source: {
      ...source,
      timeframeMs,
      from: kept.time[0]!,
      to: kept.time[last]!,
      firstDay: kept.tradeDate[0]!,
      lastDay: kept.tradeDate[last]!,
      bars: kept.length,
      notes: [...source.notes, noteOf(frame, close, source, bars.length, kept, contract, symbol)],
    },
  };
}

function checkFrame(frame: Frame, { timeframeMs, file }: DataSource): void {
  const ms = frame.kind === "span" ? frame.ms : DAY_MS;
  if (ms > timeframeMs && ms % timeframeMs === 0) return;
  // Days make weeks.
  if (frame.kind === "week" && timeframeMs === DAY_MS) return;
  throw new Fault("E366", `The bars of ${file} cannot be made into bars of that length`, {
    where: file,
    found: `bars of ${timeframeMs / 60_000} minutes`,
    expected: "a multiple of the bars' own length, longer than it",
    why: "A bar that lies in two frames belongs to neither.",
    fix: ["choose a longer frame", "bars of a finer step"],
  });
}

interface Made {
  readonly bars: Bars;
  length: number;
  /** Begin of the frame that the last bar belongs to. */
  key: EpochMs;
}

/** The begin of the frame that a bar lies in. Called with rising bars. */
function keysOf(frame: Frame, { session }: Contract, { time, tradeDate }: Bars): (bar: number) => EpochMs {
  if (frame.kind === "span") {
    let begins = Number.NaN;
    return (bar) => {
      const at = time[bar]!;
      if (!(at >= begins && at < begins + DAY_MS - 2 * 3_600_000)) begins = dayBegins(session, at);
      return begins + Math.floor((at - begins) / frame.ms) * frame.ms;
    };
  }
  let unit = Number.NaN;
  let begins = 0;
  return (bar) => {
    const day = tradeDate[bar]!;
    const now = frame.kind === "day" ? day : Math.floor((day + 3) / 7); // day 0 was a Thursday
    if (now !== unit) {
      unit = now;
      begins = sessionOpen(session, day);
    }
    return begins;
  };
}

function take(into: Made, from: Bars, i: number, key: EpochMs): void {
  const { bars } = into;
  if (key !== into.key) {
    into.key = key;
    const at = into.length++;
    bars.time[at] = key;
    bars.open[at] = from.open[i]!;
    bars.high[at] = from.high[i]!;
    bars.low[at] = from.low[i]!;
    bars.openTicks[at] = from.openTicks[i]!;
    bars.highTicks[at] = from.highTicks[i]!;
    bars.lowTicks[at] = from.lowTicks[i]!;
    bars.volume[at] = 0;
  }
  const at = into.length - 1;
  if (from.highTicks[i]! > bars.highTicks[at]!) {
    bars.highTicks[at] = from.highTicks[i]!;
    bars.high[at] = from.high[i]!;
  }
  if (from.lowTicks[i]! < bars.lowTicks[at]!) {
    bars.lowTicks[at] = from.lowTicks[i]!;
    bars.low[at] = from.low[i]!;
  }
  bars.closeTicks[at] = from.closeTicks[i]!;
  bars.close[at] = from.close[i]!;
  bars.volume[at]! += from.volume[i]!;
}

/** The close of each day or week becomes that of the last bar which is over when its last trade date settles. */
function closeAtSettlement(
  made: Bars,
  { time, tradeDate, close, closeTicks, length }: Bars,
  { timeframeMs }: DataSource,
  frame: Frame,
  contract: Contract,
): void {
  const weekOf = (day: number) => (frame.kind === "day" ? day : Math.floor((day + 3) / 7));
  let at = -1;
  let unit = Number.NaN;
  for (let i = 0; i < length; i++) {
    const day = tradeDate[i]!;
    if (weekOf(day) !== unit) {
      unit = weekOf(day);
      at++;
    }
    if (time[i]! + timeframeMs > settlementInstant(contract, day)) continue;
    made.close[at] = close[i]!;
    made.closeTicks[at] = closeTicks[i]!;
  }
}

/** Bars of their own, so that the room for the finer ones is not kept. */
function copied(bars: Bars): Bars {
  const copy = createBars(bars.length);
  const columns = [
    "time",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "openTicks",
    "highTicks",
    "lowTicks",
    "closeTicks",
  ] as const;
  for (const column of columns) copy[column].set(bars[column]);
  return copy;
}

function noteOf(
  frame: Frame,
  close: LongClose,
  { timeframeMs }: DataSource,
  from: number,
  made: Bars,
  { session }: Contract,
  symbol: string,
): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const minutes = timeframeMs / 60_000;
  const of = `${count(from)} bars of ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  if (frame.kind !== "span") {
    const priced = close === "settlement" ? "the last price at or before settlement" : "the last price";
    return `Resampled: ${count(made.length)} bars of a ${frame.kind === "day" ? "trade date" : "week of trade dates"} from ${of}, closing at ${priced}.`;
  }
  let short = 0;
  for (let i = 0; i < made.length; i++)
    if (made.time[i]! + frame.ms > sessionClose(session, made.tradeDate[i]!)) short++;
  return (
    `Resampled: ${count(made.length)} bars of ${frame.ms / 60_000} minutes from ${of}, counted from the open of each ` +
    `session of ${symbol}${short === 0 ? "" : `; ${count(short)} are shorter, at the end of a session`}.`
  );
}
