// What are the numbers at a bar?

import { decimalOfTicks, type MicroUsd } from "../../src/domain/money.js";
import type { PageData } from "../../src/report/embed/layout.js";
import {
  ABSENT,
  countText,
  dollarsText,
  fixedText,
  percentText,
  priceText,
  quantityText,
} from "../../src/report/format.js";
import type { Unit } from "../state.js";
import { heldAt } from "./account.js";
import type { Candles } from "./buckets.js";
import { timeText } from "./local-time.js";
import type { Stretch } from "./source.js";
import { lastAtOrBefore } from "./view.js";

export interface AtBar {
  readonly bar: number;
  /** How many bars stand together: 1 where the bar is known by itself. */
  readonly span: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly position: number;
  readonly equity: MicroUsd | null;
  readonly under: MicroUsd | null;
  /** Notional ÷ equity. */
  readonly leverage: number | null;
  readonly plots: readonly number[];
}

/** Null where nothing is known of the bar. */
export function valuesAt(
  page: PageData,
  candles: Candles,
  stretch: Stretch | null,
  at: number,
): AtBar | null {
  const bar = Math.min(Math.max(0, Math.floor(at)), page.meta.bars - 1);
  const position = heldAt(page.position, bar);
  if (stretch !== null && bar >= stretch.slice.from && bar < stretch.slice.to) {
    const { slice, under, plots } = stretch;
    const i = bar - slice.from;
    if (slice.there !== null && slice.there[i] === 0) return null;
    const equity = slice.equity[i]!;
    const close = slice.close[i]!;
    return {
      bar,
      span: 1,
      open: slice.open[i]!,
      high: slice.high[i]!,
      low: slice.low[i]!,
      close,
      volume: slice.volume[i]!,
      position,
      equity,
      under: under[i]!,
      leverage: leverageOf(page, position, close, bar, equity),
      plots: plots.map((column) => column[i]!),
    };
  }
  const k = lastAtOrBefore(candles.bar, candles.length, bar);
  if (k < 0) return null;
  return {
    bar: candles.bar[k]!,
    span: candles.span[k]!,
    open: candles.open[k]!,
    high: candles.high[k]!,
    low: candles.low[k]!,
    close: candles.close[k]!,
    volume: candles.volume[k]!,
    position,
    equity: null,
    under: null,
    leverage: null,
    plots: [],
  };
}

/** By the price of the contract that was held: bars may be adjusted. */
function leverageOf(
  { meta }: PageData,
  position: number,
  close: number,
  bar: number,
  equity: MicroUsd,
): number | null {
  let offset = 0;
  for (const month of meta.months) {
    if (month.bar > bar) break;
    offset = month.offset;
  }
  return equity > 0 ? (Math.abs(position) * Math.abs(close + offset) * meta.tickValue) / equity : null;
}

export const volumeText = (volume: number): string =>
  Number.isNaN(volume) ? ABSENT : Number.isInteger(volume) ? countText(volume) : fixedText(volume, 2);

/** The account in the unit that is chosen; R and ticks belong to trades, so there it stays in dollars. */
export const moneyText = (amount: MicroUsd | null, unit: Unit, cash: MicroUsd): string =>
  amount === null
    ? ABSENT
    : unit === "percent" && cash > 0
      ? percentText((100 * amount) / cash, 2)
      : dollarsText(amount);

/** As name and value, in the order in which they stand beside the price. */
export function valueRows(
  page: PageData,
  at: AtBar | null,
  unit: Unit,
): readonly (readonly [string, string])[] {
  const { meta } = page;
  const price = (ticks: number | undefined) => (ticks === undefined ? ABSENT : priceText(ticks, meta.grid));
  const rows: (readonly [string, string])[] = [
    ["Open", price(at?.open)],
    ["High", price(at?.high)],
    ["Low", price(at?.low)],
    ["Close", price(at?.close)],
    ["Volume", at === null ? ABSENT : volumeText(at.volume)],
    ["Position", at === null ? ABSENT : quantityText(at.position, meta.lot)],
    ["Leverage", at?.leverage == null ? ABSENT : `${fixedText(at.leverage, 2)}×`],
    ["Equity", moneyText(at?.equity ?? null, unit, meta.cash)],
    ["Drawdown", moneyText(at?.under ?? null, unit, meta.cash)],
  ];
  meta.plots.forEach(({ name, decimals }, i) => {
    const value = at?.plots[i];
    rows.push([name, value === undefined || Number.isNaN(value) ? ABSENT : fixedText(value, decimals)]);
  });
  return rows;
}

export function whenText(page: PageData, at: AtBar): string {
  const { meta, time } = page;
  const text = timeText(meta, time.at(at.bar));
  return at.span === 1 ? text : `${text}, ${countText(at.span)} bars`;
}

/** What a screen reader says of a bar. */
export function spoken(page: PageData, at: AtBar | null, unit: Unit): string {
  if (at === null) return "No bar";
  const rows = valueRows(page, at, unit).filter(([, value]) => value !== ABSENT);
  return `${whenText(page, at)}: ${rows.map(([name, value]) => `${name} ${value}`).join(", ")}`;
}

/** One sentence for each pane, about what is on the screen. */
export interface Seen {
  readonly first: AtBar | null;
  readonly last: AtBar | null;
  readonly low: number;
  readonly high: number;
}

export function priceSentence({ meta }: PageData, seen: Seen, trades: number): string {
  if (seen.first === null || seen.last === null) return "No bars in view.";
  const price = (ticks: number) => decimalOfTicks(ticks, meta.grid);
  return `${meta.symbol} went from ${price(seen.first.open)} to ${price(seen.last.close)}, between ${price(seen.low)} and ${price(seen.high)}; ${countText(trades)} trades in view.`;
}
