// How does a process measure the one workload that it was started for?

import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Bars } from "#domain/bars.js";
import { type Party, timed } from "./in-turn.js";
import type { Measured, Peak, Table } from "./measured.js";

/** What a run is known by. */
export interface Found {
  readonly fingerprint: string | null;
  readonly trades: number | null;
}

/** A workload is prepared, then done once (`peak`), measured beside its references (`measure`), done when told (`serve`), or done over and over (`profile`). */
export interface Workload<Ready, Done> {
  readonly name: string;
  prepare(length: number): Promise<Ready>;
  /** The work itself, and nothing else. */
  once(ready: Ready): Promise<Done>;
  /** Throws where something else came out than is expected. */
  check(ready: Ready, done: Done): Found | Promise<Found>;
  /** The bars that it goes through. */
  held(ready: Ready): readonly Bars[];
  measure(
    ready: Ready,
    terms: Terms,
  ): Promise<{ readonly tables: readonly Table[]; readonly notes?: readonly string[] }>;
  /** What `serve after` does before anything else, so that the work is measured in a process that has seen more. */
  before?(ready: Ready): Promise<void>;
}

export interface Terms {
  readonly bars: number;
  readonly rounds: number;
  readonly small: boolean;
}

export type Mode = "measure" | "peak" | "serve" | "serve after" | "profile";

/** What goes from this process to the one that started it. */
export type Told =
  | { readonly peak: Peak }
  | { readonly measured: Omit<Measured, "peak"> }
  | { readonly ms: number };

/** Does what the command line asks for, and tells the parent. */
export async function work<Ready, Done>(workload: Workload<Ready, Done>): Promise<void> {
  const [mode, bars, rounds, size] = process.argv.slice(2);
  const terms = { bars: Number(bars), rounds: Number(rounds), small: size === "small" };
  const ready = await workload.prepare(terms.bars);
  if (mode === "serve" || mode === "serve after") return serve(workload, ready, mode === "serve after");
  if (mode === "profile") {
    for (let k = 0; k < terms.rounds; k++) await workload.once(ready);
    return;
  }
  const done = await workload.once(ready);
  const bytes = peakBytes();
  const found = await workload.check(ready, done);
  const sum = (of: (bars: Bars) => number) => workload.held(ready).reduce((all, one) => all + of(one), 0);
  const length = sum((bars) => bars.length);
  if (mode === "peak") {
    tell({ peak: { bytes, columns: sum(({ buffer }) => buffer.byteLength), bars: length } });
    return;
  }
  const { tables, notes = [] } = await workload.measure(ready, terms);
  tell({ measured: { workload: workload.name, bars: length, ...found, tables, notes } });
}

/** Once for each message, until the parent leaves. What comes out is looked at once: looking leaves garbage behind. */
async function serve<Ready, Done>(
  workload: Workload<Ready, Done>,
  ready: Ready,
  after: boolean,
): Promise<void> {
  if (after) await workload.before?.(ready);
  let checked = false;
  process.on("message", async () => {
    let done: Done | undefined;
    const ms = await timed(async () => (done = await workload.once(ready)));
    if (!checked) await workload.check(ready, done!);
    checked = true;
    tell({ ms });
  });
}

/** The workload of this process in a second one of its kind, which does it when its turn comes; `after` what goes before it. */
export function inAnotherProcess(
  who: string,
  after: boolean,
  { bars }: Terms,
): Party & { readonly close: () => void } {
  const child = fork(process.argv[1]!, [
    after ? "serve after" : "serve",
    String(bars),
    "0",
    "full",
    ...process.argv.slice(6),
  ]);
  return {
    who,
    once: () =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`${who}: ended with code ${code}`));
        child.once("exit", ended);
        child.once("message", (message) => {
          child.off("exit", ended);
          resolve((message as { ms: number }).ms);
        });
        child.send("once");
      }),
    close: () => child.disconnect(),
  };
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
