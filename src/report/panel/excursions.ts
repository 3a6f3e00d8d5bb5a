// How far did trades go against the account, and for it, before they ended?

import { MICRO } from "../../domain/money.js";
import type { Run, Trade } from "../../domain/run.js";
import { quantile } from "../../indicator/statistics.js";
import { dotLayers } from "../chart/dots.js";
import { frame } from "../chart/frame.js";
import { axisOf, shareOf } from "../chart/scale.js";
import { countText, dollarsText, plural, shortDollars } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, keyDot } from "../page/figure.js";
import { hook } from "../page/hook.js";
import { measure } from "../page/measure.js";
import { number, table, text } from "../page/table.js";
import { money } from "../page/value.js";
import type { Panel } from "./panel.js";

export const excursions: Panel = {
  id: "excursions",
  title: "Excursions",
  render(run) {
    if (run.trades.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
    return html`<p class="say">The worst and the best open result of each of ${plural(run.trades.length, "trade")}, before costs. Of all excursions ${measure(run, "mae-efficiency")} went the trade's way (entry efficiency, 50% is chance); ${measure(run, "mfe-efficiency")} of the best open results was taken home (exit efficiency).</p>${hook(
      "excursions",
      html`<div class="pair">${scatter(run, "mae")}${scatter(run, "mfe")}</div>${quantiles(run)}`,
    )}`;
  },
};

const WORDS = {
  mae: {
    title: "Against it: MAE and net",
    axis: "Maximum adverse excursion",
    summary: (won: string, lost: string) =>
      `Half of the winners were never more than ${won} behind; half of the losers fell further than ${lost}.`,
  },
  mfe: {
    title: "For it: MFE and net",
    axis: "Maximum favourable excursion",
    summary: (won: string, lost: string) =>
      `Half of the winners were ahead by more than ${won} at their best; half of the losers by more than ${lost} before they lost.`,
  },
} as const;

const isWinner = ({ net }: Trade): boolean => net > 0;

function sizes(trades: readonly Trade[], of: "mae" | "mfe"): Float64Array {
  const column = new Float64Array(trades.length);
  for (let i = 0; i < column.length; i++) column[i] = Math.abs(trades[i]![of]);
  return column;
}

const sorted = (trades: readonly Trade[], of: "mae" | "mfe"): Float64Array => sizes(trades, of).sort();

/** Of equal ones those that came first. */
function largest(trades: readonly Trade[], of: "mae" | "mfe"): readonly Trade[] {
  // Sorting twenty thousand trades for twenty of them takes as long as drawing them.
  const all = sorted(trades, of);
  const least = all[Math.max(0, all.length - MOST_ROWS)] ?? 0;
  return trades
    .filter((trade) => Math.abs(trade[of]) >= least)
    .sort((a, b) => Math.abs(b[of]) - Math.abs(a[of]))
    .slice(0, MOST_ROWS);
}

function scatter({ trades }: Run, of: "mae" | "mfe"): Html {
  const { title, axis: name, summary } = WORDS[of];
  const x = sizes(trades, of);
  const y = Float64Array.from(trades, ({ net }) => net);
  const xAxis = axisOf(0, x.reduce((most, value) => Math.max(most, value), MICRO) * 1.03, 5);
  const least = y.reduce((low, value) => Math.min(low, value), 0);
  const most = y.reduce((high, value) => Math.max(high, value), 0);
  const yAxis = axisOf(least * 1.04, most * 1.04, 5);
  const kind = Uint8Array.from(trades, (trade) => (isWinner(trade) ? 0 : 1));
  const { drawn, shown } = dotLayers({ x, y, kind }, xAxis, yAxis, ["dot-won", "dot-lost"]);
  const half = (won: boolean): string => {
    const middle = quantile(x.filter((_, i) => (kind[i] === 0) === won).sort(), 0.5);
    return middle === null ? "—" : dollarsText(Math.round(middle));
  };
  return figure({
    id: `${of}-plot`,
    title,
    summary: `${summary(half(true), half(false))}${shown < trades.length ? ` Where trades crowd, one mark stands for several: ${countText(shown)} marks for ${plural(trades.length, "trade")}.` : ""}`,
    legend: html`${keyDot("dot-won", "won")}${keyDot("dot-lost", "lost")}<span>across: ${name.toLowerCase()}; up: net</span>`,
    plot: frame({
      size: "short",
      axis: yAxis,
      axisLabel: shortDollars,
      xLabels: xAxis.ticks.map((tick) => ({ at: shareOf(xAxis, tick), text: shortDollars(tick) })),
      layers: drawn,
    }),
    table: table({
      name: title,
      heads: [number("#"), number(of.toUpperCase()), number("Net")],
      tall: true,
      rows: largest(trades, of).map((trade) => [countText(trade.n), money(trade[of]), money(trade.net)]),
    }),
    tableName: `${of.toUpperCase()}: the ${countText(Math.min(MOST_ROWS, trades.length))} largest`,
  });
}

const MOST_ROWS = 20;
const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** Where a stop or a target would have stood among the excursions: no advice, they are of this sample. */
function quantiles({ trades }: Run): Html {
  const won = trades.filter(isWinner);
  const lost = trades.filter((trade) => !isWinner(trade));
  if (trades.length < SHARES.length) return NOTHING;
  const columns = [
    ["MAE of winners", sorted(won, "mae")],
    ["MAE of losers", sorted(lost, "mae")],
    ["MFE of winners", sorted(won, "mfe")],
    ["MFE of losers", sorted(lost, "mfe")],
  ] as const;
  return html`<h3 class="gap">How far is far</h3>${table({
    name: "Quantiles of excursions",
    heads: [
      text("Share of trades within"),
      ...columns.map(([label, of]) => number(`${label} (${of.length})`)),
    ],
    rows: SHARES.map((share) => [
      `${100 * share}%`,
      ...columns.map(([, of]) => {
        const at = quantile(of, share);
        return at === null ? "—" : money(at);
      }),
    ]),
  })}`;
}
