// What does an execution change?

import type { Ticks } from "../domain/money.js";
import type { ExitPlan, Side } from "../domain/order.js";
import { type FillKind, NO_STOP } from "../domain/run.js";
import type { Forced, Margin } from "./account.js";
import { allotMore } from "./allot.js";
import { type Book, reducible } from "./book.js";
import type { FillLog } from "./fill-log.js";
import {
  bareHolding,
  guardedHolding,
  type Holding,
  type LiveTarget,
  leaveNext,
  moveStop,
} from "./holding.js";
import type { LimitBar, LimitRule } from "./limit.js";
import type { Positions } from "./positions.js";
import { type Slippage, slipped } from "./slippage.js";
import type { Working } from "./working.js";

/** Where in the walk of a bar: 0 at the open, 1 to 3 on its legs, 4 at the close. */
export const OPEN = 0;
export const CLOSE = 4;

/**
 * Carries out what the walk meets: an execution is booked, changes position and plans, sets free what it triggers, and
 * ends what it makes pointless. Exits never exceed the position.
 */
export class Executions {
  position = 0;
  /** The bar it stands in; none has begun yet. */
  bar = -1;
  /** Index of the finer bar that is walked, -1 where the bar is walked as it is. */
  finer = -1;
  /** Bars walked so far, finer ones too: what came alive inside one has the next one before it whole. */
  walked = 0;
  ticks: LimitBar = { open: 0, low: 0, high: 0, volume: 0 };
  /** Which extreme comes first: 0 the high, 1 the low. */
  walk: 0 | 1 = 0;
  leg = OPEN;
  /** Whether the walk begins at the bar's open, not at that of a later finer bar inside it. */
  opens = true;
  /** Where the walk stands. */
  at: Ticks = 0;
  /** Contracts that may still fill in this bar. */
  room = Number.POSITIVE_INFINITY;
  /** Whether the other walk of this bar could have led elsewhere. */
  pathMatters = false;
  readonly #book: Book;
  readonly #positions: Positions;
  readonly #limits: LimitRule;
  readonly #slippage: Slippage;
  readonly #fills: FillLog;
  readonly #margin: Margin;

  constructor(
    book: Book,
    positions: Positions,
    limits: LimitRule,
    slippage: Slippage,
    fills: FillLog,
    margin: Margin,
  ) {
    this.#book = book;
    this.#positions = positions;
    this.#limits = limits;
    this.#slippage = slippage;
    this.#fills = fills;
    this.#margin = margin;
  }

  /** Executions so far. */
  get filled(): number {
    return this.#fills.length;
  }

  takeBack(position: number, room: number, fills: number): void {
    this.position = position;
    this.room = room;
    this.#fills.truncate(fills);
  }

  /** Something changed that sees only the rest of this walk: the other one would leave it a different rest. */
  turned(): void {
    if (this.leg !== OPEN) this.pathMatters = true;
  }

  /** What comes alive now sees this bar whole at its open only. */
  get #wholeFrom(): number {
    return this.leg > OPEN ? this.walked + 1 : this.walked;
  }

  /**
   * What came alive where the walk stands and fills on the spot has taken what was there; else it has rested and made the
   * market.
   */
  #isNew(queuesFrom: number, aliveAt: Ticks): boolean {
    const { walked, leg, at } = this;
    return at === aliveAt && (walked < queuesFrom || (leg === OPEN && walked === queuesFrom));
  }

  #rested({ seesFrom, queuesFrom, aliveAt }: Working): boolean {
    const atFirstSight = this.leg === OPEN && this.opens && this.bar === seesFrom;
    return !atFirstSight && !this.#isNew(queuesFrom, aliveAt);
  }

  /** A stop-limit order met its trigger. */
  becomeLimit(one: Working): void {
    one.trigger = Number.NaN;
    one.queuesFrom = this.#wholeFrom;
    one.aliveAt = this.at;
    this.turned();
    this.#fillIfThrough(one);
  }

  /** A limit that comes alive where the market is through it already takes what there is. */
  #fillIfThrough(one: Working): void {
    const { side } = one.order;
    const through = this.#limits.through(one.left, 0, false, true, true, this.ticks);
    if (this.room > 0 && side * (one.limit - this.at) >= through) this.fill(one, this.at, false);
  }

  /** A target fills, and what was planned for the stop of the rest happens before anything else. */
  takeProfit(holding: Holding, target: LiveTarget, price: Ticks): void {
    const wanted = Math.min(target.qty, holding.left);
    const qty = Math.min(wanted, this.room);
    holding.targets =
      qty === wanted
        ? holding.targets.filter((other) => other !== target)
        : holding.targets.map((other) => (other === target ? { ...target, qty: wanted - qty } : other));
    this.exit(holding, qty, price, false, "target", !this.#isNew(holding.queuesFrom, holding.aliveAt));
    if (qty < wanted) return;
    moveStop(holding, target.then, price, this.#netTicks(holding));
    // The moved stop may lie on the rest of this walk, and on a part that the other walk has behind it by then.
    if (holding.left > 0 && target.then.kind !== "stay") this.turned();
  }

  /** From the entry to a stop that pays the contract's costs, its own slippage included. */
  #netTicks({ side, entry, left }: Holding): Ticks {
    const slip = left === 0 ? 0 : this.#slippage.ticks(this.bar, -side as Side, left, entry);
    return this.#margin.breakevenTicks(side, entry) + slip;
  }

  /** Fills what the bar's volume, the position and the account let through of an order, at `price` before slippage. */
  fill(one: Working, price: Ticks, slips: boolean): void {
    const { order } = one;
    const { side, reduceOnly } = order;
    const held = reducible(this.position, side);
    if (reduceOnly && held === 0) {
      return this.#book.end(one, "cancelled", this.bar, "reduce-only: there is nothing to reduce");
    }
    const wanted = reduceOnly ? Math.min(one.left, held) : one.left;
    const qty = Math.min(wanted, this.room);
    if (slips && qty < wanted && one.phase === "resting") {
      // Triggered, and more than the bar can give: the rest goes on at the market.
      one.phase = "market";
      one.fromBar = this.bar + 1;
    }
    if (qty === 0) return;
    const slip = slips ? this.#slippage.ticks(this.bar, side, qty, price) : 0;
    const fillPrice = slipped(side, price, slip);
    const closing = Math.min(qty, held);
    const refusal = qty > closing ? this.#margin.refusal(side, qty, fillPrice, order.reason) : null;
    const opening = refusal === null ? qty - closing : 0;
    const maker = !slips && this.#rested(one);
    if (closing + opening > 0) this.#execute(one, closing, opening, fillPrice, slip, maker);
    if (refusal !== null) this.#refuse(one, closing, refusal);
    this.#book.reduced(this.position, this.bar);
  }

  #execute(one: Working, closing: number, opening: number, price: Ticks, slip: Ticks, maker: boolean): void {
    const { id, side, exit, kind, reason } = one.order;
    const first = one.filled === 0;
    const holding = opening > 0 ? this.#entered(one, opening, price, exit) : null;
    const stop = holding?.stop ?? Number.NaN;
    this.#record(side, closing + opening, price, slip, kind, reason, id, stop, maker);
    if (closing > 0) this.#positions.release(closing);
    if (holding !== null) {
      this.#positions.add(holding);
      this.turned();
    }
    const spent = one.order.reduceOnly && this.position === 0 ? `reduce-only: only ${closing} held` : null;
    this.#book.filled(one, closing + opening, this.bar, spent);
    if (!first || one.order.triggers.length === 0) return;
    // What had something to reduce until now is over, whatever the children do next.
    this.#book.reduced(this.position, this.bar);
    this.#trigger(id);
  }

  #entered(one: Working, qty: number, price: Ticks, plan: ExitPlan | null): Holding {
    const { id, side } = one.order;
    // Its fill is the next that is recorded.
    const fill = this.#fills.length;
    if (plan === null) return bareHolding(id, fill, side, price, qty);
    const portions = plan.targets.map((target) => target.portion);
    const counts = allotMore(one.given, one.opened, qty, portions, plan.single);
    one.given = counts.map((count, k) => count + (one.given[k] ?? 0));
    one.opened += qty;
    const { bar, at } = this;
    return guardedHolding(id, fill, side, price, qty, bar, plan, counts, this.#wholeFrom, at);
  }

  /** The account does not carry what would have been opened: that part of the order is over. */
  #refuse(one: Working, closing: number, refusal: string): void {
    if (closing > 0) {
      const why = `only the ${closing} that close the position: ${refusal}`;
      this.#book.end(one, "filled", this.bar, why);
    } else if (one.filled > 0) this.#book.end(one, "cancelled", this.bar, `the rest was refused: ${refusal}`);
    else this.#book.end(one, "rejected", this.bar, refusal);
  }

  /** The orders that a fill sets free see the walk from here on; those of a close the next bar. */
  #trigger(parent: number): void {
    this.turned();
    const { bar, at, leg } = this;
    const closed = leg === CLOSE;
    const children = this.#book.release(parent, bar, closed ? bar + 1 : bar, this.#wholeFrom, at);
    this.#book.reduced(this.position, bar);
    for (const child of children) {
      if (closed || !this.#book.has(child)) continue;
      const { kind, life } = child.order;
      if (kind === "market") this.fill(child, at, true);
      if (life.tif !== "IOC" || leg === OPEN) continue;
      // This point of the walk is its open.
      if (kind === "limit") this.#fillIfThrough(child);
      if (this.#book.has(child)) this.#book.end(child, "cancelled", bar, "IOC: its price was not there");
    }
  }

  exit(holding: Holding, wanted: number, price: Ticks, slips: boolean, kind: FillKind, maker = false): void {
    const side = -holding.side as Side;
    const qty = Math.min(wanted, this.room);
    if (slips && qty < wanted) leaveNext(holding, this.bar, kind);
    if (qty === 0) return;
    holding.left -= qty;
    if (holding.left === 0) this.#positions.remove(holding);
    const slip = slips ? this.#slippage.ticks(this.bar, side, qty, price) : 0;
    this.#record(side, qty, slipped(side, price, slip), slip, kind, kind, holding.order, Number.NaN, maker);
    this.#book.reduced(this.position, this.bar);
  }

  /** By force: everything that works is cancelled first, then what must leave does, however little trades. */
  leave(price: Ticks, { kind, reason, qty: least }: Forced): void {
    this.#book.cancelAll(this.bar, `${kind} of the position`);
    const side: Side = this.position > 0 ? -1 : 1;
    const held = Math.abs(this.position);
    const qty = Math.min(least ?? held, held);
    if (qty === 0) return;
    if (qty === held) this.#positions.clear();
    else this.#positions.release(qty);
    const slip = this.#slippage.ticks(this.bar, side, qty, price);
    this.#record(side, qty, slipped(side, price, slip), slip, kind, reason, 0, Number.NaN, false);
  }

  #record(
    side: Side,
    qty: number,
    price: Ticks,
    slip: Ticks,
    kind: FillKind,
    reason: string,
    order: number,
    stop: Ticks,
    maker: boolean,
  ): void {
    this.position += side * qty;
    this.room -= order === 0 ? 0 : qty;
    this.#fills.push({
      bar: this.bar,
      finer: this.finer,
      order,
      side,
      qty,
      price,
      slip,
      walk: this.walk,
      leg: this.leg,
      kind,
      reason,
      stop: Number.isNaN(stop) ? NO_STOP : stop,
      maker,
    });
    this.#margin.booked(side, qty, price, this.bar, maker, order);
  }
}
