// How much of the time, and of the account, was at stake?

import { contractValue } from "../accountant/value.js";
import { offsetsOf } from "../domain/chain.js";
import type { MicroUsd } from "../domain/money.js";
import { instrumentOf } from "../instrument/instrument.js";
import { type Closes, eachBlock, type Metric, oncePerRun } from "./metric.js";
import { leverageOfTrades } from "./results.js";

/** Bars that closed with a position. */
export function barsHeld(position: Int32Array): number {
  const found = { held: 0 };
  eachBlock(position.length, (from, to) => countHeld(found, position, from, to));
  return found.held;
}

function countHeld(found: { held: number }, position: Int32Array, from: number, to: number): void {
  let { held } = found;
  for (let bar = from; bar < to; bar++) if (position[bar] !== 0) held++;
  found.held = held;
}

export const heldBars = oncePerRun(({ position }: Closes): number => barsHeld(position));

/** 100 × bars that closed with a position ÷ all bars. Null without bars. */
export const exposure: Metric = {
  key: "exposure",
  label: "Time in the market",
  unit: "percent",
  of(run) {
    const { length } = run.position;
    return length === 0 ? null : (100 * heldBars(run)!) / length;
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
    const { bars, sum } = leverageAtCloses(run)!;
    return bars === 0 ? null : sum / bars;
  },
};

/** Largest notional ÷ equity, at the fills of the trades and at bar closes. Null without a position. */
export const maxLeverage: Metric = {
  key: "max-leverage",
  label: "Leverage, largest",
  unit: "ratio",
  of(run) {
    const atFills = leverageOfTrades(run).reduce((most, one) => Math.max(most, one), 0);
    const most = Math.max(atFills, leverageAtCloses(run)!.most);
    return most > 0 ? most : null;
  },
};

/** Notional ÷ equity at each bar's close; NaN where equity is used up and the ratio means nothing. */
export const leverageColumn = (run: Closes): Float64Array => leverages(run)!;

const leverages = oncePerRun((run: Closes): Float64Array => {
  const { inputs, position, bars, equity, chain } = run;
  const instrument = instrumentOf(inputs.contract);
  const { tickValue, linear } = instrument;
  const { closeTicks } = bars;
  const column = new Float64Array(position.length);
  if (linear && chain === null) {
    eachBlock(column.length, (from, to) =>
      linearLeverage(column, position, closeTicks, equity, tickValue, from, to),
    );
    return column;
  }
  const offsetAt = offsetsOf(chain);
  for (let bar = 0; bar < column.length; bar++) {
    const contracts = position[bar]!;
    if (contracts === 0) continue;
    const notional = Math.abs(contracts * contractValue(instrument, closeTicks[bar]! + offsetAt(bar)));
    column[bar] = equity[bar]! > 0 ? notional / equity[bar]! : Number.NaN;
  }
  return column;
});

/** What most runs are, as a plain loop: it is seldom called twice in a process, so it must be fast at once. */
function linearLeverage(
  column: Float64Array,
  position: Int32Array,
  closeTicks: Int32Array,
  equity: Float64Array,
  tickValue: MicroUsd,
  from: number,
  to: number,
): void {
  for (let bar = from; bar < to; bar++) {
    const contracts = position[bar]!;
    if (contracts === 0) continue;
    column[bar] = linearAt(contracts, closeTicks[bar]!, equity[bar]!, tickValue);
  }
}

function linearAt(contracts: number, closeTicks: number, equity: MicroUsd, tickValue: MicroUsd): number {
  const notional = Math.abs(contracts * (closeTicks * tickValue));
  return equity > 0 ? notional / equity : Number.NaN;
}

interface Leverage {
  bars: number;
  sum: number;
  most: number;
}

export const leverageAtCloses = oncePerRun((run: Closes): Leverage => {
  const found: Leverage = { bars: 0, sum: 0, most: 0 };
  const { inputs, position, bars, equity, chain } = run;
  const { tickValue, linear } = instrumentOf(inputs.contract);
  if (linear && chain === null) {
    // A terminal asks for these figures alone: no column is made for them.
    const { closeTicks } = bars;
    eachBlock(position.length, (from, to) =>
      seeLinear(found, position, closeTicks, equity, tickValue, from, to),
    );
    return found;
  }
  const column = leverageColumn(run);
  for (let bar = 0; bar < column.length; bar++) if (position[bar] !== 0) see(found, column[bar]!);
  return found;
});

function seeLinear(
  found: Leverage,
  position: Int32Array,
  closeTicks: Int32Array,
  equity: Float64Array,
  tickValue: MicroUsd,
  from: number,
  to: number,
): void {
  let { bars, sum, most } = found;
  for (let bar = from; bar < to; bar++) {
    const contracts = position[bar]!;
    if (contracts === 0 || !(equity[bar]! > 0)) continue;
    const value = linearAt(contracts, closeTicks[bar]!, equity[bar]!, tickValue);
    bars++;
    sum += value;
    if (value > most) most = value;
  }
  found.bars = bars;
  found.sum = sum;
  found.most = most;
}

function see(found: Leverage, value: number): void {
  if (Number.isNaN(value)) return;
  found.bars++;
  found.sum += value;
  if (value > found.most) found.most = value;
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
