// How much of a Sharpe ratio is left when it is the best of many?

import type { Run } from "../domain/run.js";
import { DATES_PER_YEAR, dailyReturns } from "./daily.js";
import { oncePerRun } from "./metric.js";
import { normalCdf, normalQuantile } from "./normal.js";
import { sharpeOf } from "./reward.js";
import { kurtosis, skewness } from "./shape.js";

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

/** What is left of a Sharpe ratio, given that it is one of many. */
export interface Deflated {
  /** Annual, as it came out. */
  readonly sharpe: number;
  /** What the best of as many without skill would show. */
  readonly lucky: number;
  /** Probability that there is more to it. */
  readonly probability: number;
  /** Configurations with a Sharpe ratio. */
  readonly tried: number;
}

/**
 * Of a run that was told how many were tried before it. How far their ratios lay apart nobody knows any more: taken is what chance gives to
 * ratios over as many days where nothing has any skill, a variance of 1 ÷ (days − 1) a day. Trials of one strategy lie
 * closer, so the probability errs on the low side. Null where nobody said, and where a figure does not exist.
 */
export const deflatedOf = oncePerRun((run: Run): Deflated | null => {
  const returns = dailyReturns(run);
  const [sharpe, skew, tails] = [sharpeOf(returns), skewness(returns ?? []), kurtosis(returns ?? [])];
  if (run.trials === undefined || returns === null || sharpe === null || skew === null || tails === null)
    return null;
  const days = returns.length;
  const trials = { count: run.trials, variance: DATES_PER_YEAR / (days - 1) };
  const probability = deflatedSharpe({ sharpe, skewness: skew, kurtosis: tails, days }, trials);
  return probability === null ? null : { sharpe, lucky: luckySharpe(trials), probability, tried: run.trials };
});
