// In which portions do the combinations of a sweep reach the threads?

import type { FaultData } from "../domain/fault.js";
import type { Cut, Executor } from "./executor.js";
import { bugOf } from "./schedule.js";
import { ends, type Noted, type Outcome, type Report } from "./step.js";
import { openRow, type SweepBatch, type SweepPlan } from "./sweep-plan.js";

/** How far a sweep has come: runs are combinations times instruments. */
export interface SweepProgress {
  /** Finished and failed. */
  readonly done: number;
  readonly total: number;
  /** Of those that were done when it began, because an earlier sweep was resumed. */
  readonly before: number;
  readonly barsDone: number;
}

/** Rows of one batch that failed alike. */
export interface Failing {
  readonly fault: FaultData;
  readonly count: number;
  readonly row: number;
}

export interface SweepJob {
  readonly executor: Executor;
  readonly plans: readonly SweepPlan[];
  /** By plan: takes what fails. */
  readonly failures: readonly Failing[][];
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
}

/**
 * Bars that a batch runs over, counting what it costs to begin a run as bars: a quarter of a second or so. It is counted in bars and not
 * in time, so that no clock has a say.
 */
const BATCH_BARS = 16_000_000;
const RUN_BARS = 8_000;
const LARGEST_BATCH = 4096;
/** Towards the end batches shrink, so that no thread waits long for the last one. */
const SHARE = 3;

interface Range {
  readonly plan: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Runs all open rows of all plans; what comes of them lies in their shared memory. A row that has to be killed fails alone, and the rest of its
 * batch runs again. Null, or why no result can be trusted. Throws only for a mistake of our own. After an
 * abort rows are left open.
 */
export async function runPlans(job: SweepJob): Promise<FaultData | null> {
  const { executor, plans, failures, signal, onProgress } = job;
  const halt = new AbortController();
  const stop = AbortSignal.any([signal, halt.signal]);
  const queue = new Queue(plans, executor.lanes);
  const suspects: Range[] = [];
  let bug: unknown = null;
  const distrust: FaultData[] = [];

  const total = plans.reduce((sum, { rows }) => sum + rows, 0);
  const before = total - queue.left;
  let [done, barsDone] = [before, 0];
  const tell = (more: number, bars: number) => {
    done += more;
    barsDone += more * bars;
    onProgress?.({ done, total, before, barsDone });
  };
  const fail = (plan: number, row: number, fault: FaultData) => {
    plans[plan]!.state[row] = FAILED;
    failures[plan]!.push({ fault, count: 1, row });
  };

  const runRange = async (range: Range, alone: boolean) => {
    const plan = plans[range.plan]!;
    const batch: SweepBatch = { kind: "sweep", plan, from: range.from, to: range.to, check: false };
    const openBefore = openIn(plan, range);
    const { cut, outcome, noted } = await runStep(executor, batch, stop);
    const at = openRow(batch);
    const single = range.to - range.from === 1;
    const begun = openIn(plan, range) < openBefore;
    const again = (from: number, to: number) => queue.giveBack({ plan: range.plan, from, to });
    if (outcome?.state === "bug") throw bugOf(outcome.stack);
    if (outcome?.state === "failed" && at === range.to) {
      // Something went astray that no run caught: each of them alone will tell which.
      if (single) fail(range.plan, range.from, outcome.fault);
      else {
        for (let row = range.from; row < range.to; row++) again(row, row + 1);
        plan.state.fill(0, range.from, range.to);
        return;
      }
    } else if (outcome?.state === "failed") {
      // In process one watch is over all runs of a batch: the one at work counts only if it takes too long by itself.
      if (!begun || alone) fail(range.plan, at, outcome.fault);
      else suspects.push({ plan: range.plan, from: at, to: at + 1 });
      if (at + 1 < range.to) again(at + 1, range.to);
    } else if (cut?.kind === "stopped") {
      halt.abort();
    } else if (cut !== null && at < range.to) {
      if (cut.kind === "suspect") suspects.push({ plan: range.plan, from: at, to: at + 1 });
      else fail(range.plan, at, cut.fault);
      if (at + 1 < range.to) again(at + 1, range.to);
    }
    const failing = failures[range.plan]!;
    for (const row of unexplained(plan, range, noted, failing)) {
      plan.state[row] = OPEN;
      again(row, row + 1);
    }
    countWays(plan, range, noted, failing);
    tell(openBefore - openIn(plan, range), plan.cell.series.bars.length);
  };
  const lane = async (next: () => Range | undefined, alone: boolean) => {
    for (let range = next(); range !== undefined && !stop.aborted; range = next()) {
      try {
        await runRange(range, alone);
      } catch (error) {
        bug ??= error;
        halt.abort();
      }
    }
  };
  const runQueue = () =>
    Promise.all(Array.from({ length: executor.lanes }, () => lane(() => queue.next(), false)));

  onProgress?.({ done, total, before, barsDone });
  await runQueue();
  // One at a time the guilty one has nobody to hide behind, and the others finish.
  await lane(() => suspects.shift(), true);
  await runQueue();
  if (bug !== null) throw bug;
  if (!stop.aborted) {
    const checks = plans.flatMap((plan) =>
      Array.from({ length: executor.lanes }, async () => {
        const batch: SweepBatch = { kind: "sweep", plan, from: 0, to: plan.rows, check: true };
        const { outcome } = await runStep(executor, batch, stop);
        if (outcome?.state === "bug") throw bugOf(outcome.stack);
        if (outcome?.state === "failed") distrust.push(outcome.fault);
      }),
    );
    await Promise.all(checks);
  }
  return distrust[0] ?? null;
}

const [OPEN, , FAILED] = [0, 1, 2];

interface Ran {
  readonly cut: Cut | null;
  readonly outcome: Outcome | null;
  readonly noted: readonly Noted[];
}

async function runStep(executor: Executor, batch: SweepBatch, signal: AbortSignal): Promise<Ran> {
  let outcome: Outcome | null = null;
  const noted: Noted[] = [];
  const hear = (report: Report) => {
    if (ends(report)) outcome = report;
    else if (report.state === "noted") noted.push(report);
  };
  const cut = await executor.run([batch], hear, signal);
  return { cut, outcome, noted };
}

function openIn({ state }: SweepPlan, { from, to }: Range): number {
  let open = 0;
  for (let row = from; row < to; row++) if (state[row] === OPEN) open++;
  return open;
}

/** A row that failed by itself, and in no way of its batch. */
const isTold = (failing: readonly Failing[], row: number): boolean =>
  failing.some((one) => one.row === row && one.count === 1);

/** Rows whose state says that they failed, while the message that says why went with a thread that was ended: they run again. */
function unexplained(
  { state, way }: SweepPlan,
  { from, to }: Range,
  noted: readonly Noted[],
  failing: readonly Failing[],
): number[] {
  const rows: number[] = [];
  for (let row = from; row < to; row++) {
    if (state[row] !== FAILED || way[row]! < noted.length) continue;
    if (!isTold(failing, row)) rows.push(row);
  }
  return rows;
}

/** How many rows of a batch failed in each of the ways that it has noted. */
function countWays(plan: SweepPlan, { from, to }: Range, noted: readonly Noted[], failing: Failing[]): void {
  if (noted.length === 0) return;
  const counts = noted.map(() => 0);
  for (let row = from; row < to; row++) {
    // A row that was killed fails in no way of its batch: it stands in the list by itself.
    if (plan.state[row] === FAILED && !isTold(failing, row)) counts[plan.way[row]!]! += 1;
  }
  for (const [k, { row, fault }] of noted.entries())
    if (counts[k]! > 0) failing.push({ fault, count: counts[k]!, row });
}

/** Hands out open rows: one at first, so that there is a result at once, then more and more, and little by little towards the end. */
class Queue {
  readonly #plans: readonly SweepPlan[];
  readonly #lanes: number;
  readonly #returned: Range[] = [];
  #plan = 0;
  #row = 0;
  #handedOut = 0;
  /** Rows that are open and not handed out. */
  left: number;

  constructor(plans: readonly SweepPlan[], lanes: number) {
    this.#plans = plans;
    this.#lanes = lanes;
    this.left = plans.reduce((sum, plan) => sum + openIn(plan, { plan: 0, from: 0, to: plan.rows }), 0);
  }

  giveBack(range: Range): void {
    this.#returned.push(range);
  }

  next(): Range | undefined {
    const returned = this.#returned.shift();
    if (returned !== undefined) return returned;
    for (; this.#plan < this.#plans.length; this.#plan++, this.#row = 0) {
      const plan = this.#plans[this.#plan]!;
      while (this.#row < plan.rows && plan.state[this.#row] !== OPEN) this.#row++;
      if (this.#row === plan.rows) continue;
      const range = { plan: this.#plan, from: this.#row, to: this.#endOf(plan) };
      this.#row = range.to;
      this.left -= openIn(plan, range);
      this.#handedOut++;
      return range;
    }
    return undefined;
  }

  #endOf(plan: SweepPlan): number {
    const full = BATCH_BARS / (plan.cell.series.bars.length + RUN_BARS);
    const begins = 2 ** Math.floor(this.#handedOut / this.#lanes);
    const ends = this.left / (this.#lanes * SHARE);
    const size = Math.max(1, Math.floor(Math.min(full, begins, ends, LARGEST_BATCH)));
    return Math.min(this.#row + size, plan.rows);
  }
}
