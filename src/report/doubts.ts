// Which doubts do the runs of a comparison share?

import type { Cell } from "../domain/comparison.js";
import { type CheckState, checksOf } from "./trust.js";

export interface Doubt {
  readonly state: Exclude<CheckState, "ok">;
  readonly text: string;
  readonly cells: readonly Cell[];
}

/** Doubts whose label carries one cell's numbers, said for many cells. */
const COMMON: Readonly<Record<string, string>> = {
  ambiguous: "Trades whose result hangs on what came first inside a bar",
  sample: "Too few trades to say much",
  interval: "Expectancy cannot be told from chance at 90%",
  "top-trades": "More than half of net from five trades",
  "top-days": "More than half of net from five days",
  open: "A position still open at the end",
  rejected: "Orders rejected",
  liquidations: "Margin breached",
  data: "Rows repaired or left out, or bars missing, in the data",
  "fill-range": "Fills outside the bar's range",
};

/** Each doubt once, problems first, with the cells that have it. Failed cells have no doubts: they have no numbers. */
export function doubtsOf(cells: readonly Cell[]): readonly Doubt[] {
  const doubts = new Map<string, { state: Doubt["state"]; text: string; cells: Cell[] }>();
  for (const cell of cells) {
    if (cell.run === null) continue;
    for (const { id, state, label, text } of checksOf(cell.run)) {
      if (state === "ok") continue;
      const said = label === "Warning" ? text : (COMMON[id] ?? label);
      const doubt = doubts.get(said);
      if (doubt === undefined) doubts.set(said, { state, text: said, cells: [cell] });
      else doubt.cells.push(cell);
    }
  }
  const rank = ({ state }: Doubt) => (state === "bad" ? 0 : 1);
  return [...doubts.values()].sort((a, b) => rank(a) - rank(b) || b.cells.length - a.cells.length);
}
