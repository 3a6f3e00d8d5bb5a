// How does a list of backtests become a list of results?

import { basename, extname, resolve } from "node:path";
import type { Series } from "../domain/bars.js";
import type { Cell } from "../domain/comparison.js";
import { Fault, type FaultData, faultData } from "../domain/fault.js";
import type { Told } from "../domain/told.js";
import { withLists } from "../engine/lists.js";
import type { Terms } from "../engine/spec.js";
import type { Closes, Traded } from "../metric/metric.js";
import { type Bundle, bundleStrategy } from "../strategy/bundle.js";
import type { Executor } from "./executor.js";
import type { PoolOptions } from "./limits.js";
import { signalOf, withExecutor } from "./open.js";
import { receivedRun } from "./received-run.js";
import { runSteps } from "./schedule.js";
import type { CellTask, Outcome, Watch } from "./step.js";
import { tradedBefore } from "./told-first.js";

/**
 * One backtest: which strategy, on which terms. `params` are those that differ from their defaults; text is read as
 * what the parameter is.
 */
export interface CellSpec extends Terms {
  /** A path, as `resolveStrategyFile` gives it. */
  readonly strategyFile: string;
  /** The file of a slippage model of one's own, bundled, where `execution` has such a model. */
  readonly slippage?: Bundle | null;
}

interface Asked extends Pick<Told, "trials"> {
  /** Hears of each run what it was worth at each close, while the rest is made up: what comes of the run is that same object. */
  readonly onCloses?: (closes: Closes) => void;
  /** The same once its trades are known; of the same object. */
  readonly onTrades?: (traded: Traded) => void;
  /** Whether the strategies see the future. */
  readonly watch?: Watch;
}

/**
 * Runs all cells, sharing the processors of the machine, and returns them in the order of `specs`. What is wrong with
 * one strategy is the fault of its own cells and touches no other. The numbers do not depend on `jobs`.
 * After an abort only the cells that had finished are in the list.
 */
export async function runCells(
  specs: readonly CellSpec[],
  options: PoolOptions & Asked = {},
): Promise<Cell[]> {
  const prepared = await prepare(specs);
  const cells = await withExecutor(options, specs.length, (executor) =>
    runPrepared(prepared, executor, options),
  );
  return cells.filter((cell) => cell !== null);
}

/** A cell whose strategy is bundled, or that has failed already. */
export interface Prepared {
  readonly strategy: string;
  readonly instrument: string;
  readonly bars: number;
  readonly task: CellTask | null;
  readonly fault: FaultData | null;
}

/** Bundles each strategy once, however many cells run it. */
export async function prepare(specs: readonly CellSpec[]): Promise<Prepared[]> {
  const files = [...new Set(specs.map((spec) => resolve(spec.strategyFile)))];
  const bundled = await Promise.all(files.map(async (file) => bundleOrFault(file)));
  return specs.map(({ strategyFile, ...rest }) => {
    const file = resolve(strategyFile);
    const found = bundled[files.indexOf(file)]!;
    const fallback = basename(file, extname(file));
    const facts = { instrument: rest.contract.symbol, bars: rest.series.bars.length };
    if ("code" in found) return { ...facts, strategy: fallback, task: null, fault: found };
    // Two files of one name would be one row of every table.
    const twins = files.filter((other) => basename(other, extname(other)) === found.name);
    const bundle = twins.length === 1 ? found : { ...found, name: found.file };
    return { ...facts, strategy: bundle.name, task: { ...rest, bundle }, fault: null };
  });
}

async function bundleOrFault(file: string): Promise<Bundle | FaultData> {
  try {
    return await bundleStrategy(file);
  } catch (error) {
    if (error instanceof Fault) return faultData(error);
    throw error;
  }
}

/** Null where an abort came first. */
export async function runPrepared(
  prepared: readonly Prepared[],
  executor: Executor,
  options: PoolOptions & Asked,
): Promise<(Cell | null)[]> {
  const cells: (Cell | null)[] = prepared.map(({ strategy, instrument, fault }) =>
    fault === null ? null : { strategy, instrument, run: null, fault },
  );
  const open = inOrderOfBatches(prepared);
  let [done, barsDone] = [prepared.length - open.length, 0];
  options.onProgress?.(done, prepared.length, barsDone);
  const { onCloses, onTrades, watch = false } = options;
  const begun = new Map<number, Closes>();
  await runSteps({
    executor,
    steps: open.map(({ task }) => ({
      kind: "run",
      cell: task,
      watch,
      toldFirst: onCloses !== undefined || onTrades !== undefined,
    })),
    signal: signalOf(options),
    onTold(step, told) {
      if (told.state === "trades") {
        onTrades?.(tradedBefore(begun.get(step)!, told.known));
        return;
      }
      const known = { ...told.known, bars: open[step]!.task.series.bars };
      begun.set(step, known);
      onCloses?.(known);
    },
    onOutcome(step, outcome) {
      const { index, task } = open[step]!;
      cells[index] = cellOf(prepared[index]!, task, outcome, options.trials, begun.get(step));
      done += 1;
      barsDone += prepared[index]!.bars;
      options.onProgress?.(done, prepared.length, barsDone);
    },
  });
  return cells;
}

/** Cells that run the same strategy on the same bars lie side by side: warm code and warm caches for a whole batch. */
function inOrderOfBatches(prepared: readonly Prepared[]): { index: number; task: CellTask }[] {
  const open = prepared.flatMap(({ task }, index) => (task === null ? [] : [{ index, task }]));
  const groups = new Map<Series, Map<string, typeof open>>();
  for (const entry of open) {
    const { series, bundle } = entry.task;
    const bySeries = groups.get(series) ?? new Map<string, typeof open>();
    groups.set(series, bySeries.set(bundle.module, [...(bySeries.get(bundle.module) ?? []), entry]));
  }
  return [...groups.values()].flatMap((strategies) => [...strategies.values()].flat());
}

function cellOf(
  { strategy, instrument }: Prepared,
  task: CellTask,
  outcome: Outcome,
  trials: number | undefined,
  begun: Closes | undefined,
): Cell {
  if (outcome.state === "failed") return { strategy, instrument, run: null, fault: outcome.fault };
  if (outcome.state !== "finished" || outcome.result.kind !== "run")
    throw new Error("a run ended as something else");
  const data = {
    ...receivedRun(outcome.result, task.series.bars),
    ...(trials !== undefined && { trials }),
  };
  return { strategy, instrument, run: withLists(data, begun), fault: null };
}
