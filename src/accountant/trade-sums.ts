// What do the trades of a run come to, for whoever wants no single one?

import type { MicroUsd, Ticks } from "../domain/money.js";

/** Whoever trades are written to: the log keeps each, the sums only what they come to. */
export interface TradeSink {
  /** Whether the worst and the best result on the way are asked for: they take a look at every bar. */
  readonly looks: boolean;
  leg(
    qty: number,
    entry: Ticks,
    exit: Ticks,
    exitBar: number,
    fill: number,
    gross: MicroUsd,
    reason: number,
  ): void;
  write(
    side: number,
    flags: number,
    qty: number,
    entryBar: number,
    exitBar: number,
    entryReason: number,
    exitReason: number,
    entryFill: number,
    exitFill: number,
    entrySum: number,
    exitSum: number,
    gross: MicroUsd,
    costs: MicroUsd,
    commission: MicroUsd,
    exchange: MicroUsd,
    clearing: MicroUsd,
    nfa: MicroUsd,
    slippage: MicroUsd,
    funding: MicroUsd,
    risk: MicroUsd,
    mae: MicroUsd,
    mfe: MicroUsd,
    stake: MicroUsd,
  ): void;
}

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

  write: TradeSink["write"] = (
    side,
    _flags,
    _qty,
    _entryBar,
    _exitBar,
    _entryReason,
    _exitReason,
    _entryFill,
    _exitFill,
    _entrySum,
    _exitSum,
    gross,
    costs,
    _commission,
    _exchange,
    _clearing,
    _nfa,
    _slippage,
    funding,
  ) => {
    const net = gross - costs + funding;
    this.trades++;
    if (side === 1) this.longTrades++;
    if (net > 0) {
      this.wins++;
      this.won += net;
    } else if (net < 0) {
      this.losses++;
      this.lost -= net;
    }
  };
}
