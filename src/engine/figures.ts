// What does a sweep want to know of a run, in numbers alone?

import { sumOf } from "../accountant/costs.js";
import { TradeLog } from "../accountant/trade-log.js";
import { TradeSums } from "../accountant/trade-sums.js";
import type { TradeMaker } from "../accountant/trades.js";
import type { MicroUsd } from "../domain/money.js";
import type { DailyRow, RunData } from "../domain/run.js";
import { ColumnCache } from "../strategy/columns.js";
import { type BacktestSpec, Lane } from "./backtest.js";
import { ownBounds } from "./bounds.js";
import { finishedRun, totalsOf } from "./finish.js";
import { inTheirMonths } from "./in-their-months.js";
import { tradesAfter, tradesAlong } from "./trade-sources.js";

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
  const trades = tradesAlong(lane, new TradeLog());
  lane.runToEnd(trades);
  return finishedRun(lane, trades, ownBounds(lane));
}

/**
 * The figures of one run, equal to the bit to those of the run itself; throws as it does. Deposits and withdrawals are
 * not taken out of drawdown and daily equity: a run with such terms is to be measured by its own metrics.
 */
export function figuresOf(spec: BacktestSpec): RunFigures {
  const lane = new Lane({ ...spec, columns: spec.columns ?? new ColumnCache() });
  const sums = new TradeSums();
  const along = tradesAlong(lane, sums);
  lane.runToEnd(along);
  const totals = totalsOf(lane, (along ?? afterwards(lane, sums)).finish());
  const { trades, longTrades, wins, losses, won, lost } = sums;
  const { deepestFall, barsHeld } = lane.closes.course(spec.account.cash, lane.reach.extremes);
  const figures = {
    net: totals.net,
    gross: totals.gross,
    fees: sumOf(totals.costs) + totals.dataFees + totals.liquidationFees,
    slippage: totals.slippage,
    endEquity: totals.endEquity,
    maxDrawdown: deepestFall,
    trades,
    longTrades,
    wins,
    losses,
    won,
    lost,
    barsHeld,
    ambiguousBars: lane.ambiguous.size,
    dailyEquity: dailyEquity(lane.daily),
  };
  // All that is wanted of its logs has been read: the next run writes where they were.
  for (const log of [lane.fills, lane.orders, lane.closes]) log.release();
  return figures;
}

function dailyEquity(rows: readonly DailyRow[]): Float64Array {
  const equity = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k++) equity[k] = rows[k]!.equity;
  return equity;
}

/** Where trades are made of fills at the prices of contract months, or have funding. */
function afterwards(lane: Lane, sums: TradeSums): TradeMaker<TradeSums> {
  const chain = lane.months?.result() ?? null;
  const { chain: plan } = lane.spec;
  const months = chain && plan ? inTheirMonths(lane.fills.columns(lane), chain, plan).months : null;
  return tradesAfter(lane, months, lane.cash.columns(lane.fills.reasons).cash, sums);
}
