// What of a run stands in no column?

import type { Run } from "../../domain/run.js";
import type { Told } from "../../domain/told.js";
import type { RunDocument } from "../json.js";

/** All that a page does not read but the run's document and another drawing of the page need. */
export interface Rest extends Told {
  readonly inputs: Run["inputs"];
  readonly chain: Run["chain"];
  readonly open: Run["open"];
  readonly totals: Run["totals"];
  readonly bounds: Run["bounds"];
  readonly magnified: Run["magnified"];
  readonly margin: Run["margin"];
  /** The metrics as they were computed when the file was written: what a later Tickproof computes may be defined another way. */
  readonly summary: RunDocument["summary"];
  /** How many of the page's reasons are the run's own; the others came with its trades. */
  readonly reasons: number;
  readonly cash: boolean;
  readonly fundings: boolean;
}

/** JSON has no NaN and no infinity, and loses the sign of a zero. */
export const restText = (rest: object): string => JSON.stringify(rest, (_, value) => marked(value));

export const restOf = <T = Rest>(text: string): T =>
  JSON.parse(text, (_, value) => {
    const mark =
      typeof value === "object" && value !== null ? (value as { $number?: string }).$number : undefined;
    return mark === undefined ? value : Number(mark);
  }) as T;

function marked(value: unknown): unknown {
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return { $number: Object.is(value, -0) ? "-0" : String(value) };
}
