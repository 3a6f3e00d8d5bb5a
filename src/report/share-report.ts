// What may others see of a run: results in units of risk, and nothing of the account?

import type { Day } from "../domain/money.js";
import type { Run, Trade } from "../domain/run.js";
import { mean } from "../indicator/statistics.js";
import { formatDay } from "../instrument/time.js";
import { barsHeld } from "../metric/exposure.js";
import { countBars } from "./chart/bars.js";
import { dateLabels } from "./chart/dates.js";
import { frame } from "./chart/frame.js";
import { line } from "./chart/line.js";
import { axisOf } from "./chart/scale.js";
import { Clock } from "./clock.js";
import { ABSENT, countText, fixedText, percentText, plural, spanText, timeframeText } from "./format.js";
import { type Html, html } from "./html.js";
import { figure, key } from "./page/figure.js";
import { page } from "./page/page.js";
import { number, table, text } from "./page/table.js";
import { given, instant, toned } from "./page/value.js";
import type { ReportContext } from "./panel/panel.js";

/**
 * A page of R only: net ÷ dollars at risk between entry and initial stop. No amount stands in it and none can be worked out: there is
 * no quantity, no price, no cost, no start cash, no text that a strategy wrote, and no data inside. Trades without a stop have no R and
 * are counted, not shown.
 */
export function shareReport(run: Run, { version }: Pick<ReportContext, "version">): string {
  const { strategy, data, contract } = run.inputs;
  const measured = measuredOf(run);
  const parts =
    measured.length === 0
      ? [{ id: "headline", title: "Results", body: nothing(run) }]
      : [
          { id: "headline", title: "Results in R", body: headline(run, measured) },
          { id: "curve", title: "Sum of R", body: curve(run, measured) },
          { id: "distribution", title: "Distribution of R", body: distribution(measured) },
          { id: "months", title: "By month", body: months(run, measured) },
          { id: "trades", title: "Trades", body: trades(run, measured) },
        ];
  return page({
    title: `${strategy.name} · ${contract.symbol} ${timeframeText(data.timeframeMs)} · tickproof, shared`,
    header: html`<p class="brand">Tickproof backtest, shared</p>
<h1>${given(strategy.name)} · ${given(contract.symbol)} ${timeframeText(data.timeframeMs)}</h1>
<p class="lead"><span>${formatDay(data.firstDay)} → ${formatDay(data.lastDay)}</span> · <span>${plural(run.daily.length, "session")}</span> · <span>${countText(run.bars.length)} bars</span> · <span>costs and slippage included</span></p>`,
    banners: data.synthetic
      ? [html`<strong>Synthetic data.</strong> These bars were generated: they prove nothing about markets.`]
      : [],
    parts,
    footer: html`Made by tickproof ${version} with --share: R is net ÷ the dollars between entry and initial stop. Amounts, quantities, prices and notes were left out. Past results, and simulated ones more so, promise nothing.`,
  });
}

export type Measured = Trade & { readonly r: number };

/** The trades that had a stop at their entry. */
export const measuredOf = ({ trades }: Run): readonly Measured[] =>
  trades.filter((trade): trade is Measured => trade.r !== null);

export const rText = (r: number | null): string => (r === null ? ABSENT : `${fixedText(r, 2)}R`);
export const rCell = (r: number | null): Html => toned(r, rText(r));

const nothing = ({ trades }: Run): Html =>
  html`<p class="say">${
    trades.length === 0
      ? "No trade ended in this run."
      : `${plural(trades.length, "trade")}, none of them with a stop at its entry: there is no R to show.`
  }</p>`;

function headline(run: Run, measured: readonly Measured[]): Html {
  const all = measured.map(({ r }) => r);
  const won = all.filter((r) => r > 0);
  const lost = all.filter((r) => r < 0);
  const [gains, losses] = [sumOf(won), -sumOf(lost)];
  const without = run.trades.length - measured.length;
  const facts: readonly (readonly [string, Html | string])[] = [
    ["Sum", rCell(sumOf(all))],
    ["Expectancy per trade", rCell(mean(all))],
    ["Trades", countText(all.length)],
    ["Won", percentText((100 * won.length) / all.length)],
    ["Average win", rCell(mean(won))],
    ["Average loss", rCell(mean(lost))],
    ["Profit factor, in R", losses === 0 ? ABSENT : fixedText(gains / losses, 2)],
    ["Deepest fall", rCell(-deepestFall(measured))],
    ["Best and worst trade", html`${rCell(Math.max(...all))}, ${rCell(Math.min(...all))}`],
    ["Time in market", percentText((100 * barsHeld(run.position)) / Math.max(1, run.bars.length))],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${
    without > 0
      ? html`<p class="say">${plural(without, "trade")} had no stop at the entry and so no R: not in any figure here.</p>`
      : ""
  }`;
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** By exit, as the account saw them. */
const byExit = (measured: readonly Measured[]): readonly Measured[] =>
  [...measured].sort((a, b) => a.exitBar - b.exitBar || a.n - b.n);

export function deepestFall(measured: readonly Measured[]): number {
  let [sum, peak, deepest] = [0, 0, 0];
  for (const { r } of byExit(measured)) {
    sum += r;
    peak = Math.max(peak, sum);
    deepest = Math.max(deepest, peak - sum);
  }
  return deepest;
}

/** The sum of R by the end of each of `days`, a trade counted on the date of its exit. */
export function sumsByDate(
  { bars }: Pick<Run, "bars">,
  measured: readonly Measured[],
  days: readonly Day[],
): Float64Array {
  const sums = new Float64Array(days.length);
  const left = byExit(measured);
  let [sum, next] = [0, 0];
  days.forEach((day, k) => {
    for (; next < left.length && bars.tradeDate[left[next]!.exitBar]! <= day; next++) sum += left[next]!.r;
    sums[k] = sum;
  });
  return sums;
}

function curve({ bars }: Run, measured: readonly Measured[]): Html {
  const sums = new Float64Array(bars.length);
  let [sum, bar] = [0, 0];
  for (const { exitBar, r } of byExit(measured)) {
    sums.fill(sum, bar, exitBar);
    sum += r;
    bar = exitBar;
  }
  sums.fill(sum, bar);
  const [low, high] = [Math.min(0, ...chunked(sums, Math.min)), Math.max(0, ...chunked(sums, Math.max))];
  const axis = axisOf(low, high + (high - low) * 0.03);
  return figure({
    id: "r-curve",
    title: "Sum of R by exit",
    summary: `The sum of R over ${plural(measured.length, "trade")} went from 0 to ${rText(sum)}; its deepest fall was ${rText(deepestFall(measured))}.`,
    plot: frame({
      size: "tall",
      axis,
      axisLabel: (value) => `${fixedText(value, 0)}R`,
      xLabels: dateLabels(bars.tradeDate.subarray(0, bars.length)),
      layers: line(sums, axis, "equity-line"),
    }),
    table: months({ bars }, measured),
  });
}

/** A million arguments are too many for a call. */
function chunked(values: Float64Array, of: (...values: number[]) => number): number[] {
  const found: number[] = [];
  for (let at = 0; at < values.length; at += 1000) found.push(of(...values.subarray(at, at + 1000)));
  return found;
}

const EDGES = [-3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3] as const;

function distribution(measured: readonly Measured[]): Html {
  const bins = [Number.NEGATIVE_INFINITY, ...EDGES].map((from, k) => {
    const to = EDGES[k] ?? Number.POSITIVE_INFINITY;
    return { from, to, count: measured.filter(({ r }) => r >= from && r < to).length };
  });
  const axis = axisOf(0, Math.max(...bins.map(({ count }) => count)), 4);
  const sorted = measured.map(({ r }) => r).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return figure({
    id: "r-histogram",
    title: "Trades by R",
    summary: `Half of ${plural(sorted.length, "trade")} made more than ${rText(at(0.5))}; the middle half lies between ${rText(at(0.25))} and ${rText(at(0.75))}.`,
    legend: html`${key("bar-loss", "lost")}${key("bar-gain", "won")}`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: (value) => (Number.isInteger(value) ? countText(value) : ""),
      xLabels: EDGES.map((edge, k) => ({ at: (k + 1) / bins.length, text: `${edge}R`.replace("-", "−") })),
      layers: countBars(bins, ({ from }) => from < 0, axis),
    }),
    table: table({
      name: "Trades by R",
      heads: [text("From"), text("To below"), number("Trades")],
      rows: bins.map(({ from, to, count }) => [
        Number.isFinite(from) ? rText(from) : "any",
        Number.isFinite(to) ? rText(to) : "any",
        countText(count),
      ]),
    }),
  });
}

function months({ bars }: Pick<Run, "bars">, measured: readonly Measured[]): Html {
  const byMonth = new Map<string, number[]>();
  for (const { exitBar, r } of byExit(measured)) {
    const month = formatDay(bars.tradeDate[exitBar]!).slice(0, 7);
    byMonth.set(month, [...(byMonth.get(month) ?? []), r]);
  }
  return table({
    name: "R by month of the exit",
    tall: true,
    heads: [text("Month"), number("Trades"), number("Won"), number("Sum"), number("Per trade")],
    rows: [...byMonth].map(([month, all]) => [
      month,
      countText(all.length),
      percentText((100 * all.filter((r) => r > 0).length) / all.length, 0),
      rCell(sumOf(all)),
      rCell(mean(all)),
    ]),
  });
}

function trades({ inputs }: Run, measured: readonly Measured[]): Html {
  const clock = new Clock(inputs.contract);
  return html`<p class="say">Times are ${clock.name}, of the open of the bar in which the fill happened.</p>${table(
    {
      name: "Trades",
      tall: true,
      heads: [
        number("#"),
        text("Side"),
        text("Entry"),
        text("Exit"),
        text("Held"),
        number("Bars"),
        number("R"),
      ],
      rows: measured.map(({ n, side, entryTime, exitTime, heldMs, bars, r }) => [
        countText(n),
        side === 1 ? "long" : "short",
        instant(entryTime, clock.text(entryTime)),
        instant(exitTime, clock.text(exitTime)),
        spanText(heldMs),
        countText(bars),
        rCell(r),
      ]),
    },
  )}`;
}
