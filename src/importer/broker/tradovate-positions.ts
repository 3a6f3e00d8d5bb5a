// What does Tradovate's Position History say?

import type { BrokerFormat, RowFate, Signature } from "./format.js";
import { fatesOf, type Header, headerIn } from "./table.js";
import { asRead, BROKER, FRENCH, pairFills, reading, refuseOtherMoney } from "./tradovate.js";

const SIGNATURE: Signature = {
  version: 1,
  required: [
    ..."Pair ID,Buy Fill ID,Sell Fill ID,Paired Qty,Buy Price,Sell Price,P/L".split(","),
    ..."Contract,Bought Timestamp,Sold Timestamp".split(","),
  ],
  optional: [
    ..."Position ID,Timestamp,Trade Date,Net Pos,Net Price,Bought,Avg. Buy,Sold,Avg. Sell,Account".split(","),
    ..."Product,Product Description,_priceFormat,_priceFormatType,_tickSize,Currency".split(","),
  ],
  aliases: {
    ...FRENCH,
    "Paired Qty": ["qté appariée"],
    "Buy Price": ["prix d'achat"],
    "Sell Price": ["prix de vente"],
    "P/L": ["p&l"],
    "Bought Timestamp": ["horodatage d'achat"],
    "Sold Timestamp": ["horodatage de vente"],
  },
};

const COLUMNS = {
  symbol: "Contract",
  account: "Account",
  buyId: "Buy Fill ID",
  sellId: "Sell Fill ID",
  qty: "Paired Qty",
  buyPrice: "Buy Price",
  sellPrice: "Sell Price",
  pnl: "P/L",
  bought: "Bought Timestamp",
  sold: "Sold Timestamp",
} as const;

export const tradovatePositions: BrokerFormat<Header> = {
  id: "tradovate-positions",
  broker: BROKER,
  title: "Tradovate Position History",
  grain: "pair",
  signatures: [SIGNATURE],
  recognise: (file) => headerIn(file, [SIGNATURE]),
  read(file, header, hints) {
    const { qty, buyPrice, sellPrice, pnl, bought, sold, buyId, sellId } = COLUMNS;
    const read = reading(
      file.path,
      header,
      hints,
      [qty, buyPrice, sellPrice, pnl],
      [bought, sold],
      "Trade Date",
    );
    const rows = fatesOf(header, (cells): RowFate => {
      refuseOtherMoney(cells("Currency"));
      // A position that is still held has a row without a pair.
      if (cells(buyId) === "" && cells(sellId) === "" && cells(qty) === "") {
        return { kind: "non-trade", line: cells.line, why: "a position without a pair" };
      }
      return { kind: "fill", line: cells.line, fills: pairFills(cells, COLUMNS, read) };
    });
    return asRead(rows, read.stamps);
  },
};
