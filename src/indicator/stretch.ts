// Where does a column hold numbers, and is what was asked of it possible?

import { Fault } from "../domain/fault.js";

/**
 * Calls `kernel(from, to)` for each stretch of bars on which all `columns` hold numbers, `to` exclusive.
 * One rule for every indicator: a NaN is a bar without a value, and after it the warm-up begins anew. So the
 * NaN in front of one indicator only delays the next one, and a NaN in the middle never poisons the rest.
 */
export function eachStretch(
  columns: readonly Float64Array[],
  kernel: (from: number, to: number) => void,
): void {
  const length = columns[0]?.length ?? 0;
  let from = 0;
  while (from < length) {
    while (from < length && !allNumbers(columns, from)) from++;
    if (from === length) return;
    let to = length;
    for (const column of columns) to = endOfNumbers(column, from, to);
    kernel(from, to);
    from = to;
  }
}

function allNumbers(columns: readonly Float64Array[], i: number): boolean {
  for (const column of columns) if (Number.isNaN(column[i])) return false;
  return true;
}

/** First bar from `from` on whose value is NaN, at most `to`. A loop of its own per column: it runs over millions of bars. */
function endOfNumbers(column: Float64Array, from: number, to: number): number {
  let i = from;
  while (i < to && !Number.isNaN(column[i])) i++;
  return i;
}

/** A column of zeros, in memory that threads share as they share bars. Fresh pages cost more than a kernel's arithmetic: write each value once. */
export const room = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));

/** A column without a single value yet. */
export const blank = (length: number): Float64Array => room(length).fill(Number.NaN);

/** @throws Fault E430 unless `period` is a whole number of bars, at least `least`. */
export function checkPeriod(indicator: string, period: number, least = 1, name = "period"): void {
  if (Number.isInteger(period) && period >= least) return;
  throw new Fault("E430", `${indicator} cannot look back ${String(period)} bars`, {
    found: `${name} = ${String(period)}`,
    expected: `a whole number of bars, ${least} or more`,
    fix: [
      `declare the parameter with bounds, such as ${name}: int({ default: ${Math.max(14, least)}, min: ${least}, max: 400 })`,
    ],
  });
}

/** @throws Fault E432 where columns of one indicator differ in length: bar i would be another bar in each. */
export function checkLengths(indicator: string, columns: Readonly<Record<string, ArrayLike<number>>>): void {
  const lengths = Object.entries(columns);
  const length = lengths[0]?.[1].length;
  if (lengths.every(([, column]) => column.length === length)) return;
  throw new Fault("E432", `${indicator} got columns of different lengths`, {
    found: lengths.map(([name, column]) => `${name} ${column.length}`).join(", "),
    expected: "columns of one series, a value a bar",
    fix: [`pass columns of the same series, such as ${lengths.map(([name]) => `this.${name}`).join(", ")}`],
  });
}
