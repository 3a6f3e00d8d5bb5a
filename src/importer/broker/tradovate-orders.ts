// What does Tradovate's Orders report say?

import type { JournalOrder, JournalOrderKind } from "../../domain/journal.js";
import { BLANK } from "./columns.js";
import type { BrokerFormat, RawFill, RowFate, Signature } from "./format.js";
import { BadRow } from "./format.js";
import { type Cells, fatesOf, type Header, headerIn } from "./table.js";
import { asRead, BROKER, FRENCH, type Reading, reading, refuseOtherMoney } from "./tradovate.js";
import { quantityText, sideOf } from "./values.js";

const SIGNATURE: Signature = {
  version: 1,
  required: ["Order ID", "B/S", "Contract", "Status", "Timestamp", "Quantity", "Type"],
  optional: [
    ..."orderId,Account,Product,Product Description,avgPrice,filledQty,Fill Time,lastCommandId".split(","),
    ..."_priceFormat,_priceFormatType,_tickSize,spreadDefinitionId,Version ID,Date,Text".split(","),
    ..."Limit Price,Stop Price,decimalLimit,decimalStop,Filled Qty,Avg Fill Price".split(","),
    ..."decimalFillAvg,Venue,Notional Value,Currency".split(","),
  ],
  aliases: FRENCH,
};

const NUMBERS = [
  ..."Quantity,avgPrice,filledQty,Limit Price,Stop Price,decimalLimit,decimalStop".split(","),
  ..."Filled Qty,Avg Fill Price,decimalFillAvg".split(","),
];

export const tradovateOrders: BrokerFormat<Header> = {
  id: "tradovate-orders",
  broker: BROKER,
  title: "Tradovate Orders",
  grain: "order",
  signatures: [SIGNATURE],
  recognise: (file) => headerIn(file, [SIGNATURE]),
  read(file, header, hints) {
    const read = reading(file.path, header, hints, NUMBERS, ["Timestamp", "Fill Time"], "Date");
    const rows = fatesOf(header, (cells) => orderRow(cells, read));
    return asRead(rows, read.stamps);
  },
};

function orderRow(cells: Cells, { number, stamps }: Reading): RowFate {
  refuseOtherMoney(cells("Currency"));
  const id = cells("Order ID") || cells("orderId");
  if (id === "") throw new BadRow("it has no Order ID");
  const price = (...names: readonly string[]): string | null => {
    const text = names.map((name) => cells(name)).find((cell) => cell !== "");
    return text === undefined ? null : number(text, names[0]!);
  };
  const account = cells("Account") || null;
  const symbol = cells("Contract");
  const side = sideOf(cells("B/S"));
  const placed = stamps.read(cells("Timestamp"), "Timestamp");
  const filledAt = cells("Fill Time") === "" ? null : stamps.read(cells("Fill Time"), "Fill Time");
  const filled = price("Filled Qty", "filledQty");
  const average = price("Avg Fill Price", "decimalFillAvg", "avgPrice");
  const state = stateOf(cells("Status"), filled !== null && Number(filled) > 0);
  const fills: RawFill[] = [];
  if (filled !== null && Number(filled) > 0 && average !== null) {
    fills.push({
      ...BLANK,
      account,
      id: `order-${id}`,
      order: id,
      symbol,
      time: filledAt ?? placed,
      side,
      qty: filled,
      price: average,
      by: cells("Text") || null,
      identity: id,
    });
  }
  const order = {
    account,
    id,
    symbol,
    side,
    qty: quantityText(number, cells("Quantity") || filled || ""),
    kind: kindOf(cells("Type")),
    stop: price("decimalStop", "Stop Price"),
    limit: price("decimalLimit", "Limit Price"),
    state,
    placed,
    // Its time is that of the order; when it was cancelled is not said.
    ended: state === "filled" ? (filledAt ?? placed) : null,
    by: null,
  } as const;
  return { kind: "order", line: cells.line, order, fills };
}

function kindOf(text: string): JournalOrderKind {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "");
  if (word.startsWith("trailing")) return "trailing stop";
  if (word === "market" || word === "marché") return "market";
  if (word === "limit" || word === "limite") return "limit";
  if (word === "stop") return "stop";
  return word === "stoplimit" || word === "stoplimite" ? "stop limit" : "other";
}

const STATES: readonly (readonly [RegExp, JournalOrder["state"]])[] = [
  [/^(filled|exécuté|completed)/, "filled"],
  [/^(cancell?ed|annulé)/, "cancelled"],
  [/^(rejected|rejeté|refusé)/, "rejected"],
  [/^(expired|expiré)/, "expired"],
  [/^(working|suspended|pending|en cours|actif)/, "working"],
];

function stateOf(text: string, filled: boolean): JournalOrder["state"] {
  const word = text.trim().toLowerCase();
  const state = STATES.find(([pattern]) => pattern.test(word))?.[1];
  if (state === undefined) throw new BadRow(`"${text.trim()}" is no status that we know`);
  // Cancelled after some of it was filled.
  return filled && state === "cancelled" ? "filled" : state;
}
