// What does every metric say of every cell?

import { METRICS } from "../../metric/all.js";
import { figureText } from "../figures.js";
import { signed } from "../format.js";
import { html } from "../html.js";
import { given } from "../page/value.js";
import { type Entrant, factsOf } from "./facts.js";
import { type ComparePanel, cellName } from "./panel.js";
import { deltaOf, measured } from "./values.js";

export const compareMetrics: ComparePanel = {
  id: "metrics",
  title: "All metrics",
  render(comparison) {
    const { entrants, baseline } = factsOf(comparison);
    if (baseline === null) return html`<p class="say">No run finished.</p>`;
    const alone = entrants.length < 2;
    return html`<p class="say">Every metric of every run${alone ? "" : html`, and below it how far it is from the baseline, <span data-baseline="">${given(cellName(baseline))}</span>`}.</p>
<div class="scroll tall" role="region" tabindex="0" aria-label="All metrics by run"><table class="sides runs" id="all-metrics"><thead><tr><th scope="col">Metric</th>${entrants.map(
      (entrant) =>
        html`<th scope="col" class="n${grey(entrant)}" data-at="${entrant.at}">${given(cellName(entrant))}</th>`,
    )}</tr></thead><tbody>${METRICS.map(
      (metric) =>
        html`<tr data-unit="${metric.unit}"><th scope="row">${metric.label}</th>${entrants.map((entrant) => {
          const value = metric.of(entrant.run);
          const delta = alone || entrant.isBaseline ? null : deltaOf(value, metric.of(baseline.run));
          return html`<td class="n${grey(entrant)}" data-at="${entrant.at}"${measured(value)}>${figureText(metric, value)}<small class="delta">${
            delta === null ? "" : signed(figureText(metric, delta))
          }</small></td>`;
        })}</tr>`,
    )}</tbody></table></div>`;
  },
};

const grey = ({ greyed }: Entrant): string => (greyed.length > 0 ? " failed" : "");
