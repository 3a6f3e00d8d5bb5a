// Of what are the tables and choices of a comparison made?

import { figureText, signed } from "../../src/report/format.js";
import { el } from "../dom.js";

export type Unit = Parameters<typeof figureText>[0]["unit"];
export type Cell = Node | string;

export interface Column {
  readonly label: string;
  readonly isNumber?: boolean;
}

/** As `page/table.ts` makes them: a wide table scrolls in a region that the keyboard can reach. */
export function table(
  name: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  sums?: readonly Cell[],
) {
  const classOf = (k: number) => (columns[k]?.isNumber ? { class: "n" } : {});
  const row = (cells: readonly Cell[]) =>
    el(
      "tr",
      {},
      ...cells.map((cell, k) =>
        el(k === 0 ? "th" : "td", k === 0 ? { scope: "row", ...classOf(k) } : classOf(k), cell),
      ),
    );
  return el(
    "div",
    { class: "scroll", role: "region", tabindex: 0, "aria-label": name },
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el("tr", {}, ...columns.map(({ label }, k) => el("th", { scope: "col", ...classOf(k) }, label))),
      ),
      el("tbody", {}, ...rows.map(row)),
      sums ? el("tfoot", {}, row(sums)) : null,
    ),
  );
}

/** A result with its sign, toned by it. */
export const toned = (value: number, unit: Unit): HTMLElement =>
  el(
    "span",
    { class: value < 0 ? "loss" : value > 0 ? "gain" : "flat" },
    signed(figureText({ unit }, value)),
  );

export const small = (text: string): HTMLElement => el("small", { class: "delta" }, text);

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A labelled list to choose from; what is chosen elsewhere shows here through `show`. */
export function select(label: string, options: readonly Option[], chosen: (value: string) => void) {
  const list = el("select", {}, ...options.map((one) => el("option", { value: one.value }, one.label)));
  list.addEventListener("change", () => chosen(list.value));
  return {
    root: el("label", { class: "choose" }, el("span", {}, label), list),
    show: (value: string) => (list.value = value),
  };
}
