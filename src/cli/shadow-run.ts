// How is a plan run over the dates of its review?

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { writeWholeFile } from "../catalog/whole-file.js";
import { Fault, faultFrom } from "../domain/fault.js";
import type { JournalAccount, JournalPlan } from "../domain/journal-notes.js";
import { dollars, type EpochMs, type MicroUsd } from "../domain/money.js";
import type { Run, RunEvent } from "../domain/run.js";
import { titleOf } from "../journal/plan-file.js";
import type { Dates } from "../journal/review/dates.js";
import { following, heldInFollow, SEED } from "../journal/review/follow.js";
import { fromFlat } from "../journal/review/shadow.js";
import { type CellSpec, runCells } from "../research/cells.js";
import { limitsOf } from "../research/limits.js";
import { startThreads, type Threads } from "../research/pool.js";
import { cacheFolder, OWN } from "../strategy/cache.js";
import { resolveStrategyFile } from "../strategy/find.js";
import type { Call } from "./commands.js";
import { Interrupted } from "./interrupt.js";
import { planOf } from "./plan.js";
import { inPlan } from "./plan-fault.js";
import { poolOptions } from "./pool-options.js";
import { count } from "./progress.js";
import { type ModelTerms, modelTerms } from "./shadow-terms.js";

export interface Shadow {
  readonly runs: readonly Run[];
  readonly cells: readonly CellSpec[];
  readonly terms: ModelTerms;
  /** Orders on the dates that its account could not pay for. */
  readonly unpaid: number;
  /** What of the plan did not hold, and what the model could not pay for. */
  readonly warnings: readonly string[];
}

export interface ShadowRequest {
  readonly plan: JournalPlan;
  readonly roots: readonly string[];
  readonly dates: Dates;
  readonly accounts: readonly JournalAccount[];
  /** Of `--follow`: the trader's own positions by contract, in whose place the strategy is put. */
  readonly positions?: (root: string) => readonly (readonly [EpochMs, number])[];
}

/**
 * The plan's strategy on each of its contracts, with the bars before the first date to warm up on. Its account opens on that date: until then
 * it holds nothing, pays nothing and earns nothing.
 */
export async function shadowRuns(request: ShadowRequest, call: Call): Promise<Shadow> {
  const { plan, roots, dates, accounts } = request;
  const { strategy } = plan;
  if (strategy === null) {
    throw new Fault("E193", `The plan ${titleOf(plan)} names no strategy`, {
      expected: 'strategy = "strategies/orb.ts"',
      why: "The review runs the plan's strategy over the same days; there is nothing to hold your trades against.",
      fix: [`add   strategy = "…"   to [plan.${plan.name}] in plan.toml`],
    });
  }
  const terms = modelTerms(plan, roots, dates, call, accounts);
  const threads = startThreads(1, limitsOf(poolOptions(call), 1));
  try {
    const { cells: asked } = await planOf(terms.call, [strategy], { threads, given: terms.given }).catch(
      (error) => {
        throw inPlan(error, plan, dates, call);
      },
    );
    const file = resolve(resolveStrategyFile(strategy, process.cwd()));
    const cells = asked.map((cell) => ownCell(cell, file, terms, request));
    const runs = await finished(cells, call, threads, request.positions === undefined);
    const short = runs.map((run) => shortOf(run, dates));
    const warnings = [...terms.warnings, ...runs.flatMap((run, k) => shortText(run, short[k]!))];
    return { runs, cells, terms, unpaid: short.reduce((sum, { dry }) => sum + dry.length, 0), warnings };
  } finally {
    await threads.close();
  }
}

/** A cell of the plan, with an account that opens on the first date and pays what the journal's account pays. */
function ownCell(cell: CellSpec, file: string, { fees }: ModelTerms, request: ShadowRequest): CellSpec {
  const { dates, positions } = request;
  const { contract, series, risk } = cell;
  const own = {
    ...cell,
    flatCost: fees === null ? cell.flatCost : perSide(fees, contract.symbol),
    account: { ...cell.account, opens: dates.firstDay },
  };
  if (positions === undefined)
    return { ...own, strategyFile: gatedFile(file, fromFlat(file, dates.firstDay, dates.lastDay)) };
  const places = positions(contract.symbol);
  return {
    ...own,
    strategyFile: gatedFile(
      file,
      following(file, places, series.source.timeframeMs, dates.firstDay, dates.lastDay),
    ),
    // The trader's own positions were carried by the trader's own account.
    account: { ...own.account, marginPolicy: "none" },
    ...(risk && { risk: { ...risk, limits: heldInFollow(risk.limits) } }),
    placed: SEED,
  };
}

/** All in, a side; null: by the contract's schedule. */
const perSide = (fees: NonNullable<ModelTerms["fees"]>, symbol: string): MicroUsd | null =>
  typeof fees === "object" ? (fees[symbol] ?? null) : fees === "none" ? 0 : fees;

/** What the account did not carry on the dates: orders that it could not pay for, and positions that broke its margin. */
function shortOf({ orders, events, bars }: Run, { firstDay, lastDay }: Dates) {
  const inside = ({ bar }: { readonly bar: number }) =>
    bars.tradeDate[bar]! >= firstDay && bars.tradeDate[bar]! <= lastDay;
  return {
    dry: orders.filter((order) => order.state === "rejected" && isShort(order.endReason) && inside(order)),
    forced: events.filter((event) => FORCED.has(event.kind) && inside(event)),
  };
}

/** An account that ran dry is no plan: whoever compares with it must know. */
function shortText({ inputs }: Run, { dry, forced }: ReturnType<typeof shortOf>): string[] {
  const { symbol } = inputs.contract;
  const start = `it began with ${dollars(inputs.account.cash)}; --cash gives it more`;
  const times = forced.length === 1 ? "once" : `${forced.length} times`;
  const texts: string[] = [];
  if (dry.length > 0)
    texts.push(
      `the model could not pay for ${dry.length} of its orders on ${symbol}, so it trades less than the plan: ${start} (first: ${dry[0]!.endReason})`,
    );
  if (forced.length > 0)
    texts.push(
      `the model's account broke its margin on ${symbol} ${times}, so some of its exits are not the plan's: ${start} (first: ${forced[0]!.text})`,
    );
  return texts;
}

/** A refusal for want of margin; "margin use" is a limit that somebody set. */
const isShort = (reason: string): boolean => /\bmargin\b/.test(reason) && !reason.startsWith("margin use");

const FORCED: ReadonlySet<RunEvent["kind"]> = new Set([
  "liquidation",
  "margin breach",
  "margin call",
  "cut-off",
]);

/** Of the same name as the strategy, so that the run is called as the plan calls it; named by what is in it, so that it is bundled once. */
function gatedFile(strategyFile: string, code: string): string {
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const cache = cacheFolder();
  const folder = cache === null ? mkdtempSync(join(tmpdir(), "tickproof-")) : join(cache, "shadow", hash);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, basename(strategyFile));
  writeWholeFile(file, code, OWN);
  return file;
}

async function finished(
  cells: readonly CellSpec[],
  call: Call,
  threads: Threads,
  isJudge: boolean,
): Promise<Run[]> {
  const { out, signal } = call;
  const progress = await out.progress({ what: "running the plan", amount: count, unit: " bars" });
  const total = cells.reduce((sum, { series }) => sum + series.bars.length, 0);
  try {
    const done = await runCells(cells, {
      ...poolOptions(call),
      threads,
      watch: isJudge && "look-ahead",
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
