// How bad is a bad day?

import type { Run } from "../domain/run.js";
import { mean, quantile } from "../indicator/statistics.js";
import { dailyProfits } from "./daily.js";
import { type Metric, wholeMicro } from "./metric.js";

/** Five percent of fewer days is less than one day. */
const LEAST_DAYS = 20;

/**
 * Value at risk, 95 %, one trade date: the loss that one date in twenty exceeds; −(5 % quantile of daily P&L, type 7),
 * as it happened, without a model. Negative where even that date won. Null for fewer than 20 trade dates.
 */
export const valueAtRisk: Metric = {
  key: "var",
  label: "Value at risk, 95 %, one day",
  unit: "usd",
  of(run) {
    const worst = worstDays(run);
    return worst === null ? null : wholeMicro(-worst.edge);
  },
};

/** Conditional value at risk: mean loss of the trade dates at or beyond the 5 % quantile. Null as value at risk. */
export const conditionalValueAtRisk: Metric = {
  key: "cvar",
  label: "Mean loss beyond it (CVaR)",
  unit: "usd",
  of(run) {
    const worst = worstDays(run);
    return worst === null ? null : wholeMicro(-mean(worst.profits)!);
  },
};

function worstDays(run: Run): { edge: number; profits: number[] } | null {
  const profits = dailyProfits(run)
    .map(({ profit }) => profit)
    .sort((a, b) => a - b);
  const edge = quantile(profits, 0.05);
  if (edge === null || profits.length < LEAST_DAYS) return null;
  return { edge, profits: profits.filter((profit) => profit <= edge) };
}
