// What did the volume profiles compute before they were made fast?

// Each sum over the rows is made anew at every bar: what carries sums along must find the same levels.

import { areaWithin, type Expansion, type ValueArea } from "#indicator/value-area.js";
import { highest, lowest } from "./plain.js";

type Spread = "uniform" | "triangular" | "close";
type ProfileColumns = Record<"poc" | "valueHigh" | "valueLow", Float64Array>;
interface ProfileOptions {
  readonly spread?: Spread;
  readonly expansion?: Expansion;
}

const blank = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
const UNIT = 2 ** 30;

export function sessionProfile(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  tradeDate: Float64Array,
  rowSize: number,
  percent = 70,
  { spread = "uniform", expansion = "two-row" }: ProfileOptions = {},
): ProfileColumns {
  const grid = gridOf(high, low, close, rowSize);
  const levels = blankLevels(close.length);
  const rows = new Float64Array(grid.size);
  let area: ValueArea | null = null;
  let first = Number.POSITIVE_INFINITY;
  let last = -1;
  for (let i = 0; i < close.length; i++) {
    if (i > 0 && tradeDate[i] !== tradeDate[i - 1]) {
      const found = last < 0 ? null : areaWithin(rows, first, last, percent, expansion);
      area = found && { ...found };
      if (last >= 0) rows.fill(0, first, last + 1);
      first = Number.POSITIVE_INFINITY;
      last = -1;
    }
    if (area) write(levels, i, area, grid);
    if (!bookBar(rows, grid, i, volume[i]!, 1, spread)) continue;
    first = Math.min(first, grid.low[i]!);
    last = Math.max(last, grid.high[i]!);
  }
  return levels;
}

export function rollingProfile(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  lookback: number,
  rowSize: number,
  percent = 70,
  { spread = "uniform", expansion = "two-row" }: ProfileOptions = {},
): ProfileColumns {
  const grid = gridOf(high, low, close, rowSize);
  const levels = blankLevels(close.length);
  const rows = new Float64Array(grid.size);
  const bottoms = lowest(grid.low, lookback);
  const tops = highest(grid.high, lookback);
  for (let i = 0; i < close.length; i++) {
    bookBar(rows, grid, i, volume[i]!, 1, spread);
    if (i >= lookback) bookBar(rows, grid, i - lookback, volume[i - lookback]!, -1, spread);
    if (Number.isNaN(bottoms[i]! + tops[i]!)) continue;
    const area = areaWithin(rows, bottoms[i]!, tops[i]!, percent, expansion);
    if (area) write(levels, i, area, grid);
  }
  return levels;
}

const contracts = (volume: number): number => (Number.isNaN(volume) ? 1 : Math.round(volume * UNIT) / UNIT);

/** Books bar i, or takes it out again. False for a bar without prices, which trades nowhere. */
function bookBar(
  rows: Float64Array,
  { low, high, close }: Grid,
  i: number,
  volume: number,
  sign: 1 | -1,
  spread: Spread,
): boolean {
  if (Number.isNaN(low[i]! + high[i]! + close[i]!)) return false;
  book(rows, 0, low[i]!, high[i]!, close[i]!, contracts(volume), sign, spread);
  return true;
}

/**
 * Books `volume` on the rows `bottom` to `top` (`sign` -1 takes it out again: the same shares to the last bit). Each
 * share is the difference of two rounded cumulative shares, so nothing is lost: the last one ends on the volume itself.
 */
function book(
  rows: Float64Array,
  offset: number,
  bottom: number,
  top: number,
  close: number,
  volume: number,
  sign: 1 | -1,
  spread: Spread,
): void {
  if (spread === "close" || top <= bottom) {
    rows[offset + (spread === "close" ? close : bottom)]! += sign * volume;
    return;
  }
  const height = top - bottom + 1;
  const weight = spread === "uniform" ? height : triangle(bottom, top, close, height);
  // Finer than the unit only for a volume that itself is: then to the last bit of that volume.
  const unit = Number.isInteger(volume * UNIT) ? UNIT : 2 ** (52 - Math.floor(Math.log2(volume)));
  let reached = 0;
  let booked = 0;
  for (let row = bottom; row < top; row++) {
    reached += spread === "uniform" ? 1 : 1 - Math.abs(row - close) / height;
    const upTo = Math.round(((volume * reached) / weight) * unit) / unit;
    rows[offset + row]! += sign * (upTo - booked);
    booked = upTo;
  }
  rows[offset + top]! += sign * (volume - booked);
}

function triangle(bottom: number, top: number, close: number, height: number): number {
  let weight = 0;
  for (let row = bottom; row <= top; row++) weight += 1 - Math.abs(row - close) / height;
  return weight;
}

interface Grid {
  /** Rows counted from the lowest of the whole column, as columns. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly close: Float64Array;
  readonly size: number;
  readonly base: number;
  readonly units: number;
  readonly scale: number;
}

/** The lowest row only places the array in memory; no level depends on it. */
function gridOf(high: Float64Array, low: Float64Array, close: Float64Array, rowSize: number): Grid {
  let bottom = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < close.length; i++) {
    if (low[i]! < bottom) bottom = low[i]!;
    if (high[i]! > top) top = high[i]!;
  }
  const base = top < bottom ? 0 : Math.round(bottom / rowSize);
  const size = top < bottom ? 0 : Math.round(top / rowSize) - base + 1;
  const rowsOf = (column: Float64Array) => column.map((price) => Math.round(price / rowSize) - base);
  return { low: rowsOf(low), high: rowsOf(high), close: rowsOf(close), size, base, ...decimalRow(rowSize) };
}

/** A row size as written: 0.25 is 25 units of 1 ÷ 100. Whole numbers say exactly what a binary fraction cannot. */
function decimalRow(rowSize: number): { units: number; scale: number } {
  for (let scale = 1; scale <= 1e15; scale *= 10) {
    const units = Math.round(rowSize * scale);
    if (units / scale === rowSize) return { units, scale };
  }
  return { units: rowSize, scale: 1 };
}

const blankLevels = (length: number): ProfileColumns => ({
  poc: blank(length),
  valueHigh: blank(length),
  valueLow: blank(length),
});

function write(levels: ProfileColumns, i: number, { poc, low, high }: ValueArea, grid: Grid): void {
  levels.poc[i] = ((grid.base + poc) * grid.units) / grid.scale;
  levels.valueHigh[i] = ((grid.base + high) * grid.units) / grid.scale;
  levels.valueLow[i] = ((grid.base + low) * grid.units) / grid.scale;
}
