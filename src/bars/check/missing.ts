// Which sessions are missing, and where has a session no bars?

import type { SeriesFinding } from "../../domain/findings.js";
import { endsBeforeNoon, isCalendarKnown, sessionClose, sessionOpen } from "../../instrument/calendar.js";
import { formatDay } from "../../instrument/time.js";
import { type CheckedBars, type CheckedDay, type Fill, HOUR_MS, type Hole, isDaily } from "./days.js";
import { countOf, lengthText, spanOf } from "./words.js";

/**
 * Trade dates of the calendar without a single bar, those that follow one another as one finding. Not missing is a date of which
 * the file covers no hour, and in daily bars one that is over before noon (some Good Fridays), for which vendors write no row.
 */
export function missingSessions(
  checked: CheckedBars,
  days: readonly CheckedDay[],
  fill: Fill | null,
): SeriesFinding[] {
  const { bars, session, stepMs } = checked;
  if (stepMs > 2 * 24 * HOUR_MS) return [];
  const isMissing = (k: number): boolean => {
    const { from, to, day } = days[k]!;
    if (from < to) return false;
    return fill === null
      ? !endsBeforeNoon(session, day)
      : fill.expected[k]! > 0 || !fill.hours.some(({ covered }) => covered);
  };
  const found: SeriesFinding[] = [];
  for (let k = 0; k < days.length; k++) {
    const first = k;
    while (k < days.length && isMissing(k)) k++;
    if (k === first) continue;
    const [from, last] = [days[first]!, days[k - 1]!];
    const count = k - first;
    const isProved = isCalendarKnown(session, from.day, last.day);
    const dates = count === 1 ? formatDay(from.day) : `${formatDay(from.day)} to ${formatDay(last.day)}`;
    found.push({
      kind: "missing-session",
      grade: isProved ? "error" : "warning",
      bar: Math.min(last.to, bars.length - 1),
      bars: 0,
      count,
      from: sessionOpen(session, from.day),
      until: sessionClose(session, last.day),
      found: `no bar on ${countOf(count, "trade date")}: ${dates}`,
      expected: isProved
        ? "bars on every trade date of the exchange's calendar"
        : "bars on every trade date, if none of them was a holiday: those of that year are not known",
    });
  }
  return found;
}

/** An hour of the session that at most so many of its steps leave empty counts as full: each hole in it is listed. */
const FULL_HOUR = 0.001;
/** The same for all hours together. */
const FULL_FILE = 0.005;

/**
 * Holes inside of sessions. Most vendors write no bar for a minute without a trade, so a hole is only listed where it stands
 * out: in a full file or a full hour any, in a thin hour one that is longer than three times the third longest of that hour (of the
 * thin hours together, where the hour has fewer). A hole of an hour or more at the edge of a session makes it a short one.
 */
export function holeFindings(
  checked: CheckedBars,
  { holes, hours, expected, present }: Fill,
): SeriesFinding[] {
  if (isDaily(checked)) return [];
  const { bars, stepMs } = checked;
  const hourOf = (hole: Hole): number => {
    const since = hole.from - sessionOpen(checked.session, hole.day);
    return Math.floor((((since % 86_400_000) + 86_400_000) % 86_400_000) / HOUR_MS);
  };
  const sum = (column: Int32Array): number => column.reduce((total, n) => total + n, 0);
  const longest = Math.max(HOUR_MS, 4 * stepMs);
  const short = holes.filter(({ from, until }) => until - from < longest);
  const shortLost = short.reduce((total, { lost }) => total + lost, 0);
  const isFull = shortLost <= FULL_FILE * Math.max(1, sum(expected)) || sum(present) === 0;
  const isThin = (hole: Hole): boolean => !isFull && hours[hourOf(hole)]!.thin > FULL_HOUR;
  const thirdOf = (some: readonly Hole[]): number =>
    some.map(({ lost }) => lost).sort((a, b) => b - a)[2] ?? 0;
  const thin = short.filter(isThin);
  const everywhere = thirdOf(thin);
  const usual = hours.map((_, hour) => thirdOf(thin.filter((hole) => hourOf(hole) === hour)) || everywhere);
  return holes
    .filter((hole) => !isThin(hole) || hole.lost > 3 * usual[hourOf(hole)]!)
    .map((hole): SeriesFinding => {
      const { from, until, lost, bar, day, atEdge } = hole;
      const isShort = atEdge && lost * stepMs >= longest;
      return {
        kind: isShort ? "short-session" : "gap",
        grade: "warning",
        bar: Math.min(bar, bars.length - 1),
        bars: 0,
        count: lost,
        from,
        until,
        found: isShort
          ? `the session of ${formatDay(day)} has no bars for ${lengthText(until - from)}, ${spanOf(from, until)}`
          : `no bar for ${lengthText(until - from)}, ${spanOf(from, until)}`,
        expected: `${countOf(lost, "bar")} more by the exchange's calendar`,
      };
    });
}
