// How are the results of single trades spread, and did that change?

import { MICRO } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { mean, quantile } from "../../indicator/statistics.js";
import { ROLLING_TRADES, rollingExpectancy } from "../../metric/rolling.js";
import { countBars } from "../chart/bars.js";
import { binning } from "../chart/bins.js";
import { frame } from "../chart/frame.js";
import { band, line, rangeOf } from "../chart/line.js";
import { axisOf, spread } from "../chart/scale.js";
import { ABSENT, countText, dollarsText, fixedText, plural, shortDollars, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { figure, key, keyLine } from "../page/figure.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { money, profit } from "../page/value.js";
import type { Panel } from "./panel.js";

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Holds everything below its upper edge. */
  readonly lowest: boolean;
  /** Holds everything from its lower edge up. */
  readonly highest: boolean;
}

/** What is spread: dollars or R. */
interface Measured {
  readonly id: string;
  readonly title: string;
  /** What one of them did: "made more than". */
  readonly of: string;
  /** Rising. */
  readonly values: readonly number[];
  /** Bins are at least so wide, and as wide where all values are one. */
  readonly least: number;
  readonly usual: number;
  readonly words: (value: number) => string;
  readonly cell: (value: number) => Html | string;
  readonly label: (value: number) => string;
}

export const distribution: Panel = {
  id: "distribution",
  title: "Distribution of trades",
  short: "Distribution",
  render(run) {
    const { trades } = run;
    if (trades.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
    const rising = (values: readonly number[]) => values.toSorted((a, b) => a - b);
    const multiples = trades.map(({ r }) => r).filter((r): r is number => r !== null);
    const rs = (value: number): string => `${fixedText(value, 2)} R`;
    return html`${hook(
      "net-histogram",
      histogram({
        id: "histogram",
        title: "Net result per trade",
        of: plural(trades.length, "trade"),
        values: rising(trades.map(({ net }) => net)),
        least: 1,
        usual: MICRO,
        words: (value) => dollarsText(Math.round(value)),
        cell: (value) => money(value),
        label: shortDollars,
      }),
    )}${
      multiples.length === 0
        ? html`<p class="say gap">No trade had an initial stop: there is no R to draw.</p>`
        : hook(
            "r-histogram",
            histogram({
              id: "r-histogram",
              title: "Result in R: net ÷ initial risk",
              of: `${plural(multiples.length, "trade")} with an initial stop`,
              values: rising(multiples),
              least: 1e-6,
              usual: 0.1,
              words: rs,
              cell: rs,
              label: (value) => `${fixedText(value, Number.isInteger(value) ? 0 : 2)} R`,
            }),
          )
    }${hook("rolling", rolling(run))}`;
  },
};

/** Quantiles and no normal curve: results of trades are not normal. */
function histogram({ id, title, of, values, least, usual, words, cell, label }: Measured): Html {
  const bins = binsOf(values, least, usual);
  const at = (share: number): number => quantile(values, share)!;
  const [low, high] = [at(0.05), at(0.95)];
  const tail = low < 0 ? high / -low : null;
  const axis = axisOf(0, Math.max(...bins.map(({ count }) => count)), 4);
  return figure({
    id,
    title,
    summary: `Of ${of}, half made more than ${words(at(0.5))}; the middle half lies between ${words(at(0.25))} and ${words(at(0.75))}. Tail ratio ${tail === null ? ABSENT : fixedText(tail, 2)} (95th percentile ÷ size of the 5th: ${words(high)} against ${words(low)}).${
      bins[0]!.lowest || bins.at(-1)!.highest
        ? ` Largest loss ${words(values[0]!)}, largest win ${words(values.at(-1)!)}: the outermost bars hold everything beyond them.`
        : ""
    }`,
    legend: html`${key("bar-loss", "lost")}${key("bar-gain", "won")}`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: (value) => (Number.isInteger(value) ? countText(value) : ""),
      xLabels: edgeLabels(bins, label),
      layers: countBars(bins, ({ from }) => from < 0, axis),
    }),
    table: table({
      name: `Trades by ${title.toLowerCase()}`,
      heads: [text("From"), text("To below"), number("Trades")],
      rows: bins
        .filter(({ count }) => count > 0)
        .map(({ from, to, count, lowest, highest }) => [
          lowest ? "any" : cell(from),
          highest ? "any" : cell(to),
          countText(count),
        ]),
    }),
  });
}

function binsOf(rising: readonly number[], least: number, usual: number): readonly Bin[] {
  const { width, from, count } = binning(rising, least, usual);
  const counts = new Array<number>(count).fill(0);
  for (const value of rising) counts[Math.max(0, Math.min(count - 1, Math.floor(value / width) - from))]!++;
  return counts.map((n, i) => ({
    from: (from + i) * width,
    to: (from + i + 1) * width,
    count: n,
    lowest: i === 0 && rising[0]! < from * width,
    highest: i === count - 1 && rising[rising.length - 1]! >= (from + count) * width,
  }));
}

/** Labels at the edges of bins, at most seven. */
function edgeLabels(bins: readonly Bin[], label: Measured["label"]) {
  const every = Math.ceil(bins.length / 6);
  const labels = bins.map(({ from }, i) => ({ at: i / bins.length, text: label(from) }));
  const zero = labels.findIndex((_, i) => bins[i]!.from === 0);
  const offset = zero < 0 ? 0 : zero % every;
  return labels.filter((_, i) => i % every === offset);
}

/** A line of so many points is as smooth as a screen shows. */
const MOST_POINTS = 400;

function rolling({ trades }: Run): Html {
  const { mean: means, low, high } = rollingExpectancy(trades.map(({ net }) => net));
  if (means.length === 0) {
    return html`<h3 class="gap">Expectancy of the last ${ROLLING_TRADES} trades</h3><p class="say">${plural(trades.length, "trade")}: fewer than the ${ROLLING_TRADES} of one window.</p>`;
  }
  const picked = spread(means.length, MOST_POINTS);
  const of = (column: Float64Array): Float64Array => Float64Array.from(picked, (i) => column[i]!);
  const range = rangeOf([low, high, [0]])!;
  const axis = axisOf(range.low, range.high, 4);
  const lowest = means.indexOf(rangeOf([means])!.low);
  const below = means.reduce((count, value) => count + (value < 0 ? 1 : 0), 0);
  const last = means.length - 1;
  const overall = mean(trades.map(({ net }) => net))!;
  return figure({
    id: "rolling-plot",
    title: `Expectancy of the last ${ROLLING_TRADES} trades`,
    summary: `${plural(means.length, "window")} of ${ROLLING_TRADES} trades in a row, with a 90% band (± 1.645 standard errors). The last one stands at ${signed(dollarsText(Math.round(means[last]!)))} a trade, all trades at ${signed(dollarsText(Math.round(overall)))}; ${countText(below)} of the windows lost, the worst ${dollarsText(Math.round(means[lowest]!))} up to trade ${countText(trades[lowest + ROLLING_TRADES - 1]!.n)}.`,
    legend: html`${keyLine("equity", "mean")}${key("band", "90% band")}`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: shortDollars,
      xLabels: spread(means.length, 6).map((i) => ({
        at: (i + 0.5) / means.length,
        text: `#${countText(trades[i + ROLLING_TRADES - 1]!.n)}`,
      })),
      layers: html`${band(of(low), of(high), axis, "band")}${line(of(means), axis, "equity")}`,
    }),
    table: table({
      name: "Rolling expectancy",
      tall: true,
      heads: [number("Up to trade"), number("Mean"), number("Low"), number("High")],
      rows: spread(means.length, 25).map((i) => [
        countText(trades[i + ROLLING_TRADES - 1]!.n),
        profit(means[i]!),
        profit(low[i]!),
        profit(high[i]!),
      ]),
    }),
  });
}
