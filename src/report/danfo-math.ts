// What is a frame plus a number, a column or another frame, in float64?

import { Fault } from "../domain/fault.js";
import type { MakeFrame } from "./danfo-frame.js";
import { type Cell, cellsOf, type DataFrame, type Fold, type Operand } from "./danfo-types.js";
import { foldOf } from "./danfo-values.js";

type Combine = (a: number, b: number) => number | boolean;

/** Danfo computes these through TensorFlow in float32: 20123.25 + 0.01 came out as 20123.259765625. */
export const ARITHMETIC: Readonly<Record<string, Combine>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  divNoNan: (a, b) => (b === 0 ? 0 : a / b),
  pow: (a, b) => a ** b,
  /** Floored, as TensorFlow's: the result has the divisor's sign. */
  mod: (a, b) => a - b * Math.floor(a / b),
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

const numberOf = (value: Cell): number =>
  value === null || value === undefined ? Number.NaN : typeof value === "string" ? Number.NaN : Number(value);

/** Element by element. A column or list lies along the rows (axis 0, one value a row) or the columns (axis 1). */
export function combine(
  make: MakeFrame,
  frame: DataFrame,
  other: Operand,
  axis: 0 | 1,
  fold: Combine,
): DataFrame {
  const at = operandOf(numeric(frame), other, axis);
  const rows = frame.values.map((row, i) => row.map((value, j) => fold(numberOf(value), at(i, j))));
  return shapedLike(make, frame, rows);
}

/** Against the row (axis 1) or the column (axis 0) that lies `other` steps before; or against another table. */
export function against(
  make: MakeFrame,
  frame: DataFrame,
  other: Operand,
  axis: 0 | 1,
  fold: Combine,
): DataFrame {
  if (typeof other !== "number") return combine(make, frame, other, axis, fold);
  const before = (i: number, j: number): number =>
    numberOf(axis === 1 ? numeric(frame).values[i - other]?.[j] : numeric(frame).values[i]![j - other]);
  const rows = frame.values.map((row, i) => row.map((value, j) => fold(numberOf(value), before(i, j))));
  return shapedLike(make, frame, rows);
}

/** The running fold down each column (axis 0) or along each row (axis 1); a missing value stays missing where it is. */
export function runningOf(make: MakeFrame, frame: DataFrame, axis: 0 | 1, fold: Fold): DataFrame {
  const { values, columns } = numeric(frame);
  if (axis === 1)
    return shapedLike(
      make,
      frame,
      values.map((row) => foldOf(row, fold)),
    );
  const turned = columns.map((_, j) =>
    foldOf(
      values.map((row) => row[j]),
      fold,
    ),
  );
  return shapedLike(
    make,
    frame,
    values.map((_, i) => turned.map((column) => column[i]!)),
  );
}

function shapedLike(make: MakeFrame, { index, columns }: DataFrame, rows: (number | boolean)[][]): DataFrame {
  const truths = typeof rows[0]?.[0] === "boolean";
  return make(rows, { index, columns, dtypes: columns.map(() => (truths ? "boolean" : "float32")) });
}

function operandOf(frame: DataFrame, other: Operand, axis: 0 | 1): (i: number, j: number) => number {
  if (typeof other === "number") return () => other;
  const [rows, columns] = frame.shape;
  if (isFrame(other)) {
    const { values, shape } = numeric(other);
    if (shape[0] !== rows || shape[1] !== columns) throw misfit(`${shape[0]} × ${shape[1]}`, frame);
    return (i, j) => numberOf(values[i]![j]);
  }
  const list = cellsOf(other);
  if (list.length !== (axis === 0 ? rows : columns)) throw misfit(`${list.length} values`, frame, axis);
  return (i, j) => numberOf(list[axis === 0 ? i : j]);
}

const isFrame = (other: Exclude<Operand, number>): other is DataFrame => "groupby" in other;

function numeric(frame: DataFrame): DataFrame {
  const text = frame.columns.filter((_, j) => frame.dtypes[j] === "string");
  if (text.length === 0) return frame;
  throw new Fault("E152", `Arithmetic on a DataFrame with text columns: ${text.join(", ")}`, {
    fix: ['choose the numbers first: frame.loc({ columns: ["gross", "net"] })'],
  });
}

function misfit(found: string, { shape }: DataFrame, axis?: 0 | 1): Fault {
  return new Fault("E152", "The two sides of a DataFrame's arithmetic do not fit", {
    found,
    expected:
      axis === undefined
        ? `${shape[0]} × ${shape[1]}`
        : `${shape[axis]} values, one a ${axis === 0 ? "row" : "column"}`,
    ...(axis !== undefined && {
      fix: [`for one value a ${axis === 0 ? "column" : "row"}: { axis: ${1 - axis} }`],
    }),
  });
}
