// What is a strategy, before it is run?

import { readFileSync } from "node:fs";
import { type FaultData, faultFrom } from "../domain/fault.js";
import { type Bundle, bundleStrategy } from "../strategy/bundle.js";
import { docOf } from "../strategy/doc.js";
import { bundleSlippage } from "../strategy/own-slippage.js";
import type { ParamSchema } from "../strategy/params.js";
import { limitsOf, type PoolOptions } from "./limits.js";
import { markLoadable } from "./loadable.js";
import { openThreads, signalOf } from "./open.js";
import { runSteps } from "./schedule.js";

export interface StrategyDescription {
  readonly name: string;
  /** As messages show it. */
  readonly file: string;
  readonly hash: string;
  readonly params: ParamSchema;
  /** The doc comment over the class, as plain text; empty where there is none. */
  readonly doc: string;
}

/**
 * Loads a strategy to see which parameters it declares. It does so in a thread and under a time limit, because loading
 * runs whatever stands at the top of the file. Throws the fault of a file that does not compile or holds no strategy.
 */
export async function describeStrategy(
  file: string,
  options: PoolOptions = {},
): Promise<StrategyDescription> {
  const [description] = await describeStrategies([file], options);
  return description!;
}

/** What modules declare that were loaded before, by path: the path says what is in them. */
const schemas = new Map<string, ParamSchema>();

/** Several at once, in order. Throws the first fault. */
export async function describeStrategies(
  files: readonly string[],
  options: PoolOptions = {},
): Promise<StrategyDescription[]> {
  const limits = limitsOf(options, 1);
  const signal = signalOf(options);
  const bundles = await Promise.all(files.map(bundleStrategy));
  const found = bundles.map((bundle): StrategyDescription | null => {
    const params = schemas.get(bundle.module);
    return params === undefined ? null : descriptionOf(bundle, params);
  });
  if (found.every((one) => one !== null)) return found;
  let fault: FaultData | null = null;
  // One thread: loading takes a millisecond, a second thread sixty. Nothing runs in it, so it shares no columns.
  const pool = await openThreads(options, 1, { ...limits, columnBytes: 0 });
  try {
    await runSteps({
      executor: pool,
      steps: bundles.map((bundle) => ({ kind: "describe", bundle })),
      signal,
      onOutcome(step, outcome) {
        if (outcome.state === "failed") fault ??= outcome.fault;
        if (outcome.state !== "finished" || outcome.result.kind !== "describe") return;
        found[step] = descriptionOf(bundles[step]!, outcome.result.params);
        schemas.set(bundles[step]!.module, outcome.result.params);
        markLoadable(bundles[step]!.module);
      },
    });
  } finally {
    await pool.close();
  }
  if (fault !== null) throw faultFrom(fault);
  signal.throwIfAborted();
  return found.filter((description) => description !== null);
}

/**
 * Bundles a slippage model of one's own and loads it once in a thread, to see that it is one. Throws E123 where it is not,
 * E405 where its top level never ends.
 */
export async function readySlippage(file: string, options: PoolOptions = {}): Promise<Bundle> {
  const bundle = await bundleSlippage(file);
  const signal = signalOf(options);
  const pool = await openThreads(options, 1, limitsOf(options, 1));
  let fault: FaultData | null = null;
  try {
    await runSteps({
      executor: pool,
      steps: [{ kind: "slippage", bundle }],
      signal,
      onOutcome(_step, outcome) {
        if (outcome.state === "failed") fault = outcome.fault;
      },
    });
  } finally {
    await pool.close();
  }
  if (fault !== null) throw faultFrom(fault);
  signal.throwIfAborted();
  markLoadable(bundle.module);
  return bundle;
}

const descriptionOf = ({ name, file, hash, source }: Bundle, params: ParamSchema): StrategyDescription => ({
  name,
  file,
  hash,
  params,
  doc: docOf(readFileSync(source, "utf8")),
});
