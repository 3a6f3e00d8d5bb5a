// What does a trade of this strategy look like?

import { mean, sampleDeviation, sum } from "../indicator/statistics.js";
import { type Metric, wholeMicro } from "./metric.js";
import { barsOf, multiplesOf, netsOf, sidesOf, type TradeSet } from "./results.js";

export type { TradeResult } from "./results.js";

/** Of any set of trades, not only of all those of a run. */
export type TradeMetric = Metric<TradeSet>;

const usd = (amount: number | null): number | null => (amount === null ? null : wholeMicro(amount));

/** Finished trades, from first entry until flat; an open position is not one. Always defined. */
export const trades: TradeMetric = {
  key: "trades",
  label: "Trades",
  unit: "count",
  of: (run) => netsOf(run).all.length,
};

/** Trades that bought first. Always defined. */
export const longTrades: TradeMetric = {
  key: "long-trades",
  label: "Long trades",
  unit: "count",
  of: (run) => countOf(run, 1),
};

/** Trades that sold first. Always defined. */
export const shortTrades: TradeMetric = {
  key: "short-trades",
  label: "Short trades",
  unit: "count",
  of: (run) => countOf(run, -1),
};

/** 100 × trades with net above 0 ÷ all trades; a net of exactly 0 does not win. Null without trades. */
export const winRate: TradeMetric = {
  key: "win-rate",
  label: "Win rate",
  unit: "percent",
  of(run) {
    const { all, won } = netsOf(run);
    return all.length === 0 ? null : (100 * won.length) / all.length;
  },
};

/** Dollars won per dollar lost, net. Null without a losing trade: there is nothing to divide by. */
export const profitFactor: TradeMetric = {
  key: "profit-factor",
  label: "Profit factor",
  unit: "ratio",
  of(run) {
    const { won, lost } = netsOf(run);
    return lost.length === 0 ? null : sum(won) / -sum(lost);
  },
};

/** Mean net of all trades. Null without trades. */
export const expectancy: TradeMetric = {
  key: "expectancy",
  label: "Expectancy per trade",
  unit: "usd",
  of: (run) => usd(mean(netsOf(run).all)),
};

/** Mean R multiple (net ÷ initial risk) of the trades that had an initial stop. Null where none had. */
export const expectancyR: TradeMetric = {
  key: "expectancy-r",
  label: "Expectancy in R",
  unit: "r",
  of: (run) => mean(multiplesOf(run)),
};

/** Mean net of the winning trades. Null where none won. */
export const averageWin: TradeMetric = {
  key: "average-win",
  label: "Average win",
  unit: "usd",
  of: (run) => usd(mean(netsOf(run).won)),
};

/** Mean net of the losing trades, below 0. Null where none lost. */
export const averageLoss: TradeMetric = {
  key: "average-loss",
  label: "Average loss",
  unit: "usd",
  of: (run) => usd(mean(netsOf(run).lost)),
};

/** Net of the best trade. Null where none won. */
export const largestWin: TradeMetric = {
  key: "largest-win",
  label: "Largest win",
  unit: "usd",
  of: (run) => extreme(netsOf(run).won, Math.max),
};

/** Net of the worst trade, below 0. Null where none lost. */
export const largestLoss: TradeMetric = {
  key: "largest-loss",
  label: "Largest loss",
  unit: "usd",
  of: (run) => extreme(netsOf(run).lost, Math.min),
};

/** Average win ÷ size of the average loss. Null where none won or none lost. */
export const payoff: TradeMetric = {
  key: "payoff",
  label: "Payoff ratio",
  unit: "ratio",
  of(run) {
    const nets = netsOf(run);
    const [won, lost] = [mean(nets.won), mean(nets.lost)];
    return won === null || lost === null ? null : won / -lost;
  },
};

/**
 * System quality number: √n × mean ÷ sample standard deviation of the R multiples, over the n trades that had an initial stop;
 * n is not capped at 100. Null for fewer than two of them, and where they never differ.
 * Source: Tharp, Trade Your Way to Financial Freedom (2007).
 */
export const sqn: TradeMetric = {
  key: "sqn",
  label: "System quality (SQN)",
  unit: "ratio",
  of(run) {
    const all = multiplesOf(run);
    const deviation = sampleDeviation(all);
    return deviation ? (Math.sqrt(all.length) * mean(all)!) / deviation : null;
  },
};

/** Mean number of bars that a trade touched, entry and exit bar included. Null without trades. */
export const averageBars: TradeMetric = {
  key: "average-bars",
  label: "Average bars held",
  unit: "bars",
  of: (run) => mean(barsOf(run)),
};

function countOf(of: TradeSet, wanted: 1 | -1): number {
  const sides = sidesOf(of);
  let count = 0;
  for (let at = 0; at < sides.length; at++) if (sides[at] === wanted) count++;
  return count;
}

function extreme(values: Float64Array, pick: (a: number, b: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => pick(a, b));
}
