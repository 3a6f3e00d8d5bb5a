// What must the broker know of the account?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { FillKind } from "../domain/run.js";

/** Why the account forces a position out, and what the fill is called. */
export interface Forced {
  readonly kind: FillKind;
  readonly reason: string;
  /** How many contracts; all of them unless told, 0 where what works is cancelled and nothing leaves. */
  readonly qty?: number;
}

/** What the broker must know of the account. The engine answers; the broker itself never sees a dollar. */
export interface Margin {
  /** Books one execution; `maker`: its order had rested; `order`: its id, 0 where the account forced it. */
  booked(side: Side, qty: number, price: Ticks, bar: number, maker: boolean, order: number): void;
  /** Price at which the position must be closed by force; NaN where there is none. */
  stopOut(): Ticks;
  /** The walk reached `stopOut`. What it returns leaves now; null: it was only written down. */
  breached(bar: number, price: Ticks): Forced | null;
  /** Why the account cannot carry the position after `qty` on `side` at `price`, or null if it can; `reason` is the order's. */
  refusal(side: Side, qty: number, price: Ticks, reason: string): string | null;
  /**
   * True where `qty` more on `side` at `price` pass, and nothing up to the price `worst` breaks the account then; false where it
   * would take a longer look.
   */
  carries(side: Side, qty: number, price: Ticks, worst: Ticks): boolean;
  /** Whether `bookBare` may be asked: costs and margin are amounts a contract, and nothing else is in the account or demanded of it. */
  readonly booksBare: boolean;
  /**
   * `carries` and `booked` in one, for an order at the market that nothing hangs on: false, and nothing is booked, where the account
   * does not carry it.
   */
  bookBare(side: Side, qty: number, price: Ticks, worst: Ticks, bar: number): boolean;
  /** How far beyond `entry` a contract on `side` must leave to have paid its costs on both sides. */
  breakevenTicks(side: Side, entry: Ticks): Ticks;
}
