// What is written of a trade besides its legs?

import type { CostRate, Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/** As the columns have it. One object, written over for each trade: nothing is made a trade. */
export interface TradeRow {
  side: number;
  /** One bit a flag, in the order of TRADE_FLAGS. */
  flags: number;
  /** Contracts entered over the whole trade. */
  qty: number;
  entryBar: number;
  exitBar: number;
  /** Index into the run's reasons. */
  entryReason: number;
  exitReason: number;
  /** Which fill of the log. */
  entryFill: number;
  exitFill: number;
  entrySum: number;
  exitSum: number;
  gross: MicroUsd;
  commission: MicroUsd;
  exchange: MicroUsd;
  clearing: MicroUsd;
  nfa: MicroUsd;
  slippage: MicroUsd;
  funding: MicroUsd;
  /** NaN once an entry had no stop. */
  risk: MicroUsd;
  mae: MicroUsd;
  mfe: MicroUsd;
  stake: MicroUsd;
}

// Places in the row that the log has of every trade. Of one entry and one exit the fills say all but what the bars between them showed.
/** Number of the fill; of any other trade its place among those. */
export const ENTRY = 0;
export const EXIT = 1;
/** Contracts; 0 for any other trade. */
export const QTY = 2;
export const LOW = 3;
export const HIGH = 4;
export const WIDTH = 5;

export const blankTrade = (): TradeRow => ({
  side: 1,
  flags: 0,
  qty: 0,
  entryBar: 0,
  exitBar: 0,
  entryReason: 0,
  exitReason: 0,
  entryFill: 0,
  exitFill: 0,
  entrySum: 0,
  exitSum: 0,
  gross: 0,
  commission: 0,
  exchange: 0,
  clearing: 0,
  nfa: 0,
  slippage: 0,
  funding: 0,
  risk: 0,
  mae: 0,
  mfe: 0,
  stake: 0,
});

export const netOf = ({ gross, commission, exchange, clearing, nfa, funding }: TradeRow): MicroUsd =>
  gross - (commission + exchange + clearing + nfa) + funding;

/** An entry whose contracts are held, all brought in by one fill: what of it the trade's end asks for. */
export interface OneLot {
  bar: number;
  walk: number;
  leg: number;
  side: Side;
  price: Ticks;
  slip: Ticks;
  /** Which one of the log. */
  k: number;
  /** Contracts that it opened; 0 where nothing is held. */
  qty: number;
  rate: CostRate;
}

/** Whoever trades are written to: the log keeps each, the sums only what they come to. */
export interface TradeSink {
  /** Whether the worst and the best result on the way are asked for: they take a look at every bar. */
  readonly looks: boolean;
  /**
   * A trade of one entry and one exit is over: fill number `k`, at the price `exit`, takes out all that the lot brought in. `low` and
   * `high` are the furthest prices on the way, where they are asked for.
   */
  pair(
    lot: OneLot,
    exit: Ticks,
    k: number,
    exitRate: CostRate,
    instrument: Instrument,
    low: Ticks,
    high: Ticks,
  ): void;
  /** So many trades of one entry and one exit are over that `write` writes, once, when somebody asks for any. */
  owes(trades: number, write: () => void): void;
  leg(
    qty: number,
    entry: Ticks,
    exit: Ticks,
    exitBar: number,
    fill: number,
    gross: MicroUsd,
    reason: number,
  ): void;
  /** Any other trade is over; the legs since the last one are its own. */
  write(trade: TradeRow): void;
}
