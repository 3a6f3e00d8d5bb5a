// Which bars are in the file one by one?

import type { Run } from "../../domain/run.js";
import { AROUND, type Detail, MOST_FULL } from "./layout.js";

/** What the file of a run keeps unless the user says otherwise. */
export const detailFor = (bars: number): Detail => (bars > MOST_FULL ? "trades" : "full");

/** Stretches of bars by rising index, each from `from` (included) to `to` (excluded), none touching the next. */
export type Stretches = readonly { readonly from: number; readonly to: number }[];

/** Around trades: from 300 bars before the entry to 300 after the exit, and around what is still open at the end. */
export function keptBars(
  { bars, trades, position }: Pick<Run, "bars" | "trades" | "position">,
  detail: Detail,
): Stretches {
  const { length } = bars;
  if (length === 0 || detail === "overview") return [];
  if (detail === "full") return [{ from: 0, to: length }];
  const wanted = trades.map(({ entryBar, exitBar }) => [entryBar, exitBar] as const);
  let open = length;
  while (open > 0 && position[open - 1] !== 0) open--;
  const all = [...wanted, ...(open < length ? [[open, length - 1] as const] : [])].sort(
    (a, b) => a[0] - b[0],
  );
  const kept: { from: number; to: number }[] = [];
  for (const [first, last] of all) {
    const from = Math.max(0, first - AROUND);
    const to = Math.min(length, last + AROUND + 1);
    const before = kept.at(-1);
    if (before && from <= before.to) before.to = Math.max(before.to, to);
    else kept.push({ from, to });
  }
  return kept;
}

export const countKept = (stretches: Stretches): number =>
  stretches.reduce((sum, { from, to }) => sum + to - from, 0);
