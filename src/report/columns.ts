// Which columns do the tables of a run have, wherever they are written?

import type { CsvColumn, CsvValue } from "./csv.js";
import type { dailyRows, fillRows, tradeRows } from "./rows.js";

export const text = <Row>(name: string, of: (row: Row) => CsvValue): CsvColumn<Row> => ({
  name,
  kind: "text",
  of,
});
export const number = <Row>(name: string, of: (row: Row) => CsvValue): CsvColumn<Row> => ({
  name,
  kind: "number",
  of,
});

/** One row a trade. */
export const TRADE_COLUMNS: readonly CsvColumn<ReturnType<typeof tradeRows>[number]>[] = [
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
  number("funding", (row) => row.funding),
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

/** One row an execution. */
export const FILL_COLUMNS: readonly CsvColumn<ReturnType<typeof fillRows>[number]>[] = [
  text("time", (row) => row.time),
  number("bar", (row) => row.bar),
  text("instrument", (row) => row.instrument),
  text("contract", (row) => row.contract),
  text("side", (row) => row.side),
  number("qty", (row) => row.qty),
  number("price", (row) => row.price),
  number("slippageTicks", (row) => row.slippageTicks),
  text("liquidity", (row) => row.liquidity),
  text("kind", (row) => row.kind),
  number("order", (row) => row.order),
  text("reason", (row) => row.reason),
  number("commission", (row) => row.costs.commission),
  number("exchange", (row) => row.costs.exchange),
  number("clearing", (row) => row.costs.clearing),
  number("nfa", (row) => row.costs.nfa),
];

/** One row a trade date. */
export const DAILY_COLUMNS: readonly CsvColumn<ReturnType<typeof dailyRows>[number]>[] = [
  text("date", (row) => row.date),
  number("balance", (row) => row.balance),
  number("variation", (row) => row.variation),
  number("costs", (row) => row.costs),
  number("equity", (row) => row.equity),
  number("margin", (row) => row.margin),
  number("initial", (row) => row.initial),
  number("position", (row) => row.position),
  text("estimated", (row) => (row.estimated ? "yes" : "no")),
  number("excess", (row) => row.excess),
  number("peak", (row) => row.peak),
  number("call", (row) => row.call),
  number("stopOut", (row) => row.stopOut),
  number("distance", (row) => row.distance),
];
