// What does a run depend on?

import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";
import type { AccountTerms, Execution, ParamValues } from "../domain/run.js";
import type { ColumnCache, StrategyClass } from "../strategy/strategy.js";

/** All but the strategy: on which bars it trades, and by which rules of account and execution. Plain data. */
export interface Terms {
  readonly params: ParamValues;
  readonly series: Series;
  readonly contract: Contract;
  readonly account: AccountTerms;
  readonly execution: Execution;
  /** All-in commission per side in micro-dollars in place of the dated schedule, or null. */
  readonly flatCost: MicroUsd | null;
}

/**
 * One strategy on one series with one account: everything that a run depends on. `params` are already resolved against
 * the strategy's schema (`strategy/params.ts`).
 */
export interface BacktestSpec extends Terms {
  readonly strategy: StrategyClass;
  readonly ref: { readonly name: string; readonly file: string; readonly hash: string };
  /** Columns already computed on the same bars; runs that share it compute each indicator once. */
  readonly columns?: ColumnCache;
}
