// Which prices has the trade that is open shown so far?

import type { Bars } from "../domain/bars.js";
import type { Ticks } from "../domain/money.js";
import { PriceRange } from "./walked.js";

/** All prices from the open of a bar, at which a fill was made, to the open of another one. */
export class SeenSoFar {
  readonly range = new PriceRange();
  /** Number of the fill. */
  #fill = -1;
  #to = 0;

  begin(fill: number, bar: number, open: Ticks): void {
    this.#fill = fill;
    this.#to = bar;
    this.range.begin(open);
  }

  /** Nothing is known from here on. */
  forget(): void {
    this.#fill = -1;
  }

  isOf(fill: number): boolean {
    return fill === this.#fill;
  }

  /** On to the open of `to`: each bar is looked at once. */
  look(bars: Bars, to: number): void {
    if (to <= this.#to) return;
    this.range.addBars(bars, this.#to, to);
    this.#to = to;
  }
}
