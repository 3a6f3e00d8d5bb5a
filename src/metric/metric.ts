// What is a metric?

import type { MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";

/**
 * `usd`: whole micro-dollars. `percent`: 12.3 is 12.3 %. `r`: initial risks. `ticks`: ticks a side. `days`: calendar
 * days. `ratio`: a plain number.
 */
export type Unit = "usd" | "ratio" | "percent" | "count" | "r" | "days" | "bars" | "ticks";

/**
 * One number about a finished run, defined once and read by report, terminal, JSON and comparison alike. Null where it does not
 * exist, never 0 or Infinity: shown as "—".
 */
export interface Metric<Known = Run> {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
  readonly of: (run: Known) => number | null;
}

/** What a run was worth at each close, and what that came of: known before its trades are. */
export type Closes = Pick<Run, "inputs" | "bars" | "equity" | "position" | "chain" | "cash">;

/** With the trades that came of it: known before it is known how its orders ended, and what all of it adds up to. */
export type Traded = Closes & Pick<Run, "fills" | "trades" | "reasons" | "totals" | "daily">;

/**
 * The same answer for the same run, worked out once: several metrics, the checks and the panels of a report ask for it. A run never changes
 * once it is there.
 */
export function oncePerRun<T extends object | number, R extends object = Run>(
  of: (run: R) => T | null,
): (run: R) => T | null {
  const known = new WeakMap<R, { readonly answer: T | null }>();
  return (run) => {
    let found = known.get(run);
    if (found === undefined) {
      found = { answer: of(run) };
      known.set(run, found);
    }
    return found.answer;
  };
}

const BLOCK = 2048;

/**
 * Stretches of a column, one after the other. V8 compiles a function between two calls of it: one call over a million bars runs
 * interpreted for long, and each number that it comes to is an object until it is compiled.
 */
export function eachBlock(length: number, use: (from: number, to: number) => void): void {
  for (let from = 0; from < length; from += BLOCK) use(from, Math.min(from + BLOCK, length));
}

/** To the whole micro-dollar, for money that a division has left with a fraction. Never −0. */
export const wholeMicro = (amount: number): MicroUsd => Math.round(amount) + 0;

/** "ema-trend" → "Ema trend" is nobody's name for anything; keys only turn into the camel case of JSON: "max-drawdown" → "maxDrawdown". */
export const camelCase = (key: string): string =>
  key.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
