// Does the step between bars change inside the file?

import type { SeriesFinding } from "../../domain/findings.js";
import { type CheckedBars, isDaily } from "./days.js";
import { countOf, lengthText, spanOf } from "./words.js";

/** Bars in a row at another step that are no accident: shorter steps never happen by chance, longer ones in thin hours. */
const SHORTER = 3;
const LONGER = 12;

/** Runs of bars that all follow one another at another step than most of the file does. */
export function stepFindings(checked: CheckedBars): SeriesFinding[] {
  const { bars, stepMs } = checked;
  const { time, length } = bars;
  if (isDaily(checked) || stepMs <= 0) return [];
  const found: SeriesFinding[] = [];
  for (let i = 1; i < length; i++) {
    const step = time[i]! - time[i - 1]!;
    if (step === stepMs) continue;
    const from = i - 1;
    while (i < length && time[i]! - time[i - 1]! === step) i++;
    // The daily break and weekends part the runs; what goes on behind them is found again.
    const count = i - from;
    i--;
    if (count - 1 < (step < stepMs ? SHORTER : LONGER)) continue;
    const last = found.at(-1);
    const text = (bars: number, start: number): string =>
      `${countOf(bars, "bar")} ${lengthText(step)} apart, ${spanOf(start, time[i]! + step)}`;
    if (last?.count !== undefined && joins(last, from, step, time)) {
      found[found.length - 1] = {
        ...last,
        bars: i + 1 - last.bar,
        count: i + 1 - last.bar,
        until: time[i]! + step,
        found: text(i + 1 - last.bar, last.from),
      };
      continue;
    }
    found.push({
      kind: "step-change",
      grade: "error",
      bar: from,
      bars: count,
      count,
      from: time[from]!,
      until: time[i]! + step,
      found: text(count, time[from]!),
      expected: `bars ${lengthText(stepMs)} apart, as in the rest of the file`,
    });
  }
  return found;
}

/** Whether the bars since the last run are few, and step alike: a break of the session lies between. */
function joins(last: SeriesFinding, from: number, step: number, time: Float64Array): boolean {
  const end = last.bar + last.bars;
  return from - end <= 1 && time[last.bar + 1]! - time[last.bar]! === step;
}
