// Do the runs win and lose on the same days?

import { ABSENT, fixedText } from "../format.js";
import { html } from "../html.js";
import { heatClass } from "../page/heat.js";
import { given } from "../page/value.js";
import type { ComparePanel } from "./panel.js";

export const correlation: ComparePanel = {
  id: "correlation",
  title: "Correlation of daily results",
  short: "Correlation",
  render({ correlation: { labels, matrix, days: common }, cells }) {
    if (labels.length < 2) return html`<p class="say">It takes two finished runs to correlate.</p>`;
    const counts = (common ?? []).flatMap((row, i) => row.slice(i + 1));
    const days = Math.max(
      0,
      ...(counts.length > 0 ? counts : cells.map((cell) => cell.run?.daily.length ?? 0)),
    );
    const fewest = Math.min(days, ...counts);
    const pairs = labels.flatMap((a, i) =>
      labels.slice(i + 1).map((b, j) => ({ pair: `${a} with ${b}`, value: matrix[i]?.[i + 1 + j] ?? null })),
    );
    const known = pairs.flatMap(({ pair, value }) => (value === null ? [] : [{ pair, value }]));
    const most = known.reduce<(typeof known)[number] | null>(
      (best, next) => (best === null || next.value > best.value ? next : best),
      null,
    );
    return html`<p class="say">Pearson correlation of daily profit and loss over n = ${fewest < days ? `${fewest} to ${days}` : days} common trade dates: +1 moves alike, 0 independently, −1 oppositely. ${
      most === null
        ? "No two runs both moved."
        : html`Most alike: ${given(most.pair)}, ${fixedText(most.value, 2)}.`
    } Results that move alike add risk faster than they add profit.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Correlation of each pair"><table class="sides"><thead><tr><th scope="col">Run</th>${labels.map(
      (label) => html`<th scope="col" class="c">${given(label)}</th>`,
    )}</tr></thead><tbody>${labels.map(
      (label, i) =>
        html`<tr><th scope="row">${given(label)}</th>${labels.map((_, j) => {
          const value = matrix[i]?.[j] ?? null;
          return i === j
            ? html`<td class="heat soft">1</td>`
            : html`<td class="heat ${value === null ? "" : heatClass(value, 1)}">${value === null ? ABSENT : fixedText(value, 2)}${
                fewest < days ? html`<small>n ${common?.[i]?.[j] ?? days}</small>` : ""
              }</td>`;
        })}</tr>`,
    )}</tbody></table></div>`;
  },
};
