// What do the trades of a run come to, for whoever wants no single one?

import type { CostRate, Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { netOf, type OneLot, type TradeRow, type TradeSink } from "./trade-row.js";
import { contractValue } from "./value.js";

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
  /** Of the newest lot, and what it comes to on one side. */
  #rate: CostRate | null = null;
  #perSide: MicroUsd = 0;

  leg(): void {}

  owes(_trades: number, write: () => void): void {
    write();
  }

  pair(lot: OneLot, exit: Ticks, _k: number, exitRate: CostRate, instrument: Instrument): void {
    const { side, price, qty, rate } = lot;
    if (rate !== this.#rate) this.#costs(rate);
    const costs = rate === exitRate ? 2 * this.#perSide : this.#perSide + sideOf(exitRate);
    const made = instrument.linear
      ? (exit - price) * instrument.tickValue
      : contractValue(instrument, exit) - contractValue(instrument, price);
    this.#add(side, qty * (side * made - costs));
  }

  #costs(rate: CostRate): void {
    this.#rate = rate;
    this.#perSide = sideOf(rate);
  }

  write(trade: TradeRow): void {
    this.#add(trade.side, netOf(trade));
  }

  #add(side: number, net: MicroUsd): void {
    this.trades++;
    if (side === 1) this.longTrades++;
    if (net > 0) {
      this.wins++;
      this.won += net;
    } else if (net < 0) {
      this.losses++;
      this.lost -= net;
    }
  }
}

/** Of a contract on one side, where costs are amounts a contract. */
const sideOf = ({ commission, exchange, clearing, nfa }: CostRate): MicroUsd =>
  commission + exchange + clearing + nfa;
