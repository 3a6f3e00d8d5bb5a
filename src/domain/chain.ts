// Which contract months does a series go through, and at what do they settle?

import type { Day, EpochMs, MicroUsd, Ticks } from "./money.js";

/** The prices at which both legs of a roll were executed, in ticks of their own contracts. */
export interface LegPrices {
  readonly from: Ticks;
  readonly to: Ticks;
}

/**
 * How older months are brought to the level of the last one in what a strategy reads: by the difference or the ratio of both prices at
 * each roll, or not at all. What is traded, and the ticks in the bars, do not depend on it.
 */
export type Adjust = "difference" | "ratio" | "none";

/** What a strategy reads: `scale` times (price in the bars + `shift` ticks). */
export interface SeenPrice {
  readonly scale: number;
  readonly shift: Ticks;
}

/** A contract month that a series is at, from an instant on until the next one. */
export interface MonthSpan {
  /** "MESH26", or as the roll calendar calls it. */
  readonly contract: string;
  /** Null where the name tells no month: then nothing is known of its expiry. */
  readonly month: { readonly year: number; readonly month: number } | null;
  /** First bar that opens at or after this instant; -Infinity for the first contract. */
  readonly from: EpochMs;
  /** Price of the contract less the price in the bars, in ticks: bars are back-adjusted, money is not. */
  readonly offset: Ticks;
  /** At which prices the roll into it was executed; null: at the last price before it and the spread. */
  readonly prices: LegPrices | null;
  /** The two prices that tell the spread of the roll into it; null where only their difference is known. */
  readonly quote: LegPrices | null;
  /** Why it was rolled then; "" for the first contract. */
  readonly why: string;
  /** Null: a strategy reads the prices of the bars. */
  readonly seen: SeenPrice | null;
}

/** How the bars of a run follow one another through contract months. Plain data; times, so that bars may be cut. */
export interface ChainPlan {
  /** For people: "chain of 4 files, rolled 4 days before the last trading day". */
  readonly how: string;
  readonly adjust: Adjust;
  readonly spans: readonly MonthSpan[];
  /** Ticks by which a roll executes worse than its spread, where the plan names no prices. */
  readonly slippage: Ticks;
  readonly expiry: ExpiryTerms;
  /** The calendar of rolls, or null where a rule made it. */
  readonly calendar: SourceFile | null;
  /** The files of a chain; empty for a single series. */
  readonly files: readonly (SourceFile & { readonly contract: string })[];
}

/** Ways to roll of a LEAN map file, in the order of its `DataMappingMode`. */
export const LEAN_MODES = [
  "last-trading-day",
  "first-day-of-month",
  "open-interest",
  "open-interest-annual",
] as const;
export type LeanMode = (typeof LEAN_MODES)[number];

/** File name without folders. */
export interface SourceFile {
  readonly file: string;
  readonly sha256: string;
}

export interface ExpiryTerms {
  /** Business days before first notice or last trading day on which a deliverable position is left; null: it is held on. */
  readonly lead: number | null;
  /** Charged a contract at final settlement. */
  readonly fee: MicroUsd;
}

/** Settlement prices by trade date. They may be off the tick grid. Plain data. */
export interface SettlementPrices extends SourceFile {
  /** What stands in for a date that the file does not have. */
  readonly missing: "refuse" | "last trade";
  readonly rows: readonly {
    readonly day: Day;
    /** Null: whatever contract is held. */
    readonly contract: string | null;
    /** Decimal text. */
    readonly price: string;
    readonly final: boolean;
  }[];
}

/** A contract month as the run had it. */
export interface HeldMonth {
  readonly contract: string;
  /** First bar. */
  readonly bar: number;
  readonly offset: Ticks;
  readonly seen: SeenPrice | null;
  readonly lastTradingDay: Day | null;
  readonly firstNotice: Day | null;
}

/** A roll from one contract into the next. */
export interface Roll {
  /** It happened before this bar opened. */
  readonly bar: number;
  readonly time: EpochMs;
  readonly from: string;
  readonly to: string;
  /** By which the bars are adjusted: price of the new contract less that of the old, in ticks. */
  readonly spread: Ticks;
  /** The two prices that tell it, in ticks of their contracts. */
  readonly quote: LegPrices;
  /** New price over old; null where one is not above zero. */
  readonly ratio: number | null;
  /** The rule or the row of the calendar by which it came then. */
  readonly why: string;
  /** Signed contracts that were carried over; 0: there was no position. */
  readonly qty: number;
  /** At which a position was carried over, else null. */
  readonly prices: LegPrices | null;
  /** Index of the first of its two fills, or -1. */
  readonly fill: number;
}

/** What became of contracts that were held to the end. */
export interface Expiry {
  /** At the end of this bar. */
  readonly bar: number;
  readonly time: EpochMs;
  readonly contract: string;
  /** Signed contracts. */
  readonly qty: number;
  /** Final settlement price, decimal text: it may be off the tick grid. */
  readonly price: string;
  /** One contract's value at it. */
  readonly value: MicroUsd;
  /** Where the price comes from. */
  readonly source: "final settlement" | "settlement of the last trading day" | "last trade";
  /** Whether goods would have changed hands. */
  readonly delivered: boolean;
  /** Index of the fill that took the contracts out. */
  readonly fill: number;
}

/** The contract months of a run. */
export interface Chain {
  readonly months: readonly HeldMonth[];
  readonly rolls: readonly Roll[];
  readonly expiries: readonly Expiry[];
}

/** The month in which a bar lies. */
export function monthAt({ months }: Chain, bar: number): HeldMonth {
  let found = months[0]!;
  for (const month of months) {
    if (month.bar > bar) break;
    found = month;
  }
  return found;
}

/** What the contract of a bar lies above the price in the bars. Made once; asked with rising bars it costs one compare each. */
export function offsetsOf(chain: Chain | null): (bar: number) => Ticks {
  if (chain === null) return () => 0;
  const { months } = chain;
  let at = 0;
  return (bar) => {
    if (months[at]!.bar > bar) at = 0;
    while (at + 1 < months.length && months[at + 1]!.bar <= bar) at++;
    return months[at]!.offset;
  };
}
