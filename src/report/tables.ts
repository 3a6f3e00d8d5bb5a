// Which tables of a run or a comparison can be had as CSV?

import type { Comparison } from "../domain/comparison.js";
import { decimalOfMicro, decimalOfTicks } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { METRICS } from "../metric/all.js";
import { NORMALISATIONS } from "../metric/normalise.js";
import { type CsvColumn, type CsvValue, csvOf } from "./csv.js";
import { camelCase } from "./format.js";
import { exactOf } from "./json.js";
import { dailyRows, fillRows, orderRows, tradeRows } from "./rows.js";

/** One CSV text by name, for `--csv DIR`: each becomes `<name>.csv`. */
export type CsvTables = Readonly<Record<string, string>>;

/** Trades, fills, orders, equity per bar, the daily statement. Built one at a time: equity of a million bars is long. */
export const RUN_TABLES: Readonly<Record<string, (run: Run) => string>> = {
  trades: tradesCsv,
  fills: fillsCsv,
  orders: ordersCsv,
  equity: equityCsv,
  daily: dailyCsv,
};

export const runTables = (run: Run): CsvTables =>
  Object.fromEntries(Object.entries(RUN_TABLES).map(([name, of]) => [name, of(run)]));

const text = <Row>(name: string, of: (row: Row) => CsvValue): CsvColumn<Row> => ({ name, kind: "text", of });
const number = <Row>(name: string, of: (row: Row) => CsvValue): CsvColumn<Row> => ({
  name,
  kind: "number",
  of,
});

function tradesCsv(run: Run): string {
  type Row = ReturnType<typeof tradeRows>[number];
  return csvOf<Row>(tradeRows(run), [
    number("n", (row) => row.n),
    text("instrument", (row) => row.instrument),
    text("contract", (row) => row.contract),
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
  ]);
}

function fillsCsv(run: Run): string {
  type Row = ReturnType<typeof fillRows>[number];
  return csvOf<Row>(fillRows(run), [
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
  ]);
}

function ordersCsv(run: Run): string {
  type Row = ReturnType<typeof orderRows>[number];
  return csvOf<Row>(orderRows(run), [
    number("id", (row) => row.id),
    text("time", (row) => row.time),
    number("bar", (row) => row.bar),
    text("kind", (row) => row.kind),
    text("side", (row) => row.side),
    number("qty", (row) => row.qty),
    number("price", (row) => row.price),
    number("asked", (row) => row.asked),
    text("reason", (row) => row.reason),
    text("state", (row) => row.state),
    number("filledQty", (row) => row.filledQty),
    text("endTime", (row) => row.endTime),
    text("endReason", (row) => row.endReason),
  ]);
}

function equityCsv(run: Run): string {
  const { bars, equity, position } = run;
  const { grid } = instrumentOf(run.inputs.contract);
  return csvOf(equity.keys(), [
    text("time", (i) => formatInstant(bars.time[i]!)),
    text("tradeDate", (i) => formatDay(bars.tradeDate[i]!)),
    number("close", (i) => decimalOfTicks(bars.closeTicks[i]!, grid)),
    number("position", (i) => position[i]!),
    number("equity", (i) => decimalOfMicro(equity[i]!)),
  ]);
}

function dailyCsv(run: Run): string {
  type Row = ReturnType<typeof dailyRows>[number];
  return csvOf<Row>(dailyRows(run), [
    text("date", (row) => row.date),
    number("balance", (row) => row.balance),
    number("variation", (row) => row.variation),
    number("costs", (row) => row.costs),
    number("equity", (row) => row.equity),
    number("margin", (row) => row.margin),
    number("initial", (row) => row.initial),
    number("position", (row) => row.position),
    text("estimated", (row) => (row.estimated ? "yes" : "no")),
  ]);
}

/** One line a cell: every metric, the bounds, the four ways of normalising, and why a failed cell has none of them. */
export function comparisonCsv({ cells }: Comparison): string {
  return csvOf(cells, [
    text("strategy", (cell) => cell.strategy),
    text("instrument", (cell) => cell.instrument),
    text("fingerprint", (cell) => cell.run?.fingerprint ?? null),
    ...METRICS.map((metric) =>
      number<Comparison["cells"][number]>(camelCase(metric.key), ({ run }) => run && exactOf(metric, run)),
    ),
    number("adverseNet", ({ run }) => run && decimalOfMicro(run.bounds.adverseNet)),
    number("favourableNet", ({ run }) => run && decimalOfMicro(run.bounds.favourableNet)),
    ...NORMALISATIONS.map((way) =>
      number<Comparison["cells"][number]>(`normalised.${way.key}`, ({ run }) => run && exactOf(way, run)),
    ),
    text("error", ({ fault }) => fault && `${fault.code} ${fault.message}`),
  ]);
}
