// Was the return worth its ups and downs?

import { mean, sampleDeviation } from "../indicator/statistics.js";
import { DATES_PER_YEAR, dailyReturns } from "./daily.js";
import { deepestPercent } from "./drawdown.js";
import type { Metric } from "./metric.js";
import { cagr } from "./profit.js";

const YEAR = Math.sqrt(DATES_PER_YEAR);

/** 100 × sample standard deviation of daily returns × √252. Null for fewer than two trade dates, or equity at or below 0. */
export const volatility: Metric = {
  key: "volatility",
  label: "Volatility, annual",
  unit: "percent",
  of: (run) => volatilityOf(dailyReturns(run)),
};

export function volatilityOf(returns: readonly number[] | null): number | null {
  const deviation = sampleDeviation(returns ?? []);
  return deviation === null ? null : 100 * deviation * YEAR;
}

/**
 * Mean ÷ sample standard deviation of daily returns × √252, without an interest rate: futures need no cash to borrow.
 * Null as volatility, and where the returns never differ. Source: Sharpe (1994).
 */
export const sharpe: Metric = {
  key: "sharpe",
  label: "Sharpe ratio",
  unit: "ratio",
  of: (run) => sharpeOf(dailyReturns(run)),
};

export const sharpeOf = (returns: readonly number[] | null): number | null =>
  overDeviation(returns, sampleDeviation);

/**
 * Mean ÷ downside deviation of daily returns × √252. Downside deviation = √(mean of min(return, 0)²), over all dates.
 * Null as volatility, and without a losing date. Source: Sortino and van der Meer (1991), target 0.
 */
export const sortino: Metric = {
  key: "sortino",
  label: "Sortino ratio",
  unit: "ratio",
  of: (run) => sortinoOf(dailyReturns(run)),
};

export const sortinoOf = (returns: readonly number[] | null): number | null =>
  overDeviation(returns, (all) => {
    const squares = mean(all.map((value) => Math.min(value, 0) ** 2));
    return squares === null || all.length < 2 ? null : Math.sqrt(squares);
  });

/** CAGR ÷ deepest drawdown in percent. Null where CAGR is, and without a drawdown. Source: Young (1991). */
export const calmar: Metric = {
  key: "calmar",
  label: "Calmar ratio",
  unit: "ratio",
  of(run) {
    const growth = cagr.of(run);
    const depth = deepestPercent(run);
    return growth === null || !depth ? null : growth / depth;
  },
};

function overDeviation(
  returns: readonly number[] | null,
  deviationOf: (returns: readonly number[]) => number | null,
): number | null {
  const average = mean(returns ?? []);
  const deviation = deviationOf(returns ?? []);
  return average === null || !deviation ? null : (average / deviation) * YEAR;
}
