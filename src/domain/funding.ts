// What do the holders of a perpetual pay one another, and at which price?

import type { EpochMs } from "./money.js";

/**
 * Rates by the instants at which they are paid. Doubles hold them as they were written: the shortest text that reads as the
 * same double is the decimal in question, for all of up to 15 digits. Plain data.
 */
export interface FundingRates {
  /** File name without folders, or "constant" for one rate that was typed. */
  readonly file: string;
  /** "" where there is no file. */
  readonly sha256: string;
  /** Rising; empty for a constant rate, which is paid at every stamp of the contract. */
  readonly time: Float64Array;
  /** Share of notional; positive: longs pay shorts. Of a constant its only entry. */
  readonly rate: Float64Array;
  /** Mark price of the stamp where the file says it, else NaN. */
  readonly mark: Float64Array;
}

/** Mark prices as bars, off any tick grid. Points of a price without a range have all four alike. Plain data. */
export interface MarkPrices {
  readonly file: string;
  readonly sha256: string;
  /** Length of a bar; 0 where each row is one price at one instant. */
  readonly stepMs: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** `isolated`: a position answers with its own margin only; `cross`: with all that the account has. */
export type MarginMode = "cross" | "isolated";

/** What only a run on a perpetual is told. Plain data. */
export interface PerpetualTerms {
  /** Null: funding is not counted, and the run says so. */
  readonly funding: FundingRates | null;
  /** Null: the last trade stands in for the mark price. */
  readonly marks: MarkPrices | null;
  /** Initial margin is notional ÷ leverage; null: as the contract's margins say. */
  readonly leverage: number | null;
  readonly marginMode: MarginMode;
}

/** What a finished run says of it; null for what is no perpetual. */
export interface PerpetualInputs {
  /** Null: funding was not counted. */
  readonly funding: { readonly file: string; readonly sha256: string; readonly hours: number } | null;
  /** Null: the last trade stood in for the mark price. */
  readonly marks: { readonly file: string; readonly sha256: string } | null;
  readonly leverage: number | null;
  readonly marginMode: MarginMode;
}

export const PLAIN_PERPETUAL: PerpetualTerms = {
  funding: null,
  marks: null,
  leverage: null,
  marginMode: "cross",
};

/** Every funding stamp of a run in columns, whether anything was held or not. */
export interface FundingColumns {
  readonly length: number;
  /** It fell before this bar opened. */
  readonly bar: Int32Array;
  readonly time: Float64Array;
  readonly rate: Float64Array;
  /** Mark price; NaN where the last trade stood in. */
  readonly mark: Float64Array;
}

/** When the next stamp is, for instants that files write a few milliseconds late. */
export const STAMP_TOLERANCE_MS: EpochMs = 60_000;
