// What does a worker thread do with a batch?

import type { MessagePort } from "node:worker_threads";
import { FRAMEWORK_URL } from "../strategy/bundle.js";
import { isolateThread } from "./isolation.js";
import { columnsOf, outcomeOf, type Report, type Step } from "./step.js";

export interface Batch {
  readonly steps: readonly Step[];
  readonly port: MessagePort;
}

isolateThread();
/** Loading the framework is not part of anybody's run. */
const framework = import(FRAMEWORK_URL);

/** Each outcome leaves as soon as there is one: a later step of the batch may take the thread down with it. */
export async function work({ steps, port }: Batch): Promise<void> {
  await framework;
  const tell = (report: Report) => port.postMessage(report, buffersOf(report));
  for (const [step, task] of steps.entries()) {
    tell({ step, state: "started" });
    const outcome = await outcomeOf(task, (run) => run());
    try {
      tell({ step, ...outcome });
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
