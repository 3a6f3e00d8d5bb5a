// Which cells made money, and which of them can be believed?

import type { Cell, Comparison } from "../../domain/comparison.js";
import type { Run } from "../../domain/run.js";
import { expectancyInterval } from "../../metric/bootstrap.js";
import { linePath, xOf, yOf } from "../chart/path.js";
import { axisOf } from "../chart/scale.js";
import { figureOf, metricValue } from "../figures.js";
import { ABSENT, countText, percentText, plural, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { given, money, profit } from "../page/value.js";
import { checksOf } from "../trust.js";
import { type ComparePanel, cellName, isFinished } from "./panel.js";

interface Row {
  readonly label: string;
  of(run: Run): Html | string;
}

/** Trust comes first: a number that cannot be believed should not be read first. */
const ROWS: readonly Row[] = [
  { label: "Believe it?", of: trust },
  { label: "Ambiguous trades", of: (run) => countText(run.bounds.ambiguousTrades) },
  { label: "90% interval of expectancy", of: interval },
  { label: "Net", of: (run) => html`<b>${profit(run.totals.net)}</b>` },
  { label: "Net, pessimistic path", of: (run) => profit(run.bounds.adverseNet) },
  { label: "Net, optimistic path", of: (run) => profit(run.bounds.favourableNet) },
  { label: "Return on start", of: (run) => signed(percentText(metricValue(run, "return-percent"), 2)) },
  { label: "Max drawdown", of: (run) => money(-(metricValue(run, "max-drawdown") ?? 0)) },
  { label: "Trades", of: (run) => countText(run.trades.length) },
  { label: "Win rate", of: (run) => figureOf(run, "win-rate") },
  { label: "Profit factor", of: (run) => figureOf(run, "profit-factor") },
  { label: "Expectancy", of: (run) => profit(metricValue(run, "expectancy")) },
  { label: "Expectancy in R", of: (run) => figureOf(run, "expectancy-r") },
  { label: "Sharpe", of: (run) => figureOf(run, "sharpe") },
  { label: "Break-even slippage, ticks a side", of: (run) => figureOf(run, "break-even-slippage") },
  { label: "Margin peak", of: (run) => percentText(run.margin.peakPercent) },
  { label: "Equity", of: sparkline },
];

export const overview: ComparePanel = {
  id: "overview",
  title: "Side by side",
  render({ cells }) {
    return html`<p class="say">Every column ran on the same trade dates with its own account. What failed is grey and says why; it fails nothing else.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Cells side by side"><table class="sides"><thead><tr><th scope="col">Cell</th>${cells.map(
      (cell) =>
        html`<th scope="col" class="n${isFinished(cell) ? "" : " failed"}">${given(cell.strategy)}<br>${given(cell.instrument)}</th>`,
    )}</tr></thead><tbody>${ROWS.map(
      ({ label, of }, i) =>
        html`<tr><th scope="row">${label}</th>${cells.map((cell) => cellHtml(cell, of, i))}</tr>`,
    )}</tbody></table></div>${failures(cells)}`;
  },
};

function cellHtml(cell: Cell, of: Row["of"], row: number): Html {
  if (isFinished(cell)) return html`<td class="n">${of(cell.run)}</td>`;
  return html`<td class="n failed">${row === 0 ? `✗ ${cell.fault?.code ?? "not run"}` : ABSENT}</td>`;
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
  return html`<svg class="spark" aria-hidden="true" focusable="false"><svg class="stretch" viewBox="0 0 4000 2000" preserveAspectRatio="none" width="100%" height="100%"><path class="equity" d="${path}"/></svg></svg>`;
}
