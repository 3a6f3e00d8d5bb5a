// What does Tradovate's Performance report say?

import type { BrokerFormat, RowFate, Signature } from "./format.js";
import { fatesOf, type Header, headerIn } from "./table.js";
import { asRead, BROKER, FRENCH, pairFills, reading } from "./tradovate.js";

const SIGNATURE: Signature = {
  version: 1,
  required: ["symbol", "qty", "buyPrice", "sellPrice", "pnl", "boughtTimestamp", "soldTimestamp"],
  optional: [
    "buyFillId",
    "sellFillId",
    "duration",
    "_priceFormat",
    "_priceFormatType",
    "_tickSize",
    "account",
  ],
  aliases: {
    ...FRENCH,
    _priceFormat: ["priceFormat"],
    _priceFormatType: ["priceFormatType"],
    _tickSize: ["tickSize"],
  },
};

const COLUMNS = {
  symbol: "symbol",
  account: "account",
  buyId: "buyFillId",
  sellId: "sellFillId",
  qty: "qty",
  buyPrice: "buyPrice",
  sellPrice: "sellPrice",
  pnl: "pnl",
  bought: "boughtTimestamp",
  sold: "soldTimestamp",
} as const;

export const tradovatePerformance: BrokerFormat<Header> = {
  id: "tradovate-performance",
  broker: BROKER,
  title: "Tradovate Performance",
  grain: "pair",
  signatures: [SIGNATURE],
  recognise: (file) => headerIn(file, [SIGNATURE]),
  read(file, header, hints) {
    const { qty, buyPrice, sellPrice, pnl, bought, sold } = COLUMNS;
    const read = reading(file.path, header, hints, [qty, buyPrice, sellPrice, pnl], [bought, sold]);
    const rows = fatesOf(
      header,
      (cells): RowFate => ({ kind: "fill", line: cells.line, fills: pairFills(cells, COLUMNS, read) }),
    );
    return asRead(rows, read.stamps);
  },
};
