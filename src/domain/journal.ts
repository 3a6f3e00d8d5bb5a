// What did a trader really do?

import type { EpochMs, MicroUsd } from "./money.js";
import type { Side } from "./order.js";

/** Where a record came from: the line of a file that is kept byte for byte. */
export interface RecordSource {
  /** Name below `raw/`. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
}

/**
 * How fine a file tells of a fill: "fill" each execution, "pair" what was bought and sold together, "order" an order with its
 * average price. Where several tell of the same, the finest counts.
 */
export const FILL_GRAINS = ["fill", "pair", "order"] as const;
export type FillGrain = (typeof FILL_GRAINS)[number];

/** One execution: a line of `fills.jsonl`. */
export interface JournalFill {
  /** Whose ids these are: "tradovate", "topstepx", "ninjatrader", …, "tickproof" for our own format. */
  readonly broker: string;
  readonly account: string;
  /** The broker's id; where it gives none, a hash of the whole row and an ordinal, so that two equal rows are two fills. */
  readonly id: string;
  readonly order: string | null;
  /** As the file has it: "MESM6", "MES 06-26", "CME_MINI:MES1!". */
  readonly symbol: string;
  /** Root, month letter and two digits of the year: "MESM26". Its root for a perpetual, and where no month is known. */
  readonly contract: string;
  readonly root: string;
  readonly time: EpochMs;
  readonly side: Side;
  /** Contracts, or lots of a contract that is traded in parts. */
  readonly qty: number;
  /** Exact decimal text. Off the grid of ticks where the broker gives an average. */
  readonly price: string;
  /** What the broker charged, costs above zero; null where the file does not say. */
  readonly commission: MicroUsd | null;
  readonly fees: MicroUsd | null;
  /** Fills that the broker itself counts as one trade share it, and are booked together; null: first in, first out. */
  readonly pair: string | null;
  /** The broker's gross result of that trade, on its closing fill; null where it gives none. */
  readonly brokerPnl: MicroUsd | null;
  /** Likewise after the costs of opening and closing; not there where it gives none. */
  readonly brokerNet?: MicroUsd;
  /** Who closed it, in the broker's words: "StopLoss", "Profit target"; null where nothing is said. */
  readonly by: string | null;
  readonly grain: FillGrain;
  /** Of a fill that several rows tell of, which part of it this is; null: the whole. */
  readonly part: string | null;
  /** Whether it opened or closed, where the broker says so; null where it does not. */
  readonly effect: "open" | "close" | null;
  readonly source: RecordSource;
}

/** A line of the account's ledger, for reconciliation: a line of `ledger.jsonl`. */
export interface JournalLedgerLine {
  readonly broker: string;
  readonly account: string;
  readonly id: string;
  readonly time: EpochMs;
  /** "commission" and "fee" are costs, "profit" is what trades made, "other" is neither: a deposit, a fee for data. */
  readonly kind: "commission" | "fee" | "profit" | "other";
  /** In the broker's words: "Exchange Fee", "Trade Paired". */
  readonly said: string;
  /** As it moves the balance: costs are below zero. */
  readonly amount: MicroUsd;
  readonly contract: string | null;
  readonly source: RecordSource;
}

export const JOURNAL_ORDER_KINDS = [
  "market",
  "limit",
  "stop",
  "stop limit",
  "trailing stop",
  "other",
] as const;
export type JournalOrderKind = (typeof JOURNAL_ORDER_KINDS)[number];

/** An order as the broker gives it, filled or not: a line of `orders.jsonl`. Stops and targets tell of planned risk. */
export interface JournalOrder {
  readonly broker: string;
  readonly account: string;
  readonly id: string;
  readonly symbol: string;
  readonly contract: string;
  readonly root: string;
  readonly side: Side;
  readonly qty: number;
  readonly kind: JournalOrderKind;
  readonly stop: string | null;
  readonly limit: string | null;
  readonly state: "filled" | "cancelled" | "rejected" | "expired" | "working";
  readonly placed: EpochMs;
  readonly ended: EpochMs | null;
  /** Who made it: the trader, or a bracket; null where nothing is said. */
  readonly by: "trader" | "stop loss" | "take profit" | null;
  readonly source: RecordSource;
}

/** Contracts that left together, matched first in, first out. */
export interface JournalLeg {
  readonly qty: number;
  readonly entryTime: EpochMs;
  readonly exitTime: EpochMs;
  /** Price × contracts in ticks, so that averages stay exact. */
  readonly entrySum: number;
  readonly exitSum: number;
  readonly gross: MicroUsd;
}

/** From flat to flat, as the accountant of the backtests books it. */
export interface JournalTrade {
  /** "t-" and six or more hex digits: a hash of the ids of its opening fills. */
  readonly id: string;
  readonly account: string;
  readonly root: string;
  readonly contract: string;
  readonly side: Side;
  /** Contracts entered over the whole trade, and the most that were held at once. */
  readonly qty: number;
  readonly most: number;
  readonly entryTime: EpochMs;
  /** Of the last exit; null while it is open. */
  readonly exitTime: EpochMs | null;
  readonly entrySum: number;
  readonly exitSum: number;
  readonly legs: readonly JournalLeg[];
  readonly gross: MicroUsd;
  readonly costs: MicroUsd;
  /** True where costs come from the fee schedule, not from the broker. */
  readonly estimated: boolean;
  readonly net: MicroUsd;
  /** Dollars to the first protective stop within 60 s of the entry, else to the planned one; null where neither is known: never guessed. */
  readonly risk: MicroUsd | null;
  readonly r: number | null;
  /** Worst and best gross result while it was open, from bars; null where there are none. */
  readonly mae: MicroUsd | null;
  readonly mfe: MicroUsd | null;
  /** Equity of the account before its first fill; null where no start equity is known. */
  readonly equity: MicroUsd | null;
  /** Notional ÷ that equity at the entry, and the largest while it was open. */
  readonly leverage: number | null;
  readonly leverageMax: number | null;
  /** What its contracts were worth when they were entered. */
  readonly notional: MicroUsd;
  /** Largest initial margin of its contracts as a share of that equity; null where either is not known. */
  readonly marginUsed: number | null;
  /** Trade date (days since 1970) of its first fill. */
  readonly day: number;
  /** Places in the list of fills, in the order in which they were booked. */
  readonly fills: readonly number[];
  /** "at start": it closes what no file has opened, and its profit cannot be known; "at end": it is not closed yet. */
  readonly open: "no" | "at end" | "at start";
}
