// What did the account make?

import type { Run } from "../domain/run.js";
import type { Metric } from "./metric.js";
import { growth, totalGrowth } from "./own-money.js";

/** Last equity − start cash − deposits + withdrawals, costs paid, an open position marked at the last close. Always defined. */
export const net: Metric = { key: "net", label: "Net profit", unit: "usd", of: ({ totals }) => totals.net };

/** Price result of all fills, slippage inside, before fees: net = gross − fees. Always defined. */
export const gross: Metric = {
  key: "gross",
  label: "Gross profit",
  unit: "usd",
  of: ({ totals }) => totals.gross,
};

/** 100 × net ÷ start cash; with deposits or withdrawals time-weighted (`growth`). Null without start cash. */
export const returnPercent: Metric = {
  key: "return-percent",
  label: "Return on start cash",
  unit: "percent",
  of(run) {
    const { cash } = run.inputs.account;
    if (cash <= 0) return null;
    if (growth(run) === run.equity) return (100 * run.totals.net) / cash;
    const grown = totalGrowth(run);
    return grown === null ? null : 100 * (grown - 1);
  },
};

/**
 * Compound annual growth rate: 100 × ((last equity ÷ start cash)^(1 ÷ years) − 1), with deposits or withdrawals by
 * time-weighted growth in place of the quotient (`growth`); years = calendar days from the first
 * trade date to the last, both counted, ÷ 365.25. Null for a span under 365 days, which says nothing of a year, and
 * where nothing is left.
 */
export const cagr: Metric = {
  key: "cagr",
  label: "Annual growth (CAGR)",
  unit: "percent",
  of(run) {
    const days = spanDays(run);
    const grown = totalGrowth(run);
    if (days < 365 || grown === null || grown <= 0) return null;
    return 100 * (grown ** (365.25 / days) - 1);
  },
};

function spanDays({ daily }: Run): number {
  const [first, last] = [daily[0], daily.at(-1)];
  return first && last ? last.day - first.day + 1 : 0;
}
