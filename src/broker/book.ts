// Which orders are working, and what ends them?

import type { Order, OrderState, Side } from "../domain/order.js";
import type { Dates } from "./dates.js";
import type { LimitBar } from "./limit.js";
import type { OrderBook } from "./order-log.js";
import { tradedBeyond } from "./queue.js";
import { copyOf, enliven, price, reached, trailFrom, type Working, workingOf } from "./working.js";

/** With none or one order, as most strategies have, no list is made by copying another. */
const NONE: readonly Working[] = [];

/**
 * All orders that have not ended, by rising id. An order ends once and takes with it what hangs on it: the orders that it
 * would have triggered, and of a group in which one has filled, the others.
 */
export class Book {
  working: readonly Working[] = NONE;
  readonly #log: OrderBook;
  readonly #dates: Dates;

  constructor(log: OrderBook, dates: Dates) {
    this.#log = log;
    this.#dates = dates;
  }

  /** Live from bar `live` on. What it triggers is held back under the ids that follow. */
  submit(order: Order, live: number, parent = 0): void {
    const added = workingOf(order, live, parent, this.#dates);
    this.working = this.working.length === 0 ? [added] : [...this.working, added];
    for (const child of order.triggers) this.submit(child, live, order.id);
  }

  find(id: number): Working | undefined {
    return this.working.find((one) => one.id === id);
  }

  /** Whether an order found earlier has not ended since. */
  has(working: Working): boolean {
    return this.working.includes(working);
  }

  /** First bar in which something is due whatever the price: market orders, closes, ends. `Infinity`: nothing. */
  get due(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const { order, phase, fromBar, endBar } of this.working) {
      if (endBar < due) due = endBar;
      const atOpen =
        phase === "market" || phase === "close" || (phase === "resting" && order.life.tif === "IOC");
      if (atOpen && fromBar < due) due = fromBar;
    }
    return due;
  }

  /**
   * The order as it is to be from bar `live` on; `left` follows from what has filled. A new place in the queue if it moved.
   */
  amend(working: Working, order: Order, live: number): void {
    const replaced = movesOf(working.order, order);
    const moved = replaced || order.qty > working.order.qty;
    const triggered = order.kind === "stop limit" && Number.isNaN(working.trigger);
    // What its group took from it stays taken, unless a number is named.
    if (order.qty !== working.order.qty) working.left = order.qty - working.filled;
    working.order = order;
    if (order.kind === "trailing stop") {
      if (!Number.isNaN(working.best)) trailFrom(working, working.best);
    } else price(working);
    if (triggered) working.trigger = Number.NaN;
    if (moved) working.queued = 0;
    if (replaced) working.seesFrom = live;
  }

  /** The order is over. */
  end(working: Working, state: Exclude<OrderState, "working">, bar: number, reason: string): void {
    this.working = this.working.length === 1 ? NONE : this.working.filter((other) => other !== working);
    this.#log.end(working.id, state, bar, reason);
    if (working.filled > 0) return;
    for (const child of this.working.filter(({ parent }) => parent === working.id)) {
      this.end(child, "cancelled", bar, `order ${working.id}, which was to trigger it, ended without a fill`);
    }
  }

  cancelAll(bar: number, reason: string): void {
    for (let first = this.working[0]; first !== undefined; first = this.working[0]) {
      this.end(first, "cancelled", bar, reason);
    }
  }

  /** Orders whose time was over before `bar` opened. */
  expire(bar: number): void {
    for (const one of this.working) {
      if (bar < one.endBar || !this.has(one)) continue;
      const { life } = one.order;
      const why =
        life.tif === "DAY"
          ? "DAY order, the trade date ended"
          : "lastDay" in life
            ? "GTD order, its last trade date ended"
            : "GTD order, its time came";
      this.end(one, "expired", bar, why);
    }
  }

  /** `qty` contracts of `working` have filled: the log, its group, and its end if nothing is `left` that it could fill. */
  filled(working: Working, qty: number, bar: number, spent: string | null): void {
    working.left -= qty;
    working.filled += qty;
    this.#log.fill(working.id, qty);
    const done = working.left === 0 || spent !== null;
    if (done) this.end(working, "filled", bar, working.left === 0 ? "filled" : spent!);
    const { group } = working.order;
    if (group === null) return;
    for (const other of this.working.filter((one) => one.order.group === group && one !== working)) {
      // An order that ended a moment ago may have taken this one, which it was to trigger, with it.
      if (!this.has(other)) continue;
      if (done) this.end(other, "cancelled", bar, `order ${working.id} of its group filled`);
      else if (other.left > qty) other.left -= qty;
      else this.end(other, "cancelled", bar, `order ${working.id} of its group filled as many contracts`);
    }
  }

  /**
   * The orders that `parent` triggers come alive inside bar `sent`, with the walk at `at`. `live` is the first bar that they
   * see, `queuesFrom` the first walk whose whole volume comes after them.
   */
  release(parent: number, sent: number, live: number, queuesFrom: number, at: number): Working[] {
    const children = this.working.filter((one) => one.parent === parent && one.phase === "held");
    for (const child of children) {
      enliven(child, sent, live, this.#dates);
      child.queuesFrom = queuesFrom;
      child.aliveAt = at;
      const { order } = child;
      if (order.kind !== "trailing stop") continue;
      child.best = Number.NaN;
      child.trigger = Number.NaN;
      if (order.activation === null || reached(order.side, order.activation, at)) trailFrom(child, at);
    }
    return children;
  }

  /** The position is `position` now: a reduce-only order that had something to reduce and has not any more is over. */
  reduced(position: number, bar: number): void {
    for (const one of this.working) {
      if (!one.order.reduceOnly || one.phase === "held") continue;
      if (position * one.order.side < 0) one.reduces = true;
      else if (one.reduces) this.end(one, "cancelled", bar, "reduce-only: nothing is left to reduce");
    }
  }

  /** True where all orders that work fill at the market, and set nothing in motion when they do. */
  get plain(): boolean {
    for (const { order, phase } of this.working) {
      if (phase !== "market" || order.exit !== null || order.triggers.length > 0) return false;
    }
    return true;
  }

  /** What traded in a bar at the limits that still wait has brought them forward. */
  queue(walked: number, { low, high, volume }: LimitBar): void {
    for (const one of this.working) {
      const waits = one.phase === "resting" && !Number.isNaN(one.limit) && Number.isNaN(one.trigger);
      if (!waits || walked < one.queuesFrom) continue;
      one.queued += tradedBeyond(one.order.side, one.limit, low, high, volume);
    }
  }

  copy(): Working[] {
    return copyOf(this.working);
  }

  takeBack(working: readonly Working[]): void {
    this.working = copyOf(working);
  }
}

/** Whether a limit moved, so that it goes to the end of the queue at its new price. */
const movesOf = (before: Order, after: Order): boolean =>
  "limit" in before && "limit" in after && before.limit !== after.limit;

export const reducible = (position: number, side: Side): number =>
  position * side < 0 ? Math.abs(position) : 0;
