// How do results compare when one contract is four times the size of another?

import { NORMALISATIONS } from "../../metric/normalise.js";
import { figureText } from "../figures.js";
import { countText } from "../format.js";
import { html } from "../html.js";
import { number, table } from "../page/table.js";
import { given, profit, toned } from "../page/value.js";
import { CELL_HEADS, type ComparePanel, isFinished } from "./panel.js";

export const fairness: ComparePanel = {
  id: "fairness",
  title: "On a fair footing",
  render({ cells }) {
    const finished = cells.filter(isFinished);
    if (finished.length === 0) return html`<p class="say">No cell finished.</p>`;
    return html`<p class="say">Dollars alone favour the larger contract. Four footings, all of them shown, because each hides something that another tells.</p>
<dl class="facts">${NORMALISATIONS.map(
      ({ label, definition }) => html`<dt>${label}</dt><dd>${definition}</dd>`,
    )}</dl><div class="gap">${table({
      name: "Results on four footings",
      heads: [...CELL_HEADS, number("Trades"), ...NORMALISATIONS.map(({ label }) => number(label))],
      rows: finished.map(({ strategy, instrument, run }) => [
        given(strategy),
        given(instrument),
        countText(run.trades.length),
        ...NORMALISATIONS.map((way) => {
          const value = way.of(run);
          return way.unit === "usd" ? profit(value) : toned(value, figureText(way, value));
        }),
      ]),
    })}</div>`;
  },
};
