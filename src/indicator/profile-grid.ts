// On which rows of a profile does each bar lie?

import { Fault } from "../domain/fault.js";
import { BLOCK } from "./stretch.js";

/** 400 MB of rows: whoever needs more has mistaken the row size. */
const MAX_ROWS = 50_000_000;

/** Rows of the bars, counted from the lowest of the whole column. */
export interface Grid {
  /** Negative for a bar that trades nowhere: `GAP`, or `NOWHERE` where only its close is missing. */
  readonly low: Int32Array;
  /** As `low`, but the row also where only the close is missing. */
  readonly bottom: Int32Array;
  readonly high: Int32Array;
  readonly close: Int32Array;
  readonly size: number;
  readonly base: number;
  readonly units: number;
  readonly scale: number;
}

/** A bar without a high or a low. */
export const GAP = -2;
const NOWHERE = -1;

/** The lowest row only places the array in memory; no level depends on it. */
export function gridOf(high: Float64Array, low: Float64Array, close: Float64Array, rowSize: number): Grid {
  checkRowSize(rowSize);
  const { base, size } = spanOf(high, low, rowSize);
  const rows = () => new Int32Array(close.length);
  const grid = { low: rows(), bottom: rows(), high: rows(), close: rows() };
  for (let at = 0; at < close.length; at += BLOCK)
    place(grid, high, low, close, rowSize, base, at, Math.min(at + BLOCK, close.length));
  return { ...grid, size, base, ...decimalRow(rowSize) };
}

function spanOf(high: Float64Array, low: Float64Array, rowSize: number): { base: number; size: number } {
  let bottom = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < high.length; i++) {
    if (low[i]! < bottom) bottom = low[i]!;
    if (high[i]! > top) top = high[i]!;
  }
  if (top < bottom) return { base: 0, size: 0 };
  const base = Math.round(bottom / rowSize);
  const size = Math.round(top / rowSize) - base + 1;
  if (size <= MAX_ROWS) return { base, size };
  throw new Fault("E430", `A volume profile with rows of ${rowSize} needs ${size} rows`, {
    found: `prices from ${bottom} to ${top}, row size ${rowSize}`,
    expected: `at most ${MAX_ROWS} rows`,
    fix: ["choose a larger row size, such as 4 to 40 ticks"],
  });
}

/** A close outside of its bar counts as traded at the bar's end. */
function place(
  grid: Pick<Grid, "low" | "bottom" | "high" | "close">,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  rowSize: number,
  base: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const bottom = Math.round(low[i]! / rowSize) - base;
    const top = Math.round(high[i]! / rowSize) - base;
    const last = Math.round(close[i]! / rowSize) - base;
    grid.low[i] = Number.isNaN(last) ? NOWHERE : bottom;
    if (Number.isNaN(bottom + top)) grid.low[i] = GAP;
    grid.bottom[i] = bottom;
    grid.high[i] = top;
    grid.close[i] = Math.min(Math.max(last, bottom), top);
  }
}

/** A row size as written: 0.25 is 25 units of 1 ÷ 100. Whole numbers say exactly what a binary fraction cannot. */
export function decimalRow(rowSize: number): { units: number; scale: number } {
  for (let scale = 1; scale <= 1e15; scale *= 10) {
    const units = Math.round(rowSize * scale);
    if (units / scale === rowSize) return { units, scale };
  }
  return { units: rowSize, scale: 1 };
}

export function checkRowSize(rowSize: number): void {
  if (Number.isFinite(rowSize) && rowSize > 0) return;
  throw new Fault("E430", `A volume profile cannot have rows of ${String(rowSize)}`, {
    found: `rowSize = ${String(rowSize)}`,
    expected: "a price step above 0, a multiple of the contract's tick",
    fix: ["pass a multiple of this.tickSize"],
  });
}
