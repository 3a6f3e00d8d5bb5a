// Which prices has the trade that is open shown so far?

import { WINDOW, type Windows } from "../bars/extremes.js";
import type { Bars } from "../domain/bars.js";
import type { Ticks } from "../domain/money.js";
import { PriceRange } from "./walked.js";

/** All prices from the open of a bar, at which a fill was made, to the open of another one. */
export class SeenSoFar {
  readonly range = new PriceRange();
  /** Of the bars; null where they are not known. */
  windows: Windows | null = null;
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

  /** On to the open of `to`: each bar is looked at once, or eight at a time. */
  look(bars: Bars, to: number): void {
    if (to <= this.#to) return;
    const { windows } = this;
    if (windows !== null && to - this.#to >= WINDOW) this.range.addWindows(windows, this.#to, to);
    else this.range.addBars(bars, this.#to, to);
    this.#to = to;
  }
}
