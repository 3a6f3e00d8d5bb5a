// What are the numbers at a bar?

import { decimalOfTicks, type MicroUsd } from "../../src/domain/money.js";
import type { PageData, PlotMeta } from "../../src/report/embed/layout.js";
import {
  ABSENT,
  countText,
  dollarsText,
  fixedText,
  percentText,
  plural,
  priceText,
  quantityText,
} from "../../src/report/format.js";
import type { Unit } from "../state.js";
import { heldAt } from "./account.js";
import type { Candles } from "./buckets.js";
import { leverageOf } from "./leverage.js";
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
  /** Notional ÷ equity; NaN where the account has nothing, null where it is not known. */
  readonly leverage: number | null;
  readonly plots: readonly number[];
  /** What finished trades made in R until here; null while another unit is chosen. */
  readonly inR?: { readonly closed: number; readonly under: number } | null;
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
  // What a file does not hold bar by bar is told of its stretch, as it is drawn.
  if (stretch !== null && holds(stretch, bar)) {
    const { slice, under, plots } = stretch;
    const i = bar - slice.from;
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
      leverage: leverageOf(page.meta, position, close, bar, equity),
      plots: plots.map((column) => column[i]!),
    };
  }
  const k = lastAtOrBefore(candles.bar, candles.length, bar);
  if (k < 0 || bar >= candles.bar[k]! + candles.span[k]!) return null;
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

const holds = ({ slice: { from, to, there } }: Stretch, bar: number): boolean =>
  bar >= from && bar < to && (there === null || there[bar - from] !== 0);

export const volumeText = (volume: number): string =>
  Number.isNaN(volume) ? ABSENT : Number.isInteger(volume) ? countText(volume) : fixedText(volume, 2);

/** The account in the unit that is chosen: ticks are those of one contract. What is in R comes as such. */
export function accountText(
  amount: number | null,
  unit: Unit,
  { cash, tickValue }: Pick<PageData["meta"], "cash" | "tickValue">,
): string {
  if (amount === null || Number.isNaN(amount)) return ABSENT;
  if (unit === "r") return `${fixedText(amount, 2)} R`;
  if (unit === "percent" && cash > 0) return percentText((100 * amount) / cash, 2);
  if (unit === "ticks" && tickValue > 0) return `${countText(Math.round(amount / tickValue))} ticks`;
  return dollarsText(amount);
}

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
  ];
  if (meta.barsOnly !== true)
    rows.push(
      [
        "Leverage",
        at?.leverage == null || Number.isNaN(at.leverage) ? ABSENT : `${fixedText(at.leverage, 2)}×`,
      ],
      [
        unit === "r" ? "Closed trades" : "Equity",
        accountText((at?.inR ? at.inR.closed : at?.equity) ?? null, unit, meta),
      ],
      ["Drawdown", accountText((at?.inR ? at.inR.under : at?.under) ?? null, unit, meta)],
    );
  for (const [i, plot] of meta.plots.entries()) rows.push([plot.name, plotText(plot, at?.plots[i])]);
  return rows;
}

/** Of a line at any bar, with the digits that its step leaves: only at entries and exits the file has them all. */
export function plotText({ decimals, step }: PlotMeta, value: number | undefined): string {
  const kept = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return fixedText(value ?? null, Math.min(decimals, kept));
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
  return `${meta.symbol} went from ${price(seen.first.open)} to ${price(seen.last.close)}, between ${price(seen.low)} and ${price(seen.high)}; ${plural(trades, "trade")} in view.`;
}
