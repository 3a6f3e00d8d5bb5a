// How are fills written in Binance's history of USD-M futures?

import { shownText } from "../row-faults.js";
import { BLANK, clockByColumn, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFile, type BrokerFormat, type ClockEvidence, type RowFate } from "./format.js";
import { type Cells, fatesOf, type Header } from "./table.js";
import { microOfText, quantityText, sideOf } from "./values.js";
import { zoneInText } from "./zone-names.js";

const required = {
  symbol: /^symbol$/,
  side: /^side$/,
  price: /^price$/,
  quantity: /^quantity$/,
  fee: /^fee$/,
  profit: /^realized (profit|pnl)$/,
};
const optional = {
  uid: /^(uid|user id)$/,
  amount: /^amount$/,
  buyer: /^buyer$/,
  maker: /^maker$/,
  trade: /^trade id$/,
  order: /^order id$/,
  coin: /^(fee coin|fee asset|quote asset)$/,
};
const LAYOUTS: readonly Layout[] = [
  { version: 1, required: { ...required, time: /^date ?\(utc\)$/ }, optional },
  { version: 2, required: { ...required, time: /^time(\(.*\))?$/ }, optional },
];

/** One dollar to the coin, as everywhere in this program. */
const DOLLARS = /^(USDT|USDC|BUSD|FDUSD|USD)$/;

/** The newer kind names its zone nowhere but in the name of the archive: "…(UTC--6).zip". */
export const binanceTrades: BrokerFormat<Header> = {
  id: "binance-trades",
  broker: "binance",
  title: "Binance USD-M futures trade history",
  grain: "fill",
  signatures: [
    {
      version: 2,
      required: ["Time", "Symbol", "Side", "Price", "Quantity", "Fee", "Realized Profit"],
      optional: ["Uid", "Trade ID", "Order ID"],
    },
  ],
  recognise: (file) => headerLike(file, LAYOUTS),
  read(file, header, hints) {
    const { all, number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["price", "quantity", "profit"],
      (cells) => [stampOf(cells)],
    );
    const odd = all.filter((cells) => {
      const coin = feeOf(cells)?.coin ?? "";
      return coin !== "" && !DOLLARS.test(coin);
    }).length;
    const fates = fatesOf(header, (cells): RowFate => {
      const symbol = cells("symbol");
      if (symbol === "" && cells("side") === "")
        return { kind: "non-trade", line: cells.line, why: "no trade: a remark" };
      if (symbol === "") throw new BadRow("it has no symbol");
      const fee = feeOf(cells);
      if (fee === null && cells("fee") !== "")
        throw new BadRow(`the fee is no amount: "${shownText(cells("fee"), 40)}"`);
      const dollars = fee !== null && (fee.coin === "" || DOLLARS.test(fee.coin));
      const profit =
        cells("profit") === "" ? null : microOfText(number(cells("profit"), "the realized profit"));
      return {
        kind: "fill",
        line: cells.line,
        fills: [
          {
            ...BLANK,
            account: orNull(cells("uid")),
            // Both sides of a trade with oneself have its number.
            id: cells("trade") === "" ? null : `${symbol}:${cells("trade")}`,
            order: orNull(cells("order")),
            symbol,
            time: stamps.read(stampOf(cells), "time"),
            side: sideOf(cells("side")),
            qty: quantityText(number, cells("quantity")),
            price: number(cells("price"), "the price"),
            commission: dollars ? 0 : null,
            fees: dollars ? microOfText(number(fee.amount, "the fee")) : null,
            brokerPnl: profit === 0 ? null : profit,
            identity: identityOf(cells, [
              "uid",
              "time",
              "symbol",
              "side",
              "price",
              "quantity",
              "fee",
              "profit",
            ]),
          },
        ],
      };
    });
    const rows = fates.map(remarkFate);
    const coins =
      odd === 0 ? [] : [`fees of ${odd} ${odd === 1 ? "row" : "rows"}, paid in another coin, are estimated`];
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockIn(file, header, stamps.kind),
      notes: [...notes, ...coins],
    };
  },
};

/** An empty history is one sentence below the header. */
const remarkFate = (fate: RowFate): RowFate =>
  fate.kind === "rejected" && /^"?no (data|records?)/i.test(fate.bytes.trim())
    ? { kind: "non-trade", line: fate.line, why: "no trade: a remark" }
    : fate;

/** "26-03-17 09:34:12" is the year 2026, not the 26th. */
const stampOf = (cells: Cells): string =>
  cells("time").replace(/^(\d{2})-(\d{2})-(\d{2})(?=[ T])/, "20$1-$2-$3");

/** "0.295 USDC", "0.03682290USDT", "0.268". */
function feeOf(cells: Cells): { readonly amount: string; readonly coin: string } | null {
  const match = /^(-?[\d.,]+(?:e-?\d+)?)\s*([A-Z0-9]*)$/i.exec(cells("fee"));
  if (match === null) return null;
  const coin = (match[2] || cells("coin")).toUpperCase();
  return { amount: match[1]!, coin };
}

function clockIn(file: BrokerFile, header: Header, kind: "instant" | "local"): ClockEvidence {
  const told = clockByColumn(header, "time", kind);
  if (told.kind !== "none") return told;
  for (const called of [file.innerName, file.name]) {
    const zone = zoneInText(called);
    if (zone !== null) return { kind: "zone", zone, said: `the file's name says ${zone}` };
  }
  return told;
}
