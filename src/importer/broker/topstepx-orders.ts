// What does the Orders export of TopstepX (ProjectX) say?

import type { JournalOrder, JournalOrderKind } from "../../domain/journal.js";
import { BLANK } from "./columns.js";
import type { BrokerFormat, RawFill, RowFate, Signature } from "./format.js";
import { BadRow } from "./format.js";
import { type Cells, fatesOf, type Header, headerIn } from "./table.js";
import { MONTH_FIRST, TOPSTEPX } from "./topstepx-trades.js";
import { asRead, type Reading, reading } from "./tradovate.js";
import { quantityText, sideOf } from "./values.js";

const SIGNATURE: Signature = {
  version: 1,
  required: ["Id", "ContractName", "Status", "Type", "Size", "Side", "CreatedAt"],
  optional: [
    ..."AccountName,TradeDay,FilledAt,CancelledAt,TriggeredAt,StopPrice,LimitPrice,ExecutePrice".split(","),
    ..."TriggeredPrice,PositionDisposition,CreationDisposition,RejectionReason".split(","),
    ..."ExchangeOrderId,PlatformOrderId".split(","),
  ],
};

export const topstepxOrders: BrokerFormat<Header> = {
  id: "topstepx-orders",
  broker: TOPSTEPX,
  title: "TopstepX Orders",
  grain: "order",
  writes: MONTH_FIRST,
  signatures: [SIGNATURE],
  recognise: (file) => headerIn(file, [SIGNATURE]),
  read(file, header, hints) {
    const numbers = ["Size", "StopPrice", "LimitPrice", "ExecutePrice"];
    const read = reading(file.path, header, hints, numbers, ["CreatedAt", "FilledAt", "CancelledAt"]);
    const rows = fatesOf(header, (cells) => orderRow(cells, read));
    return asRead(rows, read.stamps);
  },
};

function orderRow(cells: Cells, { number, stamps }: Reading): RowFate {
  const id = cells("Id");
  if (id === "") throw new BadRow("it has no Id");
  const price = (name: string): string | null => (cells(name) === "" ? null : number(cells(name), name));
  const time = (name: string): number | null => (cells(name) === "" ? null : stamps.read(cells(name), name));
  const state = stateOf(cells("Status"));
  const account = cells("AccountName") || null;
  const symbol = cells("ContractName");
  const side = sideOf(cells("Side"));
  const qty = quantityText(number, cells("Size"));
  const placed = stamps.read(cells("CreatedAt"), "CreatedAt");
  const filledAt = time("FilledAt");
  const executed = price("ExecutePrice");
  const creation = cells("CreationDisposition");
  const position = cells("PositionDisposition").toLowerCase();
  const fills: RawFill[] = [];
  if (state === "filled") {
    if (executed === null) throw new BadRow("it is filled and has no ExecutePrice");
    fills.push({
      ...BLANK,
      account,
      id: `order-${id}`,
      order: id,
      symbol,
      time: filledAt ?? placed,
      side,
      qty,
      price: executed,
      by: creation || null,
      effect: position === "opening" ? "open" : position === "closing" ? "close" : null,
      identity: id,
    });
  }
  const order = {
    account,
    id,
    symbol,
    side,
    qty,
    kind: kindOf(cells("Type")),
    stop: price("StopPrice"),
    limit: price("LimitPrice"),
    state,
    placed,
    ended: filledAt ?? time("CancelledAt"),
    by: CREATED[creation.toLowerCase().replace(/\s+/g, "")] ?? null,
  } as const;
  return { kind: "order", line: cells.line, order, fills };
}

const CREATED: Readonly<Record<string, NonNullable<JournalOrder["by"]>>> = {
  trader: "trader",
  stoploss: "stop loss",
  takeprofit: "take profit",
};

const KINDS: Readonly<Record<string, JournalOrderKind>> = {
  market: "market",
  limit: "limit",
  stop: "stop",
  stopmarket: "stop",
  stoplimit: "stop limit",
  trailingstop: "trailing stop",
  trailstop: "trailing stop",
};

const kindOf = (text: string): JournalOrderKind =>
  KINDS[text.toLowerCase().replace(/[\s_-]+/g, "")] ?? "other";

const STATES: Readonly<Record<string, JournalOrder["state"]>> = {
  filled: "filled",
  cancelled: "cancelled",
  canceled: "cancelled",
  rejected: "rejected",
  expired: "expired",
  open: "working",
  working: "working",
  pending: "working",
  suspended: "working",
};

function stateOf(text: string): JournalOrder["state"] {
  const state = STATES[text.trim().toLowerCase()];
  if (state === undefined) throw new BadRow(`"${text.trim()}" is no status that we know`);
  return state;
}
