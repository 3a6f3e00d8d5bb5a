// How did the lines of the strategy run that are no prices?

import type { Bars } from "../../domain/bars.js";
import type { LineExtent, Plotted } from "../../domain/plotted.js";
import { dateLabels } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { line, rangeOf } from "../chart/line.js";
import {
  extentOf,
  type LinePane,
  levelWords,
  lineWords,
  roundText,
  withLevels,
} from "../chart/line-panes.js";
import { HEIGHT, WIDTH, yOf } from "../chart/path.js";
import { type Axis, axisOf } from "../chart/scale.js";
import { fixedText } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { number, table, text } from "../page/table.js";

/** Labels nearer to a level than this share of the plot would touch its own. */
const NEAR = 0.09;

/** A line of the strategy with its pane. */
export interface PlacedLine extends Plotted {
  readonly pane: string;
  readonly decimals: number;
}

/** One for each pane below the candles, with a sentence and a table of its own. */
export const lineFigures = (panes: readonly LinePane[], lines: readonly PlacedLine[], bars: Bars): Html =>
  html`${panes.map((pane, i) =>
    lineFigure(
      pane,
      pane.lines.map((k) => lines[k]!),
      bars,
      `line-plot-${i}`,
    ),
  )}`;

function lineFigure({ title, levels }: LinePane, lines: readonly PlacedLine[], bars: Bars, id: string): Html {
  const ends = lines.flatMap((one) => [extentOf(one)?.low ?? Number.NaN, extentOf(one)?.high ?? Number.NaN]);
  const range = rangeOf([[...ends, ...levels]]);
  if (range === null) return NOTHING;
  const room = (range.high - range.low) * 0.04;
  const plain = axisOf(range.low - room, range.high + room, 3);
  const ticks = withLevels(plain.ticks, levels, NEAR * (plain.high - plain.low));
  const axis = { ...plain, ticks };
  const decimals = Math.max(...lines.map((one) => one.decimals));
  const styleOf = (i: number) => `plotted line${(i % 4) + 2} dash${i % 4}`;
  return figure({
    id,
    title,
    summary: `${lines.map((one) => lineWords(one.name, extentOf(one), (value) => fixedText(value, one.decimals))).join("; ")}${levelWords(levels)}.`,
    ...(lines.length > 1 && { legend: html`${lines.map(({ name }, i) => keyLine(styleOf(i), name))}` }),
    plot: frame({
      size: "short",
      axis,
      axisLabel: (value) => roundText(value, decimals),
      xLabels: dateLabels(bars.tradeDate.subarray(0, bars.length)),
      layers: html`${levelLayer(levels, axis)}${lines.map(({ values }, i) => line(values, axis, styleOf(i)))}`,
    }),
    table: extentTable(lines),
  });
}

/** Across the plot, as far as the axis has them. */
export const levelLayer = (levels: readonly number[], axis: Axis): Html =>
  html`${levels
    .filter((level) => level > axis.low && level < axis.high)
    .map((level) => html`<path class="high-water" d="M0 ${Math.min(HEIGHT, yOf(level, axis))}h${WIDTH}"/>`)}`;

function extentTable(lines: readonly PlacedLine[]): Html {
  return table({
    // A name is the user's text, which stands in text alone.
    name: "First, last, lowest and highest value",
    heads: [text("Line"), number("First"), number("Last"), number("Lowest"), number("Highest")],
    rows: lines.map((one) => {
      const extent = extentOf(one);
      const shown = (key: keyof LineExtent) => fixedText(extent?.[key] ?? null, one.decimals);
      return [one.name, shown("first"), shown("last"), shown("low"), shown("high")];
    }),
  });
}
