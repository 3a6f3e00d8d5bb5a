// On what does a job run: on threads, or in this process?

import type { Executor, WarmExecutor } from "./executor.js";
import { jobsOf, type Limits, limitsOf, type PoolOptions } from "./limits.js";
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
  const executor = await (options.jobs === 1 ? inProcess(limits) : openThreads(options, lanes, limits));
  try {
    return await work(executor);
  } finally {
    await executor.close();
  }
}

/** The engine is loaded by whoever runs: in most programs that is a thread of its own. */
const inProcess = async (limits: Limits): Promise<Executor> =>
  (await import("./in-process.js")).openInProcess(limits);

/** The threads that were started for it, or its own. */
export const openThreads = async (
  { threads }: PoolOptions,
  lanes: number,
  limits: Limits,
): Promise<Executor> => threads?.executor(limits) ?? openPool(lanes, limits);

interface Idle {
  /** For how many threads and under which limits. */
  readonly key: string;
  readonly executor: WarmExecutor;
}

let idle: Idle | null = null;

/**
 * The same with threads that an earlier call has left, where they were as many and under the same limits: code that is warm, and no
 * tenth of a second to start. A program that sweeps again and again, as a walk forward does, gets full speed from the second time on. For work that
 * loads each strategy once, since threads keep what they have loaded. Threads that wait keep no process from ending.
 */
export async function withWarmExecutor<T>(
  options: PoolOptions,
  steps: number,
  work: (executor: Executor) => Promise<T>,
): Promise<T> {
  if (options.jobs === 1 || options.threads !== undefined) return withExecutor(options, steps, work);
  const lanes = Math.max(1, Math.min(jobsOf(options), steps));
  const limits = limitsOf(options, lanes);
  const key = JSON.stringify([lanes, limits]);
  const left = idle;
  idle = null;
  const fits = left !== null && left.key === key;
  if (fits) left.executor.begin();
  else await left?.executor.close();
  const executor = fits ? left.executor : openPool(lanes, limits);
  try {
    const result = await work(executor);
    if (idle === null && !signalOf(options).aborted) idle = { key, executor };
    return result;
  } finally {
    if (idle?.executor !== executor) await executor.close();
  }
}

const never = new AbortController().signal;

export const signalOf = ({ signal }: PoolOptions): AbortSignal => signal ?? never;
