// What does a reader on paper miss who has only two pages?

import type { Run } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { Clock } from "../clock.js";
import { countText, fixedText, plural, quantityText } from "../format.js";
import { type Html, html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { given, profit } from "../page/value.js";
import { notesOf } from "./notes.js";
import type { Panel } from "./panel.js";

const MOST_TRADES = 8;
const MOST_NOTES = 6;

/** On paper only: the worst trades, parameters and first notes, each cut to what the second page has room for, and saying so. */
export const paper: Panel = {
  id: "paper",
  title: "Worst trades and notes",
  render: (run) => html`${worst(run)}<h3 class="gap">Notes</h3>${firstNotes(run)}`,
};

function worst(run: Run): Html {
  if (run.trades.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
  const clock = new Clock(run.inputs.contract);
  const { lot } = instrumentOf(run.inputs.contract);
  const shown = run.trades.toSorted((a, b) => a.net - b.net || a.n - b.n).slice(0, MOST_TRADES);
  return html`<p class="say">The ${plural(shown.length, "worst", "worst")} of ${plural(run.trades.length, "trade")}; <code>tickproof report --print</code> makes a version for paper with every one.</p>${table(
    {
      name: "Worst trades",
      heads: [
        number("#"),
        text("Side"),
        number("Qty"),
        text("Entry"),
        text("Exit"),
        number("Net"),
        number("R"),
        text("Entry reason"),
        text("Exit reason"),
      ],
      rows: shown.map(({ n, side, qty, entryTime, exitTime, net, r, entryReason, exitReason }) => [
        countText(n),
        side === 1 ? "long" : "short",
        quantityText(qty, lot),
        clock.text(entryTime),
        clock.text(exitTime),
        profit(net),
        fixedText(r, 2),
        html`<span class="one">${given(entryReason)}</span>`,
        html`<span class="one">${given(exitReason)}</span>`,
      ]),
    },
  )}`;
}

function firstNotes(run: Run): Html {
  const all = notesOf(run);
  if (all.length === 0) return html`<p class="say">The strategy noted nothing.</p>`;
  const clock = new Clock(run.inputs.contract);
  return html`<ul class="lines">${all
    .slice(0, MOST_NOTES)
    .map(
      ({ time, text: words }) => html`<li class="one"><b>${clock.text(time)}</b> ${given(words)}</li>`,
    )}</ul>${
    all.length > MOST_NOTES
      ? html`<p class="say">… and ${plural(all.length - MOST_NOTES, "more note")} in the file.</p>`
      : ""
  }`;
}
