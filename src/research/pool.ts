// How do runs share the processors of one machine?

import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import type { Bars } from "../domain/bars.js";
import type { FaultData } from "../domain/fault.js";
import { type ArenaMemory, arenaBytes, arenaMemory, releaseArena } from "../strategy/column-arena.js";
import { checksum } from "./checksum.js";
import type { Cut, WarmExecutor } from "./executor.js";
import { endedThread, type Limits, overMemory, overTime, timeLimitOf } from "./limits.js";
import { type MemoryWatch, watchMemory } from "./memory.js";
import { barsOf, columnsOf, ends, type Report, type Step, standOf } from "./step.js";
import { type ThreadPool, threadPool } from "./threads.js";

/** Reasons of an abort that are ours, told apart from the user's by identity. */
const OVER_TIME = new Error("time limit");
const OVER_MEMORY = new Error("memory limit");
const SUSPECT = new Error("memory limit, with other runs at work");

/** A thread takes 0.1 s to start; on a machine that takes this long, nothing would run. It counts against no run. */
const START_MS = 60_000;

/** A sweep's step is many runs: which one is at work is looked up so often within the time that one may take. */
const LOOKS = 8;

declare const BUNDLED: true | undefined;
const THREAD = new URL(typeof BUNDLED === "undefined" ? "./thread.cjs" : "./worker.cjs", import.meta.url);

/** Threads that stay for several jobs, one after the other. */
export interface Threads {
  /** Its `close` leaves the threads. */
  executor(limits: Limits): Promise<WarmExecutor>;
  close(): Promise<void>;
}

/**
 * A thread takes as long to start as a file of bars to read: whoever knows that there will be runs starts them first. They start
 * beside what the program does next.
 */
export function startThreads(lanes: number, limits: Limits): Threads {
  const pool = poolOf(lanes, limits);
  return {
    executor: async (own) => executorOn(pool, lanes, own),
    close: () => pool.close(),
  };
}

/** Threads that stay for the whole job. A run that has to be killed takes its thread with it, and a new one comes. */
export function openPool(lanes: number, limits: Limits): WarmExecutor {
  const pool = poolOf(lanes, limits);
  const executor = executorOn(pool, lanes, limits);
  const close = async () => {
    await executor.close();
    await pool.close();
  };
  return { ...executor, close };
}

const poolOf = (lanes: number, limits: Limits): ThreadPool =>
  threadPool(THREAD, lanes, backstopMb(lanes, limits));

function executorOn(pool: ThreadPool, lanes: number, limits: Limits): WarmExecutor {
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
    },
    run: (steps, tell, signal) => runBatch(pool, memory, shared, limits, steps, tell, signal),
    close: async () => memory.close(),
  };
}

/** What one batch is told of the columns that all of them share. */
export interface BatchColumns {
  readonly memory: ArenaMemory;
  /** Which memory it is, of all in the process. */
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

/** Bars that threads know, and what was last found in them. */
interface Known {
  readonly id: number;
  readonly sum: number;
  /** The job in which that was looked at. */
  readonly seen: number;
}

/** Threads serve one pool's jobs after another's: by their numbers they know whether they have met a memory, or bars, before. */
let memories = 0;
let numbers = 0;

function sharing(bytes: number): Sharing {
  if (bytes === 0) return { bytes: () => 0, begin: () => {}, columnsFor: () => null, gone: () => {} };
  let memory = arenaMemory(bytes);
  let number = ++memories;
  // What memory that was left holds is still there, and no run's doing.
  let left = 0;
  const known = new WeakMap<object, Known>();
  let [jobs, batches] = [0, 0];
  let begins = false;
  const isSame = (buffer: SharedBuffer): boolean => {
    const before = known.get(buffer);
    if (before?.seen === jobs) return true;
    // The first job of a pool is often its only one: then nobody has to know later what was in the bars.
    const sum = jobs === 0 ? Number.NaN : checksum(new Int32Array(buffer, 0, buffer.byteLength >> 2));
    const same = before?.sum === sum;
    known.set(buffer, { id: same ? before.id : numbers++, sum, seen: jobs });
    return same;
  };
  return {
    bytes: () => left + arenaBytes(memory),
    begin() {
      jobs++;
      begins = true;
    },
    columnsFor(steps) {
      const buffers = [...new Set(steps.flatMap((step) => barsOf(step).map(({ buffer }) => buffer)))];
      const same = buffers.map(isSame).every(Boolean);
      const used = arenaBytes(memory);
      // Not emptied but left: a thread that was stopped may write its last into it.
      if (begins && used > bytes * (same ? FULL : HALF)) {
        left += used;
        memory = arenaMemory(bytes);
        number = ++memories;
      }
      begins = false;
      const bars = buffers.map((buffer) => [{ buffer }, known.get(buffer)!.id] as const);
      return { memory, job: number, owner: ++batches, bars };
    },
    gone: (columns) => columns && releaseArena(columns.memory, columns.owner),
  };
}

/** Shares of the memory that are given out when a job begins: where its bars are known from the job before, and where not. */
const FULL = 7 / 8;
const HALF = 1 / 2;

type SharedBuffer = Bars["buffer"];

/**
 * V8 ends a thread that reaches its heap limit little by little, but the whole process where one large allocation
 * would cross it (a Map of millions doubling its table). So the watch over the process's memory holds the limit, and
 * V8's stands far behind it.
 */
const backstopMb = (lanes: number, { memoryMb }: Limits): number => 2 * lanes * memoryMb + 2048;

async function runBatch(
  pool: ThreadPool,
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
    await pool.run({ steps, port: port2, columns }, [port2], controller.signal);
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
