// How are fills written in Bybit's history of derivatives?

import type { Side } from "../../domain/order.js";
import { shownText } from "../row-faults.js";
import { BLANK, clockByColumn, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFormat, type RowFate } from "./format.js";
import { type Cells, fatesOf, type Header } from "./table.js";
import { microOfText, type NumberReader, quantityText, sideOf } from "./values.js";

/** "Trasaction ID" is how they write it. The unified account calls the contract a market. */
const LAYOUT: Layout = {
  version: 1,
  required: {
    symbol: /^(contracts|market|symbol)$/,
    side: /^direction$/,
    qty: /^filled (qty|quantity)$/,
    price: /^filled price$/,
    kind: /^filled type$/,
    time: /^transaction time ?(\(.*\))?$/,
  },
  optional: {
    fee: /^(fees paid|trading fee)$/,
    rate: /^(trading )?fee rate$/,
    coin: /^fee ?coin$/,
    trade: /^tra[n]?saction id$/,
    order: /^order no\.?$/,
    orderKind: /^order type$/,
  },
};

const DOLLARS = /^(USDT|USDC|USD)$/;
const SIDES: Readonly<Record<string, Side>> = {
  "open long": 1,
  "close long": -1,
  "open short": -1,
  "close short": 1,
};
/** A liquidation and what the venue took over are fills that the trader did not ask for. */
const FORCED: Readonly<Record<string, string>> = {
  busttrade: "liquidation",
  liquidation: "liquidation",
  adltrade: "auto-deleveraging",
  adl: "auto-deleveraging",
  delivery: "delivery",
  settle: "settlement",
};

export const bybitTrades: BrokerFormat<Header> = {
  id: "bybit-trades",
  broker: "bybit",
  title: "Bybit derivatives trade history",
  grain: "fill",
  signatures: [
    {
      version: 1,
      required: [
        "Contracts",
        "Direction",
        "Filled Qty",
        "Filled Price",
        "Filled Type",
        "Transaction Time(UTC+0)",
      ],
      optional: ["Fees Paid", "Trasaction ID", "Order No."],
    },
  ],
  recognise: (file) => headerLike(file, [LAYOUT]),
  read(file, header, hints) {
    const { all, number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["qty", "price", "fee"],
      (cells) => [stampOf(cells)],
    );
    const sign = signOfCosts(all, number);
    const rows = fatesOf(header, (cells): RowFate => {
      const symbol = cells("symbol");
      if (symbol === "") throw new BadRow("it has no contract");
      const kind = cells("kind").toLowerCase().replace(/\s/g, "");
      const time = stamps.read(stampOf(cells), "transaction time");
      const cost = costOf(cells, number, sign);
      if (kind === "funding") {
        const identity = identityOf(cells, ["symbol", "time", "qty", "fee", "trade"]);
        const entry = { account: null, id: orNull(cells("trade")), symbol, time, identity } as const;
        return {
          kind: "fee",
          line: cells.line,
          entry: { ...entry, kind: "other", said: "Funding", amount: cost === null ? 0 : 0 - cost },
        };
      }
      const forced = FORCED[kind];
      if (kind !== "trade" && forced === undefined)
        throw new BadRow(`its filled type is "${shownText(cells("kind"), 40)}"`);
      const direction = cells("side").toLowerCase();
      return {
        kind: "fill",
        line: cells.line,
        fills: [
          {
            ...BLANK,
            id: orNull(cells("trade")),
            order: orNull(cells("order")),
            symbol,
            time,
            side: SIDES[direction] ?? sideOf(direction),
            qty: quantityText(number, cells("qty").replace(/^-/, "")),
            price: number(cells("price"), "the filled price"),
            commission: cost === null ? null : 0,
            fees: cost,
            by: forced ?? null,
            effect: direction.startsWith("open") ? "open" : direction.startsWith("close") ? "close" : null,
            identity: identityOf(cells, ["symbol", "side", "qty", "price", "time", "order"]),
          },
        ],
      };
    });
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockByColumn(header, "time", stamps.kind),
      notes: [...notes, ...(sign < 0 ? [BELOW_ZERO] : [])],
    };
  },
};

const BELOW_ZERO = "fees stand below zero in this file: read as costs";

/** "22:55 2026-05-17": the clock comes first. */
const stampOf = (cells: Cells): string =>
  cells("time").replace(/^(\d{1,2}:\d{2}(?::\d{2})?) (\d{4}-\d{2}-\d{2})$/, "$2 $1");

/** Fees are costs but for rebates: where most stand below zero, that is how this file writes costs. */
function signOfCosts(all: readonly Cells[], number: NumberReader): 1 | -1 {
  let below = 0;
  let above = 0;
  for (const cells of all) {
    if (cells("kind").toLowerCase() !== "trade") continue;
    try {
      const fee = Number(number(cells("fee"), "the fee"));
      if (fee < 0) below++;
      else if (fee > 0) above++;
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
    }
  }
  return below > above ? -1 : 1;
}

function costOf(cells: Cells, number: NumberReader, sign: 1 | -1): number | null {
  const coin = cells("coin").toUpperCase();
  if (cells("fee") === "" || (coin !== "" && !DOLLARS.test(coin))) return null;
  return sign * microOfText(number(cells("fee"), "the fee")) + 0;
}
