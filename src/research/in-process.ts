// How do runs execute without a worker?

import { runInNewContext } from "node:vm";
import type { Bundle } from "../strategy/bundle.js";
import { sharedColumns } from "./columns.js";
import type { Executor } from "./executor.js";
import { isolated } from "./isolation.js";
import { type Limits, overTime, timeLimitOf } from "./limits.js";
import { isLoadable, markLoadable } from "./loadable.js";
import { eventLoopTurn, outcomeOf } from "./outcome.js";
import { openPool } from "./pool.js";
import {
  barsOf,
  bundlesOf,
  ends,
  type Guard,
  type Noted,
  type Outcome,
  type Step,
  slippagesOf,
} from "./step.js";
import type { Told } from "./told-first.js";

/**
 * For debuggers, and for machines where threads are dear. One run after the other, under the same time limit; memory
 * is not limited here, because the heap is the program's own.
 */
export function openInProcess(limits: Limits): Executor {
  return {
    lanes: 1,
    async run(steps, tell, signal) {
      for (const [step, task] of steps.entries()) {
        await eventLoopTurn(); // Ctrl-C is heard between two runs
        if (signal.aborted) return { kind: "stopped" };
        tell({ step, state: "started" });
        const note = (noted: Noted | Told) => tell({ step, ...noted });
        const outcome = await isolated(() => guardedOutcome(task, limits, note));
        if (outcome === null) return { kind: "stopped" };
        tell({ step, ...outcome });
      }
      return null;
    },
    close: async () => {},
  };
}

/** Null where Ctrl-C came in the middle of the run. */
async function guardedOutcome(
  step: Step,
  limits: Limits,
  note: (noted: Noted | Told) => void,
): Promise<Outcome | null> {
  const stuck = await probe(step, limits);
  if (stuck !== null) return stuck;
  let stopped: "ERR_SCRIPT_EXECUTION_TIMEOUT" | "ERR_SCRIPT_EXECUTION_INTERRUPTED" | undefined;
  const guard: Guard = (work) => {
    try {
      // The script is only a handle for Node's watchdog: `work` runs in this context, at full speed.
      const options = { timeout: Math.ceil(timeLimitOf(step, limits)), breakOnSigint: true };
      return runInNewContext("work()", { work }, options);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT" || code === "ERR_SCRIPT_EXECUTION_INTERRUPTED")
        stopped = code;
      throw error;
    }
  };
  const shared = sharedColumns(barsOf(step), limits.columnBytes);
  const outcome = await outcomeOf(step, guard, shared, note);
  if (stopped === "ERR_SCRIPT_EXECUTION_TIMEOUT") return { state: "failed", fault: overTime(step, limits) };
  if (stopped === undefined) return outcome;
  // While the watchdog listened, nobody else heard the signal: those who handle it hear it now.
  process.kill(process.pid, "SIGINT");
  await eventLoopTurn();
  return null;
}

/**
 * No watchdog reaches the top level of a module, so a module that was never loaded before is loaded in a thread first.
 * What went wrong there, or null.
 */
async function probe(step: Step, limits: Limits): Promise<Outcome | null> {
  const loads: Step[] = [
    ...bundlesOf(step).map((bundle) => ({ kind: "describe", bundle }) as const),
    ...slippagesOf(step).map((bundle) => ({ kind: "slippage", bundle }) as const),
  ];
  for (const load of loads) {
    const [{ module }] = bundlesOf(load) as [Bundle];
    if (isLoadable(module)) continue;
    const pool = openPool(1, limits);
    try {
      let outcome: Outcome | null = null;
      const cut = await pool.run(
        [load],
        (report) => {
          if (ends(report)) outcome = report;
        },
        new AbortController().signal,
      );
      if (cut?.kind === "fault") return { state: "failed", fault: cut.fault };
      const found = outcome as Outcome | null;
      if (found !== null && found.state !== "finished") return found;
      markLoadable(module);
    } finally {
      await pool.close();
    }
  }
  return null;
}
