// How is a piece of work done, and what does an error in it belong to?

import { standingOf } from "../broker/order-columns.js";
import { faultData } from "../domain/fault.js";
import { type BacktestSpec, backtestData } from "../engine/backtest.js";
import { Curtain } from "../engine/curtain.js";
import { dataOfOneWalk } from "../engine/figures.js";
import { ownLoop } from "../engine/loops.js";
import { runShared } from "../engine/portfolio.js";
import { ColumnCache } from "../strategy/columns.js";
import { importStrategy } from "../strategy/load.js";
import { importSlippage } from "../strategy/own-slippage.js";
import { resolveParams } from "../strategy/params.js";
import type { SharedColumns } from "../strategy/shared-columns.js";
import type { StrategyClass } from "../strategy/strategy.js";
import { isStrategyError, strategyFault } from "../strategy/thrown.js";
import { codeLines } from "./code-lines.js";
import { decisionsOf } from "./decisions.js";
import { seenAt } from "./explain.js";
import { withoutTimers } from "./isolation.js";
import { rememberGlobals, rememberValues } from "./leftovers.js";
import {
  bundlesOf,
  type CellTask,
  type Guard,
  type Noted,
  type Outcome,
  type Step,
  type StepResult,
} from "./step.js";
import { runBatch } from "./sweep-batch.js";
import { closesOf, type Told, tradedOf } from "./told-first.js";
import { quickLook, verified, watchedApart } from "./verify.js";

/** Never rejects: whatever user code does becomes the outcome of its own step. */
export async function outcomeOf(
  step: Step,
  guard: Guard,
  shared: SharedColumns | null = null,
  note: (noted: Noted | Told) => void = () => {},
): Promise<Outcome> {
  try {
    await rememberGlobals(bundlesOf(step));
    const work = () => {
      if (isWatched(step)) rememberValues();
      return resultOf(step, guard, shared, note);
    };
    return { state: "finished", result: await catchingStrays(work) };
  } catch (error) {
    if (isStrategyError(error)) {
      return { state: "failed", fault: faultData(strategyFault(error, bundlesOf(step)[0]!)) };
    }
    return { state: "bug", stack: (error as Error).stack ?? String(error) };
  }
}

/** More than one of its runs happen in this thread. */
const isWatched = (step: Step): boolean =>
  step.kind === "verify" ||
  step.kind === "decisions" ||
  (step.kind === "run" && (step.watch ?? false) !== false);

async function resultOf(
  step: Step,
  guard: Guard,
  shared: SharedColumns | null,
  note: (noted: Noted | Told) => void,
): Promise<StepResult> {
  switch (step.kind) {
    case "describe": {
      const { params } = await importStrategy(step.bundle);
      return { kind: "describe", params: params ?? {} };
    }
    case "slippage": {
      await importSlippage(step.bundle);
      return { kind: "slippage" };
    }
    case "run": {
      const columns = new ColumnCache(shared);
      const spec = await specOf(step.cell, columns);
      const watched = <T>(work: () => T): T => guard(() => withoutTimers(work));
      const found = watched(() => {
        const data = step.oneWalk ? dataOfOneWalk(spec) : backtestData(spec);
        void data.bounds; // the other walk runs the strategy's own code as well
        return data;
      });
      if (step.toldFirst && found.bars === spec.series.bars) {
        note({ state: "closes", known: closesOf(found) });
        note({ state: "trades", known: tradedOf(found) });
      }
      const make = () => specOf(step.cell, new ColumnCache());
      const lookAhead = step.watch
        ? await quickLook(found, columns.ownFunctions, make, step.cell.bundle, watched)
        : null;
      const lines = step.watch === true ? await codeLines(found, make, step.cell.bundle, watched) : undefined;
      const { bars, orders, ...run } = found;
      return {
        kind: "run",
        run,
        orders: standingOf(orders),
        bars: bars === spec.series.bars ? null : bars,
        lookAhead,
        lines,
      };
    }
    case "verify": {
      const make = () => specOf(step.cell, new ColumnCache());
      const watched = <T>(work: () => T): T => guard(() => withoutTimers(work));
      return { kind: "verify", verified: await verified(make, step.cell.bundle, step.terms, watched) };
    }
    case "apart": {
      const { whole, cuts, behind } = step;
      const spec = { ...(await specOf(step.cell, new ColumnCache())), curtain: new Curtain(cuts, behind) };
      const run = (watched: BacktestSpec) => guard(() => withoutTimers(() => backtestData(watched)));
      return { kind: "apart", found: watchedApart(whole, spec, run) };
    }
    case "shown": {
      const make = () => specOf(step.cell, new ColumnCache());
      return { kind: "shown", shown: await seenAt(make, step.cell.bundle, step.bar) };
    }
    case "decisions": {
      const make = () => specOf(step.cell, new ColumnCache());
      const watched = <T>(work: () => T): T => guard(() => withoutTimers(work));
      return {
        kind: "decisions",
        decisions: await decisionsOf(make, step.cell.bundle, watched, step.probes),
      };
    }
    case "sweep": {
      await runBatch(step, guard, shared, note);
      return { kind: "sweep" };
    }
    case "shared": {
      const specs: BacktestSpec[] = [];
      const columns = new ColumnCache(shared);
      for (const cell of step.cells) specs.push(await specOf(cell, columns));
      return { kind: "shared", account: guard(() => withoutTimers(() => runShared(specs, step.cash))) };
    }
  }
}

/** Each cell has its own copy of the module (see `importStrategy`), where it is not given the class of another. */
export async function specOf(
  { bundle, params, slippage, ...rest }: CellTask,
  columns: ColumnCache,
  given?: StrategyClass,
): Promise<BacktestSpec> {
  const strategy = given ?? (await importStrategy(bundle));
  await ownLoop(strategy, rest.series.bars.length);
  const own = slippage ? await importSlippage(slippage) : null;
  const { name, file, hash } = bundle;
  return {
    ...rest,
    columns,
    strategy,
    own,
    ref: { name, file, hash },
    params: resolveParams(strategy.params ?? {}, params, name),
  };
}

/**
 * Errors that a strategy throws where nobody waits for them (a rejected promise, a timer) would end the thread, and
 * with it the runs of others. Here they end the step in which they come up.
 */
async function catchingStrays<T>(work: () => Promise<T>): Promise<T> {
  const strays: unknown[] = [];
  const listen = (error: unknown) => void strays.push(error);
  process.on("unhandledRejection", listen);
  process.on("uncaughtException", listen);
  try {
    const result = await work();
    await eventLoopTurn();
    if (strays.length > 0) throw strays[0];
    return result;
  } catch (error) {
    await eventLoopTurn();
    throw error;
  } finally {
    process.off("unhandledRejection", listen);
    process.off("uncaughtException", listen);
  }
}

/** Node reports a rejection as unhandled only when the turn ends in which it came up. */
export const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
