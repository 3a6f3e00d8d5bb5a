// How is a plan run over the dates of its review?

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Fault, faultFrom } from "../domain/fault.js";
import type { JournalPlan } from "../domain/journal-notes.js";
import type { Day } from "../domain/money.js";
import type { HoursSpan } from "../domain/risk.js";
import type { Run } from "../domain/run.js";
import { titleOf } from "../journal/plan-file.js";
import type { Dates } from "../journal/review/dates.js";
import { fromFlat } from "../journal/review/shadow.js";
import { hoursOf } from "../journal/review/window.js";
import { type CellSpec, runCells } from "../research/cells.js";
import { limitsOf } from "../research/limits.js";
import { startThreads } from "../research/pool.js";
import { exchangeZone } from "../risk/hours.js";
import { cacheFolder, writeAtomically } from "../strategy/cache.js";
import { resolveStrategyFile } from "../strategy/find.js";
import type { Call } from "./commands.js";
import { Interrupted } from "./interrupt.js";
import { knownContracts } from "./known-contracts.js";
import { planOf } from "./plan.js";
import { poolOptions } from "./pool-options.js";
import { count } from "./progress.js";
import type { GivenParam } from "./resolve.js";

/** Dates before the first one, for indicators: a year of them, or as many as there are. */
const WARM_DAYS = 400;
/** Dates after the last one, for positions that were held over it. */
const AFTER_DAYS = 14;

export interface Shadow {
  readonly runs: readonly Run[];
  readonly cells: readonly CellSpec[];
  /** What of the plan the run could not be told. */
  readonly warnings: readonly string[];
}

/**
 * The plan's strategy on each of its contracts, by the same flags, config and data as `tickproof run`: from flat on the first
 * date, with the bars before it to warm up on.
 */
export async function shadowRuns(
  plan: JournalPlan,
  roots: readonly string[],
  dates: Dates,
  call: Call,
  /** The code around the strategy, and whether contracts and hours of the plan hold: for the trader's own positions they cannot. */
  {
    source = (file) => fromFlat(file, dates.firstDay),
    bound = true,
  }: { source?: (strategyFile: string, cell: CellSpec) => string; bound?: boolean } = {},
): Promise<Shadow> {
  const { strategy } = plan;
  if (strategy === null) {
    throw new Fault("E193", `The plan ${titleOf(plan)} names no strategy`, {
      expected: 'strategy = "strategies/orb.ts"',
      why: "The review runs the plan's strategy over the same days; there is nothing to hold your trades against.",
      fix: [`add   strategy = "…"   to [plan.${plan.name}] in plan.toml`],
    });
  }
  const hours = bound ? windowOf(plan, roots, dates, call) : null;
  const asked = withPlan(call, bound ? plan : { ...plan, contracts: null }, roots, dates, hours);
  const threads = await startThreads(1, limitsOf(poolOptions(call), 1));
  try {
    const { cells } = await planOf(asked, [strategy], { threads, given: paramsOf(plan) });
    const file = resolveStrategyFile(strategy, process.cwd());
    const runs = await finished(
      cells.map((cell) => ({ ...cell, strategyFile: gatedFile(file, source(resolve(file), cell)) })),
      call,
      threads,
      bound,
    );
    const warnings =
      bound && plan.window !== null && hours === null && call.values.hours === null
        ? ["the plan's window is no one span of the exchange's clock: the model enters at any hour"]
        : [];
    return { runs, cells, warnings };
  } finally {
    await threads.close();
  }
}

/** What the plan says stands in for flags and config; what it does not say is theirs. */
function withPlan(
  call: Call,
  { contracts }: JournalPlan,
  roots: readonly string[],
  { firstDay, lastDay }: Dates,
  hours: HoursSpan | null,
): Call {
  const day = (one: Day) => ({ kind: "date", first: one, last: one }) as const;
  const { values } = call;
  const size = values.size ?? (contracts === null ? null : ({ size: "fixed", contracts } as const));
  return {
    ...call,
    values: {
      ...values,
      instrument: values.instrument ?? roots,
      size,
      hours: values.hours ?? (hours === null ? null : { limit: "trading hours", hours, flatten: false }),
      from: day(firstDay - WARM_DAYS),
      to: day(lastDay + AFTER_DAYS),
    },
  };
}

/** The plan takes no signal outside of its own window: nor does the model. */
function windowOf(
  { window }: JournalPlan,
  roots: readonly string[],
  { firstDay, lastDay }: Dates,
  { config, values }: Call,
): HoursSpan | null {
  if (window === null) return null;
  const contracts = knownContracts(config);
  const spans = (values.instrument ?? roots).map((root) =>
    hoursOf(window, exchangeZone(contracts.get(root)), firstDay, lastDay),
  );
  const [first = null] = spans;
  return spans.every((span) => span?.from === first?.from && span?.to === first?.to) ? first : null;
}

const paramsOf = ({ params }: JournalPlan): GivenParam[] =>
  Object.entries(params).map(([name, value]) => ({ strategy: null, name, value: String(value) }));

/** Of the same name as the strategy, so that the run is called as the plan calls it; named by what is in it, so that it is bundled once. */
function gatedFile(strategyFile: string, code: string): string {
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const cache = cacheFolder();
  const folder = cache === null ? mkdtempSync(join(tmpdir(), "tickproof-")) : join(cache, "shadow", hash);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, basename(strategyFile));
  writeAtomically(file, code);
  return file;
}

async function finished(
  cells: readonly CellSpec[],
  call: Call,
  threads: Awaited<ReturnType<typeof startThreads>>,
  bound: boolean,
): Promise<Run[]> {
  const { out, signal } = call;
  const progress = await out.progress({ what: "running the plan", amount: count, unit: " bars" });
  const total = cells.reduce((sum, { series }) => sum + series.bars.length, 0);
  try {
    const done = await runCells(cells, {
      ...poolOptions(call),
      threads,
      watch: bound,
      onProgress: (_done, _all, bars) => progress.update(bars, total),
    });
    if (signal.aborted || done.length < cells.length) throw new Interrupted();
    return done.map(({ run, fault }) => {
      if (run === null) throw faultFrom(fault!);
      return run;
    });
  } finally {
    progress.stop();
  }
}
