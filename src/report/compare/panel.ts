// What is a section of a comparison report?

import type { Cell, Comparison } from "../../domain/comparison.js";
import type { Run } from "../../domain/run.js";
import type { Html } from "../html.js";
import { type Head, text } from "../page/table.js";
import type { ReportContext } from "../panel/panel.js";

export interface CompareContext extends ReportContext {
  /** The footing on which curves are drawn, as `--normalize` says it; else raw. */
  readonly normalise?: string;
  /** The strategy's file of each run. Its hash would not tell them apart: files that differ in comments share it. */
  readonly sources?: ReadonlyMap<Run, string>;
}

/** Of runs whose files are known. */
export const sourcesOf = (
  runs: readonly { readonly run: Run; readonly source: string }[],
): ReadonlyMap<Run, string> =>
  new Map(runs.filter(({ source }) => source !== "").map(({ run, source }) => [run, source]));

export interface ComparePanel {
  readonly id: string;
  readonly title: string;
  /** What the navigation calls it, where the title is long. */
  readonly short?: string;
  render(comparison: Comparison, context: CompareContext): Html;
}

export interface Finished extends Cell {
  readonly run: Run;
}

export const isFinished = (cell: Cell): cell is Finished => cell.run !== null;

export const cellName = ({ strategy, instrument }: Pick<Cell, "strategy" | "instrument">): string =>
  `${strategy} · ${instrument}`;

/** The two columns that name a cell where cells are rows. */
export const CELL_HEADS: readonly Head[] = [text("Strategy"), text("Instrument")];
