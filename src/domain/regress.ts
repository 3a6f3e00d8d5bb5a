// What does a backtest come to beside what it came to before?

import type { FaultData } from "./fault.js";
import type { Day, EpochMs, MicroUsd } from "./money.js";
import type { Finding } from "./verified.js";

/** From harmless to worst: the last one among all cases decides how the command ends. */
export const VERDICTS = [
  "same",
  "within",
  "accepted",
  "new",
  "obsolete",
  "changed",
  "data-drift",
  "error",
  "invalid",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a result depends on, in the order of the fingerprint tree. */
export const LAYERS = [
  "engine",
  "strategy",
  "params",
  "data",
  "specs",
  "fill model",
  "seed",
  "runtime",
] as const;
export type Layer = (typeof LAYERS)[number];

/** What stands in one layer, by name: "strategies/orb.ts" → hash of its code, "tick size" → "0.25". Sorted by name. */
export type LayerFacts = Readonly<Record<string, string>>;

export interface LayerPrint {
  /** SHA-256 of its facts. */
  readonly hash: string;
  readonly facts: LayerFacts;
}

export interface Outputs {
  readonly orders: string;
  readonly trades: string;
  readonly equity: string;
}

/** Whoever accepted a baseline said why. */
export interface Reason {
  readonly text: string;
  /** Fingerprint of the run that was accepted. */
  readonly run: string;
}

/** What a baseline's `fingerprint.json` holds. */
export interface FingerprintTree {
  /** SHA-256 of all layers but the runtime. */
  readonly run: string;
  readonly layers: Readonly<Record<Layer, LayerPrint>>;
  readonly outputs: Outputs;
  /** Seconds that the run took; only where a guard asks for it. */
  readonly seconds: number | null;
  /** Oldest first. */
  readonly reasons: readonly Reason[];
}

/** One metric of a summary. Micro-dollars, counts and the like are whole; null where it does not exist. */
export type SummaryFigures = Readonly<Record<string, number | null>>;

/** A round trip as `trades.csv` has it: prices as sums of ticks × contracts, money in micro-dollars. */
export interface TradeLine {
  readonly n: number;
  readonly side: 1 | -1;
  readonly qty: number;
  readonly entryTime: EpochMs;
  readonly entrySum: number;
  readonly exitTime: EpochMs;
  readonly exitSum: number;
  readonly gross: MicroUsd;
  readonly costs: MicroUsd;
  readonly net: MicroUsd;
  readonly risk: MicroUsd | null;
  readonly flags: string;
  readonly entryReason: string;
  readonly exitReason: string;
}

/** A trade date as `days.csv` has it. */
export interface DayLine {
  readonly day: Day;
  readonly net: MicroUsd;
  readonly equity: MicroUsd;
  /** SHA-256 over the day's order events and the hash of the day before: the first that differs is the first day that differs. */
  readonly eventsHash: string;
}

/** A value that the strategy had when it decided: an indicator by its name ("ema(12)", or what it is plotted as), or what it noted. */
export interface SeenValue {
  readonly name: string;
  readonly value: string;
}

/** `asked`: what the strategy sent; `amended`, `cancelled`, `moved`: what it then made of it; `filled` and `ended`: what the market made of it. */
export const DECISION_KINDS = ["filled", "ended", "asked", "amended", "cancelled", "moved"] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** One line of `decisions.csv`: what happened to orders, in sequence. */
export interface DecisionLine {
  /** Open of the bar in which it happened, or at whose close the strategy asked for it. */
  readonly time: EpochMs;
  readonly kind: DecisionKind;
  /** Id of the order, from 1; 0 where it concerns none. */
  readonly order: number;
  /** "BUY 2 stop 4822.25 "breakout"", "filled 2 at 4822.50", "stop to 4810". */
  readonly text: string;
  /** Of what was asked for; empty for the rest. */
  readonly values: readonly SeenValue[];
  /** The line of the strategy that asked for it, by what it says; empty for the rest, and where that is not known. */
  readonly site: string;
}

/** Where in the author's own file a decision was made. */
export interface DecisionPlace {
  /** `file:line:column`. */
  readonly where: string;
  readonly excerpt: string | null;
}

/** A line of the author's own code: `file:line` and what stands there. */
export interface SourceLine {
  readonly where: string;
  readonly text: string;
}

/** One run as text can hold it: read of a baseline, or made of what just ran. */
export interface Recorded {
  readonly instrument: string;
  /** Decimal text, "0.25": prices of the trade lines are ticks. */
  readonly tickSize: string;
  readonly cash: MicroUsd;
  readonly figures: SummaryFigures;
  readonly trades: readonly TradeLine[];
  readonly days: readonly DayLine[];
  readonly decisions: readonly DecisionLine[];
  /** Of each file of the strategy: a short hash for each of its lines that has code on it. Null in what has none. */
  readonly code: Readonly<Record<string, readonly string[]>> | null;
  readonly tree: FingerprintTree;
}

/** In what a layer differs. `null`: it is not there on that side. */
export interface FactChange {
  readonly name: string;
  readonly baseline: string | null;
  readonly now: string | null;
}

export interface LayerDiff {
  readonly layer: Layer;
  /** Empty: the same. */
  readonly changes: readonly FactChange[];
}

/** `seconds` is that of `runtime`, which is no metric of a run. */
export type FigureUnit = "usd" | "ratio" | "percent" | "count" | "r" | "days" | "bars" | "ticks" | "seconds";

export interface Limit {
  /** As it stands in case.toml: "abs 0.01", "worseBy 10%", "min 1.1". */
  readonly text: string;
  readonly met: boolean;
  /** What it came to, where that can be said in a number: "22.4%". */
  readonly came: string | null;
}

export interface MetricRow {
  /** As in JSON: "maxDrawdown". */
  readonly key: string;
  readonly label: string;
  readonly unit: FigureUnit;
  readonly baseline: number | null;
  readonly now: number | null;
  /** Now less baseline; null where either is missing. */
  readonly delta: number | null;
  readonly differs: boolean;
  /** Null where none is said: then it is exact. */
  readonly tolerance: Limit | null;
  /** `warn`: a guard that only speaks up. */
  readonly guards: readonly (Limit & { readonly level: "fail" | "warn" })[];
}

/** The first order event in which now and baseline part. */
export interface FirstDivergence {
  readonly time: EpochMs;
  /** Texts of the two events; null on the side that has none. */
  readonly baseline: string | null;
  readonly now: string | null;
  readonly order: number;
  /** Number of the trade in either run that it belongs to; null where it led to none. */
  readonly tradeBaseline: number | null;
  readonly tradeNow: number | null;
  /** Values that differ, first those that differ first; where none does, those that both saw. */
  readonly values: readonly {
    readonly name: string;
    readonly baseline: string | null;
    readonly now: string | null;
    /** Where the strategy makes it; null where that is not known, or it is a note. */
    readonly made: SourceLine | null;
  }[];
  /** How many trades before it are identical. */
  readonly tradesBefore: number;
  /** In the strategy as it is now; null where no line of it is behind it. */
  readonly place: DecisionPlace | null;
  /** The lines that led there, innermost first: the request itself, and what called for it. */
  readonly path: readonly SourceLine[];
  /** Lines of the code that the baseline was not made with, first those on the path or behind a value that differs; a few of many. */
  readonly changedLines: readonly SourceLine[];
  /** One sentence: "`range high` first differs; 12 earlier trades identical". */
  readonly why: string;
}

/** A trade that is not that of the baseline. */
export interface TradeChange {
  readonly kind: "changed" | "only baseline" | "only now";
  readonly baseline: TradeLine | null;
  readonly now: TradeLine | null;
  /** In what they differ: "exit time", "net". */
  readonly differs: readonly string[];
  /** Net now less net in the baseline. */
  readonly change: MicroUsd;
}

export interface TradeCounts {
  readonly baseline: number;
  readonly now: number;
  readonly same: number;
  readonly changed: number;
  readonly onlyBaseline: number;
  readonly onlyNow: number;
}

export type Expectation = "change" | "no-change";

/** All that is said of one case, as plain data. */
export interface CaseResult {
  readonly name: string;
  readonly verdict: Verdict;
  /** What stands beside the verdict: "7 metrics, 31 of 214 trades". */
  readonly headline: string;
  /** Of the run; null where nothing ran. */
  readonly seconds: number | null;
  readonly cached: boolean;
  readonly strategy: string | null;
  readonly instrument: string | null;
  /** One a layer, all of them; empty where there is nothing to compare. */
  readonly layers: readonly LayerDiff[];
  /** Every metric that either side has; empty where there is nothing to compare. */
  readonly metrics: readonly MetricRow[];
  /** Which of orders, trades and equity differ. */
  readonly outputs: readonly (keyof Outputs)[];
  readonly trades: TradeCounts | null;
  /** What moved most money first; the first hundred. */
  readonly tradeChanges: readonly TradeChange[];
  readonly divergence: FirstDivergence | null;
  /** At the end of each trade date that either has, start cash first; of a `new` case only `now`. */
  readonly equity: {
    readonly baseline: readonly MicroUsd[];
    readonly now: readonly MicroUsd[];
    /** First date on which they differ. */
    readonly parted: Day | null;
  } | null;
  /** Look-ahead and the like: what makes it `invalid`. */
  readonly finding: Finding | null;
  /** What to know besides: no trades, only the runtime differs, a guard that warns. */
  readonly notes: readonly string[];
  readonly fault: FaultData | null;
  /** Of the run that was made now; null where nothing ran. */
  readonly fingerprint: string | null;
  /** Why the baseline is what it is, the newest last. */
  readonly reasons: readonly Reason[];
}
