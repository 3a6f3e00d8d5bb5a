// How does a process measure the one workload that it was started for?

import { readFileSync } from "node:fs";
import type { Measured, Peak, Table } from "./measured.js";

/** What a run is known by. */
export interface Found {
  readonly fingerprint: string | null;
  readonly trades: number | null;
}

/** A workload is prepared once, then done once (`--peak`), or measured beside its references. */
export interface Workload<Ready> {
  readonly name: string;
  prepare(length: number): Promise<Ready>;
  /** The work itself, held against what is expected of it. */
  once(ready: Ready): Promise<Found>;
  /** Bytes of the bars' columns. */
  columns(ready: Ready): number;
  measure(
    ready: Ready,
    terms: Terms,
  ): Promise<{ readonly tables: readonly Table[]; readonly notes?: readonly string[] }>;
}

export interface Terms {
  readonly bars: number;
  readonly rounds: number;
  readonly small: boolean;
}

/** What goes from this process to the one that started it. */
export type Told = { readonly peak: Peak } | { readonly measured: Omit<Measured, "peak"> };

/** Does what the command line asks for, and tells the parent. */
export async function work<Ready>(workload: Workload<Ready>): Promise<void> {
  const [mode, bars, rounds, size] = process.argv.slice(2);
  const terms = { bars: Number(bars), rounds: Number(rounds), small: size === "small" };
  const ready = await workload.prepare(terms.bars);
  const found = await workload.once(ready);
  if (mode === "peak") {
    tell({ peak: { bytes: peakBytes(), columns: workload.columns(ready) } });
    return;
  }
  const { tables, notes = [] } = await workload.measure(ready, terms);
  tell({ measured: { workload: workload.name, bars: terms.bars, ...found, tables, notes } });
}

function tell(told: Told): void {
  if (process.send) process.send(told);
  else console.log(JSON.stringify(told, null, 2));
}

/** High-water mark of the resident set. `maxRSS` would begin with that of the process that started this one. */
function peakBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))!;
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
