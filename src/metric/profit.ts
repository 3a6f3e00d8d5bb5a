// What did the account make?

import type { Run } from "../domain/run.js";
import type { Metric } from "./metric.js";

/** Last equity − start cash, costs paid, an open position marked at the last close. Always defined. */
export const net: Metric = { key: "net", label: "Net profit", unit: "usd", of: ({ totals }) => totals.net };

/** Price result of all fills, slippage inside, before fees: net = gross − fees. Always defined. */
export const gross: Metric = {
  key: "gross",
  label: "Gross profit",
  unit: "usd",
  of: ({ totals }) => totals.gross,
};

/** 100 × net ÷ start cash. Null without start cash. */
export const returnPercent: Metric = {
  key: "return-percent",
  label: "Return on start cash",
  unit: "percent",
  of({ totals, inputs }) {
    const { cash } = inputs.account;
    return cash > 0 ? (100 * totals.net) / cash : null;
  },
};

/**
 * Compound annual growth rate: 100 × ((last equity ÷ start cash)^(1 ÷ years) − 1), years = calendar days from the first
 * trade date to the last, both counted, ÷ 365.25. Null for a span under 365 days, which says nothing of a year, and
 * where nothing is left.
 */
export const cagr: Metric = {
  key: "cagr",
  label: "Annual growth (CAGR)",
  unit: "percent",
  of(run) {
    const days = spanDays(run);
    const { cash } = run.inputs.account;
    if (days < 365 || cash <= 0 || run.totals.endEquity <= 0) return null;
    return 100 * ((run.totals.endEquity / cash) ** (365.25 / days) - 1);
  },
};

function spanDays({ daily }: Run): number {
  const [first, last] = [daily[0], daily.at(-1)];
  return first && last ? last.day - first.day + 1 : 0;
}
