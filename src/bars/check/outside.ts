// Do bars open while the market is closed?

import type { SeriesFinding } from "../../domain/findings.js";
import { DAY_MS } from "../../domain/money.js";
import { sessionOpen } from "../../instrument/calendar.js";
import { formatDay } from "../../instrument/time.js";
import { type CheckedBars, type CheckedDay, isDaily, isIn, standing } from "./days.js";
import { countOf, spanOf } from "./words.js";

/** 1 for each bar that lies in no open stretch of its trade date. */
export function outsideBars(checked: CheckedBars, days: readonly CheckedDay[]): Uint8Array {
  const { bars, stepMs } = checked;
  const outside = new Uint8Array(bars.length);
  if (isDaily(checked)) return outside;
  for (const { from, to, stretches } of days) {
    let k = 0;
    for (let i = from; i < to; i++) {
      const at = bars.time[i]!;
      while (k < stretches.length - 1 && at >= stretches[k]!.until) k++;
      if (!isIn(stretches[k]!, at, stepMs)) outside[i] = 1;
    }
  }
  return outside;
}

/** One finding for each run of bars outside of the session. */
export function outsideFindings({ bars, stepMs }: CheckedBars, outside: Uint8Array): SeriesFinding[] {
  const { time, length } = bars;
  const found: SeriesFinding[] = [];
  for (let i = outside.indexOf(1); i >= 0 && i < length; i = outside.indexOf(1, i)) {
    const from = i;
    while (i < length && outside[i] === 1 && (i === from || time[i]! - time[i - 1]! <= 2 * stepMs)) i++;
    const at = standing(time, from, i, stepMs);
    found.push({
      ...at,
      kind: "outside-session",
      grade: "error",
      found: `${countOf(i - from, "bar")} while the market is closed, ${spanOf(at.from, at.until)}`,
      expected: "bars inside the session: is the time zone right, and are stamps opens or closes?",
    });
  }
  return found;
}

/** Daily rows of days that do not settle: a holiday's short session as a row of its own. */
export function oddDates(checked: CheckedBars): SeriesFinding[] {
  const { bars, session, stepMs } = checked;
  if (stepMs !== DAY_MS || session === "continuous") return [];
  const found: SeriesFinding[] = [];
  for (let i = 0; i < bars.length; i++) {
    const at = bars.time[i]!;
    // Dates are stamped with the open of their session; stamps with a clock may lie anywhere in it.
    if (
      at >= sessionOpen(session, bars.tradeDate[i]!) &&
      (i === 0 || bars.tradeDate[i] !== bars.tradeDate[i - 1])
    )
      continue;
    found.push({
      kind: "outside-session",
      grade: "warning",
      bar: i,
      bars: 1,
      count: 1,
      from: at,
      until: at + stepMs,
      found: `a second row for the trade date ${formatDay(bars.tradeDate[i]!)}`,
      expected: "one row for each trade date; a holiday's short session belongs to the next one",
    });
  }
  return found;
}
