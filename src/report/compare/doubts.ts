// What should a reader know of these cells before believing them?

import type { Comparison } from "../../domain/comparison.js";
import { doubtsOf } from "../doubts.js";
import { type Html, html } from "../html.js";
import { given, prose } from "../page/value.js";
import { checksOf } from "../trust.js";
import { unknowns } from "../trust-market.js";
import { type ComparePanel, cellName, type Finished, isFinished } from "./panel.js";

export const doubts: ComparePanel = {
  id: "doubts",
  title: "Can I believe this?",
  short: "Trust",
  render({ cells }) {
    const finished = cells.filter(isFinished);
    if (finished.length === 0) return html`<p class="say">No run finished.</p>`;
    const shared = doubtsOf(cells);
    return html`<ul class="checks">${shared.map(
      ({ state, text, cells: doubted }) =>
        html`<li class="${state}"><span class="mark" role="img" aria-label="${state === "bad" ? "problem" : "note"}">${state === "bad" ? "✗" : "!"}</span><div><b>${prose(text)}</b><p>${whose(doubted, finished.length)}</p></div></li>`,
    )}</ul>${shared.length === 0 ? html`<p class="say">All checks of all runs are fine.</p>` : ""}${notTested(finished)}
<details><summary>Every check of every run</summary><dl class="facts">${finished.map(
      (cell) => html`<dt>${given(cellName(cell))}</dt><dd>${all(cell)}</dd>`,
    )}</dl></details>`;
  },
};

const HOW: Readonly<Record<string, Html>> = {
  "look-ahead": html` <code class="nb">tickproof verify STRATEGY -i SYMBOL</code> hides the future at a hundred instants.`,
  deterministic: html` <code class="nb">tickproof verify STRATEGY -i SYMBOL</code> runs each again and listens for clock and chance.`,
};

/** What no run knows of itself: said, so that its absence is not taken for a clean result. */
function notTested(finished: readonly Finished[]): Html {
  const cells = new Map<string, { readonly label: string; readonly of: Finished[] }>();
  for (const cell of finished)
    for (const { id, label } of unknowns(cell.run)) {
      const known = cells.get(id) ?? { label, of: [] };
      known.of.push(cell);
      cells.set(id, known);
    }
  return html`<ul class="checks">${[...cells].map(
    ([id, { label, of }]) =>
      html`<li class="unknown"><span class="mark" role="img" aria-label="not known">?</span><div><b>${prose(label)}</b><p>${whose(of, finished.length)}${HOW[id] ?? ""}</p></div></li>`,
  )}</ul>`;
}

function whose(doubted: Comparison["cells"], finished: number): Html {
  if (doubted.length === finished) return html`${finished === 1 ? "The run." : `All ${finished} runs.`}`;
  return html`${doubted.length} of ${finished} runs: ${given(doubted.map(cellName).join(", "))}.`;
}

const MARKS = { ok: "✓", note: "!", bad: "✗" } as const;

const all = ({ run }: Finished): Html =>
  html`<ul>${checksOf(run).map(
    ({ state, label, text }) =>
      html`<li><b class="${state === "bad" ? "loss" : ""}">${MARKS[state]} ${prose(label)}.</b> <span class="soft">${prose(text)}</span></li>`,
  )}</ul>`;
