// What do we promise of a DataFrame, without making anybody install danfojs-node to compile?

export type Cell = number | string | boolean | null | undefined;
export type Label = number | string;
/** Which rows: one truth a row, as `frame.column("net").gt(0)` gives them. */
export type Mask = readonly boolean[] | Series;

/** One column. Danfo's own class; only what the documentation uses is named, the rest is danfo's. */
export interface Series {
  /** Danfo's live array: writing to it changes the Series. */
  readonly values: readonly Cell[];
  readonly index: readonly Label[];
  count(): number;
  sum(): number;
  mean(): number;
  median(): number;
  min(): number;
  max(): number;
  std(): number;
  add(other: Series | number): Series;
  sub(other: Series | number): Series;
  mul(other: Series | number): Series;
  div(other: Series | number): Series;
  gt(other: Series | number): Series;
  ge(other: Series | number): Series;
  lt(other: Series | number): Series;
  le(other: Series | number): Series;
  eq(other: Series | Cell): Series;
  ne(other: Series | Cell): Series;
  and(other: Series): Series;
  or(other: Series): Series;
  unique(): Series;
  valueCounts(): Series;
  print(): void;
}

/** The values of a column or a list. (An array has a method `values` too, so a property test would not tell them apart.) */
export const cellsOf = (values: readonly Cell[] | Series): readonly Cell[] =>
  isList(values) ? values : values.values;
const isList = (values: readonly Cell[] | Series): values is readonly Cell[] => Array.isArray(values);

export type Operand = number | DataFrame | Series | readonly number[];
interface Axis {
  /** 0: one value a row, 1 (danfo's default): one value a column. */
  readonly axis?: 0 | 1;
}

/**
 * A danfo DataFrame whose known wrong answers are put right or refused (docs/dataframes.md lists them). Every method of
 * danfo's is there; these are the ones that we vouch for. For all of danfo's types: `frame as unknown as dfd.DataFrame`.
 */
export interface DataFrame {
  readonly shape: readonly [rows: number, columns: number];
  readonly columns: readonly string[];
  readonly index: readonly Label[];
  /** Danfo's names: "float32" stands for any number here, and every number is held and computed in float64. */
  readonly dtypes: readonly string[];
  /** Danfo's live rows: writing to them changes the frame. */
  readonly values: readonly (readonly Cell[])[];
  column(name: string): Series;
  head(rows?: number): DataFrame;
  tail(rows?: number): DataFrame;
  query(mask: Mask): DataFrame;
  loc(options: { readonly rows?: readonly Label[] | Mask; readonly columns?: readonly string[] }): DataFrame;
  iloc(options: {
    readonly rows?: readonly (number | string)[] | Mask;
    readonly columns?: readonly number[];
  }): DataFrame;
  /** A seeded sample without repetition; the same seed draws the same rows. */
  sample(rows?: number, options?: { readonly seed?: number }): Promise<DataFrame>;
  /** Stable; missing values last either way; text by code unit. */
  sortValues(by: string | readonly string[], options?: { readonly ascending?: boolean }): DataFrame;
  groupby(keys: readonly string[]): Groups;
  /** Count, mean, std, min, median, max, variance of each numeric column, missing values left out. */
  describe(): DataFrame;
  addColumn(
    name: string,
    values: readonly Cell[] | Series,
    options?: { readonly atIndex?: number | string },
  ): DataFrame;
  add(other: Operand, options?: Axis): DataFrame;
  sub(other: Operand, options?: Axis): DataFrame;
  mul(other: Operand, options?: Axis): DataFrame;
  div(other: Operand, options?: Axis): DataFrame;
  pow(other: Operand, options?: Axis): DataFrame;
  mod(other: Operand, options?: Axis): DataFrame;
  gt(other: Operand, options?: Axis): DataFrame;
  ge(other: Operand, options?: Axis): DataFrame;
  lt(other: Operand, options?: Axis): DataFrame;
  le(other: Operand, options?: Axis): DataFrame;
  eq(other: Operand, options?: Axis): DataFrame;
  ne(other: Operand, options?: Axis): DataFrame;
  /** Each row ÷ the row `periods` before it − 1; against another frame: this ÷ other − 1. NaN where there is nothing to divide by. */
  pctChange(other: Operand, options?: Axis): DataFrame;
  diff(other: Operand, options?: Axis): DataFrame;
  /** RFC 4180, injection-safe. With `filePath` the text is written there, all or nothing, and nothing is returned. */
  toCSV(options?: { readonly filePath?: string; readonly header?: boolean }): string | undefined;
  print(): void;
}

export type Fold =
  | "count"
  | "sum"
  | "mean"
  | "median"
  | "mode"
  | "min"
  | "max"
  | "std"
  | "var"
  | "cumsum"
  | "cumprod"
  | "cummin"
  | "cummax";

/** Rows that share the values of the key columns, in order of first appearance. Missing values count nowhere. */
export interface Groups {
  readonly ngroups: number;
  /** Only these columns from here on; without it, all but the keys. */
  col(names: readonly string[]): Groups;
  count(): DataFrame;
  sum(): DataFrame;
  mean(): DataFrame;
  min(): DataFrame;
  max(): DataFrame;
  /** Of a sample (n − 1); NaN for a group of one. */
  std(): DataFrame;
  var(): DataFrame;
  /** `{ net: "sum", r: ["mean", "count"] }` gives columns net_sum, r_mean, r_count. */
  agg(folds: Readonly<Record<string, Fold | readonly Fold[]>>): DataFrame;
  getGroup(keys: readonly Cell[]): DataFrame;
  apply(of: (group: DataFrame) => DataFrame | Series): DataFrame;
}

export interface FrameOptions {
  readonly columns: readonly string[];
  readonly dtypes: readonly string[];
  readonly index?: readonly Label[];
}

/** The parts of the package that are called here. */
export interface DanfoModule {
  readonly DataFrame: {
    new (rows: readonly (readonly Cell[])[], options: FrameOptions): DataFrame;
    readonly prototype: DataFrame;
  };
}
