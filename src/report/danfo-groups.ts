// How are rows grouped by several keys without two groups becoming one?

import { Fault } from "../domain/fault.js";
import type { MakeFrame } from "./danfo-frame.js";
import { dtypeOf, refusal } from "./danfo-rows.js";
import type { Cell, DanfoModule, DataFrame, Fold, Groups, Series } from "./danfo-types.js";
import { foldOf } from "./danfo-values.js";

/** Danfo's own grouping object, as far as its methods are replaced. `colDict`: joined keys → column → values. */
interface DanfoGroups extends Groups {
  data: readonly (readonly Cell[])[];
  readonly keyCol: readonly string[];
  readonly columnName: readonly string[];
  readonly colIndex: readonly number[];
  readonly colDtype: readonly string[];
  /** The columns chosen by `col`, if it was called. */
  readonly groupColNames?: readonly string[];
  colDict: Record<string, Record<string, Cell[]>>;
  keyToValue: Record<string, Cell[]>;
  group(): DanfoGroups;
  colKeyDict(groups: Record<string, unknown>): string[];
  toDataFrame(groups: Record<string, Record<string, Cell[]>>): DataFrame;
}

/** Danfo joins keys with a dash, so that ("x-1", "a") and ("x", "1-a") fell together, and 1 and "1" are one key. */
const keyOf = (values: readonly Cell[]): string =>
  JSON.stringify(values.map((value) => (typeof value === "string" ? value : [String(value)])));

/**
 * Groups with keys that cannot collide, missing values that count nowhere, and results that are careful frames again.
 */
export function carefulGroups(
  danfo: DanfoModule,
  make: MakeFrame,
  adopt: <T>(result: T) => T,
): (frame: DataFrame, keys: readonly string[], places: readonly number[]) => Groups {
  const { groupby } = danfo.DataFrame.prototype;
  const none = new danfo.DataFrame([], { columns: ["key"], dtypes: ["string"] });
  const base = Object.getPrototypeOf(groupby.call(none, ["key"])) as DanfoGroups;
  const careful: DanfoGroups = Object.create(base);

  const methods: ThisType<DanfoGroups> & Record<string, (...args: never[]) => unknown> = {
    group() {
      this.colDict = {};
      this.keyToValue = {};
      for (const row of this.data) {
        const values = this.colIndex.map((place) => row[place]);
        const key = keyOf(values);
        this.keyToValue[key] ??= values;
        this.colDict[key] ??= Object.fromEntries(this.columnName.map((name) => [name, []]));
        for (const [j, name] of this.columnName.entries()) this.colDict[key]![name]!.push(row[j]);
      }
      return this;
    },
    /** Danfo orders the groups by what stands before the first dash; here they come as they first appeared. */
    colKeyDict: (groups: Record<string, unknown>) => Object.keys(groups),
    groupMathLog: (column: readonly Cell[], fold: Fold) => foldOf(column, fold),
    col(names: readonly string[] | undefined) {
      const unknown = names?.find((name) => !this.columnName.includes(name));
      if (unknown !== undefined) throw noColumn(unknown, this.columnName);
      return Object.setPrototypeOf(base.col.call(this, names as readonly string[]), careful);
    },
    toDataFrame(groups: Record<string, Record<string, Cell[]>>) {
      if (Object.keys(groups).length > 0) return adopt(base.toDataFrame.call(this, groups));
      return make([], { columns: this.keyCol, dtypes: this.keyCol.map(() => "string") });
    },
    getGroup(keys: readonly Cell[]) {
      const key = keyOf(keys);
      const found = this.colDict[key];
      if (found) return this.toDataFrame({ [key]: found });
      const known = Object.values(this.keyToValue).map((values) => values.join(" / "));
      throw new Fault("E151", `No group ${keys.join(" / ")}`, {
        expected: `one of ${known.slice(0, 8).join(", ")}${known.length > 8 ? `, … (${known.length})` : ""}`,
      });
    },
    /** One table of all results, each row led by its group's keys. */
    apply(of: (group: DataFrame) => DataFrame | Series) {
      const names = this.groupColNames ? this.keyCol : this.keyCol.map((name) => `${name}_Group`);
      const rows: Cell[][] = [];
      let columns: readonly string[] | undefined;
      for (const [key, group] of Object.entries(this.colDict)) {
        const members = Object.keys(group);
        const length = group[members[0]!]?.length ?? 0;
        const values = Array.from({ length }, (_, i) => members.map((name) => group[name]![i]));
        const dtypes = members.map((name) => this.colDtype[this.columnName.indexOf(name)]!);
        const result = tableOf(of(make(values, { columns: members, dtypes })));
        columns ??= result.columns;
        if (columns.join() !== result.columns.join()) {
          throw refusal("apply with results of different columns", [
            "return the same columns for every group",
          ]);
        }
        for (const row of result.rows) rows.push([...this.keyToValue[key]!, ...row]);
      }
      const all = [...names, ...(columns ?? [])];
      return make(rows, {
        columns: all,
        dtypes: all.map((name, j) =>
          dtypeOf(
            name,
            rows.map((row) => row[j]),
          ),
        ),
      });
    },
  };
  Object.assign(careful, methods);

  return (frame, keys, places) => {
    if (keys.length === 0) throw noColumn("", frame.columns);
    const plain = groupby.call(
      new danfo.DataFrame([], { columns: frame.columns, dtypes: frame.dtypes }),
      keys,
    ) as DanfoGroups;
    Object.setPrototypeOf(plain, careful);
    Object.assign(plain, { data: frame.values, colIndex: places });
    return plain.group();
  };
}

/** A Series is one row, its labels the columns; danfo calls the column of a single value `applyOps`. */
function tableOf(result: DataFrame | Series): {
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
} {
  if ("groupby" in result) return { columns: result.columns, rows: result.values };
  const columns = result.index.length > 1 ? result.index.map(String) : ["applyOps"];
  return { columns, rows: [result.values] };
}

const noColumn = (name: string, columns: readonly string[]): Fault =>
  new Fault(
    "E151",
    name === "" ? "groupby needs at least one column" : `The DataFrame has no column "${name}"`,
    {
      expected: `one of ${columns.join(", ")}`,
    },
  );
