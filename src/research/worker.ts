// What does a worker thread do with a batch?

import { type MessagePort, parentPort } from "node:worker_threads";
import type { Bars } from "../domain/bars.js";
import { FRAMEWORK_URL } from "../strategy/bundle.js";
import { ColumnArena } from "../strategy/column-arena.js";
import { SharedColumns } from "../strategy/shared-columns.js";
import { isolateThread } from "./isolation.js";
import { outcomeOf } from "./outcome.js";
import type { BatchColumns } from "./pool.js";
import { columnsOf, type Noted, type Outcome, type Report, type Step, withBars } from "./step.js";
import type { Answer } from "./threads.js";
import type { Told } from "./told-first.js";

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

/** The same steps, with bars that this thread has met before in the place of another message's view of the same memory. */
function share({ memory, job, owner, bars }: BatchColumns, steps: readonly Step[]): Step[] {
  if (job !== jobOfShared) shared = columnsOfJob();
  jobOfShared = job;
  shared.arena = new ColumnArena(memory, owner);
  const ids = new Map(bars.map(([{ buffer }, id]) => [buffer, id]));
  return steps.map((step) =>
    withBars(step, (each) => {
      const id = ids.get(each.buffer);
      if (id === undefined) return each;
      const met = metBefore(each, id);
      shared.know(met, id);
      return met;
    }),
  );
}

/**
 * By number and place: what was worked out of them (`bars/extremes.ts`, `engine/schedule.ts`) is kept by the object, and each message brings
 * another one. Only while a strategy is at hand that runs on them.
 */
const met = new Map<string, WeakRef<Bars>>();

function metBefore(bars: Bars, id: number): Bars {
  const key = [id, bars.time.byteOffset, bars.length].join();
  const before = met.get(key)?.deref();
  if (before !== undefined) return before;
  for (const [old, ref] of met) if (ref.deref() === undefined) met.delete(old);
  met.set(key, new WeakRef(bars));
  return bars;
}

/** Does what comes through the first port that is sent here, one batch at a time, for as long as the thread lives. `after` each. */
export function serve(after: (batch: Batch) => void = () => {}): void {
  parentPort!.once("message", (port: MessagePort) => {
    port.on("message", async (batch: Batch) => {
      const answer = (error: unknown) => port.postMessage({ error } satisfies Answer);
      try {
        await work(batch);
        after(batch);
        answer(null);
      } catch (error) {
        answer(new Error((error as Error)?.stack ?? String(error)));
      }
    });
  });
}

/** Each outcome leaves as soon as there is one: a later step of the batch may take the thread down with it. */
async function work({ steps, port, columns }: Batch): Promise<void> {
  await framework;
  const tasks = columns === null ? steps : share(columns, steps);
  const tell = (report: Report) => port.postMessage(report, buffersOf(report));
  for (const [step, task] of tasks.entries()) {
    tell({ step, state: "started" });
    const note = (noted: Noted | Told) => tell({ step, ...noted });
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
  const plotted = run.plotted.map((line) => ({
    ...line,
    values: shared.holds(line.values) ? line.values.slice() : line.values,
  }));
  return { ...outcome, result: { ...rest, run: { ...run, plotted } } };
}
