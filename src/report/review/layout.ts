// What is in the file of a review, and in which units?

import type { EpochMs, MicroUsd, PriceGrid } from "../../domain/money.js";
import type { Bucket } from "../../domain/review.js";

/*
 * Blocks as those of a run (`embed/layout.ts`). `review` holds ReviewMeta as JSON; `rows` one row for each pair, each signal that was not taken and
 * each trade without a signal, in the order of their entries; `row-legs` when parts of the trades were entered and left; `row-marks` what trades and signals were worth while they were held; `row-notes` the owner's words,
 * read when a row is opened. The bars of a contract are a run that did nothing, behind the prefix `h0-`. A shared page has none of it.
 */

export interface ReviewMeta {
  readonly format: number;
  /** Open positions are marked at each, each second … of the bars that they were held over. */
  readonly marked: number;
  /** Of the journal: all times of the page are told on its clock. */
  readonly zone: string;
  /** Local time is `at + offset` from each `from` on. */
  readonly offsets: readonly { readonly from: EpochMs; readonly offset: number }[];
  readonly hosts: readonly {
    readonly root: string;
    readonly grid: PriceGrid;
    readonly lot: PriceGrid;
  }[];
  /** Of all rows, by bucket: what happened how often, and the 90 % interval of what it came to a session; "" where there is none. */
  readonly buckets: Readonly<Record<Bucket, { readonly happened: string; readonly interval: string }>>;
  readonly breaches: readonly {
    readonly row: number;
    readonly rule: string;
    readonly promise: string;
    readonly happened: string;
    readonly dollars: MicroUsd;
  }[];
}

/** NaN where a row has no such number: a missed signal has no trade, a trade without a signal no plan. Money in micro-dollars, price sums in ticks. */
export const ROW_NUMBERS = [
  /** Index into `hosts`; -1: there are no bars of its contract. */
  "host",
  "side",
  "day",
  "qty",
  "entryTime",
  "exitTime",
  "entrySum",
  "exitSum",
  "gross",
  "costs",
  "net",
  "r",
  "risk",
  "mae",
  "mfe",
  "leverage",
  "planQty",
  "planEntryTime",
  "planExitTime",
  "planEntrySum",
  "planExitSum",
  "planNet",
] as const;
export type RowNumber = (typeof ROW_NUMBERS)[number];

/** Name of the column of a bucket. */
export const bucketColumn = (bucket: Bucket): string => `b-${bucket}`;

/** One text a row, as indices into texts that many rows share; several values stand with MANY between them. */
export const ROW_WORDS = [
  "contract",
  "kind",
  "did",
  "rule",
  "setup",
  "habit",
  "emotion",
  "mistake",
  "tag",
  "grade",
  "planEntry",
  "planExit",
] as const;
export type RowWord = (typeof ROW_WORDS)[number];

export const KINDS = ["followed", "deviated", "missed", "tried", "off-plan"] as const;
export type RowKind = (typeof KINDS)[number];

/** No text that a person types has it. */
export const MANY = "\u001f";

/** What was written about a row: JSON in the block `row-notes`. */
export interface RowNote {
  readonly row: number;
  readonly whyTechnical: string | null;
  readonly whyFundamental: string | null;
  readonly extra: { readonly [key: string]: string };
  readonly prose: string;
}

/** Before the blocks of a contract's bars. */
export const hostPrefix = (h: number): string => `h${h}-`;

/** By row, yours before the plan's, then by time. */
export interface Marks {
  readonly row: Int32Array;
  /** 0: yours, 1: the plan's. */
  readonly whose: Int32Array;
  /** The last moment of its bar. */
  readonly at: Float64Array;
  /** Net, had it been left at that close at its price: the costs of the whole trade are in it from its first bar on. */
  readonly value: Float64Array;
  /** Of the bars that a position is held over each, each second one …: more points than that no page is worth. */
  readonly every: number;
}
