// What does one thread do with a batch of a sweep's combinations?

import { isMainThread } from "node:worker_threads";
import { Fault, faultData } from "../domain/fault.js";
import type { ParamValue, ParamValues } from "../domain/run.js";
import { CURVE_POINTS, varied } from "../domain/sweep.js";
import { dataOfOneWalk, figuresOf } from "../engine/figures.js";
import { withLists } from "../engine/lists.js";
import type { BacktestSpec } from "../engine/spec.js";
import { metricOf } from "../metric/all.js";
import { dailyReturns } from "../metric/daily.js";
import { writeFigures } from "../metric/figures.js";
import { kurtosis, skewness } from "../metric/shape.js";
import { ColumnCache } from "../strategy/columns.js";
import type { SharedColumns } from "../strategy/shared-columns.js";
import { isShipped } from "../strategy/shipped.js";
import type { StrategyClass } from "../strategy/strategy.js";
import { isStrategyError, strategyFault, thrownText } from "../strategy/thrown.js";
import { withoutTimers } from "./isolation.js";
import { specOf } from "./outcome.js";
import type { Guard, Noted } from "./step.js";
import { type SweepBatch, type SweepPlan, type Varying, wordsOf } from "./sweep-plan.js";

/** Columns after those of the metrics. */
export const EXTRA = ["skewness", "kurtosis", "ambiguous bars"] as const;

const [, DONE, FAILED] = [0, 1, 2];
/** Ways in which the rows of one batch may fail that are told apart; whatever comes after them counts as the last. */
const MOST_WAYS = 200;

/** What a thread keeps of a plan. */
interface Kept {
  readonly sweep: number;
  readonly base: BacktestSpec;
  shared: SharedColumns | null;
  readonly row: Float64Array;
  /** The first and the last row that it ran to its end, and what came out. */
  first: { readonly row: number; readonly figures: Float64Array } | null;
  last: number;
}

const plans = new Map<string, Kept>();
/** Those that ship with the program have no state that could reach the next sweep: their optimised code is worth more than a fresh module. */
const shipped = new Map<string, StrategyClass>();

/** In this process, where threads do not end with their sweep. */
export function forgetPlan(id: string): void {
  plans.delete(id);
}

/**
 * The strategy is imported once for each thread and plan, not for each run: that keeps its code warm, and module copies are never freed. What a strategy
 * leaves in its module's variables may then reach the next run, which `check` finds out.
 */
async function keptOf({ id, sweep, cell, keys }: SweepPlan): Promise<Kept> {
  const kept = plans.get(id);
  if (kept !== undefined) return kept;
  // A thread has one sweep at a time; this process may have several.
  if (!isMainThread) for (const [old, other] of plans) if (other.sweep !== sweep) plans.delete(old);
  const base = await specOf(cell, new ColumnCache(), shipped.get(cell.bundle.module));
  if (isShipped(cell.bundle)) shipped.set(cell.bundle.module, base.strategy);
  const fresh: Kept = {
    sweep,
    base,
    shared: null,
    row: new Float64Array(keys.length + EXTRA.length),
    first: null,
    last: -1,
  };
  plans.set(id, fresh);
  return fresh;
}

/** Throws E481 where a check finds another result, and whatever is our own mistake; what a strategy throws fails its row. */
export async function runBatch(
  batch: SweepBatch,
  guard: Guard,
  shared: SharedColumns | null,
  note: (noted: Noted) => void,
): Promise<void> {
  const kept = await keptOf(batch.plan);
  kept.shared = shared;
  shared?.newRun(); // once for the batch: nobody writes into bars between two of its runs
  guard(() => withoutTimers(() => (batch.check ? runAgain(batch.plan, kept) : runRows(batch, kept, note))));
}

function runRows({ plan, from, to }: SweepBatch, kept: Kept, note: (noted: Noted) => void): void {
  const ways = new Map<string, number>();
  for (let row = from; row < to; row++) {
    if (plan.state[row] !== 0) continue;
    try {
      runRow(plan, kept, row);
    } catch (error) {
      if (!isStrategyError(error)) throw error;
      plan.way[row] = wayOf(error, plan, row, ways, note);
      plan.state[row] = FAILED;
      continue;
    }
    for (let k = 0; k < kept.row.length; k++) plan.table[k * plan.rows + row] = kept.row[k]!;
    kept.first ??= { row, figures: kept.row.slice() };
    kept.last = row;
    plan.state[row] = DONE;
  }
}

/** Writes the figures of a row into `kept.row`. */
function runRow(plan: SweepPlan, kept: Kept, row: number): void {
  const { keys, detail } = plan;
  const params = paramsOf(kept.base.params, plan, row);
  const spec: BacktestSpec = { ...kept.base, params, columns: new ColumnCache(kept.shared, false) };
  if (detail === "figures") {
    const figures = figuresOf(spec);
    writeFigures(figures, { cash: spec.account.cash, bars: spec.series.bars.length }, keys, kept.row, 0);
    kept.row[keys.length + 2] = figures.ambiguousBars;
    if (plan.curves !== null) drawCurve(plan.curves, row, figures.dailyEquity);
    return;
  }
  const run = withLists(dataOfOneWalk(spec));
  for (const [k, key] of keys.entries()) kept.row[k] = metricOf(key).of(run) ?? Number.NaN;
  const returns = dailyReturns(run) ?? [];
  kept.row[keys.length] = skewness(returns) ?? Number.NaN;
  kept.row[keys.length + 1] = kurtosis(returns) ?? Number.NaN;
  kept.row[keys.length + 2] = run.bounds.ambiguousBars;
  const { daily } = run;
  if (plan.curves !== null)
    drawCurve(
      plan.curves,
      row,
      Float64Array.from(daily, ({ equity }) => equity),
    );
}

function drawCurve(curves: Float64Array, row: number, daily: Float64Array): void {
  const { length } = daily;
  const count = Math.min(length, CURVE_POINTS);
  for (let k = 0; k < count; k++)
    curves[row * CURVE_POINTS + k] = daily[count < 2 ? 0 : Math.round((k * (length - 1)) / (count - 1))]!;
}

const paramsOf = (base: ParamValues, plan: Varying, row: number): Record<string, ParamValue> => ({
  ...base,
  ...varied(plan, row),
});

/** Rows that fail in one way are one message, however many they are; finding the place in the author's file takes a millisecond. */
function wayOf(
  error: unknown,
  { cell }: SweepPlan,
  row: number,
  ways: Map<string, number>,
  note: (noted: Noted) => void,
): number {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const frame = cause instanceof Error ? (/^\s+at .*$/m.exec(String(cause.stack))?.[0] ?? "") : "";
  const key = `${thrownText(cause).replaceAll(/\d+/g, "#")}${frame}`;
  const known = ways.get(key);
  if (known !== undefined) return known;
  if (ways.size >= MOST_WAYS) return MOST_WAYS - 1;
  const way = ways.size;
  ways.set(key, way);
  note({ state: "noted", row, fault: faultData(strategyFault(error, cell.bundle)) });
  return way;
}

/** The last one first: it is then the run after itself, and the first one the last of all. */
function runAgain(plan: SweepPlan, kept: Kept): void {
  const { first, last } = kept;
  if (first === null) return;
  for (const row of new Set([last, first.row])) {
    // It may have failed since: what went astray in it came up only when its batch was over.
    if (plan.state[row] !== DONE) continue;
    const before = row === first.row ? first.figures : rowOf(plan, row);
    runRow(plan, kept, row);
    const differs = kept.row.findIndex((value, k) => !Object.is(value, before[k]));
    if (differs >= 0) throw dependsOnOrder(plan, row, differs, before[differs]!, kept.row[differs]!);
  }
}

const rowOf = ({ table, rows, keys }: SweepPlan, row: number): Float64Array =>
  Float64Array.from({ length: keys.length + EXTRA.length }, (_, k) => table[k * rows + row]!);

function dependsOnOrder(plan: SweepPlan, row: number, at: number, before: number, after: number): Fault {
  const { bundle, contract } = plan.cell;
  const figure = [...plan.keys, ...EXTRA][at]!;
  return new Fault(
    "E481",
    `${bundle.name} on ${contract.symbol} came out otherwise when the same combination ran again`,
    {
      where: bundle.file,
      found: `${wordsOf(plan, row)}: ${figure} ${before}, then ${after}`,
      expected: "the same figures, whatever ran before",
      why: "A sweep runs many combinations in one copy of the module, so what one leaves behind reaches the next.",
      fix: [
        "keep state in fields of the class, not in variables of its module",
        "take no decision by a clock, or by chance without a seed",
      ],
    },
  );
}
