// How does a danfo DataFrame come to give right answers?

import { randomOf } from "../domain/random.js";
import { type CsvColumn, csvOf } from "./csv.js";
import { carefulGroups } from "./danfo-groups.js";
import { ARITHMETIC, against, combine, runningOf } from "./danfo-math.js";
import {
  compare,
  csvValue,
  dtypeOf,
  isMask,
  isNumeric,
  isPositional,
  placeOf,
  positionsOf,
  refusal,
  refuseInplace,
} from "./danfo-rows.js";
import {
  type Cell,
  cellsOf,
  type DanfoModule,
  type DataFrame,
  type FrameOptions,
  type Label,
  type Mask,
  type Operand,
  type Series,
} from "./danfo-types.js";
import { describeColumn, STATISTICS } from "./danfo-values.js";
import { writeFileSafely } from "./write.js";

/** Makes frames of danfo's class, with a prototype between them and it that holds the methods below. */
export type MakeFrame = (rows: readonly (readonly Cell[])[], options: FrameOptions) => DataFrame;

interface SortOptions {
  readonly ascending?: boolean;
  readonly inplace?: boolean;
}
type Method = (this: DataFrame, ...args: never[]) => unknown;

/**
 * Danfo 1.2.0 answers some questions wrongly without saying so. Its methods are wrapped, not patched: danfo itself and
 * frames made elsewhere stay as they are, while every frame that comes out of one of ours is one of ours again.
 */
export function carefulFrames(danfo: DanfoModule): MakeFrame {
  const plain = danfo.DataFrame.prototype;
  const careful: DataFrame = Object.create(plain);
  const root = Object.getPrototypeOf(plain) as object; // danfo's results are of the class below the exported one

  const adopt = <T>(result: T): T => {
    if (typeof result === "object" && result !== null && Object.prototype.isPrototypeOf.call(root, result)) {
      Object.setPrototypeOf(result, careful);
    }
    return result;
  };
  const make: MakeFrame = (rows, options) => adopt(new danfo.DataFrame(rows, options));
  const selected = (frame: DataFrame, rows: readonly number[], columns: readonly number[]): DataFrame =>
    make(
      rows.map((i) => columns.map((j) => frame.values[i]![j])),
      {
        index: rows.map((i) => frame.index[i]!),
        columns: columns.map((j) => frame.columns[j]!),
        dtypes: columns.map((j) => frame.dtypes[j]!),
      },
    );
  const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const ofRows = (frame: DataFrame, rows: readonly number[]): DataFrame =>
    selected(frame, rows, all(frame.shape[1]));
  const groups = carefulGroups(danfo, make, adopt);

  const methods: Record<string, Method> = {
    /** Danfo takes the labels of the rows that a mask keeps for positions: a second query hit other rows. */
    query(mask: Mask, options?: { inplace?: boolean }) {
      refuseInplace(options);
      return ofRows(this, positionsOf(this, mask));
    },

    iloc({ rows, columns }: { rows?: readonly (number | string)[] | Mask; columns?: readonly number[] }) {
      if (rows === undefined || !isPositional(rows)) {
        // A slice as text, "0:10", is danfo's own and right.
        return adopt(plain.iloc.call(this, { ...(rows && { rows }), ...(columns && { columns }) }));
      }
      return selected(this, positionsOf(this, rows), columns ?? all(this.shape[1]));
    },

    /** By label. Danfo looks each label up again, so that of two rows with one label it shows the first twice. */
    loc({ rows, columns }: { rows?: readonly Label[] | Mask; columns?: readonly string[] }) {
      const wanted = columns?.some((name) => name.includes(":")) ? undefined : columns;
      if (columns && !wanted) return adopt(plain.loc.call(this, { ...(rows && { rows }), columns }));
      const places = wanted ? wanted.map((name) => placeOf(this, name)) : all(this.shape[1]);
      if (rows === undefined) return selected(this, all(this.shape[0]), places);
      if (isMask(rows)) return selected(this, positionsOf(this, rows), places);
      if (new Set(this.index).size !== this.index.length) {
        throw refusal("loc by label on a frame that has the same label twice", [
          "select by a mask: frame.query(frame.column(…).eq(…))",
        ]);
      }
      return adopt(plain.loc.call(this, { rows, ...(columns && { columns }) }));
    },

    sample(rows = 5, { seed = 1 }: { seed?: number } = {}) {
      const [have] = this.shape;
      if (!Number.isInteger(rows) || rows < 1 || rows > have) {
        throw refusal(`a sample of ${rows} rows out of ${have}`, [`frame.sample(${Math.min(5, have)})`]);
      }
      const chance = randomOf(seed, "sample");
      const order = all(have);
      for (let i = 0; i < rows; i++) {
        const j = i + Math.floor(chance() * (have - i));
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return Promise.resolve(ofRows(this, order.slice(0, rows)));
    },

    sortValues(by: string | readonly string[], options: SortOptions = {}) {
      refuseInplace(options);
      const columns = (typeof by === "string" ? [by] : by).map((name) => placeOf(this, name));
      const turn = options.ascending === false ? -1 : 1;
      const rows = all(this.shape[0]).sort((a, b) => {
        for (const j of columns) {
          const order = compare(this.values[a]![j], this.values[b]![j], turn);
          if (order !== 0) return order;
        }
        return a - b;
      });
      return ofRows(this, rows);
    },

    groupby(keys: readonly string[]) {
      return groups(
        this,
        keys,
        keys.map((name) => placeOf(this, name)),
      );
    },

    describe() {
      const numeric = all(this.shape[1]).filter((j) => isNumeric(this.dtypes[j]!));
      if (numeric.length === 0) {
        throw refusal(
          `describe on a frame without a numeric column (it has ${this.columns.join(", ") || "none"})`,
          ["describe a frame that has one"],
        );
      }
      const stats = numeric.map((j) => describeColumn(this.values.map((row) => row[j])));
      return make(
        STATISTICS.map((_, k) => stats.map((of) => of[k])),
        {
          index: STATISTICS,
          columns: numeric.map((j) => this.columns[j]!),
          dtypes: numeric.map(() => "float32"),
        },
      );
    },

    /** Danfo guesses a column's type from its first twenty values, and takes a BigInt for an int32. */
    addColumn(
      name: string,
      given: readonly Cell[] | Series,
      options: { inplace?: boolean; atIndex?: number | string } = {},
    ) {
      refuseInplace(options);
      if (this.columns.includes(name)) {
        throw refusal(`a second column "${name}"`, ["choose another name, or drop the old one first"]);
      }
      const values = cellsOf(given);
      const { atIndex = this.columns.length } = options;
      const place = typeof atIndex === "string" ? placeOf(this, atIndex) : atIndex;
      if (values.length !== this.shape[0] || !(place >= 0 && place <= this.columns.length)) {
        throw refusal(`a column of ${values.length} values at place ${place}`, [
          `give ${this.shape[0]} values, and a place from 0 to ${this.columns.length}`,
        ]);
      }
      const put = <T>(list: readonly T[], item: T): T[] => [
        ...list.slice(0, place),
        item,
        ...list.slice(place),
      ];
      return make(
        this.values.map((row, i) => put(row, values[i])),
        {
          columns: put(this.columns, name),
          index: this.index,
          dtypes: put(this.dtypes, dtypeOf(name, values)),
        },
      );
    },

    toCSV(options: { filePath?: string; header?: boolean; sep?: string } = {}) {
      if (options.sep !== undefined && options.sep !== ",") {
        throw refusal(`toCSV with the separator ${JSON.stringify(options.sep)}`, ["frame.toCSV()"]);
      }
      const columns = this.columns.map(
        (name, j): CsvColumn<readonly Cell[]> => ({
          name,
          kind: isNumeric(this.dtypes[j]!) ? "number" : "text",
          of: (row) => csvValue(row[j]),
        }),
      );
      const whole = csvOf(this.values, columns);
      const text = options.header === false ? whole.slice(csvOf([], columns).length) : whole;
      if (options.filePath === undefined) return text;
      return writeFileSafely(options.filePath, text);
    },
    diff(other: Operand, options?: { axis?: 0 | 1; inplace?: boolean }) {
      refuseInplace(options);
      return against(make, this, other, options?.axis ?? 1, (a, b) => a - b);
    },

    /** Danfo drops missing values first, and with them the row that each running value belongs to. */
    cumOps(fold: "sum" | "prod" | "min" | "max", axis: 0 | 1, inplace: boolean) {
      refuseInplace({ inplace });
      return runningOf(make, this, axis, `cum${fold}`);
    },

    /** Danfo's gives −1 where there is nothing to divide by. */
    pctChange(other: Operand, options?: { axis?: 0 | 1; inplace?: boolean }) {
      refuseInplace(options);
      return against(make, this, other, options?.axis ?? 1, (a, b) => (b === 0 ? Number.NaN : a / b - 1));
    },
  };

  for (const [name, fold] of Object.entries(ARITHMETIC)) {
    methods[name] = function (this: DataFrame, other, options?: { axis?: 0 | 1; inplace?: boolean }) {
      refuseInplace(options);
      return combine(make, this, other, options?.axis ?? 1, fold);
    };
  }

  for (
    let source: object | null = plain;
    source && source !== Object.prototype;
    source = Object.getPrototypeOf(source)
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(source))) {
      // Danfo's inner methods begin with $; whatever is already here lies nearer to the frame and wins.
      if (name.startsWith("$") || name === "constructor" || Object.hasOwn(careful, name)) continue;
      Object.defineProperty(
        careful,
        name,
        wrapped(property, Object.hasOwn(methods, name) ? methods[name] : undefined, adopt),
      );
    }
  }
  return make;
}

/** The property with its results adopted, or our method in its place. */
function wrapped(
  property: PropertyDescriptor,
  own: Method | undefined,
  adopt: <T>(result: T) => T,
): PropertyDescriptor {
  const { get, value }: { get?: () => unknown; value?: unknown } = property;
  if (own) return { ...property, value: own };
  if (get) {
    return {
      ...property,
      get(this: DataFrame) {
        return adopt(get.call(this));
      },
    };
  }
  if (typeof value !== "function") return property;
  return {
    ...property,
    value(this: DataFrame, ...args: unknown[]) {
      return adopt(Reflect.apply(value, this, args) as unknown);
    },
  };
}
