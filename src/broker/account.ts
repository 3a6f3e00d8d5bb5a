// What must the broker know of the account?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/** What the broker must know of the account. The engine answers; the broker itself never sees a dollar. */
export interface Margin {
  /** Books one execution. */
  booked(side: Side, qty: number, price: Ticks, bar: number): void;
  /** Price at which the position must be closed by force; NaN where there is none. */
  stopOut(): Ticks;
  /** The walk reached `stopOut`. True: close the position now. */
  breached(bar: number, price: Ticks): boolean;
  /** Why the account cannot carry the position after `qty` on `side` at `price`, or null if it can. */
  refusal(side: Side, qty: number, price: Ticks): string | null;
  /** How far beyond `entry` a contract on `side` must leave to have paid its costs on both sides. */
  breakevenTicks(side: Side, entry: Ticks): Ticks;
}
