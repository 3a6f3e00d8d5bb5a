// What do the trades of a run come to, for whoever wants no single one?

import type { MicroUsd } from "../domain/money.js";
import { netOf, type TradeRow, type TradeSink } from "./trade-row.js";

/** Counts, and sums of net. */
export class TradeSums implements TradeSink {
  readonly looks = false;
  trades = 0;
  longTrades = 0;
  /** Trades with a net above 0, and with one below. */
  wins = 0;
  losses = 0;
  /** Net of the winning trades, and of the losing ones, at or above 0. */
  won: MicroUsd = 0;
  lost: MicroUsd = 0;

  leg(): void {}

  write(trade: TradeRow): void {
    const net = netOf(trade);
    this.trades++;
    if (trade.side === 1) this.longTrades++;
    if (net > 0) {
      this.wins++;
      this.won += net;
    } else if (net < 0) {
      this.losses++;
      this.lost -= net;
    }
  }
}
