// What does a run depend on?

import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";
import type { AccountTerms, Execution, ParamValues } from "../domain/run.js";
import type { ColumnCache, StrategyClass } from "../strategy/strategy.js";

/** One strategy on one series with one account: everything that a run depends on. */
export interface BacktestSpec {
  readonly strategy: StrategyClass;
  readonly ref: { readonly name: string; readonly file: string; readonly hash: string };
  /** Already resolved against the strategy's schema (`strategy/params.ts`). */
  readonly params: ParamValues;
  readonly series: Series;
  readonly contract: Contract;
  readonly account: AccountTerms;
  readonly execution: Execution;
  /** All-in cost per side that replaces the dated schedule, or null. */
  readonly flatCost: MicroUsd | null;
  /** Columns already computed on the same bars; runs that share it compute each indicator once. */
  readonly columns?: ColumnCache;
}
