// When is a run stopped from outside?

import { availableParallelism, totalmem } from "node:os";
import { Fault, type FaultData, faultData } from "../domain/fault.js";
import type { Threads } from "./pool.js";
import { bundlesOf, type Step, slippagesOf } from "./step.js";
import { titleOfRow } from "./sweep-plan.js";

export interface PoolOptions {
  /** Runs at the same time; 1 runs in this process, without a worker. Default: what the machine offers. */
  readonly jobs?: number;
  /** Per run. The time a run waits for its turn does not count. */
  readonly timeLimitMs?: number;
  /** Per run, for the heap of its thread and for what it allocates outside of it. Not enforced in process. */
  readonly memoryMb?: number;
  /** For computed indicator columns that runs over the same bars share, in megabytes; 0 shares none (docs/library.md). */
  readonly columnMemoryMb?: number;
  /** Started before, to be used and left; without them the job starts its own. */
  readonly threads?: Threads;
  /** Stops cleanly; what has finished is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, barsDone: number) => void;
}

export interface Limits {
  readonly timeMs: number;
  readonly memoryMb: number;
  /** Bytes of columns that runs share. */
  readonly columnBytes: number;
}

const DEFAULT_TIME_MS = 120_000;
/** What `setTimeout` can hold: beyond it, it would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;
const MOST_MEMORY_MB = 4096;
const LEAST_MEMORY_MB = 256;
const MOST_COLUMN_MB = 1024;

export function jobsOf({ jobs }: PoolOptions): number {
  if (jobs === undefined) return availableParallelism();
  if (Number.isSafeInteger(jobs) && jobs >= 1) return jobs;
  throw new Fault("E140", `jobs cannot be ${jobs}`, {
    found: String(jobs),
    expected: "a whole number of runs at the same time, at least 1",
    fix: [
      `--jobs ${availableParallelism()}   (what this machine offers)`,
      "--jobs 1   (in process, for a debugger)",
    ],
  });
}

export function limitsOf(options: PoolOptions, lanes: number): Limits {
  const { timeLimitMs = DEFAULT_TIME_MS, memoryMb } = options;
  return {
    timeMs: Math.min(positive("E141", "time limit", timeLimitMs, "--time-limit 120s"), LONGEST_MS),
    memoryMb: positive("E142", "memory limit", memoryMb ?? defaultMemoryMb(lanes), "--memory 2048"),
    columnBytes: columnBytesOf(options),
  };
}

/** A sixteenth of the machine, or of the container, and at most 1 GB. E436 for what is no amount of memory. */
export function columnBytesOf({ columnMemoryMb }: PoolOptions): number {
  const mb = columnMemoryMb ?? Math.min(MOST_COLUMN_MB, machineBytes() / 16 / 2 ** 20);
  if (mb >= 0 && mb <= 2 ** 20) return Math.floor(mb * 2 ** 20);
  throw new Fault("E436", `The memory for shared columns cannot be ${mb} MB`, {
    found: String(mb),
    expected: "megabytes from 0 on; 0 shares no columns",
    fix: ["--column-memory 512"],
  });
}

function positive(code: "E141" | "E142", name: string, value: number, fix: string): number {
  if (value > 0) return value;
  throw new Fault(code, `The ${name} of a run cannot be ${value}`, {
    found: String(value),
    expected: "more than nothing",
    fix: [fix],
  });
}

/** All runs together leave half of the machine, or of the container, to the results and to everybody else. */
function defaultMemoryMb(lanes: number): number {
  const share = Math.floor(machineBytes() / 2 / lanes / 2 ** 20);
  return Math.max(LEAST_MEMORY_MB, Math.min(MOST_MEMORY_MB, share));
}

/** Asked of the system once: it reads files for it. */
let bytesOfMachine: number | null = null;

function machineBytes(): number {
  if (bytesOfMachine !== null) return bytesOfMachine;
  const constrained = process.constrainedMemory?.() ?? 0;
  bytesOfMachine = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return bytesOfMachine;
}

/** A joint run walks the bars of all its cells, and whoever is watched runs several times. */
export function timeLimitOf(step: Step, { timeMs }: Limits): number {
  const runs = step.kind === "shared" ? step.cells.length : (RUNS[step.kind] ?? 1);
  return Math.min(timeMs * runs, LONGEST_MS);
}

/** Watched: twice as it is, whole, cut, scrambled, and begun later. For its decisions: twice as it is, and once more slowly. */
const RUNS: Partial<Record<Step["kind"], number>> = { verify: 10, shown: 3, decisions: 5 };

export function overTime(step: Step, limits: Limits): FaultData {
  const limit = seconds(timeLimitOf(step, limits));
  const stuck =
    step.kind === "describe" || step.kind === "slippage"
      ? "at its top level, while it was loaded"
      : slippagesOf(step).length > 0
        ? "in onBar, the slippage model, or a function that one of them calls"
        : "in onBar or a function that it calls";
  return faultData(
    new Fault("E405", `${titleOf(step)} did not finish within ${limit}, the time limit of a run`, {
      where: whereOf(step),
      why: `Either it is slow, or it is caught in a loop that never ends, ${stuck}.`,
      fix: [
        `--time-limit ${seconds(limits.timeMs * 5).replace(" ", "")}   (if it is only slow)`,
        "look for a while or for whose condition stays true",
      ],
    }),
  );
}

export function overMemory(step: Step, { memoryMb }: Limits): FaultData {
  return faultData(
    new Fault("E406", `${titleOf(step)} used more than ${memoryMb} MB, the memory limit of a run`, {
      where: whereOf(step),
      why: "It was stopped before it took the memory of the other runs.",
      fix: [
        `--memory ${memoryMb * 2}   (if it needs that much)`,
        "keep only the last values: an array that grows with every bar never gives its memory back",
      ],
    }),
  );
}

/** The thread ended by a way that no JavaScript could catch. */
export function endedThread(step: Step, how: string): FaultData {
  return faultData(
    new Fault("E407", `${titleOf(step)} ended the thread that ran it`, {
      where: whereOf(step),
      found: how,
      fix: ["remove what ends the process from the strategy"],
    }),
  );
}

function titleOf(step: Step): string {
  if (step.kind === "shared") return "The run of all cells on one shared account";
  if (step.kind === "sweep") return titleOfRow(step);
  return step.kind === "describe" || step.kind === "slippage"
    ? step.bundle.name
    : `${step.cell.bundle.name} on ${step.cell.contract.symbol}`;
}

const whereOf = (step: Step): string =>
  [...new Set([...bundlesOf(step), ...slippagesOf(step)].map(({ file }) => file))].join(", ");

const seconds = (ms: number): string => `${ms / 1000} s`;
