// What did chosen combinations of a sweep do, run by run?

import { faultFrom } from "../domain/fault.js";
import type { Run } from "../domain/run.js";
import { type Sweep, varied } from "../domain/sweep.js";
import { withLists } from "../engine/lists.js";
import { type CellSpec, prepare } from "./cells.js";
import type { PoolOptions } from "./limits.js";
import { signalOf, withExecutor } from "./open.js";
import { receivedRun } from "./received-run.js";
import { runSteps } from "./schedule.js";

/** A combination on one of the sweep's instruments. */
export interface ChosenRow {
  /** Index into the parts of the sweep. */
  readonly part: number;
  readonly row: number;
  /** With a quick look at whether the strategy sees the future. */
  readonly watch?: boolean;
}

/**
 * Runs them whole and shows each run to `see` once, in whatever order they end: none is kept, since a hundred runs over a million bars
 * would not fit into memory. What fails now has not failed before, and is passed over; after an abort the rest is, too.
 */
export async function runRows(
  cells: readonly CellSpec[],
  sweep: Sweep,
  chosen: readonly ChosenRow[],
  options: PoolOptions,
  see: (chosen: ChosenRow, run: Run) => void,
): Promise<void> {
  if (chosen.length === 0) return;
  const specs = chosen.map(({ part, row }) => ({
    ...cells[part]!,
    params: { ...sweep.fixed, ...varied(sweep, row) },
  }));
  const prepared = await prepare(specs);
  const tasks = prepared.map(({ task, fault }) => {
    if (task === null) throw faultFrom(fault!);
    return task;
  });
  await withExecutor(options, tasks.length, (executor) =>
    runSteps({
      executor,
      steps: tasks.map((cell, k) => ({
        kind: "run",
        cell,
        oneWalk: true,
        watch: chosen[k]!.watch ?? false,
      })),
      signal: signalOf(options),
      onOutcome(step, outcome) {
        if (outcome.state !== "finished" || outcome.result.kind !== "run") return;
        see(chosen[step]!, withLists(receivedRun(outcome.result, tasks[step]!.series.bars)));
      },
    }),
  );
}
