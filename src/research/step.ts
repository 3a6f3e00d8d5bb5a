// What is one piece of work for the pool, and what comes of it?

import type { StandingOrders } from "../broker/order-columns.js";
import type { Bars } from "../domain/bars.js";
import type { CodeLines } from "../domain/code-lines.js";
import type { SharedData } from "../domain/comparison.js";
import type { FaultData } from "../domain/fault.js";
import type { EpochMs, MicroUsd } from "../domain/money.js";
import { NO_MOVES } from "../domain/moves.js";
import type { RunData } from "../domain/run.js";
import type { LookAhead, Verified } from "../domain/verified.js";
import type { Behind } from "../engine/curtain.js";
import type { Terms } from "../engine/spec.js";
import type { Bundle } from "../strategy/bundle.js";
import type { ParamSchema } from "../strategy/params.js";
import type { Decisions } from "./decisions.js";
import type { Decided, Divergence } from "./divergence.js";
import type { Seen } from "./explain.js";
import { openRow, type SweepBatch } from "./sweep-plan.js";
import type { Told } from "./told-first.js";
import type { VerifyTerms } from "./verify.js";

/** All that a run needs, as plain data: bars are shared memory, so a cell weighs a few kilobytes wherever it goes. */
export interface CellTask extends Terms {
  readonly bundle: Bundle;
  /** The file of a slippage model of one's own, where `execution` has such a model. */
  readonly slippage?: Bundle | null;
}

/**
 * With a quick look at whether it sees the future, and (`true`) at which of its lines sent the orders: that takes a run more, which only a page
 * with the orders on it is worth.
 */
export type Watch = boolean | "look-ahead";

export type Step =
  | {
      readonly kind: "run";
      readonly cell: CellTask;
      readonly watch?: Watch;
      /** Without the net of the other walk. */
      readonly oneWalk?: boolean;
      /** Whether somebody waits for what can be told of it while the rest is made up. */
      readonly toldFirst?: boolean;
    }
  | { readonly kind: "shared"; readonly cells: readonly CellTask[]; readonly cash: MicroUsd }
  | SweepBatch
  /** Watches a strategy: several runs of it. */
  | { readonly kind: "verify"; readonly cell: CellTask; readonly terms: VerifyTerms }
  | Apart
  | Shown
  /** Runs it again with an eye on what it asks for. */
  | { readonly kind: "decisions"; readonly cell: CellTask; readonly probes?: readonly EpochMs[] }
  | { readonly kind: "describe"; readonly bundle: Bundle }
  /** Loads a slippage model, to see that it is one. */
  | { readonly kind: "slippage"; readonly bundle: Bundle };

/** With the future hidden: where it parts from a run that saw everything, in another thread. */
export interface Apart {
  readonly kind: "apart";
  readonly cell: CellTask;
  readonly whole: Decided;
  readonly cuts: readonly number[];
  readonly behind: Behind;
}

/** What it reads, and at which line it decides in a bar. */
export interface Shown {
  readonly kind: "shown";
  readonly cell: CellTask;
  readonly bar: number;
}

export type StepResult =
  /** Bars are null where they are the cell's own, which its sender has already. Columns of orders are made by whoever reads them. */
  | {
      readonly kind: "run";
      readonly run: Omit<RunData, "bars" | "orders">;
      readonly orders: StandingOrders;
      readonly bars: Bars | null;
      /** Null where nobody looked. */
      readonly lookAhead: LookAhead | null;
      readonly lines?: CodeLines | undefined;
    }
  | { readonly kind: "shared"; readonly account: SharedData }
  /** What it found lies in the memory that the batch shares. */
  | { readonly kind: "sweep" }
  | { readonly kind: "verify"; readonly verified: Verified }
  | { readonly kind: "apart"; readonly found: Divergence | null }
  | { readonly kind: "shown"; readonly shown: Seen }
  | { readonly kind: "decisions"; readonly decisions: Decisions }
  | { readonly kind: "describe"; readonly params: ParamSchema }
  | { readonly kind: "slippage" };

export type Outcome =
  | { readonly state: "finished"; readonly result: StepResult }
  | { readonly state: "failed"; readonly fault: FaultData }
  /** Nobody's strategy was to blame: the stack of our own mistake. */
  | { readonly state: "bug"; readonly stack: string };

/** A combination of a sweep failed in a way that none before it in its batch did. */
export interface Noted {
  readonly state: "noted";
  readonly row: number;
  readonly fault: FaultData;
}

/** What a batch tells while it works, so that a kill loses nothing that had finished. */
export type Report = { readonly step: number } & ({ readonly state: "started" } | Noted | Told | Outcome);

/** True where the step has ended. */
export const ends = (report: Report): report is Report & Outcome =>
  report.state === "finished" || report.state === "failed" || report.state === "bug";

/** Runs synchronous user code; in process, under a watchdog. */
export type Guard = <T>(work: () => T) => T;

export function bundlesOf(step: Step): readonly Bundle[] {
  if (step.kind === "describe" || step.kind === "slippage") return [step.bundle];
  return cellsOf(step).map((cell) => cell.bundle);
}

/** The slippage models that a step loads beside its strategies. */
export function slippagesOf(step: Step): readonly Bundle[] {
  if (step.kind === "describe" || step.kind === "slippage") return [];
  return cellsOf(step).flatMap(({ slippage }) => slippage ?? []);
}

/** The bars that a step runs over. */
export function barsOf(step: Step): readonly Bars[] {
  if (step.kind === "describe" || step.kind === "slippage") return [];
  return cellsOf(step).map(({ series }) => series.bars);
}

/** The same step over bars that stand for its own. */
export function withBars(step: Step, use: (bars: Bars) => Bars): Step {
  const over = (cell: CellTask): CellTask => ({
    ...cell,
    series: { ...cell.series, bars: use(cell.series.bars) },
  });
  switch (step.kind) {
    case "describe":
    case "slippage":
      return step;
    case "shared":
      return { ...step, cells: step.cells.map(over) };
    case "sweep":
      return { ...step, plan: { ...step.plan, cell: over(step.plan.cell) } };
    default:
      return { ...step, cell: over(step.cell) };
  }
}

function cellsOf(
  step: Extract<Step, { kind: "run" | "shared" | "sweep" | "verify" | "apart" | "shown" | "decisions" }>,
): readonly CellTask[] {
  if (step.kind === "shared") return step.cells;
  return [step.kind === "sweep" ? step.plan.cell : step.cell];
}

/** How far a step has come that takes a limit for each of its runs; always the same for one run. */
export const standOf = (step: Step): number => (step.kind === "sweep" ? openRow(step) : 0);

/** The columns that a report brings with it, the bars aside. */
export function columnsOf(report: Report): ArrayBufferView[] {
  if (report.state !== "finished" || report.result.kind !== "run") return [];
  const { equity, position, fills, moves = NO_MOVES, trades, plotted } = report.result.run;
  const drawn = plotted.map(({ values }) => values);
  const logs = [fills, moves, trades, trades.legs].flatMap((columns) => Object.values(columns));
  return [equity, position, ...drawn, ...logs.filter((column) => ArrayBuffer.isView(column))];
}
