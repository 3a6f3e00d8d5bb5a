// How did the account get from its start to its end, and how far below its high did it go?

import type { Run } from "../../domain/run.js";
import { formatDay } from "../../instrument/time.js";
import { underwater } from "../../metric/drawdown.js";
import { earnedEquity } from "../../metric/own-money.js";
import { dateLabels, periodEnds } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { filledLine, line, rangeOf } from "../chart/line.js";
import { axisOf } from "../chart/scale.js";
import { axisDollars, dollarsText, percentText } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { number, table, text } from "../page/table.js";
import { money, profit } from "../page/value.js";

/** Of a run that has bars. */
export function equityFigures(run: Run): Html {
  const { bars, equity: column } = run;
  const { cash } = run.inputs.account;
  const range = rangeOf([column, [cash]]);
  if (range === null) return NOTHING;
  const depths = underwater(run);
  const highs = new Float64Array(depths.length);
  const under = new Float64Array(depths.length);
  for (let bar = 0; bar < depths.length; bar++) {
    highs[bar] = column[bar]! + depths[bar]!;
    under[bar] = -depths[bar]!;
  }
  const axis = axisOf(range.low, range.high + (range.high - range.low) * 0.03);
  const depth = rangeOf([under])!.low;
  const underAxis = axisOf(Math.min(depth, -1), 0, 3);
  const xLabels = dateLabels(bars.tradeDate.subarray(0, bars.length));
  const worst = under.indexOf(depth);
  const end = column[column.length - 1]!;
  return html`${figure({
    id: "equity-plot",
    title: "Equity, marked to market at every bar",
    summary: `Equity went from ${dollarsText(cash)} to ${dollarsText(end)}; its highest close was ${dollarsText(highs[highs.length - 1]!)}, its lowest ${dollarsText(range.low)}.`,
    legend: html`${keyLine("equity", "equity")}${keyLine("high-water", "high-water mark")}`,
    plot: frame({
      size: "tall",
      axis,
      axisLabel: (amount) => axisDollars(amount, axis.ticks),
      xLabels,
      layers: html`${line(highs, axis, "high-water")}${filledLine(column, axis, "floor", "equity")}`,
    }),
    table: periodTable(run, highs, "Equity by period"),
  })}${figure({
    id: "under-plot",
    title: "Drawdown below the high-water mark",
    summary:
      depth < 0
        ? html`Deepest ${dollarsText(depth)} (${percentText((100 * depth) / highs[worst]!)} of the high) on ${formatDay(bars.tradeDate[worst]!)}.`
        : "Equity never closed a bar below its high-water mark.",
    plot: frame({
      size: "short",
      axis: underAxis,
      axisLabel: (amount) => axisDollars(amount, underAxis.ticks),
      xLabels,
      layers: html`${filledLine(under, underAxis, "ceiling", "under-line")}`,
    }),
    table: periodTable(run, highs, "Drawdown by period"),
  })}`;
}

function periodTable(run: Run, highs: Float64Array, name: string) {
  const { bars, equity: column } = run;
  const earned = earnedEquity(run);
  let before = run.inputs.account.cash;
  return table({
    name,
    tall: true,
    heads: [
      text("Until"),
      number("Equity"),
      number("Change"),
      number("High-water mark"),
      number("Below it"),
      number("Position"),
    ],
    rows: periodEnds(bars).map((end) => {
      const value = column[end]!;
      const change = earned[end]! - before;
      before = earned[end]!;
      return [
        formatDay(bars.tradeDate[end]!),
        money(value),
        profit(change),
        money(highs[end]!),
        money(value - highs[end]!),
        String(run.position[end]!),
      ];
    }),
  });
}
