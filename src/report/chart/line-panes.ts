// In which pane does each line of a strategy stand?

import type { Bars } from "../../domain/bars.js";
import type { PriceGrid } from "../../domain/money.js";
import type { LineExtent, Plotted } from "../../domain/plotted.js";
import { fixedText } from "../format.js";
import { rangeOf } from "./line.js";

/** Over the candles. */
export const ON_PRICE = "price";
/** In a pane that no other line shares. */
export const BY_ITSELF = "own";

/** As the strategy declared, else by its values: among the prices over them, all others by themselves. */
export function paneOf(plotted: Plotted, bars: Pick<Bars, "close">): string {
  if (plotted.pane !== null) return plotted.pane;
  const [line, price] = [extentOf(plotted), rangeOf([bars.close])];
  return line === null || price === null || overlap(line, price) ? ON_PRICE : BY_ITSELF;
}

/** Null where a line has no value at all. */
export function extentOf({ values, extent }: Plotted): LineExtent | null {
  if (extent !== undefined) return extent;
  const range = rangeOf([values]);
  if (range === null) return null;
  let [from, to] = [0, values.length - 1];
  while (Number.isNaN(values[from]!)) from++;
  while (Number.isNaN(values[to]!)) to--;
  return { first: values[from]!, last: values[to]!, ...range };
}

type Range = NonNullable<ReturnType<typeof rangeOf>>;

/** A line over the price would press the candles flat if its own range reached far beyond theirs. */
const overlap = (line: Range, price: Range): boolean =>
  line.high > price.low && line.low < price.high && line.low > price.low - (price.high - price.low);

/** To show its values with: a digit more than prices have, else five significant digits of the largest value, none beyond a billionth. */
export function decimalsOf(plotted: Plotted, pane: string, grid: PriceGrid): number {
  const range = extentOf(plotted);
  if (pane === ON_PRICE || range === null) return grid.decimals + 1;
  const largest = Math.max(Math.abs(range.low), Math.abs(range.high));
  return largest === 0 ? 0 : Math.min(9, Math.max(0, 4 - Math.floor(Math.log10(largest))));
}

/** What is known of a line once it has its pane. */
interface Placed {
  readonly name: string;
  readonly pane: string;
  readonly levels?: readonly number[];
}

export interface LinePane {
  readonly title: string;
  /** Index of each line. */
  readonly lines: readonly number[];
  /** Of all its lines, rising. */
  readonly levels: readonly number[];
}

/** The lines over the candles, and the panes below them in the order in which the strategy first named them. */
export function linePanes(placed: readonly Placed[]): { onPrice: LinePane; below: readonly LinePane[] } {
  const panes = new Map<string, { title: string; lines: number[] }>([
    [ON_PRICE, { title: "Price", lines: [] }],
  ]);
  placed.forEach(({ name, pane }, i) => {
    // The name of a pane may be any text: one by itself is told by its number.
    const key = pane === BY_ITSELF ? `${BY_ITSELF} ${i}` : pane === ON_PRICE ? ON_PRICE : `shared ${pane}`;
    const found = panes.get(key);
    if (found === undefined) panes.set(key, { title: pane === BY_ITSELF ? name : pane, lines: [i] });
    else found.lines.push(i);
  });
  const [onPrice, ...below] = [...panes.values()].map((found) => ({
    ...found,
    levels: [...new Set(found.lines.flatMap((i) => placed[i]!.levels ?? []))].sort((a, b) => a - b),
  }));
  return { onPrice: onPrice!, below };
}

/** The ticks of an axis and the levels on it: a tick so near to a level that their labels would touch gives way. */
export function withLevels(
  ticks: readonly number[],
  levels: readonly number[],
  near: number,
): readonly number[] {
  const free = ticks.filter((tick) => levels.every((level) => Math.abs(level - tick) >= near));
  return [...free, ...levels].sort((a, b) => a - b);
}

/** Null: it has no value there. */
export function lineWords(name: string, extent: LineExtent | null, text: (value: number) => string): string {
  if (extent === null) return `${name} has no value`;
  const [first, last, low, high] = [extent.first, extent.last, extent.low, extent.high].map(text);
  return `${name} went from ${first} to ${last}, between ${low} and ${high}`;
}

export const levelWords = (levels: readonly number[]): string =>
  levels.length === 0 ? "" : `; levels at ${levels.map((level) => roundText(level)).join(", ")}`;

/** Levels and ticks are round: with no more decimals than they need. */
export function roundText(value: number, most = 9): string {
  for (let decimals = 0; decimals < most; decimals++)
    if (Math.abs(value - Number(value.toFixed(decimals))) < 10 ** -most / 2)
      return fixedText(value, decimals);
  return fixedText(value, most);
}
