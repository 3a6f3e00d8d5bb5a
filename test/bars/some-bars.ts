// Which bars would a file have that lacks others?

import { BAR_COLUMNS, createBars } from "#bars/columns.js";
import type { Bars } from "../../src/domain/bars.js";

/** A copy of the bars `from` (included) to `to` (excluded) that `keep` is true for. */
export function barsOf(bars: Bars, from: number, to: number, keep: (bar: number) => boolean): Bars {
  const kept: number[] = [];
  for (let i = from; i < Math.min(to, bars.length); i++) if (keep(i)) kept.push(i);
  const into = createBars(kept.length);
  kept.forEach((bar, at) => {
    for (const column of BAR_COLUMNS) into[column][at] = bars[column][bar]!;
  });
  return into;
}
