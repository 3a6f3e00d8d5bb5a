// Which columns do the tables of a run have, wherever they are written?

import { decimalOfMicro, type PriceGrid, quantityOf } from "../domain/money.js";
import type { Posting } from "../domain/posting.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import type { CsvColumn, CsvValue } from "./csv.js";
import type { cashRows, dailyRows, fillRows, monthRows, tradeRows } from "./rows.js";

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

/** What moved cash, part by part. */
export function movementColumns<Row extends MovementRow>(): readonly CsvColumn<Row>[] {
  return [
    number("commission", (row) => row.costParts.commission),
    number("exchange", (row) => row.costParts.exchange),
    number("clearing", (row) => row.costParts.clearing),
    number("nfa", (row) => row.costParts.nfa),
    number("data", (row) => row.costParts.data),
    number("liquidation", (row) => row.costParts.liquidation),
    number("funding", (row) => row.funding),
    number("interest", (row) => row.interest),
    number("transfers", (row) => row.transfers),
  ];
}
type MovementRow = Pick<
  ReturnType<typeof dailyRows>[number],
  "costParts" | "funding" | "interest" | "transfers"
>;

/** One row a month. */
export const MONTH_COLUMNS: readonly CsvColumn<ReturnType<typeof monthRows>[number]>[] = [
  text("month", (row) => row.month),
  number("dates", (row) => row.dates),
  number("opening", (row) => row.opening),
  number("gross", (row) => row.gross),
  number("costs", (row) => row.costs),
  ...movementColumns<ReturnType<typeof monthRows>[number]>(),
  number("net", (row) => row.net),
  number("equity", (row) => row.equity),
  number("variation", (row) => row.variation),
  number("balance", (row) => row.balance),
  number("trades", (row) => row.trades),
  number("bought", (row) => row.bought),
  number("sold", (row) => row.sold),
];

/** One row a movement of cash that is not the cost of a fill. */
export const CASH_COLUMNS: readonly CsvColumn<ReturnType<typeof cashRows>[number]>[] = [
  text("time", (row) => row.time),
  text("date", (row) => row.date),
  number("bar", (row) => row.bar),
  number("afterFills", (row) => row.afterFills),
  text("kind", (row) => row.kind),
  number("amount", (row) => row.amount),
  number("qty", (row) => row.qty),
  number("value", (row) => row.value),
  number("rate", (row) => row.rate),
  text("text", (row) => row.text),
];

/** One row a posting; `lot` is the smallest quantity that trades. */
export const postingColumns = (lot: PriceGrid): readonly CsvColumn<Posting>[] => [
  number("n", (posting) => posting.n),
  text("date", (posting) => formatDay(posting.day)),
  text("time", (posting) => formatInstant(posting.time)),
  text("kind", (posting) => posting.kind),
  text("from", (posting) => posting.from),
  text("to", (posting) => posting.to),
  number("amount", (posting) => decimalOfMicro(posting.amount)),
  number("qty", (posting) => quantityOf(posting.qty, lot)),
  number("value", (posting) => (posting.value === null ? null : decimalOfMicro(posting.value))),
  text("reason", (posting) => posting.reason),
  number("fill", (posting) => (posting.fill === null ? null : posting.fill + 1)),
];

/** One row a trade date. */
export const DAILY_COLUMNS: readonly CsvColumn<ReturnType<typeof dailyRows>[number]>[] = [
  text("date", (row) => row.date),
  number("opening", (row) => row.opening),
  number("variation", (row) => row.variation),
  number("costs", (row) => row.costs),
  ...movementColumns<ReturnType<typeof dailyRows>[number]>(),
  number("balance", (row) => row.balance),
  number("openTradeEquity", (row) => row.openTradeEquity),
  number("equity", (row) => row.equity),
  number("close", (row) => row.close),
  number("margin", (row) => row.margin),
  number("initial", (row) => row.initial),
  number("position", (row) => row.position),
  number("bought", (row) => row.bought),
  number("sold", (row) => row.sold),
  number("trades", (row) => row.trades),
  text("estimated", (row) => (row.estimated ? "yes" : "no")),
  number("excess", (row) => row.excess),
  number("peak", (row) => row.peak),
  number("call", (row) => row.call),
  number("stopOut", (row) => row.stopOut),
  number("distance", (row) => row.distance),
];
