// What comes out of one backtest?

import type {
  CallTerms,
  DayMargin,
  FeeRounding,
  InterestRate,
  MarginOffset,
  MarginUse,
  Transfer,
} from "./account.js";
import type { Bars, DataSource } from "./bars.js";
import type { CashColumns } from "./cash.js";
import type { Chain, ChainPlan, SourceFile } from "./chain.js";
import type { Contract } from "./contract.js";
import type { Execution } from "./execution.js";
import type { FundingColumns, PerpetualInputs } from "./funding.js";
import type { Magnified } from "./magnified.js";
import { type Day, type EpochMs, type MicroUsd, NO_PRICE, type Ticks } from "./money.js";
import type { MoveColumns } from "./moves.js";
import type { OrderColumns, OrderRecord, Side } from "./order.js";
import type { Plotted } from "./plotted.js";
import type { RiskRules } from "./risk.js";
import type { Told } from "./told.js";

export interface AccountTerms {
  readonly cash: MicroUsd;
  /** Before this date nothing is charged, earned, put in or taken out: the bars before it are there to warm up on. Without it: the first bar's. */
  readonly opens?: Day;
  /** On a maintenance breach: close as many contracts as it takes, call for margin first, write it down; `none` checks no margin at all. */
  readonly marginPolicy: "liquidate" | "call" | "record" | "none";
  /** Past the last known exchange margin: an explicit estimate, or refuse. */
  readonly margins: "estimate" | "strict";
  /** Charged by the broker for each forced liquidation. */
  readonly liquidationFee: MicroUsd;
  /** Market data, posted on the first of each month inside the run. */
  readonly monthlyFee: MicroUsd;
  /** `exact` unless told. */
  readonly feeRounding?: FeeRounding;
  /** The broker's day-trade margin; without it the exchange's holds all day. */
  readonly dayMargin?: DayMargin | null;
  /** Of the policy `call`; without it DEFAULT_CALL. */
  readonly call?: CallTerms | null;
  /** True: what working orders would open needs initial margin when an order is sent. */
  readonly orderMargin?: boolean;
  /** What opposite positions of a shared account save each other. */
  readonly offsets?: readonly MarginOffset[];
  /** Deposits and withdrawals, by rising date. */
  readonly transfers?: readonly Transfer[];
  /** By rising date; none: cash earns nothing. */
  readonly interest?: readonly InterestRate[];
}

export type ParamValue = number | boolean | string;
export type ParamValues = Readonly<Record<string, ParamValue>>;

export interface StrategyRef {
  readonly name: string;
  /** File name as the user gave it, without folders that belong to the machine. */
  readonly file: string;
  /** SHA-256 of the bundled code: the strategy's identity. */
  readonly hash: string;
  readonly params: ParamValues;
}

export interface RunInputs {
  readonly strategy: StrategyRef;
  readonly data: DataSource;
  readonly contract: Contract;
  readonly account: AccountTerms;
  readonly execution: Execution;
  /** The finer bars that bars were walked on, or null. */
  readonly finer: DataSource | null;
  /** All-in commission per side that replaces the dated schedule, or null. */
  readonly flatCost: MicroUsd | null;
  /** All that was in force: what the strategy declared and what came on top. */
  readonly risk: RiskRules;
  /** The calendar file that blackouts and the spread near news followed, or null. */
  readonly events: { readonly file: string; readonly sha256: string } | null;
  /** How the bars go through contract months, without the single spans; null for a series of which that is not known. */
  readonly chain: Omit<ChainPlan, "spans"> | null;
  /** The file of settlement prices, or null: the last trade before the settlement time stands in. */
  readonly settlements: (SourceFile & { readonly missing: "refuse" | "last trade" }) | null;
  readonly perpetual: PerpetualInputs | null;
}

/** The fill log in columns, one entry an execution, in the order in which they happened. */
export interface FillColumns {
  readonly length: number;
  readonly bar: Int32Array;
  /** Index of the finer bar in which it happened; -1 where the bar was walked as it is. */
  readonly finer: Int32Array;
  /** Open of that bar. */
  readonly time: Float64Array;
  /** Its trade date. */
  readonly day: Int32Array;
  /** Id of the order: a submitted one, or that of the entry whose exit plan it belongs to. */
  readonly order: Int32Array;
  readonly side: Int8Array;
  readonly qty: Int32Array;
  readonly price: Int32Array;
  /** Ticks by which slippage worsened the price. */
  readonly slip: Int32Array;
  /** Which extreme the bar's walk reached first: 0 the high, 1 the low. */
  readonly walk: Uint8Array;
  /** Where in the walk: 0 at the open, 1 to 3 on its legs, 4 at the close. */
  readonly leg: Uint8Array;
  /** Index into `FILL_KINDS`. */
  readonly kind: Uint8Array;
  /** Index into the run's `reasons`. */
  readonly reason: Int32Array;
  /** Price of the initial stop that the fill's exit plan set, in ticks; NO_STOP where there is none. */
  readonly stop: Int32Array;
  readonly maker: Uint8Array; // 1: the order had rested
}

export const NO_STOP = NO_PRICE;

/** What made the fill happen: a kind of order, a part of an exit plan, or the account. Kept in this order: logs count on it. */
export const FILL_KINDS = [
  "market",
  "limit",
  "stop",
  "stop loss",
  "target",
  "trailing stop",
  "breakeven stop",
  "time stop",
  "liquidation",
  "stop limit",
  "market if touched",
  "on open",
  "on close",
  "loss limit",
  "flat by close",
  "blackout",
  "end of hours",
  "cut-off",
  "roll",
  "expiry",
  "before delivery",
] as const;
export type FillKind = (typeof FILL_KINDS)[number];

export interface Costs {
  readonly commission: MicroUsd;
  readonly exchange: MicroUsd;
  readonly clearing: MicroUsd;
  readonly nfa: MicroUsd;
}

/** A partial exit: contracts that left at one fill, matched first in, first out. */
export interface Leg {
  readonly qty: number;
  readonly entry: Ticks;
  readonly exit: Ticks;
  readonly exitBar: number;
  readonly exitTime: EpochMs;
  readonly gross: MicroUsd;
  readonly reason: string;
}

/**
 * From the first entry fill until the contracts are out again. `A` ambiguous, `F` flipped: reversed at the same fill, `G`
 * filled across a gap, `L` liquidated, `P` partial exits, `R` held through a roll, `S` scaled in.
 */
export type TradeFlag = "A" | "F" | "G" | "L" | "P" | "R" | "S";
/** Kept in this order: columns hold one bit a flag. */
export const TRADE_FLAGS: readonly TradeFlag[] = ["A", "G", "L", "P", "F", "S", "R"];

export interface Trade {
  readonly n: number;
  readonly side: Side;
  /** Contracts entered over the whole trade. */
  readonly qty: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryTime: EpochMs;
  readonly exitTime: EpochMs;
  /** Sum of price × contracts in ticks; divided by `qty` it is the average. Sums are exact, averages are not. */
  readonly entrySum: number;
  readonly exitSum: number;
  readonly gross: MicroUsd;
  readonly costs: Costs;
  /** Memo: what slippage cost, already inside `gross`. */
  readonly slippage: MicroUsd;
  /** Funding received less paid while it was open; 0 for what is no perpetual. */
  readonly funding: MicroUsd;
  readonly net: MicroUsd;
  /** Dollars at risk between the entry fills and their initial stops; null where an entry had none. */
  readonly risk: MicroUsd | null;
  /** net ÷ risk. */
  readonly r: number | null;
  /** Worst and best gross result that the walk showed while the trade was open: mae ≤ 0 ≤ mfe. */
  readonly mae: MicroUsd;
  readonly mfe: MicroUsd;
  /** Bars touched, entry and exit bar included. */
  readonly bars: number;
  readonly heldMs: number;
  /** Largest notional ÷ equity at the trade's fills. */
  readonly leverage: number;
  readonly entryReason: string;
  readonly exitReason: string;
  readonly flags: readonly TradeFlag[];
  /** Where ambiguous: by how much the account's close differed between the two walks, in all. */
  readonly stake: MicroUsd;
  readonly legs: readonly Leg[];
}

/** The trades in columns, in the order of their entries; what each means stands at `Trade`. */
export interface TradeColumns {
  readonly length: number;
  readonly side: Int8Array;
  readonly qty: Int32Array;
  readonly entryBar: Int32Array;
  readonly exitBar: Int32Array;
  readonly entryTime: Float64Array;
  readonly exitTime: Float64Array;
  readonly entrySum: Float64Array;
  readonly exitSum: Float64Array;
  readonly gross: Float64Array;
  readonly commission: Float64Array;
  readonly exchange: Float64Array;
  readonly clearing: Float64Array;
  readonly nfa: Float64Array;
  readonly slippage: Float64Array;
  readonly funding: Float64Array;
  readonly net: Float64Array;
  /** NaN where an entry had no stop. */
  readonly risk: Float64Array;
  readonly mae: Float64Array;
  readonly mfe: Float64Array;
  readonly heldMs: Float64Array;
  readonly leverage: Float64Array;
  /** Index into the run's `reasons`. */
  readonly entryReason: Int32Array;
  readonly exitReason: Int32Array;
  /** One bit a flag, in the order of `TRADE_FLAGS`. */
  readonly flags: Uint8Array;
  readonly stake: Float64Array;
  /** Its legs begin here; they end where those of the next trade begin. */
  readonly firstLeg: Int32Array;
  readonly legs: LegColumns;
}

export interface LegColumns {
  readonly length: number;
  readonly qty: Int32Array;
  readonly entry: Int32Array;
  readonly exit: Int32Array;
  readonly exitBar: Int32Array;
  readonly exitTime: Float64Array;
  readonly gross: Float64Array;
  readonly reason: Int32Array;
}

/** What is still open after the last bar: marked at its close, not in the trade list. */
export interface OpenPosition {
  readonly side: Side;
  readonly qty: number;
  readonly entryTime: EpochMs;
  /** Average entry of the contracts still held, in ticks × contracts. */
  readonly entrySum: number;
  readonly profit: MicroUsd;
  readonly funding: MicroUsd;
}

export type RunEventKind =
  | "rejected"
  | "reduced"
  | "amended"
  | "expired"
  | "liquidation"
  | "margin breach"
  | "margin call"
  | "cut-off"
  | "deposit"
  | "withdrawal"
  | "interest"
  | "risk limit"
  | "monthly fee"
  | "settlement"
  | "note"
  | "roll"
  | "expiry"
  | "delivery"
  | "skipped";

export interface RunEvent {
  readonly bar: number;
  readonly time: EpochMs;
  readonly kind: RunEventKind;
  readonly text: string;
  /** Order it concerns, or 0. */
  readonly order: number;
  /** Money that moved, or 0. */
  readonly amount: MicroUsd;
}

/** The account at the end of one trade date. balance + open trade equity = equity. */
export interface DailyRow {
  readonly day: Day;
  readonly balance: MicroUsd;
  /** Variation margin settled into cash on this date. */
  readonly variation: MicroUsd;
  readonly costs: MicroUsd;
  readonly equity: MicroUsd;
  /** Price at which equity is marked: the date's last close. */
  readonly close: Ticks;
  /** Maintenance and initial requirement of the position carried out of the date. */
  readonly margin: MicroUsd;
  readonly initial: MicroUsd;
  readonly position: number;
  /** True where the requirement is an estimate. */
  readonly estimated: boolean;
  /** Equity less the initial requirement. */
  readonly excess: MicroUsd;
  /** The largest initial requirement of the date, after any of its fills. */
  readonly peak: MicroUsd;
  /** What margin calls ask for and has not come in. */
  readonly call: MicroUsd;
  /** First price at which equity lies below the maintenance requirement, in ticks; null while flat or unchecked. */
  readonly stopOut: Ticks | null;
  /** Ticks from the last close to there, against the position; below 0 where it is past. */
  readonly distance: Ticks | null;
}

export interface RunTotals {
  /** Last equity − start cash − transfers. */
  readonly net: MicroUsd;
  /** Price result of all fills, the open position marked at the last close; slippage is inside. */
  readonly gross: MicroUsd;
  readonly costs: Costs;
  readonly dataFees: MicroUsd;
  readonly liquidationFees: MicroUsd;
  /** Funding received less paid. gross − costs − fees + funding + interest = net. */
  readonly funding: MicroUsd;
  /** Interest received less paid. */
  readonly interest: MicroUsd;
  /** Deposits less withdrawals: the owner's own money, no part of the result. */
  readonly transfers: MicroUsd;
  /** Memo, already inside gross. */
  readonly slippage: MicroUsd;
  readonly endEquity: MicroUsd;
}

/** Between the pessimistic and the optimistic walk, which is walked when somebody asks. Equal and zero where no bar was ambiguous. */
export interface Bounds {
  readonly ambiguousTrades: number;
  readonly ambiguousBars: number;
  readonly adverseNet: MicroUsd;
  readonly favourableNet: MicroUsd;
}

/** One backtest, finished: plain data that crosses threads, and all that a report or a metric ever reads. */
export interface Run extends Told {
  readonly inputs: RunInputs;
  /** SHA-256 over fills, trades and equity. */
  readonly fingerprint: string;
  /** The bars that were traded (shared memory, not a copy). */
  readonly bars: Bars;
  /** Equity at each bar's close, in micro-dollars. */
  readonly equity: Float64Array;
  /** Signed contracts held at each bar's close. */
  readonly position: Int32Array;
  readonly fills: FillColumns;
  /** How stops and orders moved; not there in runs that come from older files. */
  readonly moves?: MoveColumns;
  /** The contract months that the bars went through; null where that is not known. Prices of fills and trades are theirs. */
  readonly chain: Chain | null;
  /** Every movement of cash that is not the cost of a fill. */
  readonly cash: CashColumns;
  /** Every funding stamp, whether anything was held then or not; null where funding was not counted. */
  readonly fundings: FundingColumns | null;
  readonly reasons: readonly string[];
  readonly orders: readonly OrderRecord[];
  readonly trades: readonly Trade[];
  readonly open: OpenPosition | null;
  readonly events: readonly RunEvent[];
  readonly daily: readonly DailyRow[];
  readonly totals: RunTotals;
  readonly bounds: Bounds;
  /** Null where no finer bars were given. */
  readonly magnified: Magnified | null;
  readonly margin: MarginUse;
  /** Lines that the strategy asked to have drawn. */
  readonly plotted: readonly Plotted[];
  /** What a reader must know before believing the numbers: estimates, missing volume, rejected orders. */
  readonly warnings: readonly string[];
}

/** A run as it crosses threads: orders and trades in columns, which are cheap to send. `engine/lists.ts` makes a Run of it. */
export interface RunData extends Omit<Run, "orders" | "trades"> {
  readonly orders: OrderColumns;
  readonly trades: TradeColumns;
}
