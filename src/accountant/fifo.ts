// Which contracts leave first, and what did they win?

import type { MicroUsd } from "../domain/money.js";

/** Contracts that were bought or sold in one fill and are still held. */
interface Lot {
  left: number;
  /** What one of them was worth when it came. */
  readonly value: MicroUsd;
  readonly fill: number;
}

/** Contracts that have left: how many of one lot, what one of them was worth when it came, and with which fill that was. */
export interface Left {
  readonly qty: number;
  readonly value: MicroUsd;
  readonly fill: number;
}

/** Lots close first in, first out, and all lie on one side: a fill closes before it opens. */
export class FifoLots {
  /** Signed contracts. */
  held = 0;
  readonly #lots: Lot[] = [];
  #first = 0;

  /** Fill `k`: signed contracts at a value each. Returns the profit of those that it closes. */
  fill(k: number, qty: number, value: MicroUsd, left?: (lot: Left) => void): MicroUsd {
    const side = Math.sign(this.held);
    const closing = side * qty < 0 ? Math.min(Math.abs(qty), Math.abs(this.held)) : 0;
    let profit = 0;
    for (let rest = closing; rest > 0; ) {
      const lot = this.#lots[this.#first]!;
      const taken = Math.min(rest, lot.left);
      profit += side * taken * (value - lot.value);
      left?.({ qty: taken, value: lot.value, fill: lot.fill });
      rest -= taken;
      lot.left -= taken;
      if (lot.left === 0) this.#first++;
    }
    if (this.#first === this.#lots.length) {
      this.#lots.length = 0;
      this.#first = 0;
    }
    const opening = Math.abs(qty) - closing;
    if (opening > 0) this.#lots.push({ left: opening, value, fill: k });
    this.held += qty;
    return profit;
  }
}
