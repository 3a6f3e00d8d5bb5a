// What does a sweep want to know of a run, in numbers alone?

import { sumOf } from "../accountant/costs.js";
import type { MicroUsd } from "../domain/money.js";
import type { RunData } from "../domain/run.js";
import { ColumnCache } from "../strategy/columns.js";
import { type BacktestSpec, Lane } from "./backtest.js";
import { netResult } from "./bounds.js";
import { finishedRun } from "./finish.js";

/** Sums and counts of one run; the metrics of `metric/figures.ts` are made of them. Money is in micro-dollars. */
export interface RunFigures {
  readonly net: MicroUsd;
  readonly gross: MicroUsd;
  /** Everything that was posted as a fee, fees of data and liquidations among them. */
  readonly fees: MicroUsd;
  /** Memo, already inside gross. */
  readonly slippage: MicroUsd;
  readonly endEquity: MicroUsd;
  /** Deepest fall of equity below its highest before, at bar closes; the first peak is the start cash. */
  readonly maxDrawdown: MicroUsd;
  readonly trades: number;
  readonly longTrades: number;
  /** Trades with a net above 0. */
  readonly wins: number;
  /** Trades with a net below 0. */
  readonly losses: number;
  /** Net of the winning trades. */
  readonly won: MicroUsd;
  /** Net of the losing trades, at or above 0. */
  readonly lost: MicroUsd;
  /** Bars that closed with a position. */
  readonly barsHeld: number;
  /** Bars whose two walks end with different equity. */
  readonly ambiguousBars: number;
  /** Equity at the end of each trade date. */
  readonly dailyEquity: Float64Array;
}

/**
 * A run as `backtestData` makes it, but for its bounds: an ambiguous bar is counted, and the whole run is not made again
 * under the other walk. Both bounds are the net.
 */
export function dataOfOneWalk(spec: BacktestSpec): RunData {
  const lane = new Lane({ ...spec, columns: spec.columns ?? new ColumnCache() });
  lane.runToEnd();
  const net = netResult(lane);
  return finishedRun(lane, { ambiguousBars: lane.ambiguous.size, adverseNet: net, favourableNet: net });
}

/**
 * The figures of one run, equal to the bit to those of the run itself; throws as it does. Deposits and withdrawals are
 * not taken out of drawdown and daily equity: a run with such terms is to be measured by its own metrics.
 */
export function figuresOf(spec: BacktestSpec): RunFigures {
  const { totals, trades, equity, position, daily, bounds } = dataOfOneWalk(spec);
  let [longTrades, wins, losses, won, lost] = [0, 0, 0, 0, 0];
  for (let k = 0; k < trades.length; k++) {
    const net = trades.net[k]!;
    if (trades.side[k] === 1) longTrades++;
    if (net > 0) {
      wins++;
      won += net;
    } else if (net < 0) {
      losses++;
      lost -= net;
    }
  }
  return {
    net: totals.net,
    gross: totals.gross,
    fees: sumOf(totals.costs) + totals.dataFees + totals.liquidationFees,
    slippage: totals.slippage,
    endEquity: totals.endEquity,
    maxDrawdown: deepestFall(equity, spec.account.cash),
    trades: trades.length,
    longTrades,
    wins,
    losses,
    won,
    lost,
    barsHeld: heldIn(position),
    ambiguousBars: bounds.ambiguousBars,
    dailyEquity: Float64Array.from(daily, (row) => row.equity),
  };
}

/** As of the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 2048;

interface Fall {
  peak: MicroUsd;
  deepest: MicroUsd;
}

function deepestFall(equity: Float64Array, cash: MicroUsd): MicroUsd {
  const fall: Fall = { peak: cash, deepest: 0 };
  for (let bar = 0; bar < equity.length; bar += BLOCK)
    fallIn(equity, fall, bar, Math.min(bar + BLOCK, equity.length));
  return fall.deepest;
}

function fallIn(equity: Float64Array, fall: Fall, from: number, to: number): void {
  let { peak, deepest } = fall;
  for (let bar = from; bar < to; bar++) {
    const value = equity[bar]!;
    if (value > peak) peak = value;
    else if (peak - value > deepest) deepest = peak - value;
  }
  fall.peak = peak;
  fall.deepest = deepest;
}

function heldIn(position: Int32Array): number {
  let held = 0;
  for (let bar = 0; bar < position.length; bar += BLOCK)
    held += heldBetween(position, bar, Math.min(bar + BLOCK, position.length));
  return held;
}

function heldBetween(position: Int32Array, from: number, to: number): number {
  let held = 0;
  for (let bar = from; bar < to; bar++) if (position[bar] !== 0) held++;
  return held;
}
