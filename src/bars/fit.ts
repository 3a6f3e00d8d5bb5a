// Do bars fit into longer frames?

import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type EpochMs } from "../domain/money.js";
import { isInSession } from "../instrument/calendar.js";
import { formatInstant } from "../instrument/time.js";
import { type Frame, type FrameBounds, frameMs, framesOf, frameText } from "./frame.js";

/** More than one bar in a hundred over the edge of a frame is no odd stamp, but bars that are counted from elsewhere. */
const FEW = 0.01;

/** What is wrong with making `frame` of bars of that step; null for nothing. Days are made of whatever is shorter, weeks of days too. */
export function wrongStep(frame: Frame, timeframeMs: number): string | null {
  const fits = frame.kind === "span" ? frame.ms % timeframeMs === 0 : timeframeMs <= DAY_MS;
  if (fits && timeframeMs < frameMs(frame)) return null;
  return frame.kind === "span"
    ? `a multiple of the bars' own length, longer than it, for ${frameText(frame)}`
    : `bars shorter than ${frameText(frame)}`;
}

/**
 * How many bars begin in one frame and end in another, in which something could trade; they count for the one in which they
 * open. E368 where that is no exception. A bar is over at the latest when the next one begins.
 */
export function straddling({ bars, source }: Series, contract: Contract, frame: Frame): number {
  const { time, length } = bars;
  const { timeframeMs, file } = source;
  if (timeframeMs >= DAY_MS) return 0;
  const boundsOf = framesOf(frame, contract, bars);
  const bounds: FrameBounds = { begins: 0, ends: 0, until: 0 };
  let count = 0;
  let first: { readonly at: EpochMs; readonly until: EpochMs } | null = null;
  for (let i = 0; i < length; i++) {
    boundsOf(i, bounds);
    const over = Math.min(time[i]! + timeframeMs, i + 1 < length ? time[i + 1]! : Number.POSITIVE_INFINITY);
    if (over <= bounds.until || !isInSession(contract.session, bounds.until)) continue;
    count++;
    first ??= { at: time[i]!, until: bounds.until };
  }
  if (first === null || count <= length * FEW) return count;
  throw new Fault("E368", `${count} of ${length} bars of ${file} lie in two bars of ${frameText(frame)}`, {
    where: file,
    found: `a bar from ${formatInstant(first.at)} to ${formatInstant(first.at + timeframeMs)}, over ${formatInstant(first.until)}, where the next one begins`,
    expected: "bars counted from where the session begins, as the longer ones are",
    why: "A bar that lies in two frames belongs to neither.",
    fix: ["bars of a finer step", "a frame that the bars go into"],
  });
}
