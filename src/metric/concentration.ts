// Do a few lucky strikes carry the result?

import { dailyProfits } from "./daily.js";
import type { Metric } from "./metric.js";
import { sum } from "./statistics.js";

/** 100 × net of the five best trades ÷ net of all trades; above 100 all others together lost. Null unless the trades made money. */
export const topTrades: Metric = {
  key: "top-trades-share",
  label: "Share of the five best trades",
  unit: "percent",
  of: ({ trades }) => shareOfBest(trades.map(({ net }) => net)),
};

/** 100 × P&L of the five best trade dates ÷ P&L of all. Null unless the account made money. */
export const topDays: Metric = {
  key: "top-days-share",
  label: "Share of the five best days",
  unit: "percent",
  of: (run) => shareOfBest(dailyProfits(run).map(({ profit }) => profit)),
};

function shareOfBest(results: readonly number[]): number | null {
  const all = sum(results);
  const best = [...results].sort((a, b) => b - a).slice(0, 5);
  return all > 0 ? (100 * sum(best)) / all : null;
}
