// What came out of watching a strategy?

import type { EpochMs } from "./money.js";

export const FOUND = {
  /** It decided with bars that had not closed. */
  lookAhead: "E501",
  /** It asked the clock, or chance. */
  clock: "E502",
  /** Two runs in one process differ. */
  differs: "E503",
  /** It takes longer to warm up than was stated. */
  warmup: "E504",
  /** Bars were written to. */
  wrote: "E505",
  /** It decides in a bar that `decidesAt` leaves out. */
  skips: "E506",
} as const;
export type FindingCode = (typeof FOUND)[keyof typeof FOUND];

export interface Finding {
  readonly code: FindingCode;
  /** One line. */
  readonly message: string;
  /** Bar and time of the first decision that differs; null where it hangs on none. */
  readonly bar: number | null;
  readonly time: EpochMs | null;
  /** What it decided with the bars as they are, and what with those up to there alone. */
  readonly asRun: string | null;
  readonly watched: string | null;
  /** Columns whose values differed at that bar: both are texts, "—" where there is none. */
  readonly values: readonly { readonly name: string; readonly asRun: string; readonly watched: string }[];
  /** `file:line:column` in the author's own file. */
  readonly where: string | null;
  readonly excerpt: string | null;
}

/** The quick form, for every run that is reported. */
export interface LookAhead {
  /** False: its columns are the framework's own, which look back only, and nothing of the strategy's own computes one. */
  readonly own: boolean;
  /** Instants at which the future was taken away; 0 where nothing of its own computes columns. */
  readonly cuts: number;
  readonly finding: Finding | null;
}

export interface Verified {
  readonly strategy: string;
  /** As messages show it. */
  readonly file: string;
  readonly fingerprint: string;
  readonly bars: number;
  readonly orders: number;
  /** Instants at which the future was taken away, and replaced by noise; so many of them where an order was sent. */
  readonly cuts: number;
  readonly cutsAtOrders: number;
  /** From so many bars after its start on a run decides what a run with all bars before decides; null: it never did, or it was not looked at. */
  readonly settledAfter: number | null;
  /** How many later starts were tried; 0 where they could not be. */
  readonly starts: number;
  /** Worker threads that ran it at the same time, beside the one that watched it; 0 where there were none. */
  readonly threads: number;
  readonly findings: readonly Finding[];
}
