// How do runs that are finished come side by side, without running again?

import type { Comparison } from "../domain/comparison.js";
import { Fault } from "../domain/fault.js";
import type { Run } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { commonDays, dailyCorrelation } from "../metric/correlation.js";
import { baselineAt } from "./baseline.js";

/** A finished run, and what it is called where two have the same strategy and contract. */
export interface NamedRun {
  readonly name: string;
  readonly run: Run;
}

/**
 * Nothing is cut: a run over other dates keeps its own figures and is greyed by the report, while intervals, correlation and joint drawdowns are
 * over the dates that the runs have in common. There is no shared account, since that takes running.
 *
 * @throws Fault E160 no run is called as the baseline; E351 the runs have no trade date in common
 */
export function compareFinished(given: readonly NamedRun[], baseline: string | null = null): Comparison {
  const runs = given.map(({ run }) => run);
  const key = ({ inputs }: Run) => `${inputs.strategy.name} ${inputs.contract.symbol}`;
  const cells = given.map(({ name, run }) => ({
    strategy: runs.filter((other) => key(other) === key(run)).length > 1 ? name : run.inputs.strategy.name,
    instrument: run.inputs.contract.symbol,
    run,
    fault: null,
  }));
  const span = commonSpanOf(runs);
  return {
    cells,
    strategies: [...new Set(cells.map(({ strategy }) => strategy))],
    instruments: [...new Set(cells.map(({ instrument }) => instrument))],
    ...span,
    baseline: baseline === null ? null : baselineAt(cells, baseline),
    correlation: {
      labels: cells.map(({ strategy, instrument }) => `${strategy} ${instrument}`),
      matrix: dailyCorrelation(runs),
      days: commonDays(runs),
    },
    shared: null,
    sharedFault: {
      code: "E163",
      message: "finished runs are not run again on one account; compare the strategies themselves for that",
    },
    interrupted: false,
  };
}

function commonSpanOf(runs: readonly Run[]): { firstDay: number; lastDay: number } {
  const [first, ...others] = runs.map(({ daily }) => new Set(daily.map(({ day }) => day)));
  const common = [...(first ?? [])].filter((day) => others.every((days) => days.has(day)));
  if (common.length > 0) return { firstDay: common[0]!, lastDay: common.at(-1)! };
  const told = ({ inputs: { strategy, data } }: Run) =>
    `${strategy.name} ${formatDay(data.firstDay)} to ${formatDay(data.lastDay)}`;
  throw new Fault("E351", "The runs have no trade date in common", {
    found: runs.map(told).join(", ") || "no runs",
    expected: "at least one trade date that all of them have",
    why: "A comparison over different times compares the times.",
    fix: ["compare runs of the same period"],
  });
}
