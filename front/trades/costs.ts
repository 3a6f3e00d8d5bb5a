// What would the same fills have made with other costs?

import type { MicroUsd } from "../../src/domain/money.js";
import { breakEvenOf, type Slipped } from "../../src/metric/slipping.js";
import { closedDrawdown, sumOver } from "./headline.js";
import type { TradeSet } from "./set.js";

export interface CostTerms {
  /** Ticks of slippage a side, on what was filled at the market's mercy; null: as it was. */
  readonly ticks: number | null;
  /** Times the commission that was paid. */
  readonly commission: number;
  readonly tickValue: MicroUsd;
  /** Lots of each trade, in and out, that slip. */
  readonly slipping: Float64Array;
  /** Ticks × lots that those slipped as run. */
  readonly slipped: Float64Array;
}

/** Each trade's net, to the whole micro-dollar: exact as long as every fill stays the same. */
export function netsAt(
  set: TradeSet,
  { ticks, commission, tickValue, slipping, slipped }: CostTerms,
): Float64Array {
  const { net } = set.numbers;
  const paid = set.columns.commission;
  return Float64Array.from({ length: set.length }, (_, i) => {
    const worse = ticks === null ? 0 : (ticks * slipping[i]! - slipped[i]!) * tickValue;
    return Math.round(net[i]! - worse - (commission - 1) * paid[i]!) + 0;
  });
}

/** What of slippage and commission a set of trades, or the run, has: enough to tell its net at others. */
export interface Costed extends Slipped {
  readonly net: MicroUsd;
  readonly commission: MicroUsd;
}

export const costedOf = (
  { columns, numbers }: TradeSet,
  chosen: Int32Array,
  { slipping, slipped }: CostTerms,
): Costed => ({
  net: sumOver(numbers.net, chosen),
  commission: sumOver(columns.commission, chosen),
  lots: sumOver(slipping, chosen),
  ticks: sumOver(slipped, chosen),
});

/** Ticks a side at which it comes to nothing, as the metric `break-even-slippage` defines it. Null where nothing slips. */
export const breakEven = (of: Costed, { commission, tickValue }: CostTerms): number | null =>
  breakEvenOf(of.net - (commission - 1) * of.commission, of, tickValue);

export const netAt = (of: Costed, { ticks, commission, tickValue }: CostTerms): MicroUsd =>
  Math.round(
    of.net - (ticks === null ? 0 : ticks * of.lots - of.ticks) * tickValue - (commission - 1) * of.commission,
  ) + 0;

export interface CostedSum {
  readonly net: MicroUsd;
  readonly drawdown: MicroUsd;
}

export const costedSum = (nets: Float64Array, chosen: Int32Array): CostedSum => ({
  net: sumOver(nets, chosen),
  drawdown: closedDrawdown(nets, chosen),
});
