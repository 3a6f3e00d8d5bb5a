// What must be known of a contract before a dollar can be booked?

import type { Day, MicroUsd, PriceGrid } from "./money.js";
import type { Session } from "./session.js";

export type { SessionName } from "./session.js";

/** How the last trading day and the first notice day of a contract month are counted (`instrument/expiry.ts`). */
export type ExpiryRuleName =
  | "third friday"
  | "crude"
  | "one before crude"
  | "natural gas"
  | "one before natural gas"
  | "metals"
  | "copper micro"
  | "fx 2"
  | "fx 1"
  | "last friday";

/** A sentence of provenance stands beside every number that somebody may doubt. */
export interface DatedFee {
  /** First trade date on which it holds, YYYY-MM-DD. */
  readonly from: string;
  readonly usdPerSide: string;
  readonly source: string;
}

export interface DatedMargin {
  readonly from: string;
  /** Dollars per contract. */
  readonly initial: string;
  readonly maintenance: string;
  readonly source: string;
}

/** From a date on the exchange (or, estimated, we) state margin as a share of the contract's notional. */
export interface PercentMargin {
  readonly from: string;
  readonly maintenancePercent: string;
  /** Initial ÷ maintenance: 1.10 for speculative accounts. */
  readonly initialFactor: string;
  readonly estimated: boolean;
  readonly source: string;
}

/** Shares of notional that a venue charges a side from a date on; decimal texts, a rebate is negative. */
export interface DatedRates {
  readonly from: string;
  /** For an order that rested and made the market. */
  readonly maker: string;
  /** For one that took what was there. */
  readonly taker: string;
  readonly source: string;
}

/**
 * One step of a venue's maintenance table. From `floor` dollars of notional on, what a position must keep is
 * notional × rate − amount. The amount is what the lower steps would have asked for less, so that the sum has no jump.
 */
export interface MaintenanceTier {
  readonly floor: string;
  /** Share of notional, "0.004". */
  readonly rate: string;
  /** Dollars. */
  readonly amount: string;
}

/** The table that a venue used from a date on. */
export interface DatedTiers {
  readonly from: string;
  readonly estimated: boolean;
  readonly source: string;
  readonly tiers: readonly MaintenanceTier[];
}

/** Ticks that a market order loses a side where the model "spread" is asked for without numbers. */
export interface SlippageTicks {
  readonly regular: number;
  readonly overnight: number;
  readonly news: number;
  readonly source: string;
}

/** One contract as its data file has it: plain, checked by zod, decimal strings wherever a number must be exact. */
export interface Contract {
  readonly symbol: string;
  readonly name: string;
  readonly exchange: string;
  readonly kind: "future" | "perpetual";
  /** The group whose members move together and share a session: "equity_index", "energy", … */
  readonly group: string;
  readonly session: Session;
  /** "08:30-15:15" on the exchange's clock: the hours called regular, where they are not those of the session. */
  readonly regularHours?: string | undefined;
  readonly currency: string;
  readonly quote: string;
  readonly tickSize: string;
  /** Dollars per one point of price and contract. */
  readonly multiplier: string;
  /** tickSize × multiplier. */
  readonly tickValue: string;
  /** "HH:MM" on the session's clock (Chicago; UTC for perpetuals) at which variation margin is settled. */
  readonly settlementTime: string;
  /** `cent`: one contract's value is rounded to the cent at each price, as the clearing house does. */
  readonly rounding: "cent" | "exact";
  readonly commission: readonly DatedFee[];
  readonly exchangeFee: readonly DatedFee[];
  readonly clearingFee: readonly DatedFee[];
  readonly nfaFee: readonly DatedFee[];
  /** Share of notional per side charged as commission (perpetuals), "0" for futures. */
  readonly takerRate: string;
  /** The same where the order rested; without it as for a taker. Both hold until the first row of `feeRates`. */
  readonly makerRate?: string | undefined;
  readonly feeRates?: readonly DatedRates[] | undefined;
  /** Smallest quantity that trades, in contracts: "0.001" of a coin. Without it whole contracts. */
  readonly lotSize?: string | undefined;
  /** Hours between fundings of a perpetual, counted from midnight UTC; without it 8. */
  readonly fundingHours?: number | undefined;
  /** Maintenance by notional; without it `margins` and `percentMargins` say all. */
  readonly maintenanceTiers?: readonly DatedTiers[] | undefined;
  /** Share of notional that the venue charges for a liquidation; without it none. */
  readonly liquidationFeeRate?: string | undefined;
  readonly margins: readonly DatedMargin[];
  readonly percentMargins: readonly PercentMargin[];
  readonly settlement: string;
  readonly lastTradingDay: string;
  /** Absent where the contract never expires, or nobody said how. */
  readonly expiry?: ExpiryRuleName | undefined;
  readonly launch: string;
  readonly halfSpreadTicks: string | null;
  readonly slippageTicks: SlippageTicks;
  readonly warnings: readonly string[];
  readonly sources: readonly string[];
}

/** A contract in the integers that the broker and the accountant speak. Plain data; made by `instrument/instrument.ts`. */
export interface Instrument {
  readonly contract: Contract;
  readonly symbol: string;
  readonly grid: PriceGrid;
  readonly tickSize: number;
  /** Of one lot: of one contract, unless its `lotSize` says less. */
  readonly tickValue: MicroUsd;
  readonly rounding: "cent" | "exact";
  /** True where rounding never changes anything, because a tick is a whole number of cents. */
  readonly linear: boolean;
  /** Quantities are whole numbers of this step, in contracts. */
  readonly lot: PriceGrid;
}

/** One step of a maintenance table in whole numbers: from `floor` on, notional × `rate` − `amount`. */
export interface TierStep {
  readonly floor: MicroUsd;
  /** In hundred-millionths. */
  readonly rate: number;
  readonly amount: MicroUsd;
}

/** Margin that follows the price, as venues of perpetuals ask for it. */
export interface NotionalMargin {
  /** Initial margin is notional ÷ leverage. */
  readonly leverage: number;
  /** Maintenance by notional, lowest step first. */
  readonly steps: readonly TierStep[];
  /** What one lot was worth before the trade date: what is asked for where no price is at hand. */
  readonly value: MicroUsd;
  /** A position answers with its own margin only, not with the account's cash. */
  readonly isolated: boolean;
}

/** Per contract, on one trade date. */
export interface MarginRate {
  readonly initial: MicroUsd;
  readonly maintenance: MicroUsd;
  /** True where no exchange figure is known for the date and a percentage stands in. */
  readonly estimated: boolean;
  readonly source: string;
  /** Of a perpetual; what stands above is then by its `value`. */
  readonly notional?: NotionalMargin;
}

/**
 * Per contract and side, on one trade date. `rate`, for a taker, and `maker` are shares of notional in hundred-millionths
 * (0.05 % = 50,000).
 */
export interface CostRate {
  readonly from: Day;
  readonly commission: MicroUsd;
  readonly exchange: MicroUsd;
  readonly clearing: MicroUsd;
  readonly nfa: MicroUsd;
  readonly rate: number;
  readonly maker: number;
  /** True where the date lies before the first known fee, which then stands in. */
  readonly estimated: boolean;
}
