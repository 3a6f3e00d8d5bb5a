// How did the accounts of all runs grow beside each other?

import { formatDay } from "../../instrument/time.js";
import { allDates, earnedBy, lastEarned, monthEnds } from "../../metric/day-columns.js";
import { FOOTING_WORDS, type Footing, footingOf, onFooting } from "../../metric/footing.js";
import type { Normalisation } from "../../metric/normalise.js";
import { dayColumns } from "../../metric/run-days.js";
import { dateLabels } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { line, rangeOf } from "../chart/line.js";
import { axisOf } from "../chart/scale.js";
import { figureText } from "../figures.js";
import { plural, shortDollars, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { profit, toned } from "../page/value.js";
import { type Entrant, factsOf } from "./facts.js";
import { type ComparePanel, cellName } from "./panel.js";

const COLOURS = 8;
const DASHES = 7;

export const overlay: ComparePanel = {
  id: "overlay",
  title: "Equity, all runs",
  render(comparison, { normalise }) {
    const { entrants } = factsOf(comparison);
    if (entrants.length === 0) return html`<p class="say">No run finished.</p>`;
    const way = footingOf(normalise);
    const { strategies, instruments } = comparison;
    const drawn = entrants.flatMap((entrant) => {
      const columns = onFooting(dayColumns(entrant.run), way.key);
      return columns === null ? [] : [{ entrant, columns }];
    });
    const dates = allDates(drawn.map(({ columns }) => columns));
    const lines = drawn.map(({ entrant, columns }): Line => {
      const grey = entrant.greyed.length > 0 ? " greyed" : "";
      const style = styleOf(entrant, strategies, instruments) + grey;
      return { entrant, change: earnedBy(columns, dates), style };
    });
    const without = entrants.filter((entrant) => !lines.some((one) => one.entrant === entrant));
    return html`${hook(
      "overlay",
      html`${lines.length === 0 ? "" : plot(lines, dates, way)}${
        without.length === 0
          ? ""
          : html`<p class="say">Not drawn ${FOOTING_WORDS[way.key]}, since there is nothing to divide by: ${without.map(cellName).join(", ")}.</p>`
      }`,
    )}`;
  },
};

interface Line {
  readonly entrant: Entrant;
  readonly change: Float64Array;
  readonly style: string;
}

function plot(lines: readonly Line[], dates: readonly number[], way: Footing): Html {
  const range = rangeOf([...lines.map(({ change }) => change), [0]])!;
  const axis = axisOf(range.low, range.high + (range.high - range.low) * 0.03);
  const told = (value: number) => signed(figureText(way, value));
  const cell = (value: number) =>
    way.unit === "usd" ? profit(Math.round(value)) : toned(value, figureText(way, value));
  const last = lines
    .map(({ change, entrant }) => ({ name: cellName(entrant), end: lastEarned(change) }))
    .sort((a, b) => b.end - a.end);
  return figure({
    id: "overlay-plot",
    title: `Equity, ${FOOTING_WORDS[way.key]}: change since the start, at the end of each trade date`,
    summary: `Over ${plural(dates.length, "trade date")}, ${last[0]!.name} ended highest (${told(last[0]!.end)})${
      last.length > 1 ? `, ${last.at(-1)!.name} lowest (${told(last.at(-1)!.end)})` : ""
    }. Colour tells the strategy, the dash the instrument.${DIVIDED[way.key]}`,
    legend: html`${lines.map(({ entrant, style }) => keyLine(style, cellName(entrant)))}`,
    plot: frame({
      size: "tall",
      axis,
      axisLabel: (value) => (way.unit === "usd" ? shortDollars(value) : figureText(way, value)),
      xLabels: dateLabels(dates),
      layers: html`${lines.map(({ change, style }) => line(change, axis, style))}`,
    }),
    table: table({
      name: `Change of equity by month's end, ${FOOTING_WORDS[way.key]}`,
      tall: true,
      heads: [text("Until"), ...lines.map(({ entrant }) => number(cellName(entrant)))],
      rows: monthEnds(dates).map((i) => [
        formatDay(dates[i]!),
        ...lines.map(({ change }) => (Number.isNaN(change[i]!) ? "" : cell(change[i]!))),
      ]),
    }),
  });
}

/** The whole curve is divided by one number, so its shape stays. */
const DIVIDED: Readonly<Record<Normalisation["key"], string>> = {
  raw: "",
  contract: " Each curve is divided by the contracts that its run entered.",
  risk: " Each curve is what $100 of initial risk made: divided by the risk of all trades that had a stop.",
  margin: " Each curve is a percentage of the largest initial margin that its run needed.",
};

/** By strategy a colour, by instrument a dash; with one strategy the instruments get the colours too. */
export function styleOf(
  cell: { readonly strategy: string; readonly instrument: string },
  strategies: readonly string[],
  instruments: readonly string[],
): string {
  const strategy = Math.max(0, strategies.indexOf(cell.strategy));
  const instrument = Math.max(0, instruments.indexOf(cell.instrument));
  const colour = strategies.length > 1 ? strategy : instrument;
  return `line${colour % COLOURS} dash${instrument % DASHES}`;
}
