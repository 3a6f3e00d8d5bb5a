// What does a worker thread do with a batch?

import type { MessagePort } from "node:worker_threads";
import { FRAMEWORK_URL } from "../strategy/bundle.js";
import { ColumnArena } from "../strategy/column-arena.js";
import { SharedColumns } from "../strategy/shared-columns.js";
import { isolateThread } from "./isolation.js";
import type { BatchColumns } from "./pool.js";
import { columnsOf, type Noted, type Outcome, outcomeOf, type Report, type Step } from "./step.js";

export interface Batch {
  readonly steps: readonly Step[];
  readonly port: MessagePort;
  /** Null where runs share no columns. */
  readonly columns: BatchColumns | null;
}

isolateThread();
/** Loading the framework is not part of anybody's run. */
const framework = import(FRAMEWORK_URL);

/** Columns too short for the arena: what this thread holds for itself stays small beside the memory of a run. */
const columnsOfJob = () => new SharedColumns({ budget: 32 * 2 ** 20 });
let shared = columnsOfJob();
let jobOfShared = 0;

function share({ memory, job, owner, bars }: BatchColumns): void {
  if (job !== jobOfShared) shared = columnsOfJob();
  jobOfShared = job;
  shared.arena = new ColumnArena(memory, owner);
  for (const [each, id] of bars) shared.know(each, id);
}

/** Each outcome leaves as soon as there is one: a later step of the batch may take the thread down with it. */
export async function work({ steps, port, columns }: Batch): Promise<void> {
  await framework;
  if (columns !== null) share(columns);
  const tell = (report: Report) => port.postMessage(report, buffersOf(report));
  for (const [step, task] of steps.entries()) {
    tell({ step, state: "started" });
    const note = (noted: Noted) => tell({ step, ...noted });
    const outcome = await outcomeOf(task, (run) => run(), columns && shared, note);
    try {
      tell({ step, ...withOwnPlots(outcome, columns) });
    } catch (error) {
      // A result that cannot be cloned is not plain data: no strategy can bring that about.
      tell({ step, state: "bug", stack: (error as Error).stack ?? String(error) });
    }
  }
}

/** The memory under a run's columns, to be handed over instead of copied. Shared memory cannot be, and need not. */
function buffersOf(report: Report): ArrayBuffer[] {
  const buffers = columnsOf(report).map(({ buffer }) => buffer);
  return [...new Set(buffers.filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer))];
}

/** Plotted lines that other runs share as copies: a result shall not hold the whole arena, nor take away what this thread keeps. */
function withOwnPlots(outcome: Outcome, columns: BatchColumns | null): Outcome {
  if (columns === null || outcome.state !== "finished" || outcome.result.kind !== "run") return outcome;
  const { run, ...rest } = outcome.result;
  const plotted = run.plotted.map(({ name, values }) => ({
    name,
    values: shared.holds(values) ? values.slice() : values,
  }));
  return { ...outcome, result: { ...rest, run: { ...run, plotted } } };
}
