// In which order do the steps of a job run, and what of those that a kill took along?

import type { Executor } from "./executor.js";
import { ends, type Outcome, type Report, type Step } from "./step.js";
import { isTold, type Told } from "./told-first.js";

/** Batches a lane gets over a whole job: small enough that lanes end together, large enough that handing out is free. */
const BATCHES_A_LANE = 8;
const LARGEST_BATCH = 32;

interface Job {
  readonly executor: Executor;
  readonly steps: readonly Step[];
  readonly signal: AbortSignal;
  readonly onOutcome: (step: number, outcome: Outcome) => void;
  /** Before the outcome of a run, where its step asks for that. */
  readonly onTold?: (step: number, told: Told) => void;
}

/**
 * Runs all steps and tells the outcome of each, in whatever order they finish. A step that is killed fails alone; the
 * rest of its batch runs again. After an abort the steps that had not finished are told nothing of. Throws only for a
 * mistake of our own, and then at once: the numbers beside it could not be trusted.
 */
export async function runSteps({ executor, steps, signal, onOutcome, onTold }: Job): Promise<void> {
  const halt = new AbortController();
  const stop = AbortSignal.any([signal, halt.signal]);
  let queue = batchesOf(steps.length, executor.lanes);
  const suspects: number[] = [];
  let bug: unknown = null;

  const settle = (index: number, report: Outcome | Told) => {
    try {
      if (report.state === "bug") throw bugOf(report.stack);
      if (isTold(report)) onTold?.(index, report);
      else onOutcome(index, report);
    } catch (error) {
      bug ??= error;
      halt.abort();
    }
  };
  const runBatch = async (batch: readonly number[]) => {
    const tell = (report: Report) => {
      if (ends(report) || isTold(report)) settle(batch[report.step]!, report);
    };
    const tasks = batch.map((index) => steps[index]!);
    const cut = await executor.run(tasks, tell, stop);
    if (cut === null) return;
    if (cut.kind === "stopped") {
      halt.abort();
      return;
    }
    const rest = batch.slice(cut.step + 1);
    if (rest.length > 0) queue.push(rest);
    if (cut.kind === "suspect") suspects.push(batch[cut.step]!);
    else settle(batch[cut.step]!, { state: "failed", fault: cut.fault });
  };
  const lane = async () => {
    for (let batch = queue.shift(); batch !== undefined && !stop.aborted; batch = queue.shift()) {
      await runBatch(batch);
    }
  };

  await Promise.all(Array.from({ length: executor.lanes }, lane));
  // One at a time the guilty one has nobody to hide behind, and the others finish.
  queue = suspects.map((index) => [index]);
  await lane();
  if (bug !== null) throw bug;
}

/** Consecutive indices, so that what belongs together stays together. */
function batchesOf(count: number, lanes: number): number[][] {
  const size = Math.min(LARGEST_BATCH, Math.ceil(count / (lanes * BATCHES_A_LANE)));
  const batches: number[][] = [];
  for (let from = 0; from < count; from += size) {
    batches.push(Array.from({ length: Math.min(size, count - from) }, (_, k) => from + k));
  }
  return batches;
}

export function bugOf(stack: string): Error {
  const error = new Error(stack.split("\n", 1)[0]!.replace(/^(?:\w*Error): /, ""));
  error.stack = stack;
  return error;
}
