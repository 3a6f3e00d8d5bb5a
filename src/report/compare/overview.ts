// Which runs made money, which of them can be believed, and how far are they from the baseline?

import type { Cell, Comparison } from "../../domain/comparison.js";
import type { Run } from "../../domain/run.js";
import { metricOf } from "../../metric/all.js";
import { expectancyInterval } from "../../metric/bootstrap.js";
import type { Metric } from "../../metric/metric.js";
import { NORMALISATIONS } from "../../metric/normalise.js";
import { HEIGHT, linePath, WIDTH, xOf, yOf } from "../chart/path.js";
import { axisOf } from "../chart/scale.js";
import { figureText } from "../figures.js";
import { ABSENT, countText, plural, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { hook } from "../page/hook.js";
import { given, profit, toned } from "../page/value.js";
import { checksOf } from "../trust.js";
import { type CompareFacts, type Entrant, factsOf } from "./facts.js";
import { type ComparePanel, cellName } from "./panel.js";
import { deltaOf, measured } from "./values.js";

type Row =
  | { readonly label: string; of(entrant: Entrant): Html | string }
  | { readonly metric: Metric; readonly tone?: boolean };

const metric = (key: string, tone = false): Row => ({ metric: metricOf(key), tone });

/** Trust comes first: a number that cannot be believed should not be read first. */
const ROWS: readonly Row[] = [
  { label: "Believe it?", of: ({ run }) => trust(run) },
  { label: "Beside the baseline", of: standing },
  { label: "Ambiguous trades", of: ({ run }) => countText(run.bounds.ambiguousTrades) },
  { label: "90% interval of expectancy", of: ({ run }) => interval(run) },
  metric("net", true),
  { label: "Net, pessimistic path", of: ({ run }) => profit(run.bounds.adverseNet) },
  { label: "Net, optimistic path", of: ({ run }) => profit(run.bounds.favourableNet) },
  metric("return-percent", true),
  ...NORMALISATIONS.filter(({ key }) => key !== "raw").map((way): Row => ({ metric: way, tone: true })),
  metric("max-drawdown"),
  metric("trades"),
  metric("win-rate"),
  metric("profit-factor"),
  metric("expectancy", true),
  metric("expectancy-r", true),
  metric("sharpe"),
  metric("break-even-slippage"),
  metric("peak-margin"),
  { label: "Equity", of: ({ run }) => sparkline(run) },
];

export const overview: ComparePanel = {
  id: "overview",
  title: "Side by side",
  render(comparison) {
    const facts = factsOf(comparison);
    const { cells } = comparison;
    return html`<p class="say">${
      differentDates(facts)
        ? "Every column has its own account and its own trade dates: what it says of them below is not of the common ones alone."
        : "Every column ran on the same trade dates with its own account."
    }${
      facts.baseline === null || facts.entrants.length < 2
        ? ""
        : html` The small figures are differences from the baseline, <span data-baseline="">${given(cellName(facts.baseline))}</span>.`
    } A column is grey where it failed, fails a check, or had other data, costs or dates: it says why.</p>
${hook("compare")}
<div class="scroll" role="region" tabindex="0" aria-label="Runs side by side"><table class="sides runs" id="side-by-side"><thead><tr><th scope="col">Run</th>${cells.map(
      (cell, at) => head(cell, at, facts),
    )}</tr></thead><tbody>${ROWS.map((row) => rowHtml(row, comparison, facts))}</tbody></table></div>${reasons(facts)}${failures(cells)}`;
  },
};

/** Finished runs keep the dates that they had. */
const differentDates = ({ entrants }: CompareFacts): boolean =>
  new Set(entrants.map(({ run: { daily } }) => `${daily[0]?.day} ${daily.at(-1)?.day}`)).size > 1;

function head(cell: Cell, at: number, facts: CompareFacts): Html {
  const entrant = facts.entrants.find((one) => one.at === at);
  const grey = entrant === undefined || entrant.greyed.length > 0 ? " failed" : "";
  return html`<th scope="col" class="n${grey}" data-at="${at}">${given(cell.strategy)}<br>${given(cell.instrument)}${
    entrant?.isBaseline ? html`<span class="tag">baseline</span>` : ""
  }</th>`;
}

function rowHtml(row: Row, { cells }: Comparison, facts: CompareFacts): Html {
  const isMetric = "metric" in row;
  const label = isMetric ? row.metric.label : row.label;
  return html`<tr${isMetric ? html` data-unit="${row.metric.unit}"` : ""}><th scope="row">${label}</th>${cells.map(
    (cell, at) => {
      const entrant = facts.entrants.find((one) => one.at === at);
      if (entrant === undefined) {
        return html`<td class="n failed" data-at="${at}">${row === ROWS[0] ? `✗ ${cell.fault?.code ?? "not run"}` : ABSENT}</td>`;
      }
      const grey = entrant.greyed.length > 0 ? " failed" : "";
      if (!isMetric) return html`<td class="n${grey}" data-at="${at}">${row.of(entrant)}</td>`;
      return metricCell(row, entrant, facts, grey);
    },
  )}</tr>`;
}

function metricCell(
  row: { metric: Metric; tone?: boolean },
  entrant: Entrant,
  { baseline, entrants }: CompareFacts,
  grey: string,
): Html {
  const value = row.metric.of(entrant.run);
  const told = figureText(row.metric, value);
  const delta =
    entrants.length < 2 ? null : entrant.isBaseline ? null : deltaOf(value, row.metric.of(baseline!.run));
  return html`<td class="n${grey}" data-at="${entrant.at}"${measured(value)}>${row.tone ? toned(value, told) : told}<small class="delta">${
    delta === null ? "" : signed(figureText(row.metric, delta))
  }</small></td>`;
}

function standing({ isBaseline, greyed }: Entrant): string {
  if (greyed.length > 0) return `✗ ${plural(greyed.length, "reason")} below`;
  return isBaseline ? "✓ is the baseline" : "✓ same terms";
}

function reasons({ entrants }: CompareFacts): Html {
  const grey = entrants.filter(({ greyed }) => greyed.length > 0);
  return html`<div id="greyed">${
    grey.length === 0
      ? ""
      : html`<h3 class="gap">Why a column is grey</h3><dl class="facts">${grey.map(
          (entrant) =>
            html`<dt>${given(cellName(entrant))}</dt><dd><ul>${entrant.greyed.map((reason) => html`<li>${given(reason)}</li>`)}</ul></dd>`,
        )}</dl>`
  }</div>`;
}

function failures(cells: Comparison["cells"]): Html | string {
  const failed = cells.filter((cell) => cell.run === null);
  if (failed.length === 0) return "";
  return html`<h3 class="gap">What failed</h3><dl class="facts">${failed.map(
    (cell) =>
      html`<dt>${given(cellName(cell))}</dt><dd>${
        cell.fault === null
          ? "Stopped before it was finished."
          : html`<b>${cell.fault.code}</b> ${given(cell.fault.message)}${cell.fault.where ? html`<br><code>${cell.fault.where}</code>` : ""}`
      }</dd>`,
  )}</dl>`;
}

function trust(run: Run): string {
  const checks = checksOf(run);
  const bad = checks.filter((check) => check.state === "bad").length;
  const notes = checks.filter((check) => check.state === "note").length;
  const noted = notes === 0 ? "" : plural(notes, "note");
  if (bad > 0) return `✗ ${plural(bad, "problem")}${noted && `, ${noted}`}`;
  return notes > 0 ? `! ${noted}` : `✓ ${plural(checks.length, "check")}`;
}

function interval(run: Run): Html | string {
  const found = expectancyInterval(run);
  return found === null ? ABSENT : html`${profit(found.low)} … ${profit(found.high)}`;
}

/** Equity at the end of each trade date, without scale: the shape only. */
function sparkline({ daily, inputs }: Run): Html {
  const values = [inputs.account.cash, ...daily.map((row) => row.equity)];
  const axis = axisOf(Math.min(...values), Math.max(...values));
  const every = Math.max(1, Math.ceil(values.length / 120));
  const picked = values.map((_, i) => i).filter((i) => i % every === 0 || i === values.length - 1);
  const path = linePath(
    picked.map((i) => xOf(i, values.length)),
    picked.map((i) => yOf(values[i]!, axis)),
  );
  return html`<svg class="spark" aria-hidden="true"><svg class="stretch" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" width="100%" height="100%"><path class="equity" d="${path}"/></svg></svg>`;
}
