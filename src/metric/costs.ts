// What did trading cost?

import type { MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import type { Metric } from "./metric.js";

/** Everything that was posted as a fee, so that net = gross − fees. Always defined. */
export const fees: Metric = { key: "fees", label: "Fees", unit: "usd", of: (run) => feesOf(run) };

/** Fees and slippage together: what the same fills would have made more if trading were free. Always defined. */
export const costs: Metric = { key: "costs", label: "Costs paid", unit: "usd", of: (run) => costsOf(run) };

/** 100 × costs ÷ (net + costs), the share of the result before costs that they took. Null unless that was a profit. */
export const costsPercent: Metric = {
  key: "costs-percent",
  label: "Costs, share of profit before them",
  unit: "percent",
  of(run) {
    const before = run.totals.net + costsOf(run);
    return before > 0 ? (100 * costsOf(run)) / before : null;
  },
};

/** Broker's commission, all sides. Always defined, as are the parts below. */
export const commission = part("commission", "Commission", ({ totals }) => totals.costs.commission);
export const exchangeFees = part("exchange", "Exchange fees", ({ totals }) => totals.costs.exchange);
export const clearingFees = part("clearing", "Clearing fees", ({ totals }) => totals.costs.clearing);
export const nfaFees = part("nfa", "NFA fees", ({ totals }) => totals.costs.nfa);
/** Monthly market data fees. */
export const dataFees = part("data", "Market data", ({ totals }) => totals.dataFees);
/** The broker's charges for forced liquidations. */
export const liquidationFees = part(
  "liquidation-fees",
  "Liquidation fees",
  ({ totals }) => totals.liquidationFees,
);
/** Ticks by which slippage worsened fills × tick value. It is inside gross already. */
export const slippage = part("slippage", "Slippage", ({ totals }) => totals.slippage);

function part(key: string, label: string, of: (run: Run) => MicroUsd): Metric {
  return { key, label, unit: "usd", of };
}

function feesOf({ totals }: Run): MicroUsd {
  const { commission, exchange, clearing, nfa } = totals.costs;
  return commission + exchange + clearing + nfa + totals.dataFees + totals.liquidationFees;
}

const costsOf = (run: Run): MicroUsd => feesOf(run) + run.totals.slippage;
