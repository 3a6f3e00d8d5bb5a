// What does every metric say of every cell?

import { METRICS } from "../../metric/all.js";
import { figureText } from "../figures.js";
import { html } from "../html.js";
import { table, text } from "../page/table.js";
import { type ComparePanel, cellHeads, isFinished } from "./panel.js";

export const compareMetrics: ComparePanel = {
  id: "metrics",
  title: "All metrics",
  render({ cells }) {
    const finished = cells.filter(isFinished);
    if (finished.length === 0) return html`<p class="say">No cell finished.</p>`;
    return table({
      name: "All metrics by cell",
      tall: true,
      wide: true,
      heads: [text("Metric"), ...cellHeads(finished)],
      rows: METRICS.map((metric) => [
        metric.label,
        ...finished.map(({ run }) => figureText(metric, metric.of(run))),
      ]),
    });
  },
};
