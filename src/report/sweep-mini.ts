// What does the page of a sweep tell of a single combination?

import type { Run, Trade } from "../domain/run.js";
import { CURVE_POINTS, type Sweep, type SweepPart } from "../domain/sweep.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { ranked } from "../research/sweep-rank.js";
import type { ChosenRow } from "../research/sweep-runs.js";
import { linePath } from "./chart/path.js";
import { axisOf, shareOf } from "./chart/scale.js";
import { Clock } from "./clock.js";
import { averagePrice, countText, dollarsText, quantityText } from "./format.js";
import { type Html, html } from "./html.js";
import { number, table, text } from "./page/table.js";
import { given, profit, profitCell } from "./page/value.js";
import { rowWords, textAt, valueAt } from "./sweep-figures.js";
import { bestOfCells, type MapCell, mapCells } from "./sweep-map.js";

/** The best so many have their trades with them, where running them again takes no more bars than MOST_BARS. */
const WITH_TRADES = 50;
const LEAST_WITH_TRADES = 5;
const MOST_BARS = 20_000_000;
/** Of each end. */
const TRADES = 10;

/** By part, then by row: the trades of combinations that ran once more for the page. */
export type RowTrades = readonly ReadonlyMap<number, Html>[];

export const miniId = (part: number, row: number): string => `run-${part}-${row}`;

/** Which combinations run once more so that the page can show their trades: the best ones of each instrument, the first of them watched. */
export function rowsWithTrades(sweep: Sweep, metric: string): ChosenRow[] {
  return sweep.parts.flatMap((part, k) => {
    const bars = Math.max(1, part.terms.data.bars) * sweep.parts.length;
    const most = Math.max(LEAST_WITH_TRADES, Math.min(WITH_TRADES, Math.floor(MOST_BARS / bars)));
    return [...ranked(part, metric).subarray(0, most)].map((row, rank) => ({
      part: k,
      row,
      watch: rank === 0,
    }));
  });
}

/** Combinations that have a place of their own in the page: those of the map's cells, and those of the table. */
export function rowsShown(sweep: Sweep, part: SweepPart, metric: string, inTable: number): readonly number[] {
  if (!part.curves) return [];
  const shown = new Set([...bestOfCells(sweep, part, metric), ...ranked(part, metric).subarray(0, inTable)]);
  return [...shown].sort((a, b) => a - b);
}

const FIGURES = [
  ["net", "Net"],
  ["max-drawdown", "Max drawdown"],
  ["trades", "Trades"],
  ["win-rate", "Win rate"],
  ["profit-factor", "Profit factor"],
  ["expectancy", "Expectancy"],
  ["sharpe", "Sharpe"],
  ["fees", "Costs"],
] as const;

function figures(part: SweepPart, row: number): Html {
  return html`<dl class="mini-facts">${FIGURES.map(
    ([key, label]) =>
      html`<div><dt>${label}</dt><dd>${key === "net" ? profit(valueAt(part, key, row)) : textAt(part, key, row)}</dd></div>`,
  )}</dl>`;
}

const [WIDTH, HEIGHT] = [400, 100];

function curve({ curves, terms }: SweepPart, row: number): Html {
  const all = curves!.subarray(row * CURVE_POINTS, (row + 1) * CURVE_POINTS).filter((v) => !Number.isNaN(v));
  if (all.length === 0)
    return html`<p class="say">Its curve is not here: it ran before the sweep was stopped and gone on with.</p>`;
  const { cash } = terms.account;
  const points = [cash, ...all];
  const [low, high] = [Math.min(...points), Math.max(...points)];
  const axis = axisOf(low, high);
  const y = (value: number) => Math.round((1 - shareOf(axis, value)) * HEIGHT);
  const path = linePath(
    points.map((_, i) => Math.round((i / all.length) * WIDTH)),
    points.map(y),
  );
  const { firstDay, lastDay } = terms.data;
  return html`<figure class="mini-curve"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><path class="zero" d="M0 ${y(cash)}h${WIDTH}"/><path class="equity" d="${path}"/></svg><figcaption>Equity at the ends of trade dates went from ${dollarsText(cash)} to ${dollarsText(all.at(-1)!)}, ${formatDay(firstDay)} to ${formatDay(lastDay)}.</figcaption></figure>`;
}

/** The ends of what a combination's own run traded. `net` is what the sweep had. */
export function tradesOf(run: Run, net: number): Html {
  if (run.totals.net === net) return trades(run);
  return html`<p class="say"><span class="loss">✗</span> Run once more it came to ${profit(run.totals.net)}, in the sweep to ${profit(net)}: the strategy does not do the same twice.</p>`;
}

function trades(run: Run): Html {
  if (run.trades.length === 0) return html`<p class="say">It made no trade.</p>`;
  const worst = [...run.trades].sort((a, b) => a.net - b.net || a.n - b.n);
  const all = run.trades.length <= 2 * TRADES;
  const shown = all ? [...run.trades] : [...worst.slice(0, TRADES), ...worst.slice(-TRADES)];
  const name = all ? "Its trades" : `Its ${TRADES} worst and ${TRADES} best trades`;
  const clock = new Clock(run.inputs.contract);
  const { grid, lot } = instrumentOf(run.inputs.contract);
  const row = (trade: Trade) => [
    countText(trade.n),
    trade.side === 1 ? "long" : "short",
    quantityText(trade.qty, lot),
    clock.text(trade.entryTime),
    averagePrice(trade.entrySum, trade.qty, grid),
    averagePrice(trade.exitSum, trade.qty, grid),
    given(trade.exitReason),
    profitCell(trade.net),
  ];
  return html`<h4>${name}, of ${countText(run.trades.length)}</h4>${table({
    name,
    heads: [
      number("#"),
      text("Side"),
      number("Qty"),
      text("Entry"),
      number("At"),
      number("Out"),
      text("Left by"),
      number("Net"),
    ],
    rows: shown.sort((a, b) => a.net - b.net || a.n - b.n).map(row),
  })}`;
}

/** All of one instrument's, each shown where a link leads to it: no script, so that keyboard, paper and old browsers have it too. */
export function miniReports(
  sweep: Sweep,
  k: number,
  metric: string,
  shown: ReadonlySet<number>,
  trades: ReadonlyMap<number, Html>,
  command: (row: number) => string,
): Html {
  const part = sweep.parts[k]!;
  const places = new Map([...ranked(part, metric)].map((row, place) => [row, place]));
  const cells = mapCells(sweep, part, metric);
  const at = new Map<number, readonly [number, number]>();
  cells.forEach((line, y) => {
    line.forEach(({ row }, x) => {
      if (row !== null) at.set(row, [y, x]);
    });
  });
  return html`<p class="say">Each cell of the map leads to its run: figures, equity, and the command that makes a whole report of it. The best ${countText(trades.size)} show their worst and best trades.</p>${[
    ...shown,
  ].map((row) => {
    const place = at.get(row);
    const cell = place === undefined ? null : cells[place[0]]![place[1]]!;
    return html`<article class="mini" id="${miniId(k, row)}" tabindex="-1" aria-labelledby="${miniId(k, row)}-h"><header><h3 id="${miniId(k, row)}-h">${given(rowWords(sweep, row))}</h3><nav aria-label="Cells beside it">${neighbours(k, place, cells, shown)}<a href="#map-${k}">Close</a></nav></header><p class="say">${given(part.symbol)}, ${place === undefined ? "" : among(cell!)}${ordinal(places.get(row)!, part.done)}</p>${figures(part, row)}${curve(part, row)}${trades.get(row)}<p class="say"><code>${command(row)}</code></p></article>`;
  })}`;
}

const among = ({ count }: MapCell): string =>
  count > 1 ? `the best of the ${countText(count)} combinations of its cell, ` : "";

const ordinal = (place: number, all: number): string => `number ${countText(place + 1)} of ${countText(all)}`;

const WAYS = [
  ["←", "Left", 0, -1],
  ["→", "Right", 0, 1],
  ["↑", "Up", -1, 0],
  ["↓", "Down", 1, 0],
] as const;

function neighbours(
  k: number,
  place: readonly [number, number] | undefined,
  cells: readonly (readonly MapCell[])[],
  shown: ReadonlySet<number>,
): readonly Html[] {
  if (place === undefined) return [];
  return WAYS.flatMap(([sign, label, dy, dx]) => {
    const row = cells[place[0] + dy]?.[place[1] + dx]?.row ?? null;
    if (row === null || !shown.has(row)) return [];
    return [html`<a href="#${miniId(k, row)}" aria-label="${label}">${sign}</a> `];
  });
}

export const MINI_STYLE = `
[id^=found] .tiles{grid-template-columns:repeat(auto-fit,minmax(180px,1fr))}
td.heat a{display:block;margin:-5px -6px;padding:5px 6px;color:inherit;text-decoration:none}
td.heat a:hover{text-decoration:underline}
.mini{display:none;background:var(--card);border:1px solid var(--edge);border-radius:12px;padding:14px 18px}
.mini:target{display:block;position:fixed;right:16px;bottom:16px;z-index:9;width:min(620px,calc(100vw - 32px));max-height:min(760px,calc(100vh - 32px));overflow:auto;box-shadow:0 10px 40px rgb(0 0 0/.3)}
.mini header{display:flex;justify-content:space-between;gap:12px;align-items:baseline}
.mini nav{border:0;margin:0;overflow:visible;white-space:nowrap}
.mini nav a{display:inline-block;padding:4px 9px;border:1px solid var(--edge);border-radius:6px;color:var(--ink)}
.mini h4{font-size:13px;margin:12px 0 6px}
.mini-facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(120px,1fr));gap:6px 14px;margin-top:8px}
.mini-facts dt{font-size:12px;color:var(--soft)}
.mini-facts dd{font-weight:600}
.mini-curve{margin-top:10px}
.mini-curve svg{display:block;width:100%;height:120px;border:1px solid var(--rule);border-radius:6px}
.mini-curve path{fill:none;vector-effect:non-scaling-stroke}
.mini-curve .zero{stroke:var(--ground);stroke-dasharray:3 3}
.mini-curve .equity{stroke:var(--accent);stroke-width:1.6}
.mini-curve figcaption{font-size:13px;color:var(--soft);margin-top:4px}
@media (max-width:640px){.mini:target{right:0;bottom:0;width:100vw;max-height:80vh;border-radius:12px 12px 0 0}}
@media print{.mini,.mini:target{display:none}}`;
