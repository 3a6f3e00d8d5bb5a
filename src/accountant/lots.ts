// Which contracts leave first?

import type { Ticks } from "../domain/money.js";

/** Open contracts by the fills that brought them in. First in, first out. */
export class LotQueue {
  #left = new Int32Array(16);
  #price = new Int32Array(16);
  /** Lots from here … */
  #first = 0;
  /** … up to here are open. */
  #end = 0;

  push(qty: number, price: Ticks): void {
    if (this.#end === this.#left.length) this.#makeRoom();
    this.#left[this.#end] = qty;
    this.#price[this.#end] = price;
    this.#end++;
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
    if (taken === left && ++this.#first === this.#end) {
      this.#first = 0;
      this.#end = 0;
    }
    return taken;
  }

  /** Price × contracts over all of them. */
  get priceSum(): number {
    let sum = 0;
    for (let k = this.#first; k < this.#end; k++) sum += this.#left[k]! * this.#price[k]!;
    return sum;
  }

  /** Twice as wide, the lots that are gone left out. */
  #makeRoom(): void {
    const widened = (column: Int32Array) => {
      const wider = new Int32Array(2 * column.length);
      wider.set(column.subarray(this.#first, this.#end));
      return wider;
    };
    this.#left = widened(this.#left);
    this.#price = widened(this.#price);
    this.#end -= this.#first;
    this.#first = 0;
  }
}
