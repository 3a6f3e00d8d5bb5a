// Do the bars stand an hour off for some weeks, as between the clock changes of two continents?

import type { SeriesFinding } from "../../domain/findings.js";
import { formatDay } from "../../instrument/time.js";
import { type CheckedBars, type CheckedDay, HOUR_MS, isDaily, isIn } from "./days.js";
import { countOf, lengthText } from "./words.js";

/** How many of a date's bars lie outside of its session if all of them are moved. */
function outsideAt(
  { bars, stepMs }: CheckedBars,
  { from, to, stretches }: CheckedDay,
  shift: number,
): number {
  let outside = 0;
  for (let i = from; i < to; i++) {
    const at = bars.time[i]! + shift;
    if (!stretches.some((stretch) => isIn(stretch, at, stepMs))) outside++;
  }
  return outside;
}

interface Run {
  readonly first: CheckedDay;
  readonly shift: number;
  last: CheckedDay;
  count: number;
}

export interface ShiftedDays {
  readonly findings: readonly SeriesFinding[];
  /** The dates that stand an hour off: what else they show follows from that. */
  readonly days: ReadonlySet<number>;
}

/**
 * Trade dates of which an hour's bars lie outside of the session, and none would if all were moved by an hour. Dates that
 * follow one another are one finding. `outside` marks the bars outside of the session as they stand.
 */
export function shiftedDays(
  checked: CheckedBars,
  days: readonly CheckedDay[],
  outside: Uint8Array,
): ShiftedDays {
  const { bars, stepMs } = checked;
  const shifted = new Set<number>();
  const findings: SeriesFinding[] = [];
  if (isDaily(checked)) return { findings, days: shifted };
  let run = null as Run | null;
  const close = (): void => {
    if (run === null) return;
    const { first, last, shift, count } = run;
    run = null;
    const dates = count === 1 ? formatDay(first.day) : `${formatDay(first.day)} to ${formatDay(last.day)}`;
    findings.push({
      kind: "clock-change",
      grade: "error",
      bar: first.from,
      bars: last.to - first.from,
      count,
      from: bars.time[first.from]!,
      until: bars.time[last.to - 1]! + stepMs,
      found: `${countOf(count, "trade date")} ${lengthText(HOUR_MS)} too ${shift < 0 ? "late" : "early"}: ${dates}`,
      expected: "stamps of one zone: that of the exchange, or UTC, in summer and winter",
    });
  };
  for (const day of days) {
    if (day.from === day.to) continue;
    let off = 0;
    for (let i = day.from; i < day.to; i++) off += outside[i]!;
    const least = Math.max(1, Math.floor(HOUR_MS / stepMs / 2));
    const shift =
      off < least ? 0 : ([-HOUR_MS, HOUR_MS].find((ms) => outsideAt(checked, day, ms) <= off / 10) ?? 0);
    if (shift === 0 || (run !== null && run.shift !== shift)) close();
    if (shift === 0) continue;
    shifted.add(day.day);
    if (run === null) run = { first: day, last: day, shift, count: 1 };
    else {
      run.last = day;
      run.count++;
    }
  }
  close();
  return { findings, days: shifted };
}
