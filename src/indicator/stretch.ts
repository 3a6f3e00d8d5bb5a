// Where does a column hold numbers, and is what was asked of it possible?

import { Fault } from "../domain/fault.js";

/**
 * Calls `kernel(from, to)` for each stretch of bars on which all `columns` hold numbers, `to` exclusive; `outs` get NaN on all
 * other bars, and the kernel writes every bar of its stretch.
 * One rule for every indicator: a NaN is a bar without a value, and after it the warm-up begins anew. So the
 * NaN in front of one indicator only delays the next one, and a NaN in the middle never poisons the rest.
 */
export function eachStretch(
  columns: readonly Float64Array[],
  kernel: (from: number, to: number) => void,
  outs: readonly Float64Array[] = [],
): void {
  const length = columns[0]?.length ?? 0;
  let end = 0;
  while (end < length) {
    let from = end;
    while (from < length && !allNumbers(columns, from)) from++;
    for (const out of outs) out.fill(Number.NaN, end, from);
    if (from === length) return;
    end = length;
    for (const column of columns) end = endOfNumbers(column, from, end);
    kernel(from, end);
  }
}

/** Long columns go through small functions in blocks: V8 optimises between calls, not within one. */
export const BLOCK = 4096;

function allNumbers(columns: readonly Float64Array[], i: number): boolean {
  for (const column of columns) if (Number.isNaN(column[i])) return false;
  return true;
}

/** First bar from `from` on whose value is NaN, at most `to`: a block whose sum is a number holds no NaN. */
function endOfNumbers(column: Float64Array, from: number, to: number): number {
  for (let at = from; at < to; at += BLOCK) {
    const end = Math.min(at + BLOCK, to);
    if (!Number.isNaN(sumOf(column, at, end))) continue;
    for (let i = at; i < end; i++) if (Number.isNaN(column[i])) return i;
  }
  return to;
}

/** In four sums, which do not wait for one another. NaN also where infinities cancel out. */
function sumOf(column: Float64Array, from: number, to: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    a += column[i]!;
    b += column[i + 1]!;
    c += column[i + 2]!;
    d += column[i + 3]!;
  }
  for (; i < to; i++) a += column[i]!;
  return a + b + (c + d);
}

/**
 * A column whose every value is still to be written, once: to fill it first costs as much as many a kernel's arithmetic. No
 * shared memory: V8 gives that back seldom, and fresh pages cost more than used ones.
 */
export const room = (length: number): Float64Array => new Float64Array(length);

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
