// Where on the same candles did the plan trade, and where the trader?

import { createBars, sliceBars } from "../../bars/columns.js";
import type { Bars } from "../../domain/bars.js";
import type { Day, EpochMs } from "../../domain/money.js";
import type { Review, ReviewedPeriod } from "../../domain/review.js";
import type { Run } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay } from "../../instrument/time.js";
import { gapOf } from "../../journal/review/bridge.js";
import { barFinder } from "../../journal/review/signals.js";
import { priceLayers } from "../chart/candles.js";
import { frame, percentOf } from "../chart/frame.js";
import { xOf, yOf } from "../chart/path.js";
import { type Axis, axisOf, shareOf, spread } from "../chart/scale.js";
import { averagePrice, fixedText, plural } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, keyLine, keyMark } from "../page/figure.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { given } from "../page/value.js";
import { directionOf } from "../trade-row.js";
import { accountFigures } from "./account.js";
import { amounts, clockOf, type ReviewContext, type ReviewPanel } from "./panel.js";
import { bucketsText } from "./rows-text.js";

/** A page of a year would hold hundreds: those with the largest gap are drawn, all are in the calendar. */
const MOST_DRAWN = 12;
/** On paper the largest of them. */
const ON_PAPER = 3;
/** Bars before the first entry and after the last exit. */
const AROUND = 12;
/** Of a position that was carried for days only so much is drawn. */
const MOST_BARS = 1500;
/** More candles than that are too thin to be told apart, and most of a file's bytes: several bars share one. */
const MOST_CANDLES = 160;

export const sessions: ReviewPanel = {
  id: "sessions",
  title: "Sessions: you and the plan",
  short: "Sessions",
  render(review, context) {
    if (context.share) return null;
    const largest = [...review.days]
      .sort((a, b) => Math.abs(gapOf(b.bridge)) - Math.abs(gapOf(a.bridge)) || a.firstDay - b.firstDay)
      .slice(0, MOST_DRAWN);
    const onPaper = largest.slice(0, ON_PAPER);
    const days = [...largest].sort((a, b) => a.firstDay - b.firstDay);
    const figures = days.map((day) => {
      const drawn = context.runs.map((run) => session(review, context, day, run));
      // With script nobody sees them, and on paper stand the largest.
      return onPaper.includes(day) ? drawn : html`<noscript><div class="lesser">${drawn}</div></noscript>`;
    });
    const still = html`${accountFigures(review)}<p class="say">${
      days.length < review.days.length
        ? `The ${days.length} of ${plural(review.days.length, "session")} with the largest gap. `
        : ""
    }Solid lines are your trades, dashed ones the plan's, from entry to exit; times are ${review.zone}.</p>${figures}`;
    return html`${hook("filters")}${hook("panes", still)}${hook("session-list")}${hook("trades")}${hook("drawer")}`;
  },
};

/** One trade as the chart draws it. */
interface Drawn {
  readonly name: string;
  readonly whose: "you" | "plan";
  readonly side: 1 | -1;
  readonly qty: number;
  readonly from: EpochMs;
  readonly to: EpochMs | null;
  readonly entry: number;
  readonly exit: number;
  readonly label: string;
  /** Without its dollars. */
  readonly short: string;
  readonly net: number;
  readonly gap: number | null;
}

function drawnOf(review: Review, day: Day, root: string): Drawn[] {
  const price = (sum: number, qty: number) => sum / qty;
  const found: Drawn[] = [];
  let [you, plan] = [0, 0];
  const real = (
    trade: Review["offPlan"][number]["trade"],
    label: string,
    short: string,
    gap: number,
  ): void => {
    found.push({
      name: `A${++you}`,
      whose: "you",
      side: trade.side,
      qty: trade.qty,
      from: trade.entryTime,
      to: trade.exitTime,
      entry: price(trade.entrySum, trade.qty),
      exit: price(trade.exitSum, trade.qty),
      label,
      short,
      net: trade.net,
      gap,
    });
  };
  const model = (signal: Review["pairs"][number]["signal"], label: string, gap: number | null): void => {
    found.push({
      name: `S${++plan}`,
      whose: "plan",
      side: signal.side,
      qty: signal.qty,
      from: signal.entryTime,
      to: signal.exitTime,
      entry: price(signal.entrySum, signal.qty),
      exit: price(signal.exitSum, signal.qty),
      label,
      short: label,
      net: signal.net,
      gap,
    });
  };
  const at = <T extends { readonly day: Day; readonly root: string }>(one: T) =>
    one.day === day && one.root === root;
  for (const { signal, trade, deviations, bridge } of review.pairs.filter((one) => at(one.signal))) {
    model(signal, "", null);
    const label = deviations.length === 0 ? "followed" : deviations.join(", ");
    real(trade, `S${plan}: ${label} (${bucketsText(bridge)})`, label, gapOf(bridge));
  }
  for (const { signal, tried, bridge } of review.left.filter((one) => at(one.signal)))
    model(signal, tried === null ? "missed" : "tried, not filled", gapOf(bridge));
  for (const { trade, labels, bridge } of review.offPlan.filter((one) => at(one.trade)))
    real(trade, ["off-plan", ...labels].join(", "), ["off-plan", ...labels].join(", "), gapOf(bridge));
  return found.sort((a, b) => a.from - b.from || (a.name < b.name ? -1 : 1));
}

function session(review: Review, context: ReviewContext, period: ReviewedPeriod, run: Run): Html {
  const { symbol } = run.inputs.contract;
  const drawn = drawnOf(review, period.firstDay, symbol);
  if (drawn.length === 0) return NOTHING;
  const barAt = barFinder(run.bars.time);
  const last = run.bars.length - 1;
  const first = Math.max(0, Math.min(...drawn.map(({ from }) => barAt(from))) - AROUND);
  const end = Math.max(...drawn.map(({ from, to }) => barAt(to ?? from))) + AROUND;
  const until = Math.min(last, end, first + MOST_BARS) + 1;
  const single = sliceBars(run.bars, first, Math.max(until, first + 1));
  const size = Math.ceil(single.length / MOST_CANDLES);
  const bars = mergedBars(single, size);
  const { grid, tickSize } = instrumentOf(run.inputs.contract);
  const clock = clockOf(review);
  const money = amounts(review, context);
  const prices = drawn.flatMap(({ entry, exit }) => [entry * tickSize, exit * tickSize]);
  const { low, high } = rangeOf(bars, prices);
  const axis = axisOf(low, high, 4);
  const date = formatDay(period.firstDay);
  const gap = gapOf(period.bridge);
  return figure({
    id: `d${period.firstDay}-${symbol.toLowerCase()}`,
    title: `${date} · ${symbol}`,
    summary: `Plan ${money.text(period.model)}, you ${money.text(period.actual)}, gap ${money.text(gap)}: ${plural(period.signals, "signal")}, ${plural(period.trades, "trade")}, ${period.paired} paired.${size === 1 ? "" : ` Candles of ${size} bars.`}`,
    legend: html`${keyLine("mine", "you")}${keyLine("planned", "plan")}${keyMark("up", "buy", "bought")}${keyMark("down", "sell", "sold")}`,
    plot: html`${frame({
      size: "tall",
      axis,
      axisLabel: (value) => fixedText(value, grid.decimals),
      xLabels: spread(bars.length, 7).map((i) => ({
        at: (i + 0.5) / bars.length,
        text: clock(bars.time[i]!).slice(0, 5),
      })),
      layers: html`${priceLayers(bars, axis)}${drawn.map((one) => lineOf(one, bars, axis, tickSize))}`,
      marks: html`${drawn.map((one) => marksOf(one, bars, axis, tickSize))}`,
    })}<ul class="deviations">${drawn
      .filter(({ gap: own }) => own !== null)
      .map((one) => html`<li><b>${one.name}</b> ${given(one.short)} ${money.cell(one.gap ?? 0)}</li>`)}</ul>`,
    tableName: `Trades of ${date}`,
    table: table({
      name: `Trades of ${date}`,
      heads: [
        text("On the chart"),
        text("Whose"),
        text("Trade"),
        text("Entry"),
        text("Exit"),
        number("Net"),
        text("Deviation"),
        number("Gap"),
      ],
      rows: drawn.map((one) => [
        one.name,
        one.whose,
        `${directionOf(one.side)} ${one.qty}`,
        `${clock(one.from)} ${averagePrice(one.entry * one.qty, one.qty, grid)}`,
        one.to === null ? "open" : `${clock(one.to)} ${averagePrice(one.exit * one.qty, one.qty, grid)}`,
        money.cell(one.net),
        given(one.label),
        one.gap === null ? "" : money.cell(one.gap),
      ]),
    }),
  });
}

/** Candles of `size` bars each, the last of what is left. */
function mergedBars(bars: Bars, size: number): Bars {
  if (size === 1) return bars;
  const merged = createBars(Math.ceil(bars.length / size));
  for (let i = 0; i < merged.length; i++) {
    const [from, to] = [i * size, Math.min(bars.length, (i + 1) * size)];
    merged.time[i] = bars.time[from]!;
    merged.open[i] = bars.open[from]!;
    merged.close[i] = bars.close[to - 1]!;
    merged.high[i] = bars.high.subarray(from, to).reduce((most, price) => Math.max(most, price));
    merged.low[i] = bars.low.subarray(from, to).reduce((least, price) => Math.min(least, price));
    merged.highTicks[i] = bars.highTicks.subarray(from, to).reduce((most, ticks) => Math.max(most, ticks));
    merged.lowTicks[i] = bars.lowTicks.subarray(from, to).reduce((least, ticks) => Math.min(least, ticks));
    merged.openTicks[i] = bars.openTicks[from]!;
    merged.closeTicks[i] = bars.closeTicks[to - 1]!;
  }
  return merged;
}

function rangeOf({ highTicks, low, high, length }: Bars, prices: readonly number[]) {
  let [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
  for (let i = 0; i < length && highTicks.length > 0; i++) {
    lowest = Math.min(lowest, low[i]!);
    highest = Math.max(highest, high[i]!);
  }
  const room = (highest - lowest) * 0.06;
  return { low: lowest - room, high: highest + room };
}

/** Where in the drawn bars an instant lies; past their end it stands at the edge. */
function placeOf(bars: Bars, time: EpochMs): number {
  const place = barFinder(bars.time)(time);
  return Math.max(0, Math.min(bars.length - 1, place));
}

function lineOf({ whose, from, to, entry, exit }: Drawn, bars: Bars, axis: Axis, tickSize: number): Html {
  const [a, b] = [placeOf(bars, from), to === null ? bars.length - 1 : placeOf(bars, to)];
  const d = `M${xOf(a, bars.length)} ${yOf(entry * tickSize, axis)}L${xOf(b, bars.length)} ${yOf(exit * tickSize, axis)}`;
  return html`<path class="${whose === "you" ? "mine" : "planned"}" d="${d}"/>`;
}

function marksOf(one: Drawn, bars: Bars, axis: Axis, tickSize: number): Html {
  const { name, whose, side, from, to, entry, exit } = one;
  const x = (time: EpochMs) => percentOf((placeOf(bars, time) + 0.5) / bars.length);
  const y = (ticks: number) => percentOf(1 - shareOf(axis, ticks * tickSize));
  const buys = side === 1 ? "buy" : "sell";
  const sells = side === 1 ? "sell" : "buy";
  const shape = (bought: boolean) => (bought ? "up" : "down");
  const faint = whose === "plan" ? " faint" : "";
  return html`<use href="#${shape(side === 1)}" class="${buys}${faint}" x="${x(from)}" y="${y(entry)}"/>${
    to === null
      ? ""
      : html`<use href="#${shape(side === -1)}" class="${sells}${faint}" x="${x(to)}" y="${y(exit)}"/>`
  }<text class="tag ${whose}" x="${x(from)}" y="${y(entry)}" dx="${whose === "you" ? "-6" : "6"}" dy="${side === 1 ? "24" : "-16"}" text-anchor="${whose === "you" ? "end" : "start"}">${name}</text>`;
}
