// Do a few lucky strikes carry the result?

import { sum } from "../indicator/statistics.js";
import { dailyProfits } from "./daily.js";
import type { Metric, Traded } from "./metric.js";
import { tradeResults } from "./results.js";

/** 100 × net of the five best trades ÷ net of all trades; above 100 all others together lost. Null unless the trades made money. */
export const topTrades: Metric<Traded> = {
  key: "top-trades-share",
  label: "Share of the five best trades",
  unit: "percent",
  of: (run) => topShare(run, "trades"),
};

/** 100 × P&L of the five best trade dates ÷ P&L of all. Null unless the account made money. */
export const topDays: Metric<Traded> = {
  key: "top-days-share",
  label: "Share of the five best days",
  unit: "percent",
  of: (run) => topShare(run, "days"),
};

/** The share that the five best trades, or trade dates, have of all. */
function topShare(run: Traded, of: "trades" | "days"): number | null {
  const results =
    of === "trades" ? tradeResults(run).net : Float64Array.from(dailyProfits(run), ({ profit }) => profit);
  const all = sum(results);
  return all > 0 ? (100 * sum(bestOf(results))) / all : null;
}

/** The five largest, the best first: for five of tens of thousands nobody sorts them all. */
function bestOf(results: Float64Array): Float64Array {
  const best = new Float64Array(Math.min(5, results.length)).fill(Number.NEGATIVE_INFINITY);
  const last = best.length - 1;
  for (let at = 0; at < results.length; at++) {
    const result = results[at]!;
    if (!(result > best[last]!)) continue;
    let place = last;
    for (; place > 0 && best[place - 1]! < result; place--) best[place] = best[place - 1]!;
    best[place] = result;
  }
  return best;
}
