// Where does the difference between a plan and what was traded come from?

import type { JournalTrade } from "./journal.js";
import type { RuleResult, TradeNote } from "./journal-notes.js";
import type { Day, EpochMs, MicroUsd, PriceGrid } from "./money.js";
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

/** Fewer cases than this are told as anecdotes, whatever their interval. */
export const EVIDENCE = 30;

/** Dollars by bucket. Their sum is actual − model, to the micro-dollar. */
export type Bridge = Readonly<Record<Bucket, MicroUsd>>;

/** A trade of the plan: the strategy's own, had it traded alone. */
export interface Signal {
  /** "s-" and six or more hex digits: a hash of contract, side and instant. No two of a review are the same. */
  readonly id: string;
  /** Of the trade behind it in its run; null: it was still open at the end. */
  readonly place: number | null;
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

/** What a trader did with a signal, in words that a table can count. Times differ by more than a bar, or it is none. */
export const DEVIATIONS = [
  "late entry",
  "early entry",
  "early exit",
  "late exit",
  "oversize",
  "undersize",
] as const;
export type Deviation = (typeof DEVIATIONS)[number];

export interface ReviewedPair {
  readonly signal: Signal;
  /** What was still open at the end is marked at the last close. */
  readonly trade: JournalTrade;
  readonly then: AtThatMoment;
  readonly bridge: Bridge;
  /** None: it was traded exactly as planned. */
  readonly deviations: readonly Deviation[];
}

export interface ReviewedSignal {
  readonly signal: Signal;
  readonly bridge: Bridge;
  /** The order that tried to take it and was not filled; null: it was missed. */
  readonly tried: { readonly id: string; readonly placed: EpochMs; readonly state: string } | null;
}

export interface ReviewedOffPlan {
  readonly trade: JournalTrade;
  readonly bridge: Bridge;
  readonly labels: readonly OffPlanLabel[];
}

/** Of whole trade dates, drawn with replacement; null where there are too few of them to say. */
export interface Interval {
  readonly low: MicroUsd;
  readonly high: MicroUsd;
  readonly level: number;
  readonly days: number;
}

/** A day, a week or the whole span. */
export interface ReviewedPeriod {
  /** "2026-03-12", "2026-W11". */
  readonly name: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Trade dates with a signal or a trade. */
  readonly days: number;
  readonly signals: number;
  readonly trades: number;
  readonly paired: number;
  readonly missed: number;
  readonly tried: number;
  readonly offPlan: number;
  readonly model: MicroUsd;
  readonly actual: MicroUsd;
  readonly bridge: Bridge;
  /** Of each bucket a date, in dollars a date. */
  readonly intervals: Readonly<Record<Bucket, Interval | null>>;
}

/** Something that was done more than once, and what it made or lost each time against the plan. */
export interface Habit {
  /** "early exit", "off-plan after a loss", "missed". */
  readonly name: string;
  /** What to do instead, in a sentence. */
  readonly instead: string;
  readonly count: number;
  readonly days: number;
  readonly total: MicroUsd;
  readonly mean: MicroUsd;
  /** Of the mean. */
  readonly interval: Interval | null;
  /** The same at the level at which all habits that could be told from chance count together: one of many looks like a leak sooner. */
  readonly corrected: Interval | null;
  /** Ids of trades, or of signals that were missed, dearest first. */
  readonly examples: readonly string[];
}

/** Trades that have something in common. */
export interface ReviewGroup {
  readonly name: string;
  readonly trades: number;
  readonly won: number;
  readonly contracts: number;
  readonly net: MicroUsd;
  readonly mean: MicroUsd;
  /** Of the mean. */
  readonly interval: Interval | null;
  /** Against the plan: their pairs' gaps, and all of what is off-plan. */
  readonly gap: MicroUsd;
}

export interface ReviewTable {
  readonly key: string;
  readonly title: string;
  /** How the groups are made, in a sentence. */
  readonly how: string;
  readonly groups: readonly ReviewGroup[];
}

/** Ticks that fills lost against the market price nearest in time. */
export interface Slip {
  readonly name: string;
  readonly fills: number;
  readonly contracts: number;
  /** Mean a contract; above zero: worse than that price. */
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface ReviewedExecution {
  readonly all: Slip | null;
  readonly byHour: readonly Slip[];
  readonly byKind: readonly Slip[];
  /** Ticks that the model took off the same fills, mean a contract. */
  readonly model: number | null;
  /** "--slippage 2t", where the measurement is narrow enough to say so; else why not. */
  readonly suggestion: { readonly ticks: number } | { readonly why: string };
}

export interface AfterLoss {
  readonly withinMs: number;
  readonly after: ReviewGroup;
  readonly others: ReviewGroup;
  /** Median time from the loss to the next entry on the same date; null without one. */
  readonly latencyMs: number | null;
  /** Contracts a trade, after a loss and else. */
  readonly sizeAfter: number | null;
  readonly sizeElse: number | null;
}

/** A plan and what its owner did, over the same trade dates. */
export interface Review {
  readonly plan: { readonly name: string; readonly version: string | null };
  readonly account: string;
  readonly strategy: { readonly name: string; readonly file: string; readonly params: string };
  /** As each series was run: "MES 5m, MES-5m.csv". */
  readonly series: readonly {
    readonly root: string;
    readonly barMs: number;
    readonly file: string;
    readonly synthetic: boolean;
    readonly grid: PriceGrid;
  }[];
  readonly windowMs: number;
  readonly zone: string;
  readonly span: ReviewedPeriod;
  readonly days: readonly ReviewedPeriod[];
  readonly weeks: readonly ReviewedPeriod[];
  readonly pairs: readonly ReviewedPair[];
  readonly left: readonly ReviewedSignal[];
  readonly offPlan: readonly ReviewedOffPlan[];
  /** Trades that were left out because nobody knows how they began. */
  readonly openAtStart: readonly JournalTrade[];
  readonly rules: readonly RuleResult[];
  /** All that were looked at, dearest first. */
  readonly habits: readonly Habit[];
  /** At most three, whose interval lies below zero. */
  readonly leaks: readonly Habit[];
  readonly process: { readonly contracts: number; readonly onPlan: number };
  readonly tables: readonly ReviewTable[];
  readonly afterLoss: AfterLoss;
  readonly execution: ReviewedExecution;
  /** Fills whose bar is known, and those of them whose price lies in it. */
  readonly fills: { readonly checked: number; readonly inside: number };
  readonly notes: readonly TradeNote[];
  /** Orders that the model's account could not pay for. */
  readonly unpaid: number;
  readonly warnings: readonly string[];
}

/** A trade, and what the plan would have done from where it began. */
export interface FollowedTrade {
  readonly trade: JournalTrade;
  readonly what: "the plan left first" | "you left first" | "together" | "not seeded" | "no bars";
  /** Null where the plan was still in when you left. */
  readonly plan: {
    readonly exitTime: EpochMs;
    /** Price × contracts in ticks. */
    readonly exitSum: number;
    readonly qty: number;
    readonly reason: string;
  } | null;
  /** What the plan's exit would have made more than yours, on your contracts; null where it had none. */
  readonly dollars: MicroUsd | null;
}
