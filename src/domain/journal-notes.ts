// What did a trader promise, and what did they think?

import type { Day, EpochMs, MicroUsd } from "./money.js";

/** One account of `accounts.toml`. */
export interface JournalAccount {
  readonly name: string;
  /** What the broker's files call it, besides its name. */
  readonly aliases: readonly string[];
  readonly broker: string | null;
  readonly currency: string;
  /** Equity before the first fill; null: leverage and percent of equity stay unknown. */
  readonly startEquity: MicroUsd | null;
  /** Deposits above zero and withdrawals below, oldest first. */
  readonly transfers: readonly { readonly day: Day; readonly amount: MicroUsd }[];
  /** What a fill costs where the broker's file does not say: dated fees of the contract, or all-in dollars per contract and side. */
  readonly fees: "schedule" | "none" | MicroUsd | { readonly [root: string]: MicroUsd };
  /** IANA name of the zone of the broker's stamps that carry none; null: it must be proved or asked for. */
  readonly timeZone: string | null;
}

export interface JournalAccounts {
  /** The zone of headings and of `signal` keys: an IANA name. */
  readonly displayZone: string;
  readonly accounts: readonly JournalAccount[];
}

/** Minutes of the day in the window's zone: `from` included, `until` excluded. From 18:00 until 02:00 runs past midnight. */
export interface PlanWindow {
  readonly spans: readonly { readonly from: number; readonly until: number }[];
  readonly zone: string;
}

/** One `[plan.NAME]` of `plan.toml`. A promise that is not made is null. */
export interface JournalPlan {
  readonly name: string;
  readonly version: string | null;
  /** As a run names it: "ema-trend" or "strategies/orb.ts". Null: there is nothing to replay, only rules. */
  readonly strategy: string | null;
  readonly params: { readonly [name: string]: number | string | boolean };
  readonly instruments: readonly string[] | null;
  readonly contracts: number | null;
  readonly window: PlanWindow | null;
  readonly maxTradesPerDay: number | null;
  readonly maxDailyLoss: MicroUsd | null;
  readonly riskPerTrade: MicroUsd | null;
  readonly cooldownAfterLossMs: number | null;
  readonly stopRequiredWithinMs: number | null;
}

export interface JournalPlans {
  readonly plans: readonly JournalPlan[];
  readonly vocabulary: NotesVocabulary;
}

/** The words that keys of a day file take. */
export interface NotesVocabulary {
  readonly emotions: readonly string[];
  readonly mistakes: readonly string[];
  /** Null: any. */
  readonly setups: readonly string[] | null;
}

export const PLAN_RULES = [
  "instruments",
  "contracts",
  "window",
  "max_trades_per_day",
  "max_daily_loss",
  "risk_per_trade",
  "cooldown_after_loss",
  "stop_required_within",
] as const;
export type PlanRule = (typeof PLAN_RULES)[number];

export interface RuleBreach {
  readonly trade: string;
  readonly account: string;
  readonly day: Day;
  /** When the promise was broken. */
  readonly time: EpochMs;
  readonly promised: string;
  readonly happened: string;
  /** What breaking it made (above zero) or lost, by the rule's `dollarsAre`. */
  readonly dollars: MicroUsd;
}

/** One promise, held against trades. */
export interface RuleResult {
  readonly rule: PlanRule;
  /** As the plan says it: "at most 2". */
  readonly promise: string;
  /** How `dollars` of a breach is counted, in a sentence. */
  readonly dollarsAre: string;
  /** Trades that could be judged, and those that could not (no stop known, no orders imported). */
  readonly judged: number;
  readonly unknown: number;
  readonly breaches: readonly RuleBreach[];
  /** Sum over the breaches. */
  readonly dollars: MicroUsd;
}

export interface TradeEmotion {
  readonly before: string | null;
  readonly during: string | null;
  readonly after: string | null;
}

/** A mistake that the tool suggests carries `?` in the file until its owner takes the mark away. */
export interface TradeMistake {
  readonly name: string;
  readonly suggested: boolean;
}

/** What was written below the heading of one trade. A key that is missing or empty is null or an empty list. */
export interface TradeNote {
  readonly trade: string;
  /** Date of the file, and the line of the heading in it, from 1. */
  readonly date: Day;
  readonly line: number;
  readonly setup: string | null;
  readonly whyTechnical: string | null;
  readonly whyFundamental: string | null;
  /** Exact decimal text of a price. */
  readonly planStop: string | null;
  readonly planTarget: string | null;
  readonly emotion: TradeEmotion | null;
  readonly mistakes: readonly TradeMistake[];
  readonly tags: readonly string[];
  /** "A+" to "F". */
  readonly grade: string | null;
  /** Names below `shots/`. */
  readonly shots: readonly string[];
  /** The moment of the signal that this trade answers; "none": it answers none; null: the review pairs it. */
  readonly signal: EpochMs | "none" | null;
  /** Keys that begin with `x.`, as they are. */
  readonly extra: { readonly [key: string]: string };
  /** As written, without blank lines around it. */
  readonly prose: string;
}

/** One file of `days/`. */
export interface DayFile {
  readonly date: Day;
  readonly accounts: readonly string[];
  readonly plan: { readonly name: string; readonly version: string | null } | null;
  readonly sleepMinutes: number | null;
  /** 1 to 5. */
  readonly focus: number | null;
  readonly premarket: string | null;
  readonly postmarket: string | null;
  readonly tags: readonly string[];
  readonly extra: { readonly [key: string]: string };
  /** Between the front matter and the first trade. */
  readonly prose: string;
  readonly notes: readonly TradeNote[];
}
