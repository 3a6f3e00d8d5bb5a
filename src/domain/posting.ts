// What does the account's book say of one movement of money?

import { CASH_KINDS } from "./cash.js";
import type { Day, EpochMs, MicroUsd } from "./money.js";
import type { FillColumns, Run, RunInputs } from "./run.js";

/** Where money can be. What is held has a positive balance, what was earned a negative one: all of them add up to zero. */
export const BOOK_ACCOUNTS = [
  "cash",
  "open trade equity",
  "start cash",
  "transfers",
  "unrealised profit",
  "realised profit",
  "funding",
  "interest",
  "commission",
  "exchange fees",
  "clearing fees",
  "NFA fees",
  "market data",
  "liquidation fees",
  "slippage (memo)",
  "slippage in fills (memo)",
] as const;
export type BookAccount = (typeof BOOK_ACCOUNTS)[number];

/**
 * Why money moved. A `mark` values the open position anew; a `realised` profit was unrealised until its contracts were out;
 * `slippage` is a memo: it is inside the prices of the fills already. The kinds of the cash log follow.
 */
export const POSTING_KINDS = [
  "start cash",
  "mark",
  "realised",
  "commission",
  "exchange fee",
  "clearing fee",
  "NFA fee",
  "slippage",
  ...CASH_KINDS,
] as const;
export type PostingKind = (typeof POSTING_KINDS)[number];

/** One movement: an amount that leaves one account for another, so that no posting can be out of balance. */
export interface Posting {
  /** Counted from 1, in the order in which it happened. */
  readonly n: number;
  readonly time: EpochMs;
  /** The trade date in whose statement it stands. */
  readonly day: Day;
  readonly kind: PostingKind;
  readonly from: BookAccount;
  readonly to: BookAccount;
  /** Negative where it went the other way: a loss, a withdrawal. Never 0. */
  readonly amount: MicroUsd;
  /** Signed contracts: those of the fill, or those held that were marked or settled. 0 where none are concerned. */
  readonly qty: number;
  /** What one contract was worth; null where none is concerned. */
  readonly value: MicroUsd | null;
  readonly reason: string;
  /** The entry of the fill log or of the cash log that it comes from; null where it is of neither. */
  readonly fill: number | null;
  readonly row: number | null;
}

/** The part of a run that its money follows from. A run has it, and so has the document of one. */
export interface Booked
  extends Pick<Run, "cash" | "reasons" | "trades" | "open" | "daily" | "totals" | "chain" | "fundings"> {
  readonly inputs: Pick<RunInputs, "contract" | "account" | "flatCost" | "chain"> & {
    readonly data: { readonly symbol: string };
  };
  readonly fills: FillColumns;
}
