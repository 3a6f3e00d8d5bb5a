// Which tables of a run or a comparison can be had as CSV?

import { postingsOf } from "../accountant/books.js";
import { type Chain, offsetsOf } from "../domain/chain.js";
import type { Comparison } from "../domain/comparison.js";
import type { Contract } from "../domain/contract.js";
import { decimalOfMicro, decimalOfTicks, NO_PRICE, quantityOf } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { METRICS } from "../metric/all.js";
import { NORMALISATIONS } from "../metric/normalise.js";
import { chainRows } from "./chain-rows.js";
import {
  CASH_COLUMNS,
  DAILY_COLUMNS,
  FILL_COLUMNS,
  MONTH_COLUMNS,
  number,
  postingColumns,
  TRADE_COLUMNS,
  text,
} from "./columns.js";
import { csvOf } from "./csv.js";
import { camelCase } from "./format.js";
import { exactOf } from "./json.js";
import { cashRows, dailyRows, fillRows, monthRows, orderRows, tradeRows } from "./rows.js";

/** One CSV text by name, for `--csv DIR`: each becomes `<name>.csv`. */
export type CsvTables = Readonly<Record<string, string>>;

/** Trades, fills, orders, equity per bar, the daily statement. Built one at a time: equity of a million bars is long. */
export const RUN_TABLES: Readonly<Record<string, (run: Run) => string>> = {
  trades: (run) => csvOf(tradeRows(run), TRADE_COLUMNS),
  fills: (run) => csvOf(fillRows(run), FILL_COLUMNS),
  orders: ordersCsv,
  equity: equityCsv,
  daily: (run) => csvOf(dailyRows(run), DAILY_COLUMNS),
  months: (run) => csvOf(monthRows(run), MONTH_COLUMNS),
  cash: (run) => csvOf(cashRows(run), CASH_COLUMNS),
  postings: (run) => csvOf(postingsOf(run), postingColumns(instrumentOf(run.inputs.contract).lot)),
  rolls: rollsCsv,
};

export const runTables = (run: Run): CsvTables =>
  Object.fromEntries(Object.entries(RUN_TABLES).map(([name, of]) => [name, of(run)]));

/** The rolls of a run through contract months; a header alone where there were none. */
function rollsCsv({ chain, inputs }: Run): string {
  return rollTable(chain, inputs.contract);
}

export function rollTable(chain: Chain | null, contract: Contract): string {
  type Row = ReturnType<typeof chainRows>["rolls"][number];
  return csvOf<Row>(chain === null ? [] : chainRows(chain, contract).rolls, [
    text("time", (row) => row.time),
    number("bar", (row) => row.bar),
    text("from", (row) => row.from),
    text("to", (row) => row.to),
    number("oldPrice", (row) => row.oldPrice),
    number("newPrice", (row) => row.newPrice),
    number("spread", (row) => row.spread),
    number("ratio", (row) => row.ratio),
    number("adjustment", (row) => row.adjustment),
    number("factor", (row) => row.factor),
    text("rule", (row) => row.rule),
    number("qty", (row) => row.qty),
    number("fromPrice", (row) => row.fromPrice),
    number("toPrice", (row) => row.toPrice),
    number("executedSpread", (row) => row.executedSpread),
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
    number("limit", (row) => row.limit),
    number("asked", (row) => row.asked),
    text("tif", (row) => row.tif),
    text("reason", (row) => row.reason),
    number("parent", (row) => row.parent),
    text("group", (row) => row.group),
    text("state", (row) => row.state),
    number("filledQty", (row) => row.filledQty),
    text("endTime", (row) => row.endTime),
    text("endReason", (row) => row.endReason),
  ]);
}

function equityCsv(run: Run): string {
  const { bars, equity, position } = run;
  const offsetAt = offsetsOf(run.chain);
  const { grid, lot } = instrumentOf(run.inputs.contract);
  return csvOf(equity.keys(), [
    text("time", (i) => formatInstant(bars.time[i]!)),
    text("tradeDate", (i) => formatDay(bars.tradeDate[i]!)),
    number("close", (i) =>
      bars.closeTicks[i] === NO_PRICE ? null : decimalOfTicks(bars.closeTicks[i]! + offsetAt(i), grid),
    ),
    number("position", (i) => quantityOf(position[i]!, lot)),
    number("equity", (i) => decimalOfMicro(equity[i]!)),
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
