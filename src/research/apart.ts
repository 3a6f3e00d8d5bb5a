// Does a strategy decide the same where nobody has shown it the future yet?

import { faultFrom } from "../domain/fault.js";
import { dataOf } from "../domain/made-of.js";
import type { Run } from "../domain/run.js";
import type { Verified } from "../domain/verified.js";
import type { Divergence } from "./divergence.js";
import { keeps } from "./findings.js";
import { limitsOf, type PoolOptions } from "./limits.js";
import { signalOf } from "./open.js";
import { openPool } from "./pool.js";
import { runSteps } from "./schedule.js";
import type { CellTask, Step, StepResult } from "./step.js";
import { BEHINDS, cutsOf, FULL } from "./verify.js";

/**
 * What a run leaves is taken away before the next (`leftovers.ts`), as far as it can be reached: a sealed property, a module loaded by a
 * name that is made up, a string inside of Node cannot. A thread in which nothing has run has none of it. So the run with the future hidden is
 * made once more as the first of a new thread, and held against `run`, which saw everything. Null: it was stopped.
 */
export async function watchedAlone(
  found: Verified,
  run: Run,
  cell: CellTask,
  options: PoolOptions,
): Promise<Verified | null> {
  const { orders, fills, inputs, bars } = dataOf(run)!;
  const { cuts } = cutsOf({ orders, bars }, { cuts: found.cuts, seed: FULL.seed });
  const whole = { orders, fills, inputs };
  let parted: Divergence | null = null;
  for (const behind of BEHINDS) {
    const result = await first({ kind: "apart", cell, whole, cuts, behind }, options);
    if (result === null) return null;
    parted = result.found;
    if (parted !== null) break;
  }
  if (parted === null) return found;
  const result = await first({ kind: "shown", cell, bar: parted.bar }, options);
  if (result === null) return null;
  return { ...found, findings: [...found.findings, keeps(parted, bars, cell.bundle, result.shown)] };
}

/** In a thread that has done nothing before, and does nothing after. */
async function first<K extends "apart" | "shown">(
  step: Extract<Step, { kind: K }>,
  options: PoolOptions,
): Promise<Extract<StepResult, { kind: K }> | null> {
  const executor = openPool(1, limitsOf(options, 1));
  let result: StepResult | null = null;
  try {
    await runSteps({
      executor,
      steps: [step],
      signal: signalOf(options),
      onOutcome(_, outcome) {
        if (outcome.state === "failed") throw faultFrom(outcome.fault);
        if (outcome.state === "finished") result = outcome.result;
      },
    });
  } finally {
    await executor.close();
  }
  return result;
}
