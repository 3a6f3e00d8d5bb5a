// What would the same fills have made with other costs?

import type { MicroUsd } from "../../src/domain/money.js";
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
  /** All its lots, in and out. */
  readonly sides: Float64Array;
}

/** Each trade's net, to the whole micro-dollar: exact as long as every fill stays the same. */
export function netsAt(set: TradeSet, { ticks, commission, tickValue, slipping }: CostTerms): Float64Array {
  const { net, slippage } = set.numbers;
  const paid = set.columns.commission;
  return Float64Array.from({ length: set.length }, (_, i) => {
    const worse = ticks === null ? 0 : ticks * slipping[i]! * tickValue - slippage[i]!;
    return Math.round(net[i]! - worse - (commission - 1) * paid[i]!) + 0;
  });
}

/**
 * Ticks a side at which these trades come to nothing, as the metric `break-even-slippage` defines it: every contract side
 * counts, limit fills too. Null without trades.
 */
export function breakEven(set: TradeSet, chosen: Int32Array, terms: CostTerms): number | null {
  const { commission, tickValue } = terms;
  const sides = sumOver(terms.sides, chosen);
  if (sides === 0) return null;
  const { net, slippage } = set.numbers;
  const before = sumOver(net, chosen) + sumOver(slippage, chosen);
  return (before - (commission - 1) * sumOver(set.columns.commission, chosen)) / (sides * tickValue);
}

export interface CostedSum {
  readonly net: MicroUsd;
  readonly drawdown: MicroUsd;
}

export const costedSum = (nets: Float64Array, chosen: Int32Array): CostedSum => ({
  net: sumOver(nets, chosen),
  drawdown: closedDrawdown(nets, chosen),
});
