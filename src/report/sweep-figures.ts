// How does a row of a sweep read?

import type { ParamValue } from "../domain/run.js";
import { SWEEP_STATES, type Sweep, type SweepPart, varied } from "../domain/sweep.js";
import { metricOf } from "../metric/all.js";
import { figureText } from "./figures.js";
import { oneLine } from "./visible.js";

/** The metric a sweep is read by, in its own unit; null where the row has none. */
export function valueAt(part: SweepPart, key: string, row: number): number | null {
  const value = part.figures[key]?.[row];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** "$1,234.00", "43.9%" */
export const textAt = (part: SweepPart, key: string, row: number): string =>
  figureText(metricOf(key), valueAt(part, key, row));

/** "fast 12  slow 30" */
export const rowWords = (sweep: Sweep, row: number): string =>
  Object.entries(varied(sweep, row))
    .map(([name, value]) => `${name} ${paramText(value)}`)
    .join(" ");

export const paramText = (value: ParamValue): string =>
  typeof value === "string" ? oneLine(value) : String(value);

export const stateAt = ({ state }: SweepPart, row: number): (typeof SWEEP_STATES)[number] =>
  SWEEP_STATES[state[row]!]!;

/** "100 of 19,820,400 combinations", in words that a reader of the result needs: what was not tried was not seen. */
export function triedText({ rows, space, sample }: Pick<Sweep, "rows" | "space" | "sample">): string {
  const count = (n: number) => n.toLocaleString("en-US");
  if (sample === null) return `${count(rows)} combinations`;
  return `${count(rows)} of ${count(space)} combinations, drawn with seed ${sample.seed}`;
}
