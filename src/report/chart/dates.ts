// Which dates stand under a plot whose x axis counts bars?

import type { Bars } from "../../domain/bars.js";
import type { Day } from "../../domain/money.js";
import { formatDay } from "../../instrument/time.js";
import type { XLabel } from "./frame.js";
import { spread } from "./scale.js";

/** First, middle and last of them remain on a phone. */
const MOST_LABELS = 7;

/** Evenly spread; weekends and nights take no room, so dates follow the bars and not the calendar. */
export function dateLabels(dayOfPoint: ArrayLike<Day>): readonly XLabel[] {
  const length = dayOfPoint.length;
  if (length === 0) return [];
  const days = dayOfPoint[length - 1]! - dayOfPoint[0]!;
  // Months are enough once a label stands for more than one; years are always said.
  const shown = (day: Day) => (days > 31 * MOST_LABELS ? formatDay(day).slice(0, 7) : formatDay(day));
  const labels: XLabel[] = [];
  for (const i of spread(length, MOST_LABELS)) {
    const text = shown(dayOfPoint[i]!);
    if (labels.at(-1)?.text !== text) labels.push({ at: (i + 0.5) / length, text });
  }
  return labels;
}

/** Indices of the last bar of each trade date, or of each month where there are more than `most` dates. */
export function periodEnds({ tradeDate, length }: Bars, most = 62): readonly number[] {
  const days = endsBy(tradeDate, length, (day) => day);
  return days.length <= most ? days : endsBy(tradeDate, length, (day) => monthOf(day));
}

/** Months counted from year 0, so that equal months are equal numbers. */
export function monthOf(day: Day): number {
  const date = new Date(day * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function endsBy(tradeDate: Int32Array, length: number, key: (day: Day) => number): readonly number[] {
  const ends: number[] = [];
  if (length === 0) return ends;
  let day = tradeDate[0]!;
  for (let i = 1; i < length; i++) {
    const next = tradeDate[i]!;
    if (next === day) continue;
    if (key(day) !== key(next)) ends.push(i - 1);
    day = next;
  }
  ends.push(length - 1);
  return ends;
}
