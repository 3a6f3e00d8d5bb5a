// Which columns do the DataFrames of a run and a comparison have?

import { offsetsOf } from "../domain/chain.js";
import type { Comparison, Cell as ComparisonCell } from "../domain/comparison.js";
import { MICRO, type MicroUsd, priceOfTicks, quantityOf } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { METRICS } from "../metric/all.js";
import { DAILY_COLUMNS, FILL_COLUMNS, TRADE_COLUMNS } from "./columns.js";
import type { CsvColumn } from "./csv.js";
import type { MakeFrame } from "./danfo-frame.js";
import type { Cell, DataFrame } from "./danfo-types.js";
import { camelCase } from "./format.js";
import { dailyRows, fillRows, tradeRows } from "./rows.js";

interface Column<Row> {
  readonly name: string;
  readonly dtype: "string" | "float32";
  of(row: Row): Cell;
}

const text = <Row>(name: string, of: (row: Row) => string): Column<Row> => ({ name, dtype: "string", of });
/** A decimal text becomes the double nearest to it; what does not exist becomes NaN. */
const number = <Row>(name: string, of: (row: Row) => number | string | null): Column<Row> => ({
  name,
  dtype: "float32",
  of(row) {
    const value = of(row);
    return value === null ? Number.NaN : Number(value);
  },
});

/** For exploring only: the one place where money becomes a binary fraction. */
const dollarsOf = (amount: MicroUsd): number => amount / MICRO;

/** The columns of the CSV tables as columns of a frame. */
const framed = <Row>(columns: readonly CsvColumn<Row>[]): Column<Row>[] =>
  columns.map(({ name, kind, of }) =>
    kind === "number"
      ? number<Row>(name, (row) => of(row) as number | string | null)
      : text<Row>(name, (row) => String(of(row) ?? "")),
  );

const COMPARISON: readonly Column<ComparisonCell>[] = [
  text("strategy", (cell) => cell.strategy),
  text("instrument", (cell) => cell.instrument),
  ...METRICS.map((metric) =>
    number<ComparisonCell>(camelCase(metric.key), ({ run }) => {
      const value = run && metric.of(run);
      return value !== null && metric.unit === "usd" ? dollarsOf(value) : value;
    }),
  ),
  number("adverseNet", ({ run }) => run && dollarsOf(run.bounds.adverseNet)),
  number("favourableNet", ({ run }) => run && dollarsOf(run.bounds.favourableNet)),
  text("error", ({ fault }) => (fault ? `${fault.code} ${fault.message}` : "")),
];

/** The tables, made with danfo's frames. */
export function danfoTables(make: MakeFrame) {
  const frame = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): DataFrame =>
    make(
      rows.map((row) => columns.map((column) => column.of(row))),
      {
        columns: columns.map(({ name }) => name),
        dtypes: columns.map(({ dtype }) => dtype),
      },
    );
  return {
    trades: (run: Run) => frame(tradeRows(run), framed(TRADE_COLUMNS)),
    fills: (run: Run) => frame(fillRows(run), framed(FILL_COLUMNS)),
    daily: (run: Run) => frame(dailyRows(run), framed(DAILY_COLUMNS)),
    equity(run: Run) {
      const { bars, equity, position } = run;
      const { grid, lot } = instrumentOf(run.inputs.contract);
      const offsetAt = offsetsOf(run.chain);
      const columns: readonly Column<number>[] = [
        text("time", (i) => formatInstant(bars.time[i]!)),
        text("tradeDate", (i) => formatDay(bars.tradeDate[i]!)),
        number("close", (i) => priceOfTicks(bars.closeTicks[i]! + offsetAt(i), grid)),
        number("position", (i) => quantityOf(position[i]!, lot)),
        number("equity", (i) => dollarsOf(equity[i]!)),
      ];
      return frame([...equity.keys()], columns);
    },
    comparison: ({ cells }: Comparison) => frame(cells, COMPARISON),
  };
}
