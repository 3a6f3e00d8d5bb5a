// How are the results of single trades spread?

import { MICRO, type MicroUsd } from "../../domain/money.js";
import { uprightBars } from "../chart/bars.js";
import { frame } from "../chart/frame.js";
import { axisOf } from "../chart/scale.js";
import { ABSENT, countText, dollarsText, fixedText, plural, shortDollars } from "../format.js";
import { html } from "../html.js";
import { figure, key } from "../page/figure.js";
import { number, table, text } from "../page/table.js";
import { money } from "../page/value.js";
import type { Panel } from "./panel.js";

interface Bin {
  readonly from: MicroUsd;
  readonly to: MicroUsd;
  readonly count: number;
  /** Holds everything below its upper edge. */
  readonly lowest: boolean;
  /** Holds everything from its lower edge up. */
  readonly highest: boolean;
}

export const distribution: Panel = {
  id: "distribution",
  title: "Distribution of trades",
  render({ trades }) {
    if (trades.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
    const nets = trades.map((trade) => trade.net).sort((a, b) => a - b);
    const bins = binsOf(nets);
    const median = quantile(nets, 0.5);
    const low = quantile(nets, 0.05);
    const high = quantile(nets, 0.95);
    const tail = low < 0 ? high / -low : null;
    const axis = axisOf(0, Math.max(...bins.map(({ count }) => count)), 4);
    return figure({
      id: "histogram",
      title: "Net result per trade",
      summary: html`Of ${plural(nets.length, "trade")}, half made more than ${money(median)}; the middle half lies between ${money(quantile(nets, 0.25))} and ${money(quantile(nets, 0.75))}. Tail ratio ${tail === null ? ABSENT : fixedText(tail, 2)} (95th percentile ÷ size of the 5th: ${dollarsText(high)} against ${dollarsText(low)}).${
        bins[0]!.lowest || bins.at(-1)!.highest
          ? html` Largest loss ${money(nets[0]!)}, largest win ${money(nets[nets.length - 1]!)}: the outermost bars hold everything beyond them.`
          : ""
      }`,
      legend: html`${key("bar-loss", "lost")}${key("bar-gain", "won")}`,
      plot: frame({
        size: "short",
        axis,
        axisLabel: (value) => (Number.isInteger(value) ? countText(value) : ""),
        xLabels: edgeLabels(bins),
        layers: uprightBars(
          bins.map(({ from, count }) => ({
            from: 0,
            to: count,
            className: count === 0 ? "no-bar" : from < 0 ? "bar-loss" : "bar-gain",
          })),
          axis,
        ),
      }),
      table: table({
        name: "Trades by net result",
        heads: [text("From"), text("To below"), number("Trades")],
        rows: bins
          .filter(({ count }) => count > 0)
          .map(({ from, to, count, lowest, highest }) => [
            lowest ? "any" : money(from),
            highest ? "any" : money(to),
            countText(count),
          ]),
      }),
    });
  },
};

/** A few giants would press all others into two bars: from this many trades on, the outer bins collect the last percent. */
const ENOUGH_FOR_TAILS = 100;

/** About 24 bins of a round width; zero is an edge, so that no bin mixes losers and winners. */
function binsOf(sorted: readonly MicroUsd[]): readonly Bin[] {
  const tail = sorted.length >= ENOUGH_FOR_TAILS ? 0.01 : 0;
  const first = quantile(sorted, tail);
  const last = quantile(sorted, 1 - tail);
  const { ticks } = axisOf(Math.min(first, 0), Math.max(last, 0), 24);
  const width = Math.max(1, Math.round(ticks.length > 1 ? ticks[1]! - ticks[0]! : MICRO));
  const from = Math.floor(first / width);
  const count = Math.floor(last / width) - from + 1;
  const counts = new Array<number>(count).fill(0);
  for (const net of sorted) counts[Math.max(0, Math.min(count - 1, Math.floor(net / width) - from))]!++;
  return counts.map((n, i) => ({
    from: (from + i) * width,
    to: (from + i + 1) * width,
    count: n,
    lowest: i === 0 && sorted[0]! < from * width,
    highest: i === count - 1 && sorted[sorted.length - 1]! >= (from + count) * width,
  }));
}

/** Labels at the edges of bins, at most seven. */
function edgeLabels(bins: readonly Bin[]) {
  const every = Math.ceil(bins.length / 6);
  const labels = bins.map(({ from }, i) => ({ at: i / bins.length, text: shortDollars(from) }));
  const zero = labels.findIndex((_, i) => bins[i]!.from === 0);
  const offset = zero < 0 ? 0 : zero % every;
  return labels.filter((_, i) => i % every === offset);
}

/** Type 7 of Hyndman and Fan 1996: between the two nearest ranks, what spreadsheets call PERCENTILE.INC. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
