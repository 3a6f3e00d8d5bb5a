// Does a strategy decide with nothing but what it could have known?

import { EXIT, faultFrom } from "../domain/fault.js";
import type { Verified } from "../domain/verified.js";
import { sarifOf } from "../report/sarif.js";
import { verifyDocument, verifyText } from "../report/verify-text.js";
import { writeFileSafely } from "../report/write.js";
import { watchedAlone } from "../research/apart.js";
import { type CellSpec, prepare, runPrepared } from "../research/cells.js";
import { jobsOf, limitsOf } from "../research/limits.js";
import { startThreads, type Threads } from "../research/pool.js";
import { runSteps } from "../research/schedule.js";
import { besideOthers, FULL } from "../research/verify.js";
import type { Action, Call } from "./commands.js";
import { Interrupted } from "./interrupt.js";
import { namedStrategies, planOf } from "./plan.js";
import { poolOptions } from "./pool-options.js";

/** A strategy that sees what it could not have known has no result to trust: exit code 5. */
export const verify: Action = async (call) => {
  const { out, values, version } = call;
  const [strategy] = namedStrategies(call, "verify");
  const options = poolOptions(call);
  const lanes = jobsOf(options);
  const threads = startThreads(lanes, limitsOf(options, lanes));
  const done: Verified[] = [];
  try {
    const plan = await planOf(call, [strategy!], { threads });
    for (const cell of plan.cells) {
      const found = await onAll(lanes, cell, await watched(cell, threads, call), threads, call);
      done.push(found);
      out.answer(verifyText(found, cell.contract.symbol, out.answerStyle));
    }
    if (out.json) {
      const parts = done.map((one, k) => ({ instrument: plan.cells[k]!.contract.symbol, ...one }));
      out.document(verifyDocument(parts));
    }
  } finally {
    await threads.close();
  }
  if (values.sarif !== null) writeFileSafely(values.sarif, sarifOf(done, version));
  return done.every(({ findings }) => findings.length === 0) ? EXIT.ok : EXIT.untrusted;
};

async function watched(cell: CellSpec, threads: Threads, call: Call): Promise<Verified> {
  const { out, signal, values } = call;
  const progress = await out.progress({ what: "watching", amount: String, unit: "" });
  const options = poolOptions(call);
  const executor = await threads.executor(limitsOf(options, 1));
  const [ready] = await prepare([cell]);
  if (ready!.fault !== null) throw faultFrom(ready!.fault);
  const terms = { ...FULL, cuts: values.cuts, warmup: values.warmup };
  let found: Verified | null = null;
  try {
    await runSteps({
      executor,
      steps: [{ kind: "verify", cell: ready!.task!, terms }],
      signal,
      onOutcome(_step, outcome) {
        if (outcome.state === "failed") throw faultFrom(outcome.fault);
        if (outcome.state === "finished" && outcome.result.kind === "verify") found = outcome.result.verified;
      },
    });
  } finally {
    progress.stop();
    await executor.close();
  }
  if (found === null) throw new Interrupted();
  return found;
}

/** The same run on all threads at once, and watched on one that has run nothing; nothing where there is one, or where watching has found something already. */
async function onAll(
  lanes: number,
  cell: CellSpec,
  found: Verified,
  threads: Threads,
  call: Call,
): Promise<Verified> {
  if (lanes === 1 || found.findings.length > 0) return found;
  const options = poolOptions(call);
  const executor = await threads.executor(limitsOf(options, lanes));
  try {
    const prepared = await prepare(Array.from({ length: lanes }, () => cell));
    const cells = await runPrepared(prepared, executor, options);
    if (call.signal.aborted) throw new Interrupted();
    const runs = cells.map((one) => {
      if (one?.run == null) throw faultFrom(one!.fault!);
      return one.run;
    });
    const beside = besideOthers(
      found,
      runs.map(({ fingerprint }) => fingerprint),
    );
    if (beside.findings.length > 0) return beside;
    const alone = await watchedAlone(beside, runs[0]!, prepared[0]!.task!, options);
    if (alone === null) throw new Interrupted();
    return alone;
  } finally {
    await executor.close();
  }
}
