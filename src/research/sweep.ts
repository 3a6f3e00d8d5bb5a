// How does one strategy run over a space of parameters?

import { createHash } from "node:crypto";
import type { Bars } from "../domain/bars.js";
import { type FaultData, faultFrom } from "../domain/fault.js";
import {
  CURVE_POINTS,
  placesOf,
  SWEEP_STATES,
  type Sweep,
  type SweepFailure,
  type SweepIdentity,
  type SweepPart,
  type SweepTerms,
} from "../domain/sweep.js";
import { METRICS, metricOf } from "../metric/all.js";
import { FIGURE_KEYS, figuresSuffice } from "../metric/figures.js";
import { type ParamSchema, resolveParams } from "../strategy/params.js";
import { type CellSpec, prepare } from "./cells.js";
import type { PoolOptions } from "./limits.js";
import { signalOf, withWarmExecutor } from "./open.js";
import type { CellTask } from "./step.js";
import { EXTRA, forgetPlan } from "./sweep-batch.js";
import type { SweepPlan } from "./sweep-plan.js";
import { type Failing, runPlans, type SweepProgress } from "./sweep-schedule.js";
import type { SweepSpace } from "./sweep-space.js";
import { identityOf, restored } from "./sweep-state.js";

export type { SweepProgress } from "./sweep-schedule.js";

/** `figures`: what sums and counts tell of a run, twice as fast. `trades`: every metric there is. */
export type SweepDetail = Sweep["detail"];

export interface SweepOptions extends Omit<PoolOptions, "onProgress"> {
  /** Metrics of `figures` to keep beside the usual ones; any other asks for the detail `trades`. */
  readonly metrics?: readonly string[];
  readonly detail?: SweepDetail;
  /** After each batch. `soFar` looks at the results as they are by then. */
  readonly onProgress?: (progress: SweepProgress, soFar: () => Sweep) => void;
  /** Lets `savedSweep` keep it, to go on another time: what it is made of is then hashed. */
  readonly resumable?: boolean;
  /** What is hashed with it: a sweep goes on only in the program that began it. */
  readonly program?: string;
  /** What `savedSweep` made of an earlier, unfinished sweep: rows that it has do not run again. */
  readonly resume?: Uint8Array | null;
}

/** What a row has at the least. */
const USUAL = [
  "net",
  "gross",
  "fees",
  "slippage",
  "max-drawdown",
  "sharpe",
  "sortino",
  "trades",
  "win-rate",
  "profit-factor",
  "expectancy",
  "payoff",
  "exposure",
] as const;

let sweeps = 0;

/**
 * Runs every combination of `space` on every instrument, a cell each (its `params` are not read), and keeps a few numbers of each
 * run. The numbers do not depend on `jobs`. A combination that fails, fails alone. After an abort the rows that had
 * finished are there. Throws E481 for a strategy whose results depend on what ran before, and what is wrong with the strategy's
 * file or a metric's name.
 */
export async function runSweep(
  cells: readonly CellSpec[],
  space: SweepSpace,
  schema: ParamSchema,
  options: SweepOptions = {},
): Promise<Sweep> {
  const { onProgress, ...pool } = options;
  const prepared = await prepare(cells.map((cell) => ({ ...cell, params: space.fixed })));
  const failed = prepared.find(({ fault }) => fault !== null);
  if (failed?.fault) throw faultFrom(failed.fault);
  const tasks = prepared.map(({ task }) => task!);
  const { keys, detail } = columnsFor(tasks, options);
  const sweep = ++sweeps;
  const plans = tasks.map((task, k) => planOf(`${sweep}/${k}`, sweep, task, space, keys, detail));
  const failures: Failing[][] = plans.map(() => []);
  const { resumable = Boolean(options.resume), program = "" } = options;
  const identity = resumable ? identityOf(plans, space, program) : null;
  const days = tasks.map(({ series }) => datesIn(series.bars));
  const told: Told = { space, schema, detail, plans, failures, days, identity };
  if (options.resume) restored(options.resume, plans, failures, identity!);
  const lookedAt = () => sweepOf(told, true);
  try {
    const check = await withWarmExecutor(pool, space.rows * plans.length, (executor) =>
      runPlans({
        executor,
        plans,
        failures,
        signal: signalOf(pool),
        ...(onProgress && { onProgress: (progress) => onProgress(progress, lookedAt) }),
      }),
    );
    if (check !== null) throw faultFrom(check);
  } finally {
    for (const { id } of plans) forgetPlan(id);
  }
  return sweepOf(told, pool.signal?.aborted ?? false);
}

/** Deposits and withdrawals leave figures that only the whole run can tell: `figuresSuffice`. */
export function columnsFor(
  tasks: readonly Pick<CellTask, "account">[],
  { metrics = [], detail }: Pick<SweepOptions, "metrics" | "detail">,
): { readonly keys: readonly string[]; readonly detail: SweepDetail } {
  for (const key of metrics) metricOf(key);
  const suffices =
    tasks.every(({ account }) => figuresSuffice(account)) &&
    metrics.every((key) => FIGURE_KEYS.includes(key));
  if (detail === "trades" || !suffices) return { keys: METRICS.map(({ key }) => key), detail: "trades" };
  const wanted: ReadonlySet<string> = new Set([...USUAL, ...metrics]);
  return { keys: FIGURE_KEYS.filter((key) => wanted.has(key)), detail: "figures" };
}

/** A page shows a few hundred of them. */
const MOST_CURVES = 5_000;

function planOf(
  id: string,
  sweep: number,
  cell: CellTask,
  { axes, rows, numbers }: SweepSpace,
  keys: readonly string[],
  detail: SweepDetail,
): SweepPlan {
  const columns = keys.length + EXTRA.length;
  const table = new Float64Array(new SharedArrayBuffer(8 * columns * rows)).fill(Number.NaN);
  const bytes = () => new Uint8Array(new SharedArrayBuffer(rows));
  const curves =
    rows > MOST_CURVES
      ? null
      : new Float64Array(new SharedArrayBuffer(8 * CURVE_POINTS * rows)).fill(Number.NaN);
  return { id, sweep, cell, axes, rows, numbers, keys, detail, table, curves, state: bytes(), way: bytes() };
}

function datesIn({ tradeDate, length }: Bars): number {
  let dates = 0;
  for (let bar = 0; bar < length; bar++) if (bar === 0 || tradeDate[bar] !== tradeDate[bar - 1]) dates++;
  return dates;
}

interface Told {
  readonly space: SweepSpace;
  readonly schema: ParamSchema;
  readonly detail: SweepDetail;
  readonly plans: readonly SweepPlan[];
  readonly failures: readonly Failing[][];
  readonly days: readonly number[];
  readonly identity: SweepIdentity | null;
}

function sweepOf(
  { space, schema, detail, plans, failures, days, identity }: Told,
  interrupted: boolean,
): Sweep {
  const { axes, fixed, size, sample, rows, numbers } = space;
  const { name, file, hash } = plans[0]!.cell.bundle;
  const all = resolveParams(schema, fixed, name);
  const parts = plans.map((plan, k) => partOf(plan, failures[k]!, days[k]!));
  const complete = parts.every(({ done, failed }) => done + failed === rows);
  return {
    strategy: { name, file, hash },
    fixed: Object.fromEntries(Object.entries(all).filter(([key]) => axes.every((axis) => axis.name !== key))),
    axes,
    space: size,
    sample,
    rows,
    numbers,
    detail,
    parts,
    identity,
    fingerprint: complete ? fingerprintOf(space, plans) : null,
    interrupted: interrupted && !complete,
  };
}

function partOf(
  { cell, keys, rows, table, curves, state }: SweepPlan,
  failing: readonly Failing[],
  days: number,
): SweepPart {
  const column = (k: number) => table.subarray(k * rows, (k + 1) * rows);
  const counts = [0, 0, 0];
  for (const one of state) counts[one]! += 1;
  return {
    symbol: cell.contract.symbol,
    terms: termsOf(cell),
    state,
    figures: Object.fromEntries(keys.map((key, k) => [key, column(k)])),
    skewness: column(keys.length),
    kurtosis: column(keys.length + 1),
    ambiguousBars: column(keys.length + 2),
    curves,
    days,
    done: counts[SWEEP_STATES.indexOf("done")]!,
    failed: counts[SWEEP_STATES.indexOf("failed")]!,
    failures: failuresOf(failing),
  };
}

const termsOf = ({ series, contract, account, execution, finer, flatCost }: CellTask): SweepTerms => ({
  data: series.source,
  contract,
  account,
  execution,
  finer: finer?.source ?? null,
  flatCost,
});

/** Batches note their failures by themselves: what is the same, but for its numbers, is counted together here. */
function failuresOf(failing: readonly Failing[]): SweepFailure[] {
  const byWay = new Map<string, { fault: FaultData; count: number; row: number }>();
  for (const { fault, count, row } of failing) {
    const way = `${fault.code} ${fault.message.replaceAll(/\d+/g, "#")} ${fault.where ?? ""}`;
    const known = byWay.get(way);
    if (known === undefined) byWay.set(way, { fault, count, row });
    else {
      known.count += count;
      if (row < known.row) Object.assign(known, { fault, row });
    }
  }
  return [...byWay.values()].sort((a, b) => a.row - b.row);
}

/** One pattern of bits for what does not exist, whoever computed it. */
const NAN = Buffer.from(Float64Array.of(Number.NaN).buffer);
/** Rows that are hashed at once. */
const CHUNK = 4096;

function fingerprintOf({ axes, numbers, rows }: SweepSpace, plans: readonly SweepPlan[]): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(axes.map(({ name, values }) => [name, values])));
  for (let from = 0; from < rows; from += CHUNK) {
    const places = Array.from({ length: Math.min(CHUNK, rows - from) }, (_, k) =>
      placesOf(axes, numbers?.[from + k] ?? from + k),
    );
    hash.update(new Uint8Array(Int32Array.from(places.flat()).buffer));
  }
  for (const { cell, keys, table, state } of plans) {
    hash.update(`${cell.contract.symbol} ${keys.join()}`);
    hash.update(Uint8Array.from(state)); // shared memory is not to be hashed where it lies
    for (let at = 0; at < table.length; at += CHUNK) {
      const chunk = Float64Array.from(table.subarray(at, at + CHUNK));
      const bytes = Buffer.from(chunk.buffer);
      for (let k = 0; k < chunk.length; k++) if (Number.isNaN(chunk[k])) NAN.copy(bytes, 8 * k);
      hash.update(bytes);
    }
  }
  return hash.digest("hex");
}
