// How much volume traded at each price?

import { highest, lowest } from "./extreme.js";
import { checkRowSize, decimalRow, GAP, type Grid, gridOf } from "./profile-grid.js";
import { ProfileWindow } from "./profile-window.js";
import { BLOCK, checkLengths, checkPeriod, room } from "./stretch.js";
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
  const lastRow = Math.round(high / rowSize);
  const closeRow = Math.min(Math.max(Math.round(close / rowSize), firstRow), lastRow);
  const volumes = new Float64Array(lastRow - firstRow + 1);
  book(volumes, -firstRow, firstRow, lastRow, closeRow, volume, 1, spread);
  return { firstRow, volumes };
}

/**
 * Where the volume of all bars together traded; null where there is none. Volumes as in `sessionProfile`, rows as in `spreadBar`.
 * @throws Fault E430 where the row size cannot be, E432 where the columns differ in length.
 */
export function wholeProfile(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  rowSize: number,
  spread: Spread = "uniform",
): Profile | null {
  checkLengths("wholeProfile", { high, low, close, volume });
  const grid = gridOf(high, low, close, rowSize);
  if (grid.size === 0) return null;
  const traded = contractsOf(volume);
  const volumes = new Float64Array(grid.size);
  for (let i = 0; i < close.length; i++) {
    if (grid.low[i]! >= 0)
      book(volumes, 0, grid.low[i]!, grid.high[i]!, grid.close[i]!, traded[i]!, 1, spread);
  }
  return { firstRow: grid.base, volumes };
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
  const levels = roomForLevels(close.length);
  const rows = new Float64Array(grid.size);
  const traded = contractsOf(volume);
  let begin = 0;
  let area: ValueArea | null = null;
  while (begin < close.length) {
    const end = endOfDate(tradeDate, begin);
    fillLevels(levels, begin, end, area, grid);
    const booked = bookSession(rows, grid, traded, begin, end, spread);
    const found = booked && areaWithin(rows, booked.first, booked.last, percent, expansion);
    area = found && { ...found };
    if (booked !== null) rows.fill(0, booked.first, booked.last + 1);
    begin = end;
  }
  return levels;
}

/** First bar of the next trade date. */
function endOfDate(tradeDate: Float64Array, begin: number): number {
  let end = begin + 1;
  while (end < tradeDate.length && tradeDate[end] === tradeDate[end - 1]) end++;
  return end;
}

/** The rows that were booked on; null where no bar has a price. */
function bookSession(
  rows: Float64Array,
  grid: Grid,
  traded: Float64Array,
  begin: number,
  end: number,
  spread: Spread,
): { readonly first: number; readonly last: number } | null {
  let first = rows.length;
  let last = -1;
  for (let i = begin; i < end; i++) {
    if (grid.low[i]! < 0) continue;
    book(rows, 0, grid.low[i]!, grid.high[i]!, grid.close[i]!, traded[i]!, 1, spread);
    if (grid.low[i]! < first) first = grid.low[i]!;
    if (grid.high[i]! > last) last = grid.high[i]!;
  }
  return last < 0 ? null : { first, last };
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
  const levels = roomForLevels(close.length);
  const traded = contractsOf(volume);
  const rows = new Float64Array(grid.size);
  if (!staysExact(traded, lookback)) {
    rollAnew(rows, levels, grid, traded, lookback, percent, expansion, spread);
    return levels;
  }
  const window = new ProfileWindow(rows, percent, expansion);
  for (let at = 0; at < close.length; at += BLOCK)
    roll(window, levels, grid, traded, lookback, spread, at, Math.min(at + BLOCK, close.length));
  return levels;
}

function roll(
  window: ProfileWindow,
  levels: ProfileColumns,
  grid: Grid,
  traded: Float64Array,
  lookback: number,
  spread: Spread,
  from: number,
  to: number,
): void {
  const { low, high, close } = grid;
  const { rows } = window;
  for (let i = from; i < to; i++) {
    if (low[i]! >= 0) {
      book(rows, 0, low[i]!, high[i]!, close[i]!, traded[i]!, 1, spread);
      window.entered(low[i]!, high[i]!, traded[i]!);
    } else if (low[i] === GAP) window.gap = i;
    const old = i - lookback;
    if (old >= 0 && low[old]! >= 0) {
      book(rows, 0, low[old]!, high[old]!, close[old]!, traded[old]!, -1, spread);
      window.left(traded[old]!);
    }
    if (i - window.gap >= lookback && window.measure()) write(levels, i, window, grid);
    else writeNone(levels, i);
  }
}

/** The same, with every sum over the rows made anew: where sums of volumes are not exact, their order has a say. */
function rollAnew(
  rows: Float64Array,
  levels: ProfileColumns,
  grid: Grid,
  traded: Float64Array,
  lookback: number,
  percent: number,
  expansion: Expansion,
  spread: Spread,
): void {
  const { low, high, close } = grid;
  const numbers = (column: Int32Array) =>
    Float64Array.from(column, (row, i) => (low[i] === GAP ? Number.NaN : row));
  const bottoms = lowest(numbers(grid.bottom), lookback);
  const tops = highest(numbers(high), lookback);
  for (let i = 0; i < traded.length; i++) {
    if (low[i]! >= 0) book(rows, 0, low[i]!, high[i]!, close[i]!, traded[i]!, 1, spread);
    const old = i - lookback;
    if (old >= 0 && low[old]! >= 0)
      book(rows, 0, low[old]!, high[old]!, close[old]!, traded[old]!, -1, spread);
    const known = !Number.isNaN(bottoms[i]! + tops[i]!);
    const area = known ? areaWithin(rows, bottoms[i]!, tops[i]!, percent, expansion) : null;
    if (area === null) writeNone(levels, i);
    else write(levels, i, area, grid);
  }
}

/**
 * Whether all sums of a window are exact: below 2^23 contracts, in units of 2^-30, they are whole numbers of no more than 53
 * bits, and then it does not matter in which order they are made. A bar is booked before the oldest one is taken out.
 */
function staysExact(traded: Float64Array, lookback: number): boolean {
  let sum = 0;
  for (let i = 0; i < traded.length; i++) {
    sum += traded[i]!;
    if (!(sum < 2 ** 23)) return false;
    if (i >= lookback) sum -= traded[i - lookback]!;
  }
  return true;
}

/** The canonical price of a row: the double nearest to `row × rowSize` as a person writes it. 7543 rows of 0.01 are 75.43. */
export function rowPrice(row: number, rowSize: number): number {
  const { units, scale } = decimalRow(rowSize);
  return (row * units) / scale;
}

/** Of each bar, in whole units. */
function contractsOf(volume: Float64Array): Float64Array {
  const traded = new Float64Array(volume.length);
  for (let i = 0; i < volume.length; i++)
    traded[i] = Number.isNaN(volume[i]!) ? 1 : Math.round(volume[i]! * UNIT) / UNIT;
  return traded;
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
  if (spread === "uniform" && Number.isInteger(volume * UNIT)) {
    bookEvenly(rows, offset + bottom, height, volume, sign);
    return;
  }
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

/** The same, where all rows of the bar get as much and the unit is the usual one. */
function bookEvenly(rows: Float64Array, bottom: number, height: number, volume: number, sign: 1 | -1): void {
  let booked = 0;
  for (let k = 1; k < height; k++) {
    const upTo = Math.round(((volume * k) / height) * UNIT) * (1 / UNIT);
    rows[bottom + k - 1]! += sign * (upTo - booked);
    booked = upTo;
  }
  rows[bottom + height - 1]! += sign * (volume - booked);
}

function triangle(bottom: number, top: number, close: number, height: number): number {
  let weight = 0;
  for (let row = bottom; row <= top; row++) weight += 1 - Math.abs(row - close) / height;
  return weight;
}

const roomForLevels = (length: number): ProfileColumns => ({
  poc: room(length),
  valueHigh: room(length),
  valueLow: room(length),
});

type Found = Pick<ValueArea, "poc" | "low" | "high">;

function write(levels: ProfileColumns, i: number, { poc, low, high }: Found, grid: Grid): void {
  levels.poc[i] = ((grid.base + poc) * grid.units) / grid.scale;
  levels.valueHigh[i] = ((grid.base + high) * grid.units) / grid.scale;
  levels.valueLow[i] = ((grid.base + low) * grid.units) / grid.scale;
}

function writeNone(levels: ProfileColumns, i: number): void {
  levels.poc[i] = Number.NaN;
  levels.valueHigh[i] = Number.NaN;
  levels.valueLow[i] = Number.NaN;
}

/** The levels of one profile, or none, on the bars `from` to `to`. */
function fillLevels(
  levels: ProfileColumns,
  from: number,
  to: number,
  area: ValueArea | null,
  grid: Grid,
): void {
  if (area === null) writeNone(levels, from);
  else write(levels, from, area, grid);
  for (const column of Object.values(levels)) column.fill(column[from]!, from, to);
}
