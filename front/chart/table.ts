// What do the panes show, as a table?

import { countText } from "../../src/report/format.js";
import { el } from "../dom.js";

/** More rows than that nobody reads, and a browser is slow with them. */
export const MOST_ROWS = 200;

export interface Rows {
  readonly name: string;
  readonly heads: readonly string[];
  /** How many rows the visible range has. */
  readonly count: number;
  /** What one row stands for: "bar", or "stretch of 122 bars". */
  readonly each: string;
  row(i: number): readonly string[];
}

/** The first rows of the visible range; what is left out is said. */
export function tableOf({ name, heads, count, each, row }: Rows): Node {
  const shown = Math.min(count, MOST_ROWS);
  const said =
    count > shown
      ? `The first ${countText(shown)} of ${countText(count)} rows of the visible range, a row a ${each}: zoom in for the rest.`
      : `The visible range, a row a ${each}.`;
  const body = el("tbody");
  for (let i = 0; i < shown; i++) {
    const [first, ...rest] = row(i);
    const line = el("tr", {}, el("th", { scope: "row" }, first!));
    for (const cell of rest) line.append(el("td", { class: "n" }, cell));
    body.append(line);
  }
  const head = el("tr");
  heads.forEach((text, i) => {
    head.append(el("th", { scope: "col", class: i === 0 ? null : "n" }, text));
  });
  const table = el("table", {}, el("thead", {}, head), body);
  return el(
    "div",
    {},
    el("p", { class: "say" }, said),
    el("div", { class: "scroll tall", role: "region", tabindex: 0, "aria-label": name }, table),
  );
}
