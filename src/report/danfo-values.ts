// What do statistics say of a column in which values are missing?

import type { Cell, Fold } from "./danfo-types.js";

/** A missing value counts nowhere: not in a sum, not in a mean, not in a count. */
const present = (values: readonly Cell[]): number[] =>
  values.filter((value) => value !== null && value !== undefined && !Number.isNaN(value)).map(Number);

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** NaN where there are no values. */
const mean = (values: readonly number[]): number => total(values) / values.length;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Of a sample, in two passes, divided by n − 1. NaN for fewer than two values: one value has no spread, not a spread of 0. */
function variance(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const middle = mean(values);
  return total(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
}

const least = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((a, b) => Math.max(a, b));

export const STATISTICS = ["count", "mean", "std", "min", "median", "max", "variance"] as const;

/** In the order of `STATISTICS`. */
export function describeColumn(column: readonly Cell[]): number[] {
  const values = present(column);
  const spread = variance(values);
  return [
    values.length,
    mean(values),
    Math.sqrt(spread),
    least(values),
    median(values),
    most(values),
    spread,
  ];
}

const running = (values: readonly Cell[], next: (before: number, value: number) => number): number[] => {
  let before = Number.NaN;
  return values.map((value) => {
    const [number] = present([value]);
    if (number === undefined) return Number.NaN; // the run goes on behind the hole
    before = Number.isNaN(before) ? number : next(before, number);
    return before;
  });
};

/** The value that occurs most often, the first of them where several do. */
function mode(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const highest = most([...counts.values()]);
  for (const [value, count] of counts) if (count === highest) return value;
  return Number.NaN;
}

/** One value for a group, or one for each of its rows where the fold runs along them. */
export function foldOf(column: readonly Cell[], fold: Fold): number[] {
  if (fold === "count") {
    return [column.filter((value) => value !== null && value !== undefined && !Number.isNaN(value)).length];
  }
  const values = present(column);
  switch (fold) {
    case "sum":
      return [total(values)];
    case "mean":
      return [mean(values)];
    case "median":
      return [median(values)];
    case "mode":
      return [mode(values)];
    case "min":
      return [least(values)];
    case "max":
      return [most(values)];
    case "std":
      return [Math.sqrt(variance(values))];
    case "var":
      return [variance(values)];
    case "cumsum":
      return running(column, (before, value) => before + value);
    case "cumprod":
      return running(column, (before, value) => before * value);
    case "cummin":
      return running(column, Math.min);
    case "cummax":
      return running(column, Math.max);
  }
}
