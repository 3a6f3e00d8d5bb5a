// How are orders written in TradingView's history of paper trading?

import { Decimal } from "decimal.js";
import type { JournalOrder, JournalOrderKind } from "../../domain/journal.js";
import { shownText } from "../row-faults.js";
import { BLANK, clockOf, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFormat, type RowFate } from "./format.js";
import { fatesOf, type Header } from "./table.js";
import { microOfText, quantityText, sideOf } from "./values.js";

/** Brokers inside TradingView write the average price and the filled quantity; its own paper trading a price for all. */
const LAYOUT: Layout = {
  version: 1,
  required: {
    symbol: /^symbol$/,
    side: /^side$/,
    type: /^type$/,
    qty: /^(quantity|qty)$/,
    price: /^(fill price|avg fill price|average fill price)$/,
    ended: /^(closing time|status time|update time|close time)$/,
    order: /^order id$/,
  },
  optional: {
    status: /^status$/,
    filled: /^(fill quantity|filled qty|filled quantity)$/,
    limit: /^limit price$/,
    stop: /^stop price$/,
    commission: /^commission$/,
    placed: /^placing time$/,
    leverage: /^leverage$/,
    margin: /^margin$/,
  },
};

const KINDS: Readonly<Record<string, JournalOrderKind>> = {
  market: "market",
  limit: "limit",
  "take profit": "limit",
  stop: "stop",
  "stop loss": "stop",
  "stop limit": "stop limit",
  "trailing stop": "trailing stop",
};

/** Of an order, from when it is placed until it has ended. */
const UNCHANGED = ["symbol", "side", "type", "qty", "limit", "stop"];

export const tradingViewOrders: BrokerFormat<Header> = {
  id: "tradingview-orders",
  broker: "tradingview",
  title: "TradingView order history",
  grain: "order",
  signatures: [
    {
      version: 1,
      required: ["Symbol", "Side", "Type", "Quantity", "Fill price", "Closing time", "Order ID"],
      optional: ["Status", "Limit price", "Stop price", "Commission", "Placing time"],
    },
  ],
  recognise: (file) => headerLike(file, [LAYOUT]),
  read(file, header, hints) {
    const { number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["qty", "filled", "price", "limit", "stop", "commission"],
      (cells) => [cells("ended"), cells("placed")],
    );
    const priced = (text: string): string | null => (text === "" ? null : number(text, "the price"));
    const rows = fatesOf(header, (cells): RowFate => {
      const symbol = cells("symbol");
      if (symbol === "") throw new BadRow("it has no symbol");
      const state = stateOf(cells("status"), cells("price"));
      const qty = quantityText(number, cells("qty"));
      const told = cells("filled") === "" ? null : number(cells("filled"), "the filled quantity");
      const filled = told ?? (state === "filled" ? qty : "0");
      const ended = cells("ended") === "" ? null : stamps.read(cells("ended"), "closing time");
      const placed = cells("placed") === "" ? ended : stamps.read(cells("placed"), "placing time");
      if (placed === null) throw new BadRow("it has no time");
      const type = cells("type").toLowerCase();
      const side = sideOf(cells("side"));
      const kind = KINDS[type] ?? "other";
      const order = {
        account: null,
        id: orNull(cells("order")),
        identity: identityOf(cells, [...UNCHANGED, cells("placed") === "" ? "ended" : "placed"]),
        symbol,
        side,
        qty,
        kind,
        stop: priced(cells("stop")),
        limit: priced(cells("limit")),
        state,
        placed,
        ended: state === "working" ? null : ended,
        by: type === "take profit" ? "take profit" : type === "stop loss" ? "stop loss" : null,
      } as const;
      if (!new Decimal(filled).gt(0)) return { kind: "order", line: cells.line, order, fills: [] };
      if (ended === null) throw new BadRow("it has no closing time");
      const commission = cells("commission");
      const cost = commission === "" ? null : Math.abs(microOfText(number(commission, "the commission")));
      return {
        kind: "order",
        line: cells.line,
        order,
        fills: [
          {
            ...BLANK,
            id: orNull(cells("order")),
            order: orNull(cells("order")),
            symbol,
            time: ended,
            side,
            qty: quantityText(number, filled),
            price: number(cells("price"), "the fill price"),
            commission: cost,
            fees: cost === null ? null : 0,
            by: order.by,
            identity: identityOf(cells, ["symbol", "side", "type", "qty", "price", "ended"]),
          },
        ],
      };
    });
    return { rows, dateOrder: stamps.order, clock: clockOf(stamps.kind), notes };
  },
};

/** Lists of filled orders alone have no status. */
function stateOf(status: string, price: string): JournalOrder["state"] {
  const word = status.toLowerCase();
  if (word === "") {
    if (price !== "") return "filled";
    throw new BadRow("it has neither a status nor a fill price");
  }
  if (/cancel/.test(word)) return "cancelled";
  if (/reject/.test(word)) return "rejected";
  if (/expire|inactive/.test(word)) return "expired";
  if (/working|placing|pending|partial/.test(word)) return "working";
  if (/fill/.test(word)) return "filled";
  throw new BadRow(`its status is "${shownText(status)}"`);
}
