// Do bars fit into longer frames?

import type { Bars, Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type EpochMs } from "../domain/money.js";
import { fillTradeDates, isInSession } from "../instrument/calendar.js";
import { formatInstant } from "../instrument/time.js";
import { type Frame, type FrameBounds, frameMs, framesOf, frameText } from "./frame.js";

/** More than one bar in a hundred over the edge of a frame is no odd stamp, but bars that are counted from elsewhere. */
const FEW = 0.01;

/** What is wrong with making `frame` of bars of that step; null for nothing. Days are made of whatever is shorter, weeks of days too. */
export function wrongStep(frame: Frame, timeframeMs: number): string | null {
  // A bar of a day is that of a trade date: it tells nothing of its hours.
  const longest = frame.kind === "span" || (frame.by ?? "trade-date") !== "trade-date" ? DAY_MS - 1 : DAY_MS;
  const fits = timeframeMs <= longest && (frame.kind !== "span" || frame.ms % timeframeMs === 0);
  // A single bar tells no step.
  if (timeframeMs === 0 || (fits && timeframeMs < frameMs(frame))) return null;
  return frame.kind === "span"
    ? `a multiple of the bars' own length, longer than it, for ${frameText(frame)}`
    : `bars shorter than ${longest < DAY_MS ? "a day" : frameText(frame)}`;
}

/**
 * How many bars begin in one frame and end in another, while something could trade; they count for the one in which they
 * open. E368 where that is no exception. A bar is over at the latest when the next one begins.
 */
export function straddling({ bars, source }: Series, contract: Contract, frame: Frame): number {
  const { time, length } = bars;
  const { timeframeMs, file } = source;
  if (timeframeMs >= DAY_MS || timeframeMs === 0) return 0;
  const last = lastMoments(bars, timeframeMs, contract);
  const atOpen = framesOf(frame, contract, bars);
  const atLast = framesOf(frame, contract, last);
  const opens: FrameBounds = { begins: 0, ends: 0, until: 0 };
  const closes: FrameBounds = { begins: 0, ends: 0, until: 0 };
  let count = 0;
  let first: EpochMs | null = null;
  for (let i = 0; i < length; i++) {
    atOpen(i, opens);
    atLast(i, closes);
    if (Object.is(opens.begins, closes.begins) || !isInSession(contract.session, last.time[i]!)) continue;
    count++;
    first ??= time[i]!;
  }
  if (first === null || count <= length * FEW) return count;
  throw new Fault(
    "E368",
    `${count} of ${length} bars of ${file} begin in one bar of ${frameText(frame)} and end in another`,
    {
      where: file,
      found: `a bar from ${formatInstant(first)} to ${formatInstant(first + timeframeMs)}, among others`,
      expected: "bars that end where the longer ones end",
      why: "A bar that lies in two frames belongs to neither.",
      fix: ["bars of a finer step", "a frame that the bars go into"],
    },
  );
}

/** The last millisecond of each bar, and its trade date. */
function lastMoments({ time: opens, length }: Bars, timeframeMs: number, { session }: Contract) {
  const time = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const next = i + 1 < length ? opens[i + 1]! : Number.POSITIVE_INFINITY;
    time[i] = Math.min(opens[i]! + timeframeMs, next) - 1;
  }
  const tradeDate = new Int32Array(length);
  fillTradeDates(session, time, length, tradeDate);
  return { time, tradeDate };
}
