// Which metrics are there, and in which order are they reported?

import { didYouMean, Fault } from "../domain/fault.js";
import { breakEvenSlippage } from "./break-even.js";
import { topDays, topTrades } from "./concentration.js";
import * as costs from "./costs.js";
import * as drawdown from "./drawdown.js";
import { maeEfficiency, mfeEfficiency } from "./excursion.js";
import { averageLeverage, averageMargin, exposure, maxLeverage, peakMargin } from "./exposure.js";
import type { Metric } from "./metric.js";
import { cagr, gross, net, returnPercent } from "./profit.js";
import { calmar, sharpe, sortino, volatility } from "./reward.js";
import { longestLossStreak, longestWinStreak } from "./streaks.js";
import { conditionalValueAtRisk, valueAtRisk } from "./tail.js";
import * as trades from "./trades.js";

/** A new metric is one file and one line here. */
export const METRICS: readonly Metric[] = [
  net,
  returnPercent,
  cagr,
  gross,
  costs.costs,
  costs.costsPercent,
  costs.fees,
  costs.commission,
  costs.exchangeFees,
  costs.clearingFees,
  costs.nfaFees,
  costs.dataFees,
  costs.liquidationFees,
  costs.slippage,
  breakEvenSlippage,
  drawdown.maxDrawdown,
  drawdown.maxDrawdownPercent,
  drawdown.maxDrawdownDays,
  drawdown.longestDrawdownDays,
  drawdown.ulcerIndex,
  volatility,
  sharpe,
  sortino,
  calmar,
  valueAtRisk,
  conditionalValueAtRisk,
  trades.trades,
  trades.longTrades,
  trades.shortTrades,
  trades.winRate,
  trades.profitFactor,
  trades.expectancy,
  trades.expectancyR,
  trades.payoff,
  trades.averageWin,
  trades.averageLoss,
  trades.largestWin,
  trades.largestLoss,
  trades.sqn,
  longestWinStreak,
  longestLossStreak,
  topTrades,
  topDays,
  maeEfficiency,
  mfeEfficiency,
  trades.averageBars,
  exposure,
  averageLeverage,
  maxLeverage,
  averageMargin,
  peakMargin,
];

/** @throws Fault E114 for a key that no metric has. */
export function metricOf(key: string): Metric {
  const metric = METRICS.find((candidate) => candidate.key === key);
  if (metric) return metric;
  const keys = METRICS.map((candidate) => candidate.key);
  const near = didYouMean(key, keys);
  throw new Fault("E114", `There is no metric "${key}"`, {
    found: key,
    expected: keys.join(", "),
    fix: near ? [`did you mean   ${near}?`] : [],
  });
}
