// How are fills written in our own format?

import { BLANK, clockOf } from "./columns.js";
import { BadRow, type BrokerFormat, type ReadHints, type RowFate, type Signature } from "./format.js";
import { bodyOf, cellsBy, fatesOf, type Header, headerIn } from "./table.js";
import { microOfText, numberReader, quantityText, sideOf, stampsOf } from "./values.js";

const SIGNATURE: Signature = {
  version: 1,
  required: ["time", "symbol", "side", "qty", "price"],
  optional: ["account", "fee", "fill_id", "order_id"],
};

/** ISO 8601 with an offset, so that nothing is left to ask. */
export const ours: BrokerFormat<Header> = {
  id: "tickproof",
  broker: "tickproof",
  title: "Tickproof fills",
  grain: "fill",
  signatures: [SIGNATURE],
  recognise: (file) => headerIn(file, [SIGNATURE]),
  read(file, header, hints: ReadHints) {
    const all = bodyOf(header).map(cellsBy(header));
    const number = numberReader(
      file.path,
      all.flatMap((cells) => [cells("price"), cells("fee"), cells("qty")]),
      hints,
    );
    const stamps = stampsOf(
      file.path,
      all.map((cells) => cells("time")),
      hints,
    );
    const rows = fatesOf(header, (cells): RowFate => {
      const fee = cells("fee");
      const account = cells("account");
      const symbol = cells("symbol");
      if (symbol === "") throw new BadRow("it has no symbol");
      return {
        kind: "fill",
        line: cells.line,
        fills: [
          {
            ...BLANK,
            account: account === "" ? null : account,
            id: cells("fill_id") || null,
            order: cells("order_id") || null,
            symbol,
            time: stamps.read(cells("time"), "time"),
            side: sideOf(cells("side")),
            qty: quantityText(number, cells("qty")),
            price: number(cells("price"), "the price"),
            // The fee is all that was charged.
            commission: fee === "" ? null : 0,
            fees: fee === "" ? null : microOfText(number(fee, "the fee")),
            identity: cells.row.cells.map((cell) => cell.trim()).join("\u001f"),
          },
        ],
      };
    });
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockOf(stamps.kind),
      notes: stamps.note === null ? [] : [stamps.note],
    };
  },
};
