// What does a run depend on?

import type { Series } from "../domain/bars.js";
import type { ChainPlan, SettlementPrices } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import type { MarketEvents } from "../domain/events.js";
import type { Execution, OwnSlippage } from "../domain/execution.js";
import type { PerpetualTerms } from "../domain/funding.js";
import type { MicroUsd } from "../domain/money.js";
import type { RiskRules } from "../domain/risk.js";
import type { AccountTerms, ParamValues } from "../domain/run.js";
import type { ColumnCache } from "../strategy/columns.js";
import type { Clock } from "../strategy/series.js";
import type { StrategyClass } from "../strategy/strategy.js";
import type { Desk } from "../strategy/ticket.js";
import type { Curtain } from "./curtain.js";

/** All but the strategy: on which bars it trades, and by which rules of account and execution. Plain data. */
export interface Terms {
  readonly params: ParamValues;
  readonly series: Series;
  readonly contract: Contract;
  readonly account: AccountTerms;
  readonly execution: Execution;
  /** All-in commission per side in micro-dollars in place of the dated schedule, or null. */
  readonly flatCost: MicroUsd | null;
  /** Beside those that the strategy declares: its limits come on top, its sizing stands in for the strategy's. */
  readonly risk?: RiskRules;
  /** Calendar of announcements. */
  readonly events?: MarketEvents | null;
  /** What only a run on a perpetual is told: funding, mark prices, leverage. */
  readonly perpetual?: PerpetualTerms | null;
  /** Bars of the same contract and a shorter step, on which bars are walked where they agree (`bars/magnify.ts`). */
  readonly finer?: Series | null;
  /** The contract months behind the bars. */
  readonly chain?: ChainPlan | null;
  readonly settlements?: SettlementPrices | null;
  /** Orders with this reason put the position where somebody really was: they are no decisions, and no risk rule is asked about them. */
  readonly placed?: string;
}

/**
 * One strategy on one series with one account: everything that a run depends on. `params` are already resolved against
 * the strategy's schema (`strategy/params.ts`).
 */
export interface BacktestSpec extends Terms {
  readonly strategy: StrategyClass;
  readonly ref: { readonly name: string; readonly file: string; readonly hash: string };
  /** The function of the slippage model "own", which `execution` knows by name and hash only. */
  readonly own?: OwnSlippage | null;
  /** Every order in its long form, whatever it asks for: so tests hold the short one (`broker/single.ts`) against it. */
  readonly longForm?: boolean;
  /** Watched: the strategy sees bars and columns from behind it, and asks for its orders at a desk that may be watched too. */
  readonly curtain?: Curtain;
  readonly watchDesk?: (desk: Desk, clock: Clock) => Desk;
  /** Columns already computed on the same bars; runs that share it compute each indicator once. */
  readonly columns?: ColumnCache;
}
