// What does a workload tell?

import { least, median, ratioOf, type Timing } from "./in-turn.js";

/**
 * Whose time it is. `ours`: what is measured, the first of its table. `variant`: the same under other conditions.
 * `reference`: something else that does the same work, or the least that could be called so.
 */
export type Role = "ours" | "variant" | "reference";

export interface Line {
  readonly who: string;
  readonly role: Role;
  /** Milliseconds: the median of the rounds, and the least. */
  readonly ms: number;
  readonly min: number;
  /** Work a second at the median: millions of bars, or megabytes. Null where no pace is meant. */
  readonly rate: number | null;
  /** Median of the rounds: ours ÷ this for a reference, this ÷ ours for a variant; null for ours. */
  readonly ratio: number | null;
}

/** Parties that were measured in turn. */
export interface Table {
  readonly key: string;
  readonly title: string;
  readonly unit: "M bars/s" | "MB/s" | "M bar-runs/s" | null;
  readonly rounds: number;
  readonly lines: readonly Line[];
}

export interface Peak {
  /** High-water mark of the resident set of a process that did nothing else, in bytes. */
  readonly bytes: number;
  /** Of them the bars' own columns. */
  readonly columns: number;
  readonly bars: number;
}

export interface Measured {
  readonly workload: string;
  readonly bars: number;
  readonly fingerprint: string | null;
  readonly trades: number | null;
  readonly tables: readonly Table[];
  readonly peak: Peak;
  /** Sentences that the figures need. */
  readonly notes: readonly string[];
}

export interface Asked {
  readonly key: string;
  readonly title: string;
  readonly unit: Table["unit"];
  /** Bars, bar-runs or bytes that a party goes through in a round: all the same, or one for each. Null: no pace. */
  readonly work: number | readonly number[] | null;
}

/** The first timing is ours, then come `variants` of it, then references. */
export function tableOf({ key, title, unit, work }: Asked, timings: readonly Timing[], variants = 0): Table {
  const ours = timings[0]!;
  const lines = timings.map((timing, k): Line => {
    const role = k === 0 ? "ours" : k <= variants ? "variant" : "reference";
    const ms = median(timing.ms);
    const ratio = role === "ours" ? null : role === "variant" ? ratioOf(timing, ours) : ratioOf(ours, timing);
    return {
      who: timing.who,
      role,
      ms,
      min: least(timing.ms),
      rate: paceOf(work, k, ms),
      ratio,
    };
  });
  return { key, title, unit, rounds: ours.ms.length, lines };
}

function paceOf(work: Asked["work"], k: number, ms: number): number | null {
  if (work === null) return null;
  return (typeof work === "number" ? work : work[k]!) / ms / 1000;
}
