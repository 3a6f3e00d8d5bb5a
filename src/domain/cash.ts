// What moves cash, other than the cost of a fill?

/** Append at the end only: logs hold indices into this list. */
export const CASH_KINDS = [
  "settlement",
  "final settlement",
  "monthly fee",
  "liquidation fee",
  "funding",
  "deposit",
  "withdrawal",
  "interest",
] as const;
export type CashKind = (typeof CASH_KINDS)[number];

/**
 * What a movement is to the account. `variation`: profit of the price, moved into cash. `fee`: a cost, shown with the costs
 * of its date. `carry`: earned or paid for holding something (funding on a position, interest on cash). `transfer`: the
 * owner's own money, no result of trading.
 */
export type CashRole = "variation" | "fee" | "carry" | "transfer";

export const CASH_ROLES: Readonly<Record<CashKind, CashRole>> = {
  settlement: "variation",
  "final settlement": "variation",
  "monthly fee": "fee",
  "liquidation fee": "fee",
  funding: "carry",
  deposit: "transfer",
  withdrawal: "transfer",
  interest: "carry",
};

/** The cash log in columns, one entry a movement, in the order in which they happened. */
export interface CashColumns {
  readonly length: number;
  /** It happened before this bar opened (equal to the number of bars: after the last one), or inside it. */
  readonly bar: Int32Array;
  /** How many fills had happened before it: fill log and cash log together are one history. */
  readonly fill: Int32Array;
  /** The trade date in whose statement it stands. */
  readonly day: Int32Array;
  /** The instant, epoch ms. */
  readonly time: Float64Array;
  /** Index into `CASH_KINDS`. */
  readonly kind: Uint8Array;
  /** Signed micro-dollars into cash. */
  readonly amount: Float64Array;
  /** Signed contracts held then that it concerns, 0 where none. */
  readonly qty: Int32Array;
  /** What one contract was worth in micro-dollars when it was computed (settlement value, mark); NaN where none. */
  readonly value: Float64Array;
  /** Funding or interest rate in hundred-millionths; NaN where none. */
  readonly rate: Float64Array;
  /** Index into the run's `reasons`; -1 where there is nothing to say. */
  readonly text: Int32Array;
}
