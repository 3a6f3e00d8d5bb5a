// Which bars begin and end a trade date?

import { tradedIn } from "../bars/traded.js";
import type { Dates } from "../broker/dates.js";
import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { Lifetime } from "../domain/order.js";
import { settlementInstant } from "../instrument/calendar.js";
import { firstAtLeast } from "./schedule.js";

const NEVER = Number.POSITIVE_INFINITY;

/**
 * Trade dates as the data have them: a date opens with its first bar that traded and closes with its last one. What a
 * strategy sends cannot depend on it, only when its orders end or fill.
 */
export class TradeDates implements Dates {
  readonly #bars: Bars;
  readonly #contract: Contract;
  readonly #timeframeMs: number;
  /** Whether anything traded in a bar. */
  readonly traded: (bar: number) => boolean;

  constructor(bars: Bars, contract: Contract, timeframeMs: number) {
    this.#bars = bars;
    this.#contract = contract;
    this.#timeframeMs = timeframeMs;
    this.traded = tradedIn(bars);
  }

  endOf(life: Lifetime, bar: number): number {
    const { time, tradeDate, length } = this.#bars;
    if (bar >= length) return NEVER;
    switch (life.tif) {
      case "GTC":
      case "IOC":
        return NEVER;
      case "DAY":
        return this.#orNever(firstAtLeast(tradeDate, tradeDate[bar]! + 1, bar, length));
      case "GTD":
        return "until" in life
          ? this.#orNever(firstAtLeast(time, life.until, bar, length))
          : this.#orNever(firstAtLeast(tradeDate, life.lastDay + 1, bar, length));
    }
  }

  nextOpen(bar: number): number {
    const { tradeDate, length } = this.#bars;
    const first = firstAtLeast(tradeDate, tradeDate[bar]! + 1, bar, length);
    for (let at = first; at < length; at++) if (this.traded(at)) return at;
    return NEVER;
  }

  closeFrom(bar: number): number {
    const { tradeDate, length } = this.#bars;
    for (let from = bar; from < length; ) {
      const end = firstAtLeast(tradeDate, tradeDate[from]! + 1, from, length);
      if (end === length && !this.#isOver(tradeDate[from]!)) return NEVER;
      for (let at = end - 1; at >= from; at--) if (this.traded(at)) return at;
      from = end;
    }
    return NEVER;
  }

  /** Whether the data go on to the settlement of their last trade date: else it has not closed yet. */
  #isOver(day: number): boolean {
    const { time, length } = this.#bars;
    return time[length - 1]! + this.#timeframeMs >= settlementInstant(this.#contract, day);
  }

  #orNever(bar: number): number {
    return bar === this.#bars.length ? NEVER : bar;
  }
}
