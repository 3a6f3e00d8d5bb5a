// What does one line of the fill log say?

import type { Ticks } from "./money.js";
import type { Side } from "./order.js";

/** One line of the log as it is read; prices are those of the bars. Fields as in the columns. */
export interface FillRow {
  bar: number;
  finer: number;
  order: number;
  side: Side;
  qty: number;
  price: Ticks;
  slip: Ticks;
  walk: number;
  leg: number;
  kind: number;
  reason: number;
  stop: Ticks;
  maker: boolean;
}

/** To be read into. */
export const blankFillRow = (): FillRow => ({
  bar: 0,
  finer: -1,
  order: 0,
  side: 1,
  qty: 0,
  price: 0,
  slip: 0,
  walk: 0,
  leg: 0,
  kind: 0,
  reason: 0,
  stop: 0,
  maker: false,
});
