// How do strategies and contracts come side by side?

import type { Series } from "../domain/bars.js";
import type { Cell, Comparison, CutBars, SharedAccount } from "../domain/comparison.js";
import type { FaultData } from "../domain/fault.js";
import type { Run } from "../domain/run.js";
import { withTrades } from "../engine/lists.js";
import { commonDays, dailyCorrelation } from "../metric/correlation.js";
import { baselineAt } from "./baseline.js";
import { type CellSpec, type Prepared, prepare, runPrepared } from "./cells.js";
import type { Executor } from "./executor.js";
import type { PoolOptions } from "./limits.js";
import { signalOf, withExecutor } from "./open.js";
import { runSteps } from "./schedule.js";
import { commonSpan, cutTo } from "./span.js";
import type { CellTask } from "./step.js";

export interface CompareOptions extends PoolOptions {
  /** The cell that the others are held against: `STRATEGY`, `INSTRUMENT` or `STRATEGY INSTRUMENT`; else the first. */
  readonly baseline?: string | null;
  /** With a quick look at whether a strategy sees the future, once on each instrument. */
  readonly watch?: boolean;
}

/**
 * Runs all cells over the trade dates that their series have in common, then those that finished once more together on
 * one account (that of the first cell). A cell that fails fails alone. Throws E351 where the series share no date, E160 where no cell is
 * called as the baseline.
 */
export async function compareRuns(
  specs: readonly CellSpec[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const span = commonSpan(specs.map(({ series }) => series));
  const cut = new Map<Series, Series>();
  for (const { series } of specs) if (!cut.has(series)) cut.set(series, cutTo(series, span));
  const prepared = await prepare(specs.map((spec) => ({ ...spec, series: cut.get(spec.series)! })));
  const baseline = options.baseline ? prepared[baselineAt(prepared, options.baseline)]! : null;

  return withExecutor(options, specs.length, async (executor) => {
    const found = await runPrepared(prepared, executor, options);
    const cells = found.filter((cell) => cell !== null);
    const joint = await sharedAccount(prepared, found, executor, options);
    return {
      cells,
      strategies: [...new Set(prepared.map(({ strategy }) => strategy))],
      instruments: [...new Set(prepared.map(({ instrument }) => instrument))],
      ...span,
      baseline: baseline && baselineIn(cells, baseline),
      cut: cutBars(specs, cut),
      correlation: {
        labels: cells
          .filter(({ run }) => run !== null)
          .map(({ strategy, instrument }) => `${strategy} ${instrument}`),
        matrix: dailyCorrelation(runsOf(cells)),
        days: commonDays(runsOf(cells)),
      },
      shared: joint.account,
      sharedFault: joint.fault,
      interrupted: cells.length < specs.length || signalOf(options).aborted,
    };
  });
}

function baselineIn(cells: readonly Cell[], { strategy, instrument }: Prepared): number | null {
  const at = cells.findIndex((cell) => cell.strategy === strategy && cell.instrument === instrument);
  return at < 0 ? null : at;
}

function cutBars(specs: readonly CellSpec[], cut: ReadonlyMap<Series, Series>): CutBars[] {
  const byInstrument = new Map(specs.map(({ contract, series }) => [contract.symbol, series]));
  return [...byInstrument].flatMap(([instrument, series]) => {
    const bars = series.bars.length - cut.get(series)!.bars.length;
    const { firstDay, lastDay } = series.source;
    return bars === 0 ? [] : [{ instrument, firstDay, lastDay, bars }];
  });
}

const runsOf = (cells: readonly (Cell | null)[]): Run[] =>
  cells.flatMap((cell) => (cell?.run ? [cell.run] : []));

interface Joint {
  readonly account: SharedAccount | null;
  readonly fault: FaultData | null;
}

/** Neither account nor fault where fewer than two cells finished, or the user stopped it. */
async function sharedAccount(
  prepared: readonly Prepared[],
  found: readonly (Cell | null)[],
  executor: Executor,
  options: PoolOptions,
): Promise<Joint> {
  const cells = prepared.flatMap(({ task }, k): CellTask[] => (task !== null && found[k]?.run ? [task] : []));
  if (cells.length < 2 || found.includes(null)) return { account: null, fault: null };
  const sumOfSingles = runsOf(found).reduce((sum, { totals }) => sum + totals.net, 0);
  let joint: Joint = { account: null, fault: null };
  await runSteps({
    executor,
    steps: [{ kind: "shared", cells, cash: cells[0]!.account.cash }],
    signal: signalOf(options),
    onOutcome(_step, outcome) {
      if (outcome.state === "failed") joint = { account: null, fault: outcome.fault };
      if (outcome.state !== "finished" || outcome.result.kind !== "shared") return;
      joint = { account: { ...withTrades(outcome.result.account), sumOfSingles }, fault: null };
    },
  });
  return joint;
}
