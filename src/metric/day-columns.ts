// What did a run do on each trade date, in columns by which two runs can be held against each other?

import type { Day, MicroUsd } from "../domain/money.js";
import { formatDay } from "../instrument/time.js";

/** All that comparing needs of a run: a few numbers a trade date, which fit into a page where the run itself does not. */
export interface DayColumns {
  readonly length: number;
  readonly cash: MicroUsd;
  /** The largest initial margin that the position required at a bar's close; null where there was none. */
  readonly peakMargin: MicroUsd | null;
  /** Rising. */
  readonly day: ArrayLike<Day>;
  /** Change of equity, marked to market, transfers left out. */
  readonly profit: ArrayLike<MicroUsd>;
  /** Deposits less withdrawals of the date. */
  readonly moved: ArrayLike<MicroUsd>;
  /** Of the trades that were entered on the date: how many, their net, the contracts entered. */
  readonly trades: ArrayLike<number>;
  readonly net: ArrayLike<MicroUsd>;
  readonly contracts: ArrayLike<number>;
  /** Of those with an initial stop: dollars at risk, and their net. */
  readonly risked: ArrayLike<MicroUsd>;
  readonly riskNet: ArrayLike<MicroUsd>;
}

/** The columns of a date's own numbers, in the order in which a page holds them. */
export const DAY_COLUMNS = [
  "day",
  "profit",
  "moved",
  "trades",
  "net",
  "contracts",
  "risked",
  "riskNet",
] as const satisfies readonly (keyof DayColumns)[];

/** Daily returns on the equity that a date began with, its transfers inside; null where that was not above 0 on some date. */
export function returnsOfDays({ cash, length, profit, moved }: DayColumns): Float64Array | null {
  const returns = new Float64Array(length);
  let equity = cash;
  for (let i = 0; i < length; i++) {
    equity += moved[i]!;
    if (equity <= 0) return null;
    returns[i] = profit[i]! / equity;
    equity += profit[i]!;
  }
  return returns;
}

/** Where in each run the trade dates stand that all of them have: a list of positions a run, all of the same length. */
export function commonDates(runs: readonly Pick<DayColumns, "day" | "length">[]): readonly Int32Array[] {
  const seen = new Map<Day, number>();
  for (const { day, length } of runs)
    for (let i = 0; i < length; i++) seen.set(day[i]!, (seen.get(day[i]!) ?? 0) + 1);
  return runs.map(({ day, length }) => {
    const kept: number[] = [];
    for (let i = 0; i < length; i++) if (seen.get(day[i]!) === runs.length) kept.push(i);
    return Int32Array.from(kept);
  });
}

/** Every date that any of the runs has, rising. */
export const allDates = (runs: readonly Pick<DayColumns, "day">[]): readonly Day[] =>
  [...new Set(runs.flatMap(({ day }) => Array.from(day)))].sort((a, b) => a - b);

/**
 * What a run had earned by the end of each of the dates. A date between its own leaves the line where it was; before its first one there is
 * none (NaN), nor after its last.
 */
export function earnedBy({ day, profit, length }: DayColumns, dates: readonly Day[]): Float64Array {
  const earned = new Float64Array(dates.length).fill(Number.NaN);
  let [sum, at] = [0, 0];
  for (const [i, date] of dates.entries()) {
    if (at === length) break;
    if (day[at] === date) sum += profit[at++]!;
    if (at > 0) earned[i] = sum;
  }
  return earned;
}

export const lastEarned = (earned: Float64Array): number =>
  earned.findLast((value) => !Number.isNaN(value)) ?? 0;

/** Indices of the last date of each month. */
export function monthEnds(days: readonly Day[]): readonly number[] {
  const month = (day: Day) => formatDay(day).slice(0, 7);
  return days
    .map((_, i) => i)
    .filter((i) => i + 1 === days.length || month(days[i]!) !== month(days[i + 1]!));
}
