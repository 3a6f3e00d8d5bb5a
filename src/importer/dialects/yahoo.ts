// Is this from Yahoo Finance?

import { has, type VendorDialect } from "./dialect.js";

/** The web page's download has "Adj Close"; yfinance adds "Dividends" and "Stock Splits", or a header of three lines. */
export const yahoo: VendorDialect = {
  name: "Yahoo Finance",
  recognise({ names }) {
    if (has(names, "adjclose") && !has(names, "exdividend")) return { why: "a column Adj Close" };
    return has(names, "dividends", "stocksplits") ? { why: "columns Dividends and Stock Splits" } : null;
  },
};
