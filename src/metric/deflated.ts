// How much of a Sharpe ratio is left when it is the best of many?

import { DATES_PER_YEAR } from "./daily.js";
import { normalCdf, normalQuantile } from "./normal.js";

export interface Trials {
  /** Configurations that were tried. */
  readonly count: number;
  /** Variance of their annual Sharpe ratios. */
  readonly variance: number;
}

export interface Candidate {
  /** Annual. */
  readonly sharpe: number;
  /** Of its daily returns. */
  readonly skewness: number;
  /** 3 for a normal distribution. */
  readonly kurtosis: number;
  /** Daily returns. */
  readonly days: number;
}

const EULER = 0.577_215_664_901_532_9;

/**
 * The annual Sharpe ratio that the best of so many trials is to be expected to have where none of them has any skill. 0 for a single
 * trial. Source: Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014), for independent trials.
 */
export function luckySharpe({ count, variance }: Trials): number {
  if (count < 2) return 0;
  const best = (1 - EULER) * normalQuantile(1 - 1 / count) + EULER * normalQuantile(1 - 1 / (count * Math.E));
  return Math.sqrt(variance) * best;
}

/**
 * Deflated Sharpe ratio: the probability that the true Sharpe ratio is above what luck alone gives the best of the trials,
 * with the length, skewness and kurtosis of its returns; 0.95 is the usual bar. Trials of one strategy resemble one another, so
 * their number overstates how many independent ones there were, and the probability errs on the low side. Null for fewer than two days and
 * where a figure does not exist. Source: as `luckySharpe`; annual figures are brought to days by √252.
 */
export function deflatedSharpe(
  { sharpe, skewness, kurtosis, days }: Candidate,
  trials: Trials,
  datesPerYear = DATES_PER_YEAR,
): number | null {
  const year = Math.sqrt(datesPerYear);
  const daily = sharpe / year;
  const spread = 1 - skewness * daily + ((kurtosis - 1) / 4) * daily * daily;
  const score = ((daily - luckySharpe(trials) / year) * Math.sqrt(days - 1)) / Math.sqrt(spread);
  return days < 2 || Number.isNaN(score) ? null : normalCdf(score);
}
