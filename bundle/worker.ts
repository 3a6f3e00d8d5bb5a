// What does a worker thread of the command line load?

import type { Batch } from "#research/worker.js";
import { keepCode, program } from "./load.js";

const begun = program.ofWorker();

export async function work(batch: Batch): Promise<void> {
  await (await begun).work(batch);
  if (batch.steps.some(({ kind }) => kind === "run" || kind === "shared")) keepCode();
}
