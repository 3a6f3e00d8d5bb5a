// What are the trades of a lane made of?

import type { TradeSources } from "../accountant/draft.js";
import { feeRounder } from "../accountant/fee-rounding.js";
import { Fundings } from "../accountant/fundings.js";
import type { TradeMonths } from "../accountant/trade-fill.js";
import type { TradeSink } from "../accountant/trade-row.js";
import { TradeMaker } from "../accountant/trades.js";
import type { CashColumns } from "../domain/cash.js";
import type { CostRate } from "../domain/contract.js";
import type { Lane } from "./backtest.js";

/** Made while the run goes on; null where what it takes is known after the run only. */
export const tradesAlong = <Log extends TradeSink>(lane: Lane, log: Log): TradeMaker<Log> | null =>
  lane.months === null && lane.fundings === null ? new TradeMaker(sourcesOf(lane, null, null), log) : null;

/** Made when the run is over. */
export function tradesAfter<Log extends TradeSink>(
  lane: Lane,
  months: TradeMonths | null,
  cash: CashColumns,
  log: Log,
): TradeMaker<Log> {
  const fundings = lane.fundings === null ? null : new Fundings(cash);
  return new TradeMaker(sourcesOf(lane, months, fundings), log);
}

const sourcesOf = (lane: Lane, months: TradeMonths | null, fundings: Fundings | null): TradeSources => ({
  fills: lane.fills,
  timeOf: lane.timeOf,
  fundings,
  bars: lane.bars,
  instrument: lane.instrument,
  costAt: costsByBar(lane),
  rounder: feeRounder(lane.spec.account),
  months,
  ambiguous: lane.ambiguous,
  finer: lane.finer,
  ambiguousFiner: lane.ambiguousFiner,
});

/** The cost schedule that was in force in a bar. Called with rising bars, so a cursor is enough. */
function costsByBar({ rates: { costsFrom } }: Lane): (bar: number) => CostRate {
  let at = 0;
  return (bar) => {
    if (costsFrom[at]!.bar > bar) at = 0;
    while (at + 1 < costsFrom.length && costsFrom[at + 1]!.bar <= bar) at++;
    return costsFrom[at]!.rate;
  };
}
