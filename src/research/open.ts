// On what does a job run: on threads, or in this process?

import type { Executor } from "./executor.js";
import { openInProcess } from "./in-process.js";
import { jobsOf, limitsOf, type PoolOptions } from "./limits.js";
import { openPool } from "./pool.js";

/**
 * As many threads as the job can use. Only whoever asks for one job runs in process: a machine with one processor still
 * gets a thread, because a thread can be stopped.
 */
export async function withExecutor<T>(
  options: PoolOptions,
  steps: number,
  work: (executor: Executor) => Promise<T>,
): Promise<T> {
  const lanes = Math.max(1, Math.min(jobsOf(options), steps));
  const limits = limitsOf(options, lanes);
  const executor = options.jobs === 1 ? openInProcess(limits) : await openPool(lanes, limits);
  try {
    return await work(executor);
  } finally {
    await executor.close();
  }
}

const never = new AbortController().signal;

export const signalOf = ({ signal }: PoolOptions): AbortSignal => signal ?? never;
