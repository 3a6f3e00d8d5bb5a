// How much volume traded at each price?

import { Fault } from "../domain/fault.js";
import { highest, lowest } from "./extreme.js";
import { blank, checkLengths, checkPeriod } from "./stretch.js";
import { areaWithin, checkPercent, type Expansion, type ValueArea } from "./value-area.js";

/**
 * How the volume of a bar spreads over the rows between its low and its high. A bar does not say; finer bars beat
 * any rule. `uniform`: the same for each row. `triangular`: most at the close, by `1 - distance ÷ (rows of the bar)`.
 * `close`: all of it at the close.
 */
export type Spread = "uniform" | "triangular" | "close";

/** Rows of a profile: `volumes[k]` traded at row `firstRow + k`; row r is the price `r × rowSize`. */
export interface Profile {
  readonly firstRow: number;
  readonly volumes: Float64Array;
}

export interface ProfileOptions {
  readonly spread?: Spread;
  readonly expansion?: Expansion;
}

/** Levels of a profile in price, a value a bar. */
export type ProfileColumns = {
  readonly poc: Float64Array;
  readonly valueHigh: Float64Array;
  readonly valueLow: Float64Array;
};

/**
 * Volume is booked in units of 2^-30 of a contract. Sums of such units are exact in a double (up to 8 million contracts a
 * row), so a bar's shares add up to its volume exactly, and what a bar added can be taken out again exactly.
 */
const UNIT = 2 ** 30;
/** 400 MB of rows: whoever needs more has mistaken the row size. */
const MAX_ROWS = 50_000_000;

/**
 * Spreads the volume of one bar over the rows of the fixed grid of `rowSize` (a multiple of the tick; rows lie at
 * whole multiples of it, never at the bar's own low). The shares add up to the volume exactly.
 * @throws Fault E430 where the row size is not a positive number.
 */
export function spreadBar(
  high: number,
  low: number,
  close: number,
  volume: number,
  rowSize: number,
  spread: Spread = "uniform",
): Profile {
  checkRowSize(rowSize);
  const firstRow = Math.round(low / rowSize);
  const volumes = new Float64Array(Math.round(high / rowSize) - firstRow + 1);
  book(
    volumes,
    -firstRow,
    firstRow,
    firstRow + volumes.length - 1,
    Math.round(close / rowSize),
    volume,
    1,
    spread,
  );
  return { firstRow, volumes };
}

/**
 * Point of control and value area of the trade date BEFORE the bar's own, in price: constant through a session, NaN in
 * the first one. A date without volume gives NaN on the next. Bars whose volume is NaN count as 1: a file without
 * volumes gives a time profile.
 * Whenever `tradeDate` changes (a strategy passes `this.tradeDate`), a session ends.
 * @throws Fault E430 where row size or percent cannot be, E432 where the columns differ in length.
 */
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
  checkPercent(percent);
  checkLengths("sessionProfile", { high, low, close, volume, tradeDate });
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

/**
 * Point of control and value area of the last `lookback` bars, this one included, in price. NaN for the first
 * `lookback - 1` bars. Each bar is booked once and taken out once; nothing is built anew.
 * Volumes as in `sessionProfile`.
 * @throws Fault E430 where lookback, row size or percent cannot be, E432 where the columns differ in length.
 */
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
  checkPeriod("rollingProfile", lookback, 1, "lookback");
  checkPercent(percent);
  checkLengths("rollingProfile", { high, low, close, volume });
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

/** The canonical price of a row: the double nearest to `row × rowSize` as a person writes it. 7543 rows of 0.01 are 75.43. */
export function rowPrice(row: number, rowSize: number): number {
  const { units, scale } = decimalRow(rowSize);
  return (row * units) / scale;
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
  checkRowSize(rowSize);
  let bottom = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < close.length; i++) {
    if (low[i]! < bottom) bottom = low[i]!;
    if (high[i]! > top) top = high[i]!;
  }
  const base = top < bottom ? 0 : Math.round(bottom / rowSize);
  const size = top < bottom ? 0 : Math.round(top / rowSize) - base + 1;
  if (size > MAX_ROWS) {
    throw new Fault("E430", `A volume profile with rows of ${rowSize} needs ${size} rows`, {
      found: `prices from ${bottom} to ${top}, row size ${rowSize}`,
      expected: `at most ${MAX_ROWS} rows`,
      fix: ["choose a larger row size, such as 4 to 40 ticks"],
    });
  }
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

function checkRowSize(rowSize: number): void {
  if (Number.isFinite(rowSize) && rowSize > 0) return;
  throw new Fault("E430", `A volume profile cannot have rows of ${String(rowSize)}`, {
    found: `rowSize = ${String(rowSize)}`,
    expected: "a price step above 0, a multiple of the contract's tick",
    fix: ["pass a multiple of this.tickSize"],
  });
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
