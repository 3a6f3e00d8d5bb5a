// How are fills written in Interactive Brokers' trade confirmations and Flex queries as CSV?

import { shownText } from "../row-faults.js";
import { BLANK, clockOf, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFormat, type RowFate } from "./format.js";
import { fatesOf, type Header } from "./table.js";
import { microOfText, sideOf } from "./values.js";

/** Columns are those that the query asks for. */
const LAYOUT: Layout = {
  version: 1,
  required: {
    asset: /^(assetclass|asset class|assetcategory)$/,
    symbol: /^symbol$/,
    side: /^(buy\/sell|buysell)$/,
    time: /^(date\/time|datetime)$/,
    qty: /^quantity$/,
    price: /^(price|tradeprice|trade price)$/,
  },
  optional: {
    commission: /^(commission|ibcommission|ib commission)$/,
    account: /^(clientaccountid|account ?id|account)$/,
    id: /^(ibexecid|execid|exec id)$/,
    trade: /^(tradeid|trade id|transactionid)$/,
    order: /^(iborderid|orderid|order id)$/,
    level: /^(levelofdetail|level of detail)$/,
    currency: /^(currencyprimary|currency)$/,
    taxes: /^taxes$/,
    effect: /^(open\/closeindicator|openclose|open\/close)$/,
    underlying: /^underlyingsymbol$/,
    multiplier: /^multiplier$/,
  },
};

export const ibkrConfirms: BrokerFormat<Header> = {
  id: "ibkr-confirms",
  broker: "ibkr",
  title: "Interactive Brokers trade confirmations (CSV)",
  grain: "fill",
  signatures: [
    {
      version: 1,
      required: ["AssetClass", "Symbol", "Buy/Sell", "Date/Time", "Quantity", "Price"],
      optional: ["Commission", "Multiplier", "UnderlyingSymbol"],
    },
  ],
  recognise: (file) => headerLike(file, [LAYOUT]),
  read(file, header, hints) {
    const { number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["qty", "price", "commission", "taxes"],
      (cells) => [flexStamp(cells("time"))],
    );
    const rows = fatesOf(header, (cells): RowFate => {
      const { line } = cells;
      const why = otherThanFill(cells("asset"), cells("level"));
      if (why !== null) return { kind: "non-trade", line, why };
      refuseCurrency(cells("currency"));
      const symbol = cells("symbol");
      if (symbol === "") throw new BadRow("it has no symbol");
      const quantity = number(cells("qty"), "the quantity");
      if (/^-?0*\.?0*$/.test(quantity)) throw new BadRow("the quantity is 0");
      return {
        kind: "fill",
        line,
        fills: [
          {
            ...BLANK,
            account: orNull(cells("account")),
            id: orNull(cells("id") || cells("trade")),
            order: orNull(cells("order")),
            symbol,
            time: stamps.read(flexStamp(cells("time")), "date and time"),
            side: sideOf(cells("side").replace(/\s*\(Ca\.?\)$/i, "")),
            qty: quantity.replace("-", ""),
            price: number(cells("price"), "the price"),
            commission: costOf(cells("commission"), number),
            fees: cells("commission") === "" ? null : (costOf(cells("taxes"), number) ?? 0),
            effect: effectOf(cells("effect")),
            identity: identityOf(cells, ["account", "symbol", "side", "time", "qty", "price", "commission"]),
          },
        ],
      };
    });
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockOf(stamps.kind),
      notes: [...notes, ...withoutExecutions(rows)],
    };
  },
};

/** "20260323;122919", "2026-03-23, 12:29:19". */
export const flexStamp = (text: string): string => text.replace(/[;,]\s*/, " ");

/** Why a row is no fill of a future, null where it is one. */
export function otherThanFill(asset: string, level: string): string | null {
  const kind = asset.toUpperCase();
  if (kind !== "FUT" && kind !== "FUTURE" && kind !== "FUTURES")
    return `no future (${shownText(asset, 20) || "no asset class"})`;
  const detail = level.toUpperCase();
  if (detail !== "" && detail !== "EXECUTION") return `${shownText(detail, 30)}${NO_EXECUTION}`;
  return null;
}

/** What is to be set in a query that has futures, and none of their executions. */
export const withoutExecutions = (rows: readonly RowFate[]): string[] =>
  rows.some((row) => row.kind === "fill" || row.kind === "rejected") ||
  !rows.some((row) => row.kind === "non-trade" && row.why.endsWith(NO_EXECUTION))
    ? []
    : ["no executions of futures: choose Executions in the Trades section of the query, and export again"];

const NO_EXECUTION = ", not an execution";

export function refuseCurrency(currency: string): void {
  if (currency !== "" && currency !== "USD") {
    throw new BadRow(`it is in ${shownText(currency, 10)}: fills are booked in dollars`);
  }
}

export const effectOf = (text: string): "open" | "close" | null =>
  text === "O" ? "open" : text === "C" ? "close" : null;

/** They write costs below zero; a rebate is above it. */
export const costOf = (text: string, number: (text: string, what: string) => string): number | null =>
  text === "" ? null : 0 - microOfText(number(text, "the commission"));
