// Do the bars stand an hour off for some weeks, as between the clock changes of two continents?

import type { SeriesFinding } from "../../domain/findings.js";
import type { Day } from "../../domain/money.js";
import { fillTradeDates, sessionStretches } from "../../instrument/calendar.js";
import { formatDay } from "../../instrument/time.js";
import { type CheckedBars, HOUR_MS, isDaily, isIn } from "./days.js";
import { countOf, lengthText } from "./words.js";

interface Run {
  readonly first: Day;
  last: Day;
  readonly from: number;
  to: number;
  count: number;
  /** Of one date at least both ends are there, and one of them is open where it should be closed. */
  isSure: boolean;
}

/**
 * Trade dates of which half an hour's bars or more lie outside of the session, and hardly any would if all were moved by an
 * hour; those that follow one another are one finding. `outside` marks the bars outside of the session as they stand.
 */
export function shiftedDays(checked: CheckedBars, outside: Uint8Array): SeriesFinding[] {
  const { stepMs } = checked;
  const least = Math.max(1, Math.floor(HOUR_MS / stepMs / 2));
  let off = 0;
  for (let i = outside.indexOf(1); i >= 0 && off < least; i = outside.indexOf(1, i + 1)) off++;
  if (off < least || isDaily(checked)) return [];
  return [-HOUR_MS, HOUR_MS].flatMap((shift) =>
    runsOf(checked, outside, shift, least).map((run) => findingOf(checked, run, shift)),
  );
}

/** Runs of dates that fit the session only when their bars are moved by `shift`. */
function runsOf(
  { bars, stepMs, session }: CheckedBars,
  outside: Uint8Array,
  shift: number,
  least: number,
): Run[] {
  const { length } = bars;
  const time = bars.time.map((at) => at + shift);
  // Bars an hour early begin in the break, on the trade date before: as they should stand they are of their own.
  const dates = new Int32Array(length);
  fillTradeDates(session, time, length, dates);
  const runs: Run[] = [];
  let open: Run | null = null;
  for (let from = 0, to = 0; from < length; from = to) {
    const day = dates[from]!;
    let off = 0;
    for (; to < length && dates[to] === day; to++) off += outside[to]!;
    // Late, the first hour of the next date, if that stands right, is moved into the break behind this one.
    let end = to;
    while (shift < 0 && to - end < HOUR_MS / stepMs && end > from && outside[end - 1] === 0) end--;
    const stretches = sessionStretches(session, day);
    const edge = outsideOf(time.subarray(end, to), stretches, stepMs) === to - end ? end : to;
    // A date that stands right goes on without a pause where the moved one would begin.
    const [at, before] = shift < 0 ? [from, from > 0] : [to, to < length];
    const isWhole = before && time[at]! - time[at - 1]! <= stepMs;
    if (off < least || isWhole || outsideOf(time.subarray(from, edge), stretches, stepMs) > off / 10) {
      open = null;
      continue;
    }
    if (open === null) runs.push((open = { first: day, last: day, from, to, count: 0, isSure: false }));
    open.last = day;
    open.to = to;
    open.count++;
    open.isSure ||= before;
  }
  return runs.filter(({ isSure }) => isSure);
}

function outsideOf(
  time: Float64Array,
  stretches: ReturnType<typeof sessionStretches>,
  stepMs: number,
): number {
  let outside = 0;
  for (const at of time) if (!stretches.some((stretch) => isIn(stretch, at, stepMs))) outside++;
  return outside;
}

function findingOf({ bars, stepMs }: CheckedBars, run: Run, shift: number): SeriesFinding {
  const { first, last, from, to, count } = run;
  const dates = count === 1 ? formatDay(first) : `${formatDay(first)} to ${formatDay(last)}`;
  return {
    kind: "clock-change",
    grade: "error",
    bar: from,
    bars: to - from,
    count,
    from: bars.time[from]!,
    until: bars.time[to - 1]! + stepMs,
    found: `${countOf(count, "trade date")} ${lengthText(HOUR_MS)} too ${shift < 0 ? "late" : "early"}: ${dates}`,
    expected: "stamps of one zone: that of the exchange, or UTC, in summer and winter",
  };
}
