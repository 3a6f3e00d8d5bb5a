// What does the broker hear from a lane's account?

import type { Accountant } from "../accountant/accountant.js";
import type { Forced, Margin } from "../broker/account.js";
import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { Entry } from "./entry.js";
import type { Guard } from "./guard.js";
import type { MarginDesk } from "./margin-desk.js";

/** A lane, as far as its account goes. */
interface Booked {
  readonly accountant: Accountant;
  readonly entry: Entry;
  readonly margin: MarginDesk;
  /** Null in a run without risk rules. */
  readonly guard: Guard | null;
  /** Null where it trades no chain of months. */
  readonly months: { readonly closed: string | null } | null;
}

/** The books, the terms of margin and the declared rules, in this order. */
export class Booking implements Margin {
  readonly #lane: Booked;
  readonly #accountant: Accountant;
  readonly #entry: Entry;

  constructor(lane: Booked) {
    this.#lane = lane;
    this.#accountant = lane.accountant;
    this.#entry = lane.entry;
  }

  booked(side: Side, qty: number, price: Ticks, bar: number, maker: boolean, order: number): void {
    const accountant = this.#accountant;
    const { position: before, cash } = accountant;
    accountant.apply(side, qty, price, maker, order);
    this.#entry.filled(before, accountant.position, side, price, bar);
    this.#lane.margin.booked(bar, before, price);
    this.#lane.guard?.booked(before, qty, price, cash - accountant.cash);
  }

  get booksBare(): boolean {
    return this.#accountant.isBare;
  }

  bookBare(side: Side, qty: number, price: Ticks, worst: Ticks, bar: number): boolean {
    const accountant = this.#accountant;
    const before = accountant.position;
    if (!accountant.applyCarried(side, qty, price, worst)) return false;
    this.#entry.filled(before, accountant.position, side, price, bar);
    return true;
  }

  stopOut(): Ticks {
    const { guard } = this.#lane;
    return guard === null ? this.#accountant.stopOut : guard.stopOut();
  }

  breached(bar: number, price: Ticks): Forced | null {
    const { guard, margin } = this.#lane;
    const limit = guard?.breached(bar, price);
    return limit === undefined ? margin.breached(bar, price) : limit;
  }

  refusal(side: Side, qty: number, price: Ticks, reason: string): string | null {
    const { months, guard } = this.#lane;
    return (
      months?.closed ?? guard?.refusal(side, qty, price, reason) ?? this.#accountant.refusal(side, qty, price)
    );
  }

  carries(side: Side, qty: number, price: Ticks, worst: Ticks): boolean {
    return this.#accountant.carries(side, qty, price, worst);
  }

  breakevenTicks(side: Side, entry: Ticks): Ticks {
    return this.#accountant.breakevenTicks(side, entry);
  }
}
