// Which exports are known, and of no use for a journal?

import { headerLike, type Layout } from "./columns.js";
import type { BrokerFormat } from "./format.js";
import type { Header } from "./table.js";

function refused(
  id: string,
  broker: string,
  title: string,
  layouts: readonly Layout[],
  why: string,
  instead: string,
): BrokerFormat<Header> {
  return {
    id,
    broker,
    title,
    grain: "pair",
    signatures: [],
    refused: { why, instead },
    recognise: (file) => headerLike(file, layouts),
    read: () => {
      throw new Error(`${id} is never read`);
    },
  };
}

const CLOSED_PNL: readonly Layout[] = [
  {
    version: 1,
    required: {
      symbol: /^(contracts|market|symbol)$/,
      exit: /^(avg )?exit price$/,
      entry: /^(avg )?entry price$/,
      pnl: /^(closed p&l|closed pnl|realized p&l)$/,
      time: /^(trade|create|closed) time/,
    },
    optional: {
      side: /^(closing direction|trade type|side)$/,
      qty: /^(qty|order quantity|closed size)$/,
      kind: /^exit type$/,
      opening: /^opening fee$/,
      closing: /^closing fee$/,
    },
  },
];

export const bybitClosedPnl = refused(
  "bybit-closed-pnl",
  "bybit",
  "Bybit closed P&L",
  CLOSED_PNL,
  "It says when a position was closed, and not when it was opened: no trade can be put on bars.",
  "export Derivatives, Trade History instead: it has every fill with its time",
);

const HISTORY: readonly Layout[] = [
  {
    version: 1,
    required: {
      kind: /^transaction type$/,
      symbol: /^symbol$/,
      gross: /^gross amount/,
      net: /^net amount/,
      date: /^date$/,
    },
    optional: { quantity: /^quantity$/, price: /^price$/, account: /^account$/, said: /^description$/ },
  },
];

export const ibkrHistory = refused(
  "ibkr-transaction-history",
  "ibkr",
  "Interactive Brokers transaction history",
  HISTORY,
  "It has dates without a clock, and rows that mark positions to market among the trades.",
  "export an Activity Statement as CSV, or a Flex query with executions as XML",
);
