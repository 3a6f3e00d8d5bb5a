// At what price, and when, was the open position entered?

import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

export interface EntryMark {
  readonly sum: number;
  readonly qty: number;
  readonly bar: number;
}

/** What a strategy may ask of the open trade while it lasts: its entries' average and its age. The books know more. */
export class Entry {
  /** Price × contracts in ticks over all entries of the open trade, and the contracts. */
  #sum = 0;
  #qty = 0;
  #bar = -1;

  /** Takes note of a fill that led from `before` contracts to `after`. */
  filled(before: number, after: number, side: Side, price: Ticks, bar: number): void {
    if (before === 0 || before * after < 0) {
      this.#bar = bar;
      this.#qty = Math.abs(after);
      this.#sum = this.#qty * price;
    } else if (Math.abs(after) > Math.abs(before)) {
      const added = side * (after - before);
      this.#qty += added;
      this.#sum += added * price;
    }
  }

  /** The contracts were carried into another one, whose price is `shift` further from the bars' than its spread says. */
  rolled(shift: Ticks): void {
    this.#sum += shift * this.#qty;
  }

  /** Open result of `contracts` at `price`, by that average; 0 while flat. */
  profitAt(price: Ticks, contracts: number, tickValue: MicroUsd): MicroUsd {
    return contracts === 0 ? 0 : Math.round(contracts * (price - this.average) * tickValue);
  }

  /** In ticks, not on the grid. Meaningless while flat. */
  get average(): number {
    return this.#sum / this.#qty;
  }
  /** The bar of the first entry. */
  get bar(): number {
    return this.#bar;
  }

  mark(): EntryMark {
    return { sum: this.#sum, qty: this.#qty, bar: this.#bar };
  }

  takeBack({ sum, qty, bar }: EntryMark): void {
    this.#sum = sum;
    this.#qty = qty;
    this.#bar = bar;
  }
}
