// What did trader and broker agree on about margin and cash?

import type { Day, EpochMs, MicroUsd } from "./money.js";

/** Margin per contract while the broker's day window is open: dollars, or a share of the exchange's initial. */
export interface DayMarginRate {
  /** Contract that it is for; null: all that no other row names. */
  readonly symbol: string | null;
  readonly usd: MicroUsd | null;
  /** In hundred-millionths of the exchange's initial margin, where `usd` is null. */
  readonly share: number;
}

/** When day margin holds, in exchange time. */
export interface DayWindow {
  /** Contract or session that it is for; null: all that no other row names. */
  readonly of: string | null;
  /** Minutes after midnight, from 17:00 on the evening before; null: from the session's open. */
  readonly from: number | null;
  /** The cut-off, minutes after midnight. */
  readonly to: number;
}

/**
 * What becomes at the cut-off of a position that equity does not carry at overnight initial margin: `cut` closes what is too
 * much, `close` all of it, `refuse` nothing (such orders were refused before; the policy on a breach of maintenance holds).
 */
export type CutOffPolicy = "cut" | "close" | "refuse";

export interface DayMargin {
  readonly rates: readonly DayMarginRate[];
  readonly windows: readonly DayWindow[];
  readonly atCutOff: CutOffPolicy;
  /** So long before the cut-off an order must be carried at overnight margin already. */
  readonly leadMinutes: number;
  /** What the broker charges for each position that it cuts. */
  readonly violationFee: MicroUsd;
}

/** When a margin call is due, and whether the owner of the account pays it. */
export interface CallTerms {
  /** Trade dates after the one on which it was made. */
  readonly days: number;
  /** Minutes after midnight in exchange time. */
  readonly minute: number;
  /** `deposit`: its amount comes in when it is due; `none`: nothing comes that was not scheduled. */
  readonly metBy: "deposit" | "none";
}

/** Margin that two opposite positions save each other. */
export interface MarginOffset {
  readonly first: string;
  readonly second: string;
  /** So many contracts of each make one spread. */
  readonly ratio: readonly [number, number];
  /** Share of both legs' margin that the spread does not need, in hundred-millionths. */
  readonly credit: number;
}

/** Money that its owner puts in or takes out, on a trade date. */
export interface Transfer {
  readonly day: Day;
  /** Negative: taken out. */
  readonly amount: MicroUsd;
}

/** Interest a year on settled cash, in hundred-millionths, from a date on. */
export interface InterestRate {
  readonly from: Day;
  readonly credit: number;
  /** Charged where cash is below nothing. */
  readonly debit: number;
}

/** Noon of the next trade date, and nobody pays in more than was scheduled. */
export const DEFAULT_CALL: CallTerms = { days: 1, minute: 12 * 60, metBy: "none" };

/**
 * How a call ended: by the amount that came in, by fewer contracts, by the market's coming back, by force at its deadline;
 * `open` at the end of the data.
 */
export type CallOutcome = "deposit" | "reduction" | "market" | "liquidated" | "open";

/** The account was below maintenance margin: so much was called for to be back at initial margin, by `due`. */
export interface MarginCall {
  readonly bar: number;
  readonly time: EpochMs;
  readonly day: Day;
  readonly amount: MicroUsd;
  /** The same at the last settlement since, less what has come in. */
  readonly outstanding: MicroUsd;
  readonly due: EpochMs;
  readonly outcome: CallOutcome;
  /** When it ended; null while it is open. */
  readonly ended: EpochMs | null;
}

/**
 * What a broker does with parts of a cent in the costs of fills: books them (`exact`), or rounds to the cent, ties up, what each
 * contract, each fill or each order has cost.
 */
export const FEE_ROUNDINGS = ["exact", "contract", "fill", "order"] as const;
export type FeeRounding = (typeof FEE_ROUNDINGS)[number];

/** Highest share of equity that initial margin took, and when. */
export interface MarginUse {
  readonly peakPercent: number | null;
  readonly averagePercent: number | null;
  readonly estimated: boolean;
  /** By the date on which they were made. */
  readonly calls: readonly MarginCall[];
  /** The rates that applied, one line a change: for the assumptions of the report. */
  readonly rates: readonly {
    readonly day: Day;
    readonly initial: MicroUsd;
    readonly maintenance: MicroUsd;
    readonly estimated: boolean;
    readonly source: string;
  }[];
}
