// How do runs share the processors of one machine?

import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Bars } from "../domain/bars.js";
import type { FaultData } from "../domain/fault.js";
import { type ArenaMemory, arenaBytes, arenaMemory, releaseArena } from "../strategy/column-arena.js";
import type { Cut, WarmExecutor } from "./executor.js";
import { endedThread, type Limits, overMemory, overTime, timeLimitOf } from "./limits.js";
import { type MemoryWatch, watchMemory } from "./memory.js";
import { barsOf, columnsOf, ends, type Report, type Step, standOf } from "./step.js";

/** Reasons of an abort that are ours, told apart from the user's by identity. */
const OVER_TIME = new Error("time limit");
const OVER_MEMORY = new Error("memory limit");
const SUSPECT = new Error("memory limit, with other runs at work");

/** A thread takes 0.1 s to start; on a machine that takes this long, nothing would run. It counts against no run. */
const START_MS = 60_000;

/** A sweep's step is many runs: which one is at work is looked up so often within the time that one may take. */
const LOOKS = 8;

interface Pool {
  run(batch: unknown, options: { transferList: MessagePort[]; signal: AbortSignal }): Promise<void>;
  destroy(): Promise<void>;
}

/** Threads that stay for several jobs, one after the other. */
export interface Threads {
  /** Its `close` leaves the threads. */
  executor(limits: Limits): Promise<WarmExecutor>;
  close(): Promise<void>;
}

/**
 * A thread takes as long to start as a file of bars to read: whoever knows that there will be runs starts them first. Resolves when
 * they have begun to start, not when they are ready; a program that went on before would hold them up with what it does next.
 */
export async function startThreads(lanes: number, limits: Limits): Promise<Threads> {
  const pool = await poolOf(lanes, limits);
  return {
    executor: async (own) => executorOn(pool, lanes, own),
    close: () => pool.destroy(),
  };
}

/** Threads that stay for the whole job. A run that has to be killed takes its thread with it, and a new one comes. */
export async function openPool(lanes: number, limits: Limits): Promise<WarmExecutor> {
  const pool = await poolOf(lanes, limits);
  const executor = executorOn(pool, lanes, limits);
  const close = async () => {
    await executor.close();
    await pool.destroy();
  };
  return { ...executor, close };
}

async function poolOf(lanes: number, limits: Limits): Promise<Pool> {
  // Loaded here and not above, because the public API reaches this file and every worker loads the public API.
  const { Piscina } = await import("piscina");
  return new Piscina({
    filename: new URL("./worker.js", import.meta.url).href,
    name: "work",
    minThreads: lanes,
    maxThreads: lanes,
    // Half the round trip, and the worker's event loop stays awake between two batches.
    atomics: "disabled",
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: backstopMb(lanes, limits) },
  });
}

function executorOn(pool: Pool, lanes: number, limits: Limits): WarmExecutor {
  const shared = sharing(limits.columnBytes);
  const stop = (running: readonly AbortController[]) => {
    const reason = running.length === 1 ? OVER_MEMORY : SUSPECT;
    for (const controller of running) controller.abort(reason);
  };
  const memory = watchMemory(limits.memoryMb, stop, shared.bytes);
  return {
    lanes,
    begin() {
      memory.begin();
      shared.begin();
      return shared.bytes() <= limits.columnBytes / 2;
    },
    run: (steps, tell, signal) => runBatch(pool, memory, shared, limits, steps, tell, signal),
    close: async () => memory.close(),
  };
}

/** What one batch is told of the columns that all of them share. */
export interface BatchColumns {
  readonly memory: ArenaMemory;
  /** Columns are shared within a job. */
  readonly job: number;
  /** Above 0, and of this batch alone. */
  readonly owner: number;
  /** The bars of its steps, and by which number all threads know them. */
  readonly bars: readonly (readonly [bars: Pick<Bars, "buffer">, id: number])[];
}

interface Sharing {
  readonly bytes: () => number;
  /** Another job on the same threads: a program may have written into its bars since the one before. */
  begin(): void;
  columnsFor(steps: readonly Step[]): BatchColumns | null;
  /** Its thread has been stopped. */
  gone(columns: BatchColumns | null): void;
}

function sharing(bytes: number): Sharing {
  if (bytes === 0) return { bytes: () => 0, begin: () => {}, columnsFor: () => null, gone: () => {} };
  const memory = arenaMemory(bytes);
  let ids = new WeakMap<object, number>();
  let known = 0;
  let job = 0;
  let batches = 0;
  const idOf = (buffer: object): number => {
    if (!ids.has(buffer)) ids.set(buffer, known++);
    return ids.get(buffer)!;
  };
  return {
    bytes: () => arenaBytes(memory),
    begin() {
      ids = new WeakMap();
      job++;
    },
    columnsFor(steps) {
      const buffers = new Set(steps.flatMap((step) => barsOf(step).map(({ buffer }) => buffer)));
      const bars = [...buffers].map((buffer) => [{ buffer }, idOf(buffer)] as const);
      return { memory, job, owner: ++batches, bars };
    },
    gone: (columns) => columns && releaseArena(memory, columns.owner),
  };
}

/**
 * V8 ends a thread that reaches its heap limit little by little, but the whole process where one large allocation
 * would cross it (a Map of millions doubling its table). So the watch over the process's memory holds the limit, and
 * V8's stands far behind it.
 */
const backstopMb = (lanes: number, { memoryMb }: Limits): number => 2 * lanes * memoryMb + 2048;

async function runBatch(
  pool: Pool,
  memory: MemoryWatch,
  shared: Sharing,
  limits: Limits,
  steps: readonly Step[],
  tell: (report: Report) => void,
  signal: AbortSignal,
): Promise<Cut | null> {
  await memory.settled();
  const { port1, port2 } = new MessageChannel();
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });

  let at = 0;
  let begun = false;
  let done = false;
  /** Looks at a step's progress until it counts as stuck. */
  let looks = 0;
  let seen = 0;
  let timer: NodeJS.Timeout | undefined;
  const heed = (report: Report) => {
    at = report.step;
    begun = true;
    done = ends(report);
    if (report.state === "started") restart();
    memory.keep(columnsOf(report).reduce((sum, { byteLength }) => sum + byteLength, 0));
    tell(report);
  };
  /** What a thread told before it was killed has arrived, but not been delivered yet. */
  const drain = () => {
    for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1)) heed(next.message);
  };
  // A timer is no clock: it decides whether a run is finished, never what it results in.
  const restart = () => {
    seen = begun ? standOf(steps[at]!) : 0;
    looks = begun && steps[at]!.kind === "sweep" ? LOOKS : 1;
    watch();
  };
  const watch = () => {
    clearTimeout(timer);
    const limit = begun ? timeLimitOf(steps[at]!, limits) : START_MS;
    timer = setTimeout(expire, limit / (begun && steps[at]!.kind === "sweep" ? LOOKS : 1));
  };
  const expire = () => {
    const before = [at, begun, done].join();
    drain();
    if ([at, begun, done].join() !== before || standOf(steps[at]!) !== seen) restart();
    else if (--looks > 0) watch();
    else controller.abort(OVER_TIME);
  };

  port1.on("message", heed);
  restart();
  memory.add(controller);
  const columns = shared.columnsFor(steps);
  try {
    await pool.run({ steps, port: port2, columns }, { transferList: [port2], signal: controller.signal });
    drain();
    return null;
  } catch (error) {
    shared.gone(columns);
    drain();
    if (done) at += 1; // between two steps the next one is at work, if only just
    if (at >= steps.length) return null;
    if (!begun && controller.signal.reason === OVER_TIME) {
      throw new Error(`no worker thread was ready within ${START_MS / 1000} s`);
    }
    return cutOf(error, controller.signal, steps[at]!, at, limits);
  } finally {
    clearTimeout(timer);
    memory.remove(controller);
    signal.removeEventListener("abort", stop);
    port1.close();
  }
}

function cutOf(
  error: unknown,
  { aborted, reason }: AbortSignal,
  step: Step,
  at: number,
  limits: Limits,
): Cut {
  const fault = (data: FaultData): Cut => ({ kind: "fault", step: at, fault: data });
  if (aborted) {
    if (reason === OVER_TIME) return fault(overTime(step, limits));
    if (reason === OVER_MEMORY) return fault(overMemory(step, limits));
    return reason === SUSPECT ? { kind: "suspect", step: at } : { kind: "stopped" };
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return fault(overMemory(step, limits));
  if (/^worker exited with code/.test(message)) return fault(endedThread(step, message));
  throw error;
}
