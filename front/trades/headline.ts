// What do the chosen trades come to?

import type { MicroUsd } from "../../src/domain/money.js";
import { type ExpectancyInterval, intervalOf } from "../../src/metric/bootstrap.js";
import * as metric from "../../src/metric/trades.js";
import type { TradeSet } from "./set.js";

/** Each as the metric of the same name in `--json` defines it, of these trades alone. */
export interface Headline {
  readonly trades: number;
  readonly long: number;
  readonly short: number;
  readonly net: MicroUsd;
  readonly gross: MicroUsd;
  /** Commission and fees. */
  readonly costs: MicroUsd;
  /** Memo, inside gross. */
  readonly slippage: MicroUsd;
  readonly funding: MicroUsd;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly expectancy: MicroUsd | null;
  readonly expectancyR: number | null;
  readonly averageWin: MicroUsd | null;
  readonly averageLoss: MicroUsd | null;
  readonly payoff: number | null;
  /** Of the curve of closed trades, above 0; null without trades. */
  readonly drawdown: MicroUsd | null;
}

export function headlineOf(set: TradeSet, chosen: Int32Array): Headline {
  const { numbers } = set;
  const of = { trades: Array.from(chosen, (i) => set.results[i]!) };
  return {
    trades: metric.trades.of(of)!,
    long: metric.longTrades.of(of)!,
    short: metric.shortTrades.of(of)!,
    net: sumOver(numbers.net, chosen),
    gross: sumOver(numbers.gross, chosen),
    costs: sumOver(numbers.costs, chosen),
    slippage: sumOver(numbers.slippage, chosen),
    funding: sumOver(numbers.funding, chosen),
    winRate: metric.winRate.of(of),
    profitFactor: metric.profitFactor.of(of),
    expectancy: metric.expectancy.of(of),
    expectancyR: metric.expectancyR.of(of),
    averageWin: metric.averageWin.of(of),
    averageLoss: metric.averageLoss.of(of),
    payoff: metric.payoff.of(of),
    drawdown: chosen.length === 0 ? null : closedDrawdown(numbers.net, chosen),
  };
}

/** By drawing trade dates, as `Can I believe this?` does it for all trades: same method, same seed. */
export const intervalOver = (set: TradeSet, chosen: Int32Array): ExpectancyInterval | null =>
  intervalOf(
    chosen.map((i) => set.tradeDate[i]!),
    Float64Array.from(chosen, (i) => set.numbers.net[i]!),
  );

export function sumOver(column: ArrayLike<number>, chosen: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < chosen.length; k++) sum += column[chosen[k]!]!;
  return sum;
}

/** The deepest fall of what closed trades added up to, from 0 on, one after the other. */
export function closedDrawdown(net: ArrayLike<MicroUsd>, chosen: ArrayLike<number>): MicroUsd {
  let [sum, peak, deepest] = [0, 0, 0];
  for (let k = 0; k < chosen.length; k++) {
    sum += net[chosen[k]!]!;
    if (sum > peak) peak = sum;
    else if (peak - sum > deepest) deepest = peak - sum;
  }
  return deepest;
}

/** What these trades added up to, by the bars in which they ended: a point a trade. */
export interface ClosedCurve {
  readonly bar: Int32Array;
  readonly value: Float64Array;
}

export function closedCurve(net: ArrayLike<MicroUsd>, exitBar: Int32Array, chosen: Int32Array): ClosedCurve {
  const value = new Float64Array(chosen.length);
  let sum = 0;
  for (let k = 0; k < chosen.length; k++) value[k] = sum += net[chosen[k]!]!;
  return { bar: chosen.map((i) => exitBar[i]!), value };
}
