// When were several runs under water at once?

import type { Day, MicroUsd } from "../domain/money.js";
import { commonDates, type DayColumns } from "./day-columns.js";

/** A fall of what all runs made together, from its high until it is reached again; by the ends of trade dates. */
export interface JointDrawdown {
  /** The last date at the high; null where the high is the start. */
  readonly from: Day | null;
  readonly trough: Day;
  /** The first date back at the high; null where it never came back. */
  readonly end: Day | null;
  /** Above 0. */
  readonly depth: MicroUsd;
  /** What each run made from the high to the trough; they add up to −depth. */
  readonly parts: readonly MicroUsd[];
  /** Runs that were below their own high at the trough. */
  readonly under: number;
}

export interface JointDrawdowns {
  /** The dates that all runs have. */
  readonly days: Int32Array;
  /** How many runs were below their own high at the end of each date. */
  readonly under: Int32Array;
  /** What all of them together lay below their common high. */
  readonly depth: Float64Array;
  /** Dates on which no run, one run, … all runs were under water. */
  readonly counts: readonly number[];
  /** Deepest first, at most ten. */
  readonly deepest: readonly JointDrawdown[];
}

const MOST_SHOWN = 10;

/**
 * Each run by itself, on an account of its own: what they made is added up, date by date, from the first date that all have. With one
 * account for all it would be another story, told under the shared account.
 */
export function jointDrawdowns(runs: readonly DayColumns[]): JointDrawdowns {
  const at = commonDates(runs);
  const length = at[0]?.length ?? 0;
  const days = Int32Array.from(at[0] ?? [], (i) => runs[0]!.day[i]!);
  const under = new Int32Array(length);
  const together = new Float64Array(length);
  const earned = runs.map(({ profit }, k) => {
    const column = new Float64Array(length);
    let [sum, high] = [0, 0];
    for (let i = 0; i < length; i++) {
      sum += profit[at[k]![i]!]!;
      column[i] = sum;
      together[i]! += sum;
      if (sum < high) under[i]!++;
      else high = sum;
    }
    return column;
  });
  const counts = new Array<number>(runs.length + 1).fill(0);
  for (const n of under) counts[n]!++;
  const depth = new Float64Array(length);
  let high = 0;
  for (let i = 0; i < length; i++) {
    high = Math.max(high, together[i]!);
    depth[i] = high - together[i]!;
  }
  const deepest = fallsOf(depth).map(({ from, trough, end }) => ({
    from: from < 0 ? null : days[from]!,
    trough: days[trough]!,
    end: end === length ? null : days[end]!,
    depth: depth[trough]!,
    parts: earned.map((column) => column[trough]! - (from < 0 ? 0 : column[from]!)),
    under: under[trough]!,
  }));
  return { days, under, depth, counts, deepest };
}

interface Fall {
  /** −1: the start. */
  readonly from: number;
  readonly trough: number;
  /** One past the last where it never came back. */
  readonly end: number;
}

function fallsOf(depth: Float64Array): readonly Fall[] {
  const falls: Fall[] = [];
  let from = -1;
  let trough = -1;
  for (let i = 0; i <= depth.length; i++) {
    if (i < depth.length && depth[i]! > 0) {
      if (trough < 0 || depth[i]! > depth[trough]!) trough = i;
      continue;
    }
    if (trough >= 0) falls.push({ from, trough, end: i });
    [from, trough] = [i, -1];
  }
  return falls
    .sort((a, b) => depth[b.trough]! - depth[a.trough]! || a.trough - b.trough)
    .slice(0, MOST_SHOWN);
}
