// What is in the file of a comparison, and in which units?

import type { Cell, Comparison, SharedAccount, SharedPart } from "../../domain/comparison.js";
import type { MicroUsd } from "../../domain/money.js";

/*
 * Blocks as those of a run (`embed/layout.ts`): `compare` holds CompareMeta as JSON, `r0-days` the columns of DAY_COLUMNS and `r0-trades` those of
 * COMPARE_TRADES for the first run that finished, and so on; `x0-` stands before all blocks of the run itself, for `tickproof export`, over bars without prices. `comparison` holds the rest of the comparison (ComparisonRest), and `s0-` stands before what the first part of the
 * shared account did, as a run over the same bars without prices and without equity bar by bar. The bars of an instrument are a run without trades of its own, behind the prefix `h0-`.
 */

export interface CompareMeta {
  readonly format: number;
  /** Key of the footing on which the curves are drawn at first. */
  readonly footing: string;
  /** Index into `runs`. */
  readonly baseline: number;
  /** Columns of the tables: runs that failed have one too. */
  readonly columns: number;
  readonly hosts: number;
  readonly runs: readonly RunMeta[];
}

/** What a comparison has beside its runs; only whoever draws it again reads it. */
export interface ComparisonRest
  extends Omit<Comparison, "cells" | "shared" | "correlation">,
    Pick<CompareMeta, "footing"> {
  readonly version: string;
  readonly command: string;
  readonly cells: readonly (Omit<Cell, "run"> & { readonly finished: boolean })[];
  readonly shared:
    | (Omit<SharedAccount, "parts"> & { readonly parts: readonly Omit<SharedPart, "books">[] })
    | null;
}

export interface RunMeta {
  /** Place of its column in the tables. */
  readonly at: number;
  readonly strategy: string;
  readonly instrument: string;
  /** Which bars it ran over. */
  readonly host: number;
  /** Classes of its line. */
  readonly style: string;
  readonly cash: MicroUsd;
  readonly net: MicroUsd;
  readonly peakMargin: MicroUsd | null;
  /** By baseline: why it is greyed beside it. */
  readonly greyed: readonly (readonly string[])[];
}

export const runBlock = (k: number, name: "days" | "trades"): string => `r${k}-${name}`;
/** Before the blocks of a whole run; its bars stand behind its host's prefix. */
export const archivePrefix = (k: number): string => `x${k}-`;
export const ARCHIVED = /^x(\d+)-$/;
/** Before what a part of the shared account did; in the order of the runs that finished. */
export const partPrefix = (k: number): string => `s${k}-`;
export const PART = /^s(\d+)-$/;
export const hostPrefix = (h: number): string => `h${h}-`;

/** Numbers of a trade, as `Trade` says; beside them stand `entryReason` and `exitReason`, indices into the texts `reasons`. */
export const COMPARE_TRADES = [
  "side",
  "qty",
  "entryBar",
  "exitBar",
  "entryTime",
  "exitTime",
  "entrySum",
  "exitSum",
  "net",
] as const;
