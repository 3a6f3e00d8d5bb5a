// What must the broker know of trade dates?

import type { Lifetime } from "../domain/order.js";

/** Trade dates as bars. The engine answers from the data; `Infinity` where the data end first. */
export interface Dates {
  /** The first bar before whose open an order is over that sees `bar` first. */
  endOf(life: Lifetime, bar: number): number;
  /** The first bar with trades of the trade date after that of `bar`. */
  nextOpen(bar: number): number;
  /** The last bar with trades of a trade date, the first such bar that is not before `bar`. */
  closeFrom(bar: number): number;
}
