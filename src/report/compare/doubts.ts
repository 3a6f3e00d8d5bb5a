// What should a reader know of these cells before believing them?

import type { Comparison } from "../../domain/comparison.js";
import { doubtsOf } from "../doubts.js";
import { type Html, html } from "../html.js";
import { given, prose } from "../page/value.js";
import { checksOf } from "../trust.js";
import { type ComparePanel, cellName, type Finished, isFinished } from "./panel.js";

export const doubts: ComparePanel = {
  id: "doubts",
  title: "Can I believe this?",
  render({ cells }) {
    const finished = cells.filter(isFinished);
    if (finished.length === 0) return html`<p class="say">No cell finished.</p>`;
    const shared = doubtsOf(cells);
    return html`<ul class="checks">${shared.map(
      ({ state, text, cells: doubted }) =>
        html`<li class="${state}"><span class="mark" role="img" aria-label="${state === "bad" ? "problem" : "note"}">${state === "bad" ? "✗" : "!"}</span><div><b>${prose(text)}</b><p>${whose(doubted, finished.length)}</p></div></li>`,
    )}</ul>${shared.length === 0 ? html`<p class="say">All checks of all cells are fine.</p>` : ""}
<details><summary>Every check of every cell</summary><dl class="facts">${finished.map(
      (cell) => html`<dt>${given(cellName(cell))}</dt><dd>${all(cell)}</dd>`,
    )}</dl></details>`;
  },
};

function whose(doubted: Comparison["cells"], finished: number): Html {
  if (doubted.length === finished) return html`All ${finished} cells.`;
  return html`${doubted.length} of ${finished} cells: ${given(doubted.map(cellName).join(", "))}`;
}

const MARKS = { ok: "✓", note: "!", bad: "✗" } as const;

const all = ({ run }: Finished): Html =>
  html`<ul>${checksOf(run).map(
    ({ state, label, text }) =>
      html`<li><b class="${state === "bad" ? "loss" : ""}">${MARKS[state]} ${prose(label)}.</b> <span class="soft">${prose(text)}</span></li>`,
  )}</ul>`;
