// Where does the difference between a plan and what was traded come from?

import type { Day, EpochMs, MicroUsd } from "./money.js";
import type { Side } from "./order.js";

/** In this order they are drawn, and valued: the size at real prices, after both timings and both executions. */
export const BUCKETS = [
  "entry timing",
  "entry execution",
  "exit timing",
  "exit execution",
  "size",
  "costs",
  "missed",
  "off-plan",
] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Dollars by bucket. Their sum is actual − model, to the micro-dollar. */
export type Bridge = Readonly<Record<Bucket, MicroUsd>>;

/** A trade of the plan: the strategy's own, had it traded alone. */
export interface Signal {
  /** "s-" and six hex digits: a hash of contract, side and instant, for the key `signal:` of a day file. */
  readonly id: string;
  readonly root: string;
  readonly side: Side;
  readonly qty: number;
  readonly day: Day;
  /** Open of the bars in which it was entered and left; `exitTime` is null where it was open at the end, and marked. */
  readonly entryTime: EpochMs;
  readonly exitTime: EpochMs | null;
  /** Price × contracts in ticks. */
  readonly entrySum: number;
  readonly exitSum: number;
  readonly gross: MicroUsd;
  readonly net: MicroUsd;
  readonly entryReason: string;
  readonly exitReason: string;
  /** Average true range of the 14 bars before its entry, in ticks. */
  readonly atr: number;
}

/** What our own fill model would have given at the moments at which the trader acted: price × contracts in ticks. */
export interface AtThatMoment {
  readonly entrySum: number;
  readonly exitSum: number;
}

/** Why a trade has no signal; none of them: it is plainly off-plan. */
export const OFF_PLAN_LABELS = ["after-loss", "out-of-window", "wrong-side", "duplicate"] as const;
export type OffPlanLabel = (typeof OFF_PLAN_LABELS)[number];

/** What the trader did with a signal, in words that a table can count. */
export const DEVIATIONS = [
  "late entry",
  "early entry",
  "early exit",
  "late exit",
  "oversize",
  "undersize",
] as const;
export type Deviation = (typeof DEVIATIONS)[number];
