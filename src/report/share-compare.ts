// What may others see of several runs side by side?

import type { Comparison } from "../domain/comparison.js";
import { mean } from "../indicator/statistics.js";
import { formatDay } from "../instrument/time.js";
import { dateLabels } from "./chart/dates.js";
import { frame } from "./chart/frame.js";
import { line } from "./chart/line.js";
import { axisOf } from "./chart/scale.js";
import { styleOf } from "./compare/overlay.js";
import { type Finished, isFinished } from "./compare/panel.js";
import { ABSENT, countText, fixedText, percentText, plural } from "./format.js";
import { type Html, html } from "./html.js";
import { figure, keyLine } from "./page/figure.js";
import { page } from "./page/page.js";
import { number, table, text } from "./page/table.js";
import { given } from "./page/value.js";
import { deepestFall, type Measured, measuredOf, rCell, rText, sumOf, sumsByDate } from "./share-report.js";

interface Shared {
  readonly cell: Finished;
  readonly measured: readonly Measured[];
}

/** A page of R only, as `shareReport`: no amount stands in it and none can be worked out. */
export function shareCompareReport(
  comparison: Comparison,
  { version }: { readonly version: string },
): string {
  const { strategies, instruments, cells, firstDay, lastDay } = comparison;
  const shared = cells.filter(isFinished).map((cell) => ({ cell, measured: measuredOf(cell.run) }));
  const synthetic = shared.some(({ cell }) => cell.run.inputs.data.synthetic);
  return page({
    title: `${strategies.join(", ")} on ${instruments.join(", ")} · tickproof, shared`,
    header: html`<p class="brand">Tickproof comparison, shared</p>
<h1>${plural(strategies.length, "strategy", "strategies")} × ${plural(instruments.length, "instrument")}</h1>
<p class="lead">${given(strategies.join(", "))} on ${given(instruments.join(", "))} · <span>${formatDay(firstDay)} → ${formatDay(lastDay)}</span> · <span>costs and slippage included</span></p>`,
    banners: synthetic
      ? [html`<strong>Synthetic data.</strong> Bars were generated: they prove nothing about markets.`]
      : [],
    parts: [
      { id: "runs", title: "Results in R", body: results(shared, cells.length - shared.length) },
      { id: "curves", title: "Sum of R", body: curves(shared, comparison) },
    ],
    footer: html`Made by tickproof ${version} with --share: R is net ÷ the dollars between entry and initial stop. Amounts, quantities, prices and notes were left out. Past results, and simulated ones more so, promise nothing.`,
  });
}

function results(shared: readonly Shared[], failed: number): Html {
  const rows = shared.map(({ cell, measured }) => {
    const all = measured.map(({ r }) => r);
    const won = all.filter((r) => r > 0);
    const losses = -sumOf(all.filter((r) => r < 0));
    const none = all.length === 0;
    return [
      given(cell.strategy),
      given(cell.instrument),
      countText(all.length),
      countText(cell.run.trades.length - all.length),
      none ? ABSENT : rCell(sumOf(all)),
      none ? ABSENT : rCell(mean(all)),
      none ? ABSENT : percentText((100 * won.length) / all.length),
      losses === 0 ? ABSENT : fixedText(sumOf(won) / losses, 2),
      none ? ABSENT : rCell(-deepestFall(measured)),
    ];
  });
  return html`${table({
    name: "Runs in R",
    wide: true,
    heads: [
      text("Strategy"),
      text("Instrument"),
      number("Trades"),
      number("Without R"),
      number("Sum"),
      number("Per trade"),
      number("Won"),
      number("Profit factor, in R"),
      number("Deepest fall"),
    ],
    rows,
  })}<p class="say">Trades that had no stop at their entry have no R and are in no other figure.${failed > 0 ? ` ${plural(failed, "run")} failed and ${failed === 1 ? "is" : "are"} not here.` : ""}</p>`;
}

/** Lines that are told apart by colour; more of them are in the table alone. */
const MOST_LINES = 8;

/** Over trade dates: bars of different instruments share no axis. */
function curves(shared: readonly Shared[], { strategies, instruments }: Comparison): Html {
  const drawn = shared.filter(({ measured }) => measured.length > 0).slice(0, MOST_LINES);
  if (drawn.length === 0)
    return html`<p class="say">No trade had a stop at its entry: there is no R to draw.</p>`;
  const days = [...new Set(drawn.flatMap(({ cell }) => cell.run.daily.map(({ day }) => day)))].sort(
    (a, b) => a - b,
  );
  const lines = drawn.map(({ cell, measured }) => sumsByDate(cell.run, measured, days));
  let [low, high] = [0, 0];
  for (const sums of lines)
    for (const sum of sums) {
      low = Math.min(low, sum);
      high = Math.max(high, sum);
    }
  const axis = axisOf(low, high + (high - low) * 0.03);
  const name = ({ cell }: Shared) => `${cell.strategy} · ${cell.instrument}`;
  const style = ({ cell }: Shared) => styleOf(cell, strategies, instruments);
  const ends = drawn.map((one, i) => ({ name: name(one), sum: lines[i]!.at(-1) ?? 0 }));
  return figure({
    id: "r-curves",
    title: "Sum of R by trade date of the exit",
    summary: `${ends.map(({ name: of, sum }) => `${of} ended at ${rText(sum)}`).join("; ")}.${shared.length > drawn.length ? ` ${drawn.length} of ${shared.length} runs are drawn.` : ""}`,
    legend: html`${drawn.map((one) => keyLine(style(one), name(one)))}`,
    plot: frame({
      size: "tall",
      axis,
      axisLabel: (value) => `${fixedText(value, 0)}R`,
      xLabels: dateLabels(Int32Array.from(days)),
      layers: html`${lines.map((sums, i) => line(sums, axis, style(drawn[i]!)))}`,
    }),
    table: table({
      name: "Sum of R at the end",
      heads: [text("Run"), number("Sum")],
      rows: ends.map(({ name: of, sum }) => [given(of), rCell(sum)]),
    }),
  });
}
