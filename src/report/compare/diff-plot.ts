// How do both versions of a trade lie on the same candles?

import { sliceBars } from "../../bars/columns.js";
import { offsetsOf } from "../../domain/chain.js";
import { priceOfTicks } from "../../domain/money.js";
import type { Run, Trade } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay } from "../../instrument/time.js";
import { priceLayers } from "../chart/candles.js";
import { frame, percentOf, type XLabel } from "../chart/frame.js";
import { rangeOf } from "../chart/line.js";
import { xOf, yOf } from "../chart/path.js";
import { type Axis, axisOf, shareOf, spread } from "../chart/scale.js";
import { Clock } from "../clock.js";
import { averageText, dollarsText, fixedText, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { number, table, text } from "../page/table.js";
import { money } from "../page/value.js";
import type { DiffLine, PairDiff } from "./facts.js";

/** Bars before the first entry and after the last exit. */
const AROUND = 12;
/** Candles of more bars could not be told apart. */
const MOST = 200;

/** The bars of one run, since both ran over the same; drawn where A, or else B, has its trade. */
export function bothVersions(pair: PairDiff, line: DiffLine, k: number): Html {
  const [mine, its] = [
    line.a === null ? null : pair.a.run.trades[line.a]!,
    line.b === null ? null : pair.b.run.trades[line.b]!,
  ];
  const host = mine === null ? pair.b.run : pair.a.run;
  // Where the runs went over other bars, B's version has no place on A's candles.
  const [barsA, barsB] = [pair.a.run.bars, pair.b.run.bars];
  const sameBars = barsA.length === barsB.length && barsA.time[0] === barsB.time[0];
  const other = sameBars || mine === null ? its : null;
  const shown = [mine, other].filter((trade) => trade !== null);
  const first = Math.max(0, Math.min(...shown.map(({ entryBar }) => entryBar)) - AROUND);
  const wanted = Math.max(...shown.map(({ exitBar }) => exitBar)) + AROUND + 1;
  const last = Math.min(host.bars.length, wanted, first + MOST);
  const bars = sliceBars(host.bars, first, last);
  const range = rangeOf([bars.low, bars.high])!;
  const room = (range.high - range.low) * 0.06;
  const axis = axisOf(range.low - room, range.high + room);
  const { grid } = instrumentOf(host.inputs.contract);
  const clock = new Clock(host.inputs.contract);
  const place = placing(host, axis, first, bars.length);
  const labels: XLabel[] = spread(bars.length, 5).map((i) => ({
    at: (i + 0.5) / bars.length,
    text: clock.text(bars.time[i]!),
    narrow: i === 0 ? formatDay(bars.tradeDate[0]!) : "",
  }));
  const versions = [
    { trade: mine, version: "A", name: pair.a.strategy },
    { trade: its, version: "B", name: pair.b.strategy },
  ] as const;
  return figure({
    id: `versions-${k}`,
    title: "Both versions on the same candles",
    summary: `${mine !== null && its !== null ? "The trade that both made and that differs most" : "The trade that moved most money"}. ${versions
      .map(
        ({ trade, version, name }) =>
          `${version}, ${name}: ${trade === null ? "no such trade" : told(trade, host, clock)}`,
      )
      .join(
        ". ",
      )}. B less A: ${signed(dollarsText(line.change))}.${wanted > first + MOST ? ` The first ${MOST} bars are drawn.` : ""}`,
    legend: html`${keyLine("versions ver-a", `A, ${pair.a.strategy}`)}${keyLine("versions ver-b", `B, ${pair.b.strategy}`)}`,
    plot: frame({
      size: "tall",
      axis,
      axisLabel: (value) => fixedText(value, grid.decimals),
      xLabels: labels,
      layers: html`${priceLayers(bars, axis)}${mine && html`<path class="versions ver-a" d="${place.path(mine)}"/>`}${other && html`<path class="versions ver-b" d="${place.path(other)}"/>`}`,
      marks: html`${mine && place.marks(mine, "a")}${other && place.marks(other, "b")}`,
    }),
    table: table({
      name: "Both versions of the trade",
      heads: [text("Version"), text("Entry"), number("at"), text("Exit"), number("at"), number("Net")],
      rows: versions.flatMap(({ trade, version }) =>
        trade === null
          ? []
          : [
              [
                version,
                clock.text(trade.entryTime),
                averageText(trade.entrySum, trade.qty, grid),
                clock.text(trade.exitTime),
                averageText(trade.exitSum, trade.qty, grid),
                money(trade.net),
              ],
            ],
      ),
    }),
  });
}

function told(trade: Trade, { inputs }: Run, clock: Clock): string {
  const { grid } = instrumentOf(inputs.contract);
  const price = (sum: number) => averageText(sum, trade.qty, grid);
  return `${trade.side > 0 ? "long" : "short"} from ${clock.text(trade.entryTime)} at ${price(trade.entrySum)} to ${clock.text(trade.exitTime)} at ${price(trade.exitSum)}, ${signed(dollarsText(trade.net))}`;
}

/** Fills have the price of their own contract month; adjusted bars lie elsewhere. */
function placing(host: Run, axis: Axis, first: number, length: number) {
  const offsetAt = offsetsOf(host.chain);
  const { grid } = instrumentOf(host.inputs.contract);
  const price = (sum: number, qty: number, bar: number) => priceOfTicks(sum / qty - offsetAt(bar), grid);
  const ends = ({ entryBar, exitBar, entrySum, exitSum, qty }: Trade) => [
    { bar: entryBar - first, price: price(entrySum, qty, entryBar) },
    { bar: exitBar - first, price: price(exitSum, qty, exitBar) },
  ];
  return {
    path: (trade: Trade): string =>
      ends(trade)
        .map((end, i) => `${i === 0 ? "M" : "L"}${xOf(end.bar, length)} ${yOf(end.price, axis)}`)
        .join(""),
    marks: (trade: Trade, version: "a" | "b"): Html =>
      html`${ends(trade)
        .filter(({ bar }) => bar < length)
        .map(
          (end, i) =>
            html`<use href="#${i === 1 ? "out" : trade.side > 0 ? "up" : "down"}" class="${i === 1 ? "exit" : "mark"}-${version}" x="${percentOf((end.bar + 0.5) / length)}" y="${percentOf(1 - shareOf(axis, end.price))}"/>`,
        )}`,
  };
}
