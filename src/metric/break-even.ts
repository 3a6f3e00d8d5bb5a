// How much slippage can the result bear?

import { sum } from "../indicator/statistics.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { Metric } from "./metric.js";

/**
 * Ticks of slippage a side at which the net profit would be 0: (net + slippage) ÷ (contract sides × tick value). Every
 * side counts, limit fills too. Negative where even perfect fills lose. Null without a fill.
 * (`ux/cli.md`: ($5,659.28 − $510.88) ÷ (824 × $1.25) = 5.0.)
 */
export const breakEvenSlippage: Metric = {
  key: "break-even-slippage",
  label: "Break-even slippage, ticks a side",
  unit: "ticks",
  of({ totals, fills, inputs }) {
    const sides = sum(fills.qty);
    if (sides === 0) return null;
    return (totals.net + totals.slippage) / (sides * instrumentOf(inputs.contract).tickValue);
  },
};
