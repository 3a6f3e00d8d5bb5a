// What comes out of many runs of one strategy with other parameters?

import type { FaultData } from "./fault.js";
import type { ParamValue, ParamValues, RunInputs } from "./run.js";

/** On what all combinations ran. */
export type SweepTerms = Pick<
  RunInputs,
  "data" | "contract" | "account" | "execution" | "finer" | "flatCost"
>;

/** A parameter that a sweep varies, and the values that it takes, in the order in which they are tried. */
export interface SweepAxis {
  readonly name: string;
  readonly type: "int" | "float" | "bool" | "choice";
  readonly values: readonly ParamValue[];
}

/** What became of a combination: `open` was not run, because the sweep was stopped before. Kept in this order: columns hold the index. */
export const SWEEP_STATES = ["open", "done", "failed"] as const;

/** Combinations that failed alike: the first of them stands for all. */
export interface SweepFailure {
  readonly fault: FaultData;
  readonly count: number;
  /** The first that failed so. */
  readonly row: number;
}

/** A row's curve is equity at the ends of so many trade dates, spread evenly, the last among them. */
export const CURVE_POINTS = 96;

/** All combinations on one instrument. A row is the same combination in every part. */
export interface SweepPart {
  readonly symbol: string;
  readonly terms: SweepTerms;
  /** By row: index into `SWEEP_STATES`. */
  readonly state: Uint8Array;
  /** One column a figure, by the key of its metric, in the metric's unit; NaN where it does not exist. */
  readonly figures: Readonly<Record<string, Float64Array>>;
  /** Of the daily returns: a deflated Sharpe ratio needs them. */
  readonly skewness: Float64Array;
  readonly kurtosis: Float64Array;
  /** Bars whose two walks end with different equity. The bounds of the net are not computed in a sweep: `tickproof run` has them. */
  readonly ambiguousBars: Float64Array;
  /**
   * CURVE_POINTS micro-dollars of equity a row, NaN behind the end of a shorter one and where a row ran another time; null in sweeps
   * of more rows than a page would show.
   */
  readonly curves?: Float64Array | null;
  /** Trade dates, and with them daily returns. */
  readonly days: number;
  readonly done: number;
  readonly failed: number;
  readonly failures: readonly SweepFailure[];
}

/** Hashes of all that decides what a sweep comes to: it may go on only where they are the same. */
export interface SweepIdentity {
  readonly space: string;
  readonly strategy: string;
  readonly data: string;
  readonly terms: string;
  readonly program: string;
}

export interface Sweep {
  readonly strategy: { readonly name: string; readonly file: string; readonly hash: string };
  /** What all combinations have in common, defaults among them. */
  readonly fixed: ParamValues;
  readonly axes: readonly SweepAxis[];
  /** Combinations that the axes have in all. */
  readonly space: number;
  /** Null: all of them were tried. */
  readonly sample: { readonly seed: number } | null;
  /** Combinations of this sweep. */
  readonly rows: number;
  /** By row: number of the combination among all, the last axis changing fastest. Null: the row itself. */
  readonly numbers: Float64Array | null;
  readonly detail: "figures" | "trades";
  readonly parts: readonly SweepPart[];
  /** SHA-256 over parameters and figures in the order of the rows, instrument by instrument; null where rows are open. */
  readonly fingerprint: string | null;
  /** Null unless it was asked to be resumable. */
  readonly identity: SweepIdentity | null;
  /** True where the user stopped it: what had finished is here. */
  readonly interrupted: boolean;
}

/** Index of the value that an axis has in a combination. */
export function placesOf(axes: readonly SweepAxis[], combination: number): number[] {
  const places = axes.map(() => 0);
  let left = combination;
  for (let k = axes.length - 1; k >= 0; k--) {
    const { length } = axes[k]!.values;
    places[k] = left % length;
    left = Math.floor(left / length);
  }
  return places;
}

/** The values of the axes in a row. */
export function varied(
  { axes, numbers }: Pick<Sweep, "axes" | "numbers">,
  row: number,
): Record<string, ParamValue> {
  const values: Record<string, ParamValue> = {};
  for (const [k, place] of placesOf(axes, numbers?.[row] ?? row).entries())
    values[axes[k]!.name] = axes[k]!.values[place]!;
  return values;
}
