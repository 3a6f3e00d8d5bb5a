// Where in the price did it trade?

import { seenBars } from "../../bars/chain.js";
import type { Bars } from "../../domain/bars.js";
import { type PriceGrid, priceOfTicks } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { SeenPrices } from "../../engine/seen-prices.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay } from "../../instrument/time.js";
import { barsHeld } from "../../metric/exposure.js";
import { priceLayers, spanOf } from "../chart/candles.js";
import { dateLabels, periodEnds } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { line, rangeOf } from "../chart/line.js";
import { decimalsOf, linePanes, paneOf } from "../chart/line-panes.js";
import { tradeMarkers } from "../chart/markers.js";
import { HEIGHT, WIDTH } from "../chart/path.js";
import { positionLayer } from "../chart/position.js";
import { axisOf } from "../chart/scale.js";
import { countText, fixedText, plural } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, key, keyLine, keyMark } from "../page/figure.js";
import { number, table, text } from "../page/table.js";
import { levelLayer, lineFigures, type PlacedLine } from "./line-figures.js";

/** Of a run that has bars. */
export function priceFigure(run: Run): Html {
  const { grid } = instrumentOf(run.inputs.contract);
  const seen = seenOf(run, grid);
  const bars = seen === null ? run.bars : seenBars(run.bars, run.chain!.months, grid);
  const range = rangeOf([bars.low, bars.high]);
  if (range === null) return NOTHING;
  const room = (range.high - range.low) * 0.04;
  const axis = axisOf(range.low - room, range.high + room);
  const held = rangeOf([run.position])!;
  const largest = Math.max(1, held.high, -held.low);
  const xLabels = dateLabels(bars.tradeDate.subarray(0, bars.length));
  const markers = tradeMarkers(run, axis, (ticks, bar) =>
    seen === null ? priceOfTicks(ticks, grid) : seen.readTicks(ticks, bar),
  );
  const placed = placedLines(run, bars);
  const { onPrice, below } = linePanes(placed);
  // More lines than that hide the price.
  const lines = onPrice.lines
    .slice(0, MOST_LINES)
    .map((k, i) => ({ ...placed[k]!, style: `plotted line${i + 2} dash${i % 4}` }));
  return html`${figure({
    id: "price-plot",
    title: "Price with entries and exits",
    tableName: "Price by period",
    summary: html`${run.inputs.contract.symbol}, ${plural(bars.length, "bar")}: from ${fixedText(bars.open[0]!, grid.decimals)} to ${fixedText(bars.close[bars.length - 1]!, grid.decimals)}, between ${fixedText(range.low, grid.decimals)} and ${fixedText(range.high, grid.decimals)}; ${plural(run.trades.length, "trade")}, in the market at the close of ${countText(barsHeld(run.position))} of ${countText(bars.length)} bars.${
      run.chain?.months.some(({ offset }) => offset !== 0)
        ? ` The prices drawn are those that the strategy read, ${run.inputs.chain?.adjust === "none" ? "with the jump of each roll" : "adjusted backwards at each roll"}; trades were made at the contracts' own.`
        : ""
    }${
      markers.shown < markers.all
        ? ` ${countText(markers.shown)} of ${countText(markers.all)} entries and exits are marked: where they crowd, one stands for several.`
        : ""
    }`,
    legend: html`${keyMark("up", "buy", "bought to open")}${keyMark("down", "sell", "sold to open")}${keyMark("out", "won", "closed, won")}${keyMark("out", "lost", "closed, lost")}${key("long", "long")}${key("short-side", "short")}${run.chain !== null && run.chain.rolls.length > 0 ? keyLine("roll", "roll into the next contract") : ""}${lines.map(({ name, style }) => keyLine(style, name))}`,
    plot: html`${frame({
      size: "tall",
      axis,
      axisLabel: (value) => fixedText(value, decimalsFor(axis.ticks)),
      xLabels: [],
      layers: html`${rollLines(run)}${priceLayers(bars, axis)}${levelLayer(onPrice.levels, axis)}${lines.map(({ values, style }) => line(values, axis, style))}`,
      marks: markers.drawn,
    })}${frame({
      size: "strip",
      axis: { low: -largest, high: largest, ticks: [-largest, 0, largest] },
      axisLabel: (value) => fixedText(value, 0),
      xLabels,
      layers: positionLayer(run.position, { low: -largest, high: largest, ticks: [] }),
    })}`,
    table: periodTable(run, bars),
  })}${lineFigures(below, placed, bars)}`;
}

/** Between the prices of the bars and those that the strategy read; null where they are the same. */
function seenOf({ chain }: Run, grid: PriceGrid): SeenPrices | null {
  const months = chain?.months ?? [];
  return months.length > 0 && months.every(({ seen }) => seen !== null) ? new SeenPrices(months, grid) : null;
}

/** Where the bars go on with the next contract. */
function rollLines({ chain, bars }: Run): Html {
  const x = (bar: number): number => Math.round((WIDTH * 10 * bar) / bars.length) / 10;
  return html`${(chain?.rolls ?? []).map(
    ({ bar }) => html`<path class="roll" d="M${x(bar)} 0V${HEIGHT}"/>`,
  )}`;
}

const MOST_LINES = 4;

function placedLines({ plotted, inputs }: Run, bars: Bars): readonly PlacedLine[] {
  const { grid } = instrumentOf(inputs.contract);
  return plotted.map((line) => {
    const pane = paneOf(line, bars);
    return { ...line, pane, decimals: decimalsOf(line, pane, grid) };
  });
}

/** As many decimals as the steps of the axis need. */
function decimalsFor(ticks: readonly number[]): number {
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  for (let decimals = 0; decimals < 9; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 9;
}

function periodTable(run: Run, bars: Bars) {
  const { grid } = instrumentOf(run.inputs.contract);
  const price = (points: number) => fixedText(points, grid.decimals);
  const ends = periodEnds(bars);
  const ended = endedBy(ends, run.trades);
  let from = 0;
  return table({
    name: "Price by period",
    tall: true,
    heads: [
      text("Until"),
      number("Bars"),
      number("Open"),
      number("High"),
      number("Low"),
      number("Close"),
      number("Trades ended"),
    ],
    rows: ends.map((end, period) => {
      const first = from;
      from = end + 1;
      const { high, low } = spanOf(bars, first, end + 1);
      return [
        formatDay(bars.tradeDate[end]!),
        countText(end - first + 1),
        price(bars.open[first]!),
        price(high),
        price(low),
        price(bars.close[end]!),
        countText(ended[period]!),
      ];
    }),
  });
}

/** How many trades ended in each period, up to and including its last bar. */
function endedBy(ends: readonly number[], trades: Run["trades"]): Int32Array {
  const ended = new Int32Array(ends.length);
  let period = 0;
  for (const { exitBar } of trades) {
    // Trades stand in the order of their entries; their exits nearly do.
    while (period > 0 && exitBar <= ends[period - 1]!) period--;
    while (period < ends.length - 1 && exitBar > ends[period]!) period++;
    ended[period]!++;
  }
  return ended;
}
