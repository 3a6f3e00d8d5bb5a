// How is a long column of values drawn as a line or an area?

import { type Html, html } from "../html.js";
import { m4 } from "./m4.js";
import { areaPath, BEYOND, groundedPath, HEIGHT, linePath, xOf, yOf } from "./path.js";
import type { Axis } from "./scale.js";

/** Columns of a plot without script: M4 keeps every extreme, and on paper one of them is three quarters of a millimetre wide. */
export const COLUMNS = 240;

interface Points {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

function points(values: ArrayLike<number>, axis: Axis, columns: number): Points {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const i of m4(values, columns)) {
    const y = yOf(values[i]!, axis);
    // A flat stretch needs its two ends only: most of an equity curve out of the market.
    const flat = ys.length > 1 && ys[ys.length - 1] === y && ys[ys.length - 2] === y;
    if (flat) xs[xs.length - 1] = xOf(i, values.length);
    else {
      xs.push(xOf(i, values.length));
      ys.push(y);
    }
  }
  return { xs, ys };
}

export function line(values: ArrayLike<number>, axis: Axis, className: string, columns = COLUMNS): Html {
  const { xs, ys } = points(values, axis, columns);
  return html`<path class="${className}" d="${linePath(xs, ys)}"/>`;
}

/** Filled between the line and `level`, a value of the axis. */
export function area(
  values: ArrayLike<number>,
  axis: Axis,
  level: number,
  className: string,
  columns = COLUMNS,
): Html {
  const { xs, ys } = points(values, axis, columns);
  return html`<path class="${className}" d="${areaPath(xs, ys, yOf(level, axis))}"/>`;
}

/**
 * A line with the ground between it and the edge of the plot, in one path: what closes it lies outside of the drawing, which shows
 * nothing of it.
 */
export function filledLine(
  values: ArrayLike<number>,
  axis: Axis,
  edge: "floor" | "ceiling",
  className: string,
): Html {
  const { xs, ys } = points(values, axis, COLUMNS);
  return html`<path class="${className} filled" d="${groundedPath(xs, ys, edge === "floor" ? HEIGHT + BEYOND : -BEYOND)}"/>`;
}

/** Smallest and largest finite value of all columns together; null where there is none. */
export function rangeOf(columns: readonly ArrayLike<number>[]): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    const range =
      column instanceof Float64Array
        ? priceRange(column)
        : column instanceof Int32Array
          ? countRange(column)
          : rangeOfFew(column);
    low = Math.min(low, range.low);
    high = Math.max(high, range.high);
  }
  return low <= high ? { low, high } : null;
}

/** NaN is neither above nor below anything. One for each kind of column: a loop over both kinds would be slow for each. */
function priceRange(column: Float64Array): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function countRange(column: Int32Array): { low: number; high: number } {
  if (column.length === 0) return { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  let low = column[0]!;
  let high = low;
  for (let i = 1; i < column.length; i++) {
    const value = column[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function rangeOfFew(column: ArrayLike<number>): { low: number; high: number } {
  return priceRange(Float64Array.from(column));
}

/** The ground between two lines. */
export function band(low: ArrayLike<number>, high: ArrayLike<number>, axis: Axis, className: string): Html {
  const indices = Array.from({ length: low.length }, (_, i) => i);
  const across = [...indices, ...indices.toReversed()];
  const xs = across.map((i) => xOf(i, low.length));
  const ys = across.map((i, k) => yOf(k < low.length ? high[i]! : low[i]!, axis));
  return html`<path class="${className}" d="${linePath(xs, ys)}z"/>`;
}
