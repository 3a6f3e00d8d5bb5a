// Which rows and columns of a frame are meant, and in which order do they come?

import { didYouMean, Fault } from "../domain/fault.js";
import { type Cell, cellsOf, type DataFrame, type Label, type Mask, type Series } from "./danfo-types.js";

export function refusal(what: string, fix: readonly string[]): Fault {
  return new Fault("E152", `DataFrames here do not do ${what}`, {
    why: "danfojs-node would answer, but wrongly or not as expected (docs/dataframes.md).",
    fix,
  });
}

export function refuseInplace(options: { readonly inplace?: boolean } | undefined): void {
  if (options?.inplace) throw refusal("this in place", ["use the result: const next = frame.method(…)"]);
}

export function placeOf(frame: DataFrame, name: string): number {
  const place = frame.columns.indexOf(name);
  if (place >= 0) return place;
  const near = didYouMean(name, frame.columns);
  throw new Fault("E151", `The DataFrame has no column "${name}"`, {
    expected: `one of ${frame.columns.join(", ")}`,
    ...(near !== undefined && { fix: [`did you mean "${near}"?`] }),
  });
}

export const isNumeric = (dtype: string): boolean => dtype === "float32" || dtype === "int32";
export const isMask = (rows: readonly (Label | boolean)[] | Series): rows is Mask =>
  cellsOf(rows).length > 0 && cellsOf(rows).every((value) => typeof value === "boolean");
export const isPositional = (rows: readonly (Label | boolean)[] | Series): boolean =>
  cellsOf(rows).every((value) => typeof value !== "string");

/** Positions of the rows that a mask keeps, or the positions themselves, all inside the frame. */
export function positionsOf(frame: DataFrame, rows: readonly (Label | boolean)[] | Series): number[] {
  const values = cellsOf(rows);
  const [have] = frame.shape;
  if (values.every((value) => typeof value === "boolean")) {
    if (values.length !== have) {
      throw refusal(`a mask of ${values.length} rows on a frame of ${have}`, [
        "make the mask from the same frame: frame.query(frame.column(…).gt(…))",
      ]);
    }
    return values.flatMap((keep, i) => (keep ? [i] : []));
  }
  return values.map((value) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < have) return value;
    throw refusal(`row ${String(value)} of a frame of ${have}`, [`rows are counted from 0 to ${have - 1}`]);
  });
}

const isMissing = (value: Cell): boolean => value === null || value === undefined || Number.isNaN(value);

/** Missing values last either way; numbers and truths by size, text by code unit, numbers before text. */
export function compare(a: Cell, b: Cell, turn: 1 | -1): number {
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  const [textA, textB] = [typeof a === "string", typeof b === "string"];
  if (textA !== textB) return textA ? turn : -turn;
  return a === b ? 0 : a! < b! ? -turn : turn;
}

export function dtypeOf(name: string, values: readonly Cell[]): string {
  const there = values.filter((value) => !isMissing(value));
  const kinds = new Set(there.map((value) => typeof value));
  if (kinds.size === 0 || (kinds.size === 1 && kinds.has("number"))) return "float32";
  if (kinds.size === 1 && kinds.has("boolean")) return "boolean";
  if (kinds.size === 1 && kinds.has("string")) return "string";
  throw refusal(`a column "${name}" of ${[...kinds].sort().join(" and ")}`, [
    "make every value a number, or every value text",
  ]);
}

export const csvValue = (value: Cell): string | number | null =>
  isMissing(value) ? null : typeof value === "boolean" ? String(value) : (value as string | number);
