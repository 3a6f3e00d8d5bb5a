// How are executions written in Tradervue's generic format?

import { cellsOf } from "../cells.js";
import { BLANK, clockOf, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFile, type BrokerFormat, type RowFate } from "./format.js";
import { type Cells, fatesOf, type Header, rowsOf } from "./table.js";
import { microOfText, type NumberReader, sideOf } from "./values.js";

const LAYOUT: Layout = {
  version: 1,
  required: {
    date: /^(date|trade date|t\/d)$/,
    time: /^(time|exec time|execution time)$/,
    symbol: /^(symbol|ticker)$/,
    quantity: /^(quantity|qty|shares|contracts)$/,
    price: /^(price|exec price)$/,
  },
  optional: {
    side: /^(side|action|b\/s)$/,
    commission: /^(commission|commision|commissions|comm)$/,
    transaction: /^(transfee|trans fee|transaction fee)$/,
    ecn: /^(ecnfee|ecn fee)$/,
    account: /^(account|account ?tag|account name)$/,
  },
};
/** Without a header the columns stand in this order. */
const ORDER = ["date", "time", "symbol", "quantity", "price", "side"];

/** Dates are never day first: so it is promised. Fees are charges above zero, rebates below. */
export const tradervue: BrokerFormat<Header> = {
  id: "tradervue",
  broker: "tradervue",
  title: "Tradervue generic import",
  grain: "fill",
  signatures: [
    {
      version: 1,
      required: ["Date", "Time", "Symbol", "Quantity", "Price"],
      optional: ["Side", "Commission", "TransFee", "ECNFee"],
    },
  ],
  recognise: (file) => headerLike(file, [LAYOUT]) ?? headless(file),
  read(file, header, hints) {
    const { number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["quantity", "price", "commission", "transaction", "ecn"],
      (cells) => [stampOf(cells)],
      "mdy",
    );
    const rows = fatesOf(header, (cells): RowFate => {
      const symbol = cells("symbol");
      if (symbol === "") throw new BadRow("it has no symbol");
      const quantity = number(cells("quantity"), "the quantity");
      if (/^-?0*\.?0*$/.test(quantity)) throw new BadRow(`the quantity is ${quantity}`);
      return {
        kind: "fill",
        line: cells.line,
        fills: [
          {
            ...BLANK,
            account: orNull(cells("account")),
            symbol,
            time: stamps.read(stampOf(cells), "date and time"),
            side: wayOf(cells("side"), quantity),
            qty: quantity.replace("-", ""),
            price: number(cells("price"), "the price"),
            commission: costOf(cells, number, ["commission"]),
            fees: costOf(cells, number, ["transaction", "ecn"]),
            identity: identityOf(cells, ["date", "time", "symbol", "quantity", "price", "side", "account"]),
          },
        ],
      };
    });
    return { rows, dateOrder: stamps.order, clock: clockOf(stamps.kind), notes };
  },
};

const stampOf = (cells: Cells): string =>
  cells("date") === "" || cells("time") === "" ? "" : `${cells("date")} ${cells("time")}`;

/** It begins with a B or an S: BOT, SLD, Buy, Sell, Short; or is to cover. Left out, what is below zero was sold. */
function wayOf(text: string, quantity: string): 1 | -1 {
  if (text === "") return quantity.startsWith("-") ? -1 : 1;
  if (/^b/i.test(text)) return 1;
  if (/^s/i.test(text)) return -1;
  return sideOf(text);
}

function costOf(cells: Cells, number: NumberReader, names: readonly string[]): number | null {
  const told = names.filter((name) => cells(name) !== "");
  if (told.length === 0) return null;
  return told.reduce((sum, name) => sum + microOfText(number(cells(name), `the ${name} fee`)), 0);
}

function headless(file: BrokerFile): Header | null {
  const first = file.text.split(/\r\n|[\n\r]/).find((line) => line.trim() !== "") ?? "";
  for (const delimiter of [",", "\t"]) {
    const cells = cellsOf(first, delimiter).map(({ text }) => text.trim());
    const [date = "", time = "", symbol = "", quantity = "", price = "", side = ""] = cells;
    const fits =
      cells.length === ORDER.length &&
      /^\d{1,4}[-/]?\d{1,2}[-/]?\d{1,4}$/.test(date) &&
      /^\d{1,2}:\d{2}(:\d{2})?$/.test(time) &&
      /[A-Za-z]/.test(symbol) &&
      /^-?[\d.,]+$/.test(quantity) &&
      /^-?[\d.,]+$/.test(price) &&
      /^[bs]/i.test(side);
    const rows = fits ? rowsOf(file.text, delimiter) : null;
    if (rows === null) continue;
    return {
      version: 1,
      delimiter,
      line: 0,
      signature: { version: 1, required: ORDER },
      places: new Map(ORDER.map((name, k) => [name, k])),
      names: ORDER,
      rows,
      records: rows.map((row) => row.line),
      score: ORDER.length,
    };
  }
  return null;
}
