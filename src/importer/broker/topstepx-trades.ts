// What does the Trades export of TopstepX (ProjectX) say?

import type { Side } from "../../domain/order.js";
import { BLANK } from "./columns.js";
import type { BrokerFormat, LikelyOrder, RawFill, RowFate, Signature } from "./format.js";
import { BadRow } from "./format.js";
import { type Cells, fatesOf, type Header, headerIn } from "./table.js";
import { asRead, type Reading, reading } from "./tradovate.js";
import { microOfText, quantityText, resultOf } from "./values.js";

export const TOPSTEPX = "topstepx";

/** Its exports have the month first, wherever they are made. */
export const MONTH_FIRST: LikelyOrder = { order: "mdy", as: "TopstepX writes them" };

const SIGNATURE: Signature = {
  version: 1,
  required: ["Id", "ContractName", "EnteredAt", "ExitedAt", "EntryPrice", "ExitPrice", "Size", "Type"],
  optional: ["Fees", "PnL", "TradeDay", "TradeDuration", "Commissions", "AccountName"],
};

export const topstepxTrades: BrokerFormat<Header> = {
  id: "topstepx-trades",
  broker: TOPSTEPX,
  title: "TopstepX Trades",
  grain: "pair",
  writes: MONTH_FIRST,
  signatures: [SIGNATURE],
  recognise: (file) => headerIn(file, [SIGNATURE]),
  read(file, header, hints) {
    const numbers = ["EntryPrice", "ExitPrice", "Fees", "PnL", "Size", "Commissions"];
    const read = reading(file.path, header, hints, numbers, ["EnteredAt", "ExitedAt"]);
    const rows = fatesOf(
      header,
      (cells): RowFate => ({ kind: "fill", line: cells.line, fills: tradeFills(cells, read) }),
    );
    return asRead(rows, read.stamps);
  },
};

/** Both fills of a trade, which the broker paired: its PnL is gross; fees and commissions are for the way in and out. */
function tradeFills(cells: Cells, { number, stamps }: Reading): RawFill[] {
  const id = cells("Id");
  if (id === "") throw new BadRow("it has no Id");
  const word = cells("Type").toLowerCase();
  if (word !== "long" && word !== "short") throw new BadRow(`"${cells("Type")}" is neither Long nor Short`);
  const side: Side = word === "long" ? 1 : -1;
  const qty = quantityText(number, cells("Size"));
  const money = (name: string): number | null =>
    cells(name) === "" ? null : microOfText(number(cells(name), name));
  const [fees, commissions] = [money("Fees"), money("Commissions")];
  const entered = stamps.read(cells("EnteredAt"), "EnteredAt");
  const exited = stamps.read(cells("ExitedAt"), "ExitedAt");
  if (exited < entered) throw new BadRow("it ends before it begins");
  const leg = (out: boolean): RawFill => ({
    ...BLANK,
    account: cells("AccountName") || null,
    id: `${id}-${out ? "2-out" : "1-in"}`,
    symbol: cells("ContractName"),
    time: out ? exited : entered,
    side: (out ? -side : side) as Side,
    qty,
    price: number(cells(out ? "ExitPrice" : "EntryPrice"), out ? "ExitPrice" : "EntryPrice"),
    // An empty column is none charged, where the other is there.
    commission: commissions === null && fees === null ? null : half(commissions ?? 0, out),
    fees: fees === null ? null : half(fees, out),
    pair: id,
    brokerPnl: out ? resultOf(number, cells("PnL")) : null,
    effect: out ? "close" : "open",
    identity: `${id}${out ? "-out" : "-in"}`,
  });
  return [leg(false), leg(true)];
}

/** Of an odd micro-dollar the way out has the rest. */
function half(amount: number, out: boolean): number {
  const size = Math.abs(amount);
  return out ? size - Math.floor(size / 2) : Math.floor(size / 2);
}
