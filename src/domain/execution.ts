// How does an order meet the market?

import type { Ticks } from "./money.js";

export type PathModel = "adverse" | "favourable" | "nearest" | "ohlc" | "olhc";
export const PATH_MODELS: readonly PathModel[] = ["adverse", "favourable", "nearest", "ohlc", "olhc"];

/** A fill that demands liquidity, as a slippage function of one's own sees it. Prices in ticks. */
export interface SlippageContext {
  readonly side: 1 | -1;
  readonly qty: number;
  /** The market's price, before slippage. */
  readonly price: Ticks;
  /** Index of the bar. */
  readonly bar: number;
  /** UTC epoch milliseconds of the bar's open. */
  readonly time: number;
  /** Contracts traded in the bar; NaN where the file has no volume. */
  readonly volume: number;
  /** ATR(14) of the bars before this one, in ticks; of as many as there are while it warms up. */
  readonly atr: number;
  /** Whether the bar opens in the regular hours of its product (08:30 to 15:00 Chicago for index futures). */
  readonly regular: boolean;
  /** Whether the bar overlaps the two minutes around an event of the calendar file; false without a file. */
  readonly news: boolean;
}

/** A model of one's own: ticks by which the fill is worse, a whole number from 0 on. Must be pure. */
export type OwnSlippage = (fill: SlippageContext) => Ticks;

/** `newsMinutes` before an event and as many after it the spread is `news` ticks wide. */
export interface SpreadModel {
  readonly model: "spread";
  readonly regular: Ticks;
  readonly overnight: Ticks;
  readonly news: Ticks;
  readonly newsMinutes: number;
}

/**
 * Ticks that worsen fills at the market and of triggered stops, never those of limits (`broker/slippage.ts` has the
 * formulas). A number is the same for every fill. Plain data: a function of one's own is known here by name and hash.
 */
export type SlippageModel =
  | Ticks
  | SpreadModel
  | { readonly model: "atr"; readonly share: number; readonly period: number }
  | { readonly model: "impact"; readonly coefficient: number; readonly period: number }
  | {
      readonly model: "own";
      readonly name: string;
      /** As the user gave it, without folders that belong to the machine; empty where a program gave the function. */
      readonly file: string;
      /** SHA-256 of the bundled code. */
      readonly hash: string;
    };

/**
 * When a resting limit is believed to be filled: reached (`touch`), traded through by a tick (`through`) or by n ticks,
 * or when n times the order's size has traded at its price or beyond (`volume`).
 */
export type LimitFill = "touch" | "through" | { readonly through: Ticks } | { readonly volume: number };

export interface Execution {
  readonly path: PathModel;
  readonly slippage: SlippageModel;
  readonly limitFill: LimitFill;
  /** Largest share of a bar's volume that may be filled in it, over 0 to 1; null: no cap. */
  readonly participation: number | null;
  /** `this-close` fills market orders at the close they were sent on: for comparison with other tools only. */
  readonly fillAt: "next-open" | "this-close";
}

export const DEFAULT_EXECUTION: Execution = {
  path: "adverse",
  slippage: 1,
  limitFill: "through",
  participation: null,
  fillAt: "next-open",
};
