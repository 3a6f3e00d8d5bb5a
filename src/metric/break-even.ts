// How much slippage can the result bear?

import { instrumentOf } from "../instrument/instrument.js";
import type { Metric, Traded } from "./metric.js";
import { breakEvenOf, slipped } from "./slipping.js";

/**
 * Ticks a side at which the net profit of the same fills would be 0: what they slipped as run, and net ÷ (contract sides that slip × tick
 * value) more. Limits and targets have their price, so only what fills at the market's mercy counts: where every side does, it is
 * (net + slippage) ÷ (contract sides × tick value). Negative where even perfect fills lose. Null where nothing slips.
 * (`ux/cli.md`: ($5,659.28 − $510.88) ÷ (824 × $1.25) = 5.0.)
 */
export const breakEvenSlippage: Metric<Traded> = {
  key: "break-even-slippage",
  label: "Break-even slippage, ticks a side",
  unit: "ticks",
  of({ totals, fills, inputs }) {
    return breakEvenOf(totals.net, slipped(fills), instrumentOf(inputs.contract).tickValue);
  },
};
