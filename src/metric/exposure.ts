// How much of the time, and of the account, was at stake?

import { contractValue } from "../accountant/value.js";
import { offsetsOf } from "../domain/chain.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { Metric } from "./metric.js";

/** 100 × bars that closed with a position ÷ all bars. Null without bars. */
export const exposure: Metric = {
  key: "exposure",
  label: "Time in the market",
  unit: "percent",
  of({ position }) {
    if (position.length === 0) return null;
    let held = 0;
    for (const contracts of position) held += Number(contracts !== 0);
    return (100 * held) / position.length;
  },
};

/**
 * Mean notional ÷ equity over the bars that closed with a position; 2.4 is 2.4 times. Null where there are none. Bars
 * with equity at or below 0 do not count: no leverage is that of a debt.
 */
export const averageLeverage: Metric = {
  key: "average-leverage",
  label: "Leverage, average",
  unit: "ratio",
  of(run) {
    const { bars, sum } = leverage(run);
    return bars === 0 ? null : sum / bars;
  },
};

/** Largest notional ÷ equity, at the fills of the trades and at bar closes. Null without a position. */
export const maxLeverage: Metric = {
  key: "max-leverage",
  label: "Leverage, largest",
  unit: "ratio",
  of(run) {
    const atFills = run.trades.reduce((most, trade) => Math.max(most, trade.leverage), 0);
    const most = Math.max(atFills, leverage(run).most);
    return most > 0 ? most : null;
  },
};

function leverage({ inputs, position, bars, equity, chain }: Run): {
  bars: number;
  sum: number;
  most: number;
} {
  const found = { bars: 0, sum: 0, most: 0 };
  if (position.length === 0) return found;
  const instrument = instrumentOf(inputs.contract);
  const offsetAt = offsetsOf(chain);
  for (let i = 0; i < position.length; i++) {
    if (position[i] === 0 || equity[i]! <= 0) continue;
    const notional = Math.abs(position[i]! * contractValue(instrument, bars.closeTicks[i]! + offsetAt(i)));
    found.bars++;
    found.sum += notional / equity[i]!;
    found.most = Math.max(found.most, notional / equity[i]!);
  }
  return found;
}

/** Mean initial margin ÷ equity at bar closes with a position, in percent. Null where there are none, or margin is not checked. */
export const averageMargin: Metric = {
  key: "average-margin",
  label: "Margin, average share of equity",
  unit: "percent",
  of: ({ margin }) => margin.averagePercent,
};

/** Largest initial margin ÷ equity, in percent. Null as the average. */
export const peakMargin: Metric = {
  key: "peak-margin",
  label: "Margin, peak share of equity",
  unit: "percent",
  of: ({ margin }) => margin.peakPercent,
};
