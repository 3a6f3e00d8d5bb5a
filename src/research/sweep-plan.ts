// Which combinations does a batch run, and how far has it come?

import { type SweepAxis, varied } from "../domain/sweep.js";
import type { CellTask } from "./step.js";

/** All combinations on one instrument, and the memory that every thread writes its results into. */
export interface SweepPlan {
  /** One for each sweep and instrument: by it a thread knows what it keeps from one batch to the next. */
  readonly id: string;
  readonly sweep: number;
  /** `params` are those that all combinations have in common. */
  readonly cell: CellTask;
  readonly axes: readonly SweepAxis[];
  readonly numbers: Float64Array | null;
  readonly rows: number;
  /** Metrics, in the order of their columns; three columns that are no metrics come after them. */
  readonly keys: readonly string[];
  readonly detail: "figures" | "trades";
  /** Column after column. */
  readonly table: Float64Array;
  /** Row after row, CURVE_POINTS each (`SweepPart.curves`). */
  readonly curves: Float64Array | null;
  /** By row: index into SWEEP_STATES. Written last. */
  readonly state: Uint8Array;
  /** By failed row: in which of the ways that its batch has noted. */
  readonly way: Uint8Array;
}

export interface SweepBatch {
  readonly kind: "sweep";
  readonly plan: SweepPlan;
  readonly from: number;
  readonly to: number;
  /** Runs no rows, but what this thread ran first and last once more: both must come out as they did. */
  readonly check: boolean;
}

export type Varying = Pick<SweepPlan, "axes" | "numbers">;

/** "fast=5 slow=30" */
export const wordsOf = (plan: Varying, row: number): string =>
  Object.entries(varied(plan, row))
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

/** The first row of the batch that is open: the one at work. `to` where none is. */
export function openRow({ plan, from, to }: SweepBatch): number {
  const at = plan.state.subarray(from, to).indexOf(0);
  return at < 0 ? to : from + at;
}

/** "ema-trend on MES with fast=5 slow=30" */
export function titleOfRow(batch: SweepBatch): string {
  const { plan, from, to } = batch;
  const { bundle, contract } = plan.cell;
  const row = Math.min(openRow(batch), to - 1);
  const words = batch.check || row < from ? "" : ` with ${wordsOf(plan, row)}`;
  return `${bundle.name} on ${contract.symbol}${words}`;
}
