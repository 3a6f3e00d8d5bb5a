// How well were entries and exits placed inside the moves that they caught?

import { sum } from "../indicator/statistics.js";
import type { Metric, Traded } from "./metric.js";
import { tradeResults } from "./results.js";

/**
 * Entry efficiency: 100 × Σ MFE ÷ Σ (MFE − MAE), the share of all excursions that went the trade's way; 50 is chance. Sums over all
 * trades, so that small trades do not shout. Null where no trade moved.
 * Source: the entry efficiency of Sweeney (1996), summed.
 */
export const maeEfficiency: Metric<Traded> = {
  key: "mae-efficiency",
  label: "Entry efficiency (MAE)",
  unit: "percent",
  of(run) {
    const { mae, mfe } = tradeResults(run);
    const best = sum(mfe);
    const range = best - sum(mae);
    return range === 0 ? null : (100 * best) / range;
  },
};

/**
 * Exit efficiency: 100 × Σ gross ÷ Σ MFE, the share of the best open profits that was taken home; negative where trades lose
 * before costs. Null where no trade was ever ahead.
 */
export const mfeEfficiency: Metric<Traded> = {
  key: "mfe-efficiency",
  label: "Exit efficiency (MFE)",
  unit: "percent",
  of(run) {
    const { mfe, gross } = tradeResults(run);
    const best = sum(mfe);
    return best === 0 ? null : (100 * sum(gross)) / best;
  },
};
