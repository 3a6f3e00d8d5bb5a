// What of a bar is walked, and which way?

import type { Ticks } from "../domain/money.js";

/** Prices of one bar in ticks, and the contracts that traded in it; NaN where nobody knows. */
export interface BarTicks {
  readonly open: Ticks;
  readonly high: Ticks;
  readonly low: Ticks;
  readonly close: Ticks;
  readonly volume: number;
}

/** A walk reaches the high first (0) or the low first (1). */
export type Walk = 0 | 1;
