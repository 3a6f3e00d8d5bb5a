// How do bars become longer bars?

import type { DataSource, Series } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { fillTradeDates } from "../instrument/calendar.js";
import { straddling, wrongStep } from "./fit.js";
import { type Frame, type FrameBounds, frameMs, framesOf } from "./frame.js";
import { begin, extend, gathered, gathering, type LongClose, settlesAfter } from "./gather.js";

/**
 * Bars of `frame`, counted from where the session begins (17:00 in Chicago, midnight UTC for what trades around the clock), anew
 * with each day: the last of a session is short where the session is over before, or an early close ends it. A frame in which
 * nothing traded has no bar. Stamped with the begin of the frame, days and weeks with the open of their first session. Throws
 * E366 where `frame` is not longer than the bars, or no multiple of them, E368 where bars lie in two frames.
 */
export function resampled(
  series: Series,
  { contract, symbol }: Instrument,
  frame: Frame,
  close: LongClose = "last",
): Series {
  const { bars, source } = series;
  const wrong = wrongStep(frame, source.timeframeMs);
  if (wrong !== null) throw wrongFrame(source, wrong);
  const astride = straddling(series, contract, frame);
  const made = gathering(bars.length);
  const boundsOf = framesOf(frame, contract, bars);
  const bySettlement = frame.kind !== "span" && close === "settlement";
  const settles = bySettlement ? settlesAfter(contract, bars, source.timeframeMs) : () => true;
  const bounds: FrameBounds = { begins: 0, ends: 0, until: 0 };
  let current = Number.NaN;
  let settled = false;
  let short = 0;
  let left = 0;
  for (let i = 0; i < bars.length; i++) {
    boundsOf(i, bounds);
    if (Number.isNaN(bounds.begins)) {
      left++;
      continue;
    }
    const now = settles(i);
    if (bounds.begins === current) {
      extend(made, bars, i, now || !settled);
      settled ||= now;
      continue;
    }
    current = bounds.begins;
    settled = now;
    begin(made, bars, i, current);
    made.length++;
    if (bounds.ends < current + frameMs(frame)) short++;
  }
  if (made.length === 0) throw nothingLeft(source);
  const kept = gathered(made, made.length);
  fillTradeDates(contract.session, kept.time, kept.length, kept.tradeDate);
  const last = kept.length - 1;
  const done = { frame, bySettlement, from: bars.length, made: kept.length, short, left, astride, symbol };
  return {
    bars: kept,
    source: {
      ...source,
      timeframeMs: frameMs(frame),
      from: kept.time[0]!,
      to: kept.time[last]!,
      firstDay: kept.tradeDate[0]!,
      lastDay: kept.tradeDate[last]!,
      bars: kept.length,
      notes: [...source.notes, ...notesOf(done, source)],
    },
  };
}

const wrongFrame = ({ timeframeMs, file }: DataSource, expected: string): Fault =>
  new Fault("E366", `The bars of ${file} cannot be made into bars of that length`, {
    where: file,
    found: `bars of ${timeframeMs / 60_000} minutes`,
    expected,
    why: "A bar that lies in two frames belongs to neither.",
    fix: [
      "choose a longer frame",
      "bars of a finer step",
      "or, where bars are so thin that most are further apart, their length   --timeframe 1m",
    ],
  });

/** Only regular hours leave bars out. */
const nothingLeft = ({ file }: DataSource): Fault =>
  new Fault("E366", `${file} has no bars in the regular hours`, {
    where: file,
    expected: "bars of the regular hours, which the days are to be made of",
    fix: ["leave the hours away"],
  });

interface Done {
  readonly frame: Frame;
  readonly bySettlement: boolean;
  /** Bars before and after. */
  readonly from: number;
  readonly made: number;
  /** Those that the end of a session cut short. */
  readonly short: number;
  /** Those outside the regular hours. */
  readonly left: number;
  readonly astride: number;
  readonly symbol: string;
}

const DAYS = {
  "trade-date": { day: "a trade date", week: "a week of trade dates" },
  regular: { day: "the regular hours of a date", week: "the regular hours of a week" },
  utc: { day: "a day in UTC", week: "a week in UTC" },
} as const;

function notesOf(
  { frame, bySettlement, from, made, short, left, astride, symbol }: Done,
  { timeframeMs }: DataSource,
): string[] {
  const count = (n: number) => n.toLocaleString("en-US");
  const minutes = timeframeMs / 60_000;
  const of = `${count(from)} bars of ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  const astrideText =
    astride === 1
      ? "1 bar reaches over the end of a longer one: it counts for that in which it opens."
      : `${count(astride)} bars reach over the end of a longer one: they count for that in which they open.`;
  const odd = astride === 0 ? [] : [astrideText];
  if (frame.kind !== "span") {
    const priced = bySettlement ? "the last price at or before settlement" : "the last price";
    const long = DAYS[frame.by ?? "trade-date"][frame.kind];
    const out = left === 0 ? "" : `, without ${count(left)} outside of them`;
    return [`Resampled: ${count(made)} bars of ${long} from ${of}${out}, closing at ${priced}.`, ...odd];
  }
  const cut = short === 0 ? "" : `; ${count(short)} are shorter, at the end of a session`;
  return [
    `Resampled: ${count(made)} bars of ${frame.ms / 60_000} minutes from ${of}, counted from the open of each session of ${symbol}${cut}.`,
    ...odd,
  ];
}
