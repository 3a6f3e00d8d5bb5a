// How did the accounts of all cells grow beside each other?

import type { Run } from "../../domain/run.js";
import { formatDay } from "../../instrument/time.js";
import { dailyProfits } from "../../metric/daily.js";
import { dateLabels } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { line, rangeOf } from "../chart/line.js";
import { axisOf } from "../chart/scale.js";
import { dollarsText, plural, shortDollars, signed } from "../format.js";
import { html } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { number, table, text } from "../page/table.js";
import { profit } from "../page/value.js";
import { type ComparePanel, cellName, type Finished, isFinished } from "./panel.js";

const COLOURS = 8;
const DASHES = 4;

/** What was earned by the end of each trade date. */
function changeOf(run: Run): Float64Array {
  let sum = 0;
  return Float64Array.from(dailyProfits(run), ({ profit }) => (sum += profit));
}

export const overlay: ComparePanel = {
  id: "overlay",
  title: "Equity, all cells",
  render({ cells, strategies, instruments }) {
    const finished = cells.filter(isFinished);
    if (finished.length === 0) return html`<p class="say">No cell finished.</p>`;
    const lines = finished.map((cell) => ({
      cell,
      change: changeOf(cell.run),
      style: styleOf(cell, strategies, instruments),
    }));
    const range = rangeOf([...lines.map(({ change }) => change), [0]])!;
    const axis = axisOf(range.low, range.high + (range.high - range.low) * 0.03);
    const days = finished.reduce((a, b) => (b.run.daily.length > a.run.daily.length ? b : a)).run.daily;
    const last = lines
      .map(({ cell, change }) => ({ name: cellName(cell), end: change.at(-1) ?? 0 }))
      .sort((a, b) => b.end - a.end);
    return figure({
      id: "overlay-plot",
      title: "Change of equity since the start, at the end of each trade date",
      summary: `Over ${plural(days.length, "trade date")}, ${last[0]!.name} ended highest (${signed(dollarsText(last[0]!.end))})${
        last.length > 1 ? `, ${last.at(-1)!.name} lowest (${signed(dollarsText(last.at(-1)!.end))})` : ""
      }. Colour tells the strategy, the dash the instrument.`,
      legend: html`${lines.map(({ cell, style }) => keyLine(style, cellName(cell)))}`,
      plot: frame({
        size: "tall",
        axis,
        axisLabel: shortDollars,
        xLabels: dateLabels(days.map((row) => row.day)),
        layers: html`${lines.map(({ change, style }) => line(change, axis, style))}`,
      }),
      table: table({
        name: "Change of equity by month's end",
        tall: true,
        heads: [text("Until"), ...finished.map((cell) => number(cellName(cell)))],
        rows: monthEnds(days.map((row) => row.day)).map((i) => [
          formatDay(days[i]!.day),
          ...lines.map(({ change }) => (i < change.length ? profit(change[i]!) : "")),
        ]),
      }),
    });
  },
};

/** By strategy a colour, by instrument a dash; with one strategy the instruments get the colours too. */
function styleOf(cell: Finished, strategies: readonly string[], instruments: readonly string[]): string {
  const strategy = Math.max(0, strategies.indexOf(cell.strategy));
  const instrument = Math.max(0, instruments.indexOf(cell.instrument));
  const colour = strategies.length > 1 ? strategy : instrument;
  return `line${colour % COLOURS} dash${instrument % DASHES}`;
}

function monthEnds(days: readonly number[]): readonly number[] {
  const month = (day: number) => formatDay(day).slice(0, 7);
  return days
    .map((_, i) => i)
    .filter((i) => i + 1 === days.length || month(days[i]!) !== month(days[i + 1]!));
}
