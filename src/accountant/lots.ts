// Which contracts leave first?

import type { Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { contractValue } from "./value.js";

/** Open contracts by the fills that brought them in. First in, first out. */
export class LotQueue {
  readonly #left: number[] = [];
  readonly #price: Ticks[] = [];
  /** Lots before this one are gone. */
  #first = 0;

  push(qty: number, price: Ticks): void {
    this.#left.push(qty);
    this.#price.push(price);
  }

  /** Price of the oldest lot; there must be one. */
  get firstPrice(): Ticks {
    return this.#price[this.#first]!;
  }

  /** Takes up to `wanted` contracts out of the oldest lot, and says how many. */
  take(wanted: number): number {
    const left = this.#left[this.#first]!;
    const taken = Math.min(left, wanted);
    this.#left[this.#first] = left - taken;
    if (taken === left && ++this.#first === this.#left.length) {
      this.#left.length = 0;
      this.#price.length = 0;
      this.#first = 0;
    }
    return taken;
  }

  /** What the lots would have made by now if they had been bought, with one contract worth `value`. */
  worthAgainst(value: MicroUsd, instrument: Instrument): MicroUsd {
    let sum = 0;
    for (let k = this.#first; k < this.#left.length; k++)
      sum += this.#left[k]! * (value - contractValue(instrument, this.#price[k]!));
    return sum;
  }

  /** Price × contracts over all of them. */
  get priceSum(): number {
    let sum = 0;
    for (let k = this.#first; k < this.#left.length; k++) sum += this.#left[k]! * this.#price[k]!;
    return sum;
  }
}
