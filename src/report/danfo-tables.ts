// Which columns do the DataFrames of a run and a comparison have?

import type { Comparison, Cell as ComparisonCell } from "../domain/comparison.js";
import { MICRO, type MicroUsd, priceOfTicks } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { METRICS } from "../metric/all.js";
import type { MakeFrame } from "./danfo-frame.js";
import type { Cell, DataFrame } from "./danfo-types.js";
import { camelCase } from "./format.js";
import { dailyRows, fillRows, tradeRows } from "./rows.js";

interface Column<Row> {
  readonly name: string;
  readonly dtype: "string" | "float32" | "boolean";
  of(row: Row): Cell;
}

const text = <Row>(name: string, of: (row: Row) => string): Column<Row> => ({ name, dtype: "string", of });
const truth = <Row>(name: string, of: (row: Row) => boolean): Column<Row> => ({ name, dtype: "boolean", of });
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

type TradeRow = ReturnType<typeof tradeRows>[number];
const TRADES: readonly Column<TradeRow>[] = [
  number("n", (row) => row.n),
  text("instrument", (row) => row.instrument),
  text("side", (row) => row.side),
  number("qty", (row) => row.qty),
  text("entryTime", (row) => row.entryTime),
  number("entryPrice", (row) => row.entryPrice),
  text("exitTime", (row) => row.exitTime),
  number("exitPrice", (row) => row.exitPrice),
  number("gross", (row) => row.gross),
  number("commission", (row) => row.costParts.commission),
  number("exchange", (row) => row.costParts.exchange),
  number("clearing", (row) => row.costParts.clearing),
  number("nfa", (row) => row.costParts.nfa),
  number("costs", (row) => row.costs),
  number("slippage", (row) => row.slippage),
  number("net", (row) => row.net),
  number("risk", (row) => row.risk),
  number("r", (row) => row.r),
  number("mae", (row) => row.mae),
  number("mfe", (row) => row.mfe),
  number("bars", (row) => row.bars),
  number("heldMs", (row) => row.heldMs),
  number("leverage", (row) => row.leverage),
  text("entryReason", (row) => row.entryReason),
  text("exitReason", (row) => row.exitReason),
  text("flags", (row) => row.flags.join(" ")),
  number("legs", (row) => row.legs.length),
];

type FillRow = ReturnType<typeof fillRows>[number];
const FILLS: readonly Column<FillRow>[] = [
  text("time", (row) => row.time),
  number("bar", (row) => row.bar),
  text("instrument", (row) => row.instrument),
  text("side", (row) => row.side),
  number("qty", (row) => row.qty),
  number("price", (row) => row.price),
  number("slippageTicks", (row) => row.slippageTicks),
  text("kind", (row) => row.kind),
  number("order", (row) => row.order),
  text("reason", (row) => row.reason),
  number("commission", (row) => row.costs.commission),
  number("exchange", (row) => row.costs.exchange),
  number("clearing", (row) => row.costs.clearing),
  number("nfa", (row) => row.costs.nfa),
];

type DailyRow = ReturnType<typeof dailyRows>[number];
const DAILY: readonly Column<DailyRow>[] = [
  text("date", (row) => row.date),
  number("balance", (row) => row.balance),
  number("variation", (row) => row.variation),
  number("costs", (row) => row.costs),
  number("equity", (row) => row.equity),
  number("margin", (row) => row.margin),
  number("initial", (row) => row.initial),
  number("position", (row) => row.position),
  truth("estimated", (row) => row.estimated),
];

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
    trades: (run: Run) => frame(tradeRows(run), TRADES),
    fills: (run: Run) => frame(fillRows(run), FILLS),
    daily: (run: Run) => frame(dailyRows(run), DAILY),
    equity(run: Run) {
      const { bars, equity, position } = run;
      const { grid } = instrumentOf(run.inputs.contract);
      const columns: readonly Column<number>[] = [
        text("time", (i) => formatInstant(bars.time[i]!)),
        text("tradeDate", (i) => formatDay(bars.tradeDate[i]!)),
        number("close", (i) => priceOfTicks(bars.closeTicks[i]!, grid)),
        number("position", (i) => position[i]!),
        number("equity", (i) => dollarsOf(equity[i]!)),
      ];
      return frame([...equity.keys()], columns);
    },
    comparison: ({ cells }: Comparison) => frame(cells, COMPARISON),
  };
}
