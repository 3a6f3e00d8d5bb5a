// What becomes of the orders while a bar walks from its open to its close?

import type { Ticks } from "../domain/money.js";
import type { LimitOrder, Order, Side, StopOrder } from "../domain/order.js";
import { type Execution, type FillKind, NO_STOP } from "../domain/run.js";
import type { Margin } from "./account.js";
import type { FillLog } from "./fill-log.js";
import {
  copyOf,
  follow,
  type Holding,
  hasExits,
  holdingOf,
  type LiveTarget,
  moveStop,
  shrunk,
} from "./holding.js";
import { limitFill, limitReached, throughTicks } from "./limit.js";
import type { BrokerMark } from "./mark.js";
import type { OrderBook } from "./order-log.js";
import { eachTrigger, inReach, type Watch } from "./reach.js";
import { slipped } from "./slippage.js";
import { stopFill } from "./stop.js";

/** Prices of one bar in ticks. */
export interface BarTicks {
  readonly open: Ticks;
  readonly high: Ticks;
  readonly low: Ticks;
  readonly close: Ticks;
}

/** A walk reaches the high first (0) or the low first (1). */
export type Walk = 0 | 1;

type Offer = (at: Ticks, price: Ticks, rank: number, act: () => void) => void;

/** The next thing to happen on a leg: at `at` on the walk, filled at `price` before slippage. */
interface Touch {
  readonly at: Ticks;
  readonly price: Ticks;
  readonly rank: number;
  readonly act: () => void;
}

const NONE = Number.NaN;

/**
 * Holds the working orders and walks them through bars. Two things always hold: exits never exceed the position,
 * and every order ends in exactly one state with a reason.
 */
export class Broker {
  position = 0;
  readonly #execution: Execution;
  readonly #through: Ticks;
  readonly #fills: FillLog;
  readonly #orders: OrderBook;
  readonly #margin: Margin;
  #market: Order[] = [];
  #resting: (LimitOrder | StopOrder)[] = [];
  #holdings: Holding[] = [];
  /** A bar that stays strictly between these two, before `#due`, cannot touch anything. */
  #above = Number.POSITIVE_INFINITY;
  #below = Number.NEGATIVE_INFINITY;
  #due = Number.POSITIVE_INFINITY;
  #bar = 0;
  #walk: Walk = 0;
  #leg = 0;
  #pathMatters = false;

  constructor(execution: Execution, fills: FillLog, orders: OrderBook, margin: Margin) {
    this.#execution = execution;
    this.#through = throughTicks(execution.limitFill);
    this.#fills = fills;
    this.#orders = orders;
    this.#margin = margin;
  }

  /** Orders that rest: entries at a price, not the exits of plans. */
  get working(): number {
    return this.#resting.length + this.#market.length;
  }

  submit(order: Order): void {
    if (order.kind === "market") this.#market.push(order);
    else this.#resting.push(order);
    this.refresh();
  }

  cancel(id: number, bar: number, reason: string): boolean {
    const order = this.#market.find((one) => one.id === id) ?? this.#resting.find((one) => one.id === id);
    if (order === undefined) return false;
    this.#drop(order);
    this.#orders.end(id, "cancelled", bar, reason);
    this.refresh();
    return true;
  }

  cancelAll(bar: number, reason: string): void {
    for (const order of [...this.#market, ...this.#resting])
      this.#orders.end(order.id, "cancelled", bar, reason);
    this.#market = [];
    this.#resting = [];
    this.refresh();
  }

  /** A new trade date has begun: DAY orders of the old one are over. */
  expireDay(bar: number): void {
    const over = this.#resting.filter((order) => order.tif === "DAY");
    if (over.length === 0) return;
    for (const order of over) this.#orders.end(order.id, "expired", bar, "DAY order, the trade date ended");
    this.#resting = this.#resting.filter((order) => order.tif !== "DAY");
    this.refresh();
  }

  /** True where nothing can happen to any order in this bar: the common case, one glance. */
  idle(bar: number, high: Ticks, low: Ticks): boolean {
    return high < this.#above && low > this.#below && this.#market.length === 0 && bar < this.#due;
  }

  /**
   * True where no walk can matter: nothing rests, no exit plan is live or about to be. Margin alone can still end the
   * position, and does so on either walk alike.
   */
  get plain(): boolean {
    if (this.#resting.length > 0) return false;
    for (const order of this.#market) if (order.exit !== null) return false;
    for (const holding of this.#holdings) if (hasExits(holding)) return false;
    return true;
  }

  /** After a walk: whether the other walk could have led elsewhere. */
  get pathMatters(): boolean {
    return this.#pathMatters;
  }

  /** Walks the working orders through one bar. */
  walk(bar: number, ticks: BarTicks, walk: Walk): void {
    this.#bar = bar;
    this.#walk = walk;
    const { open, high, low, close } = ticks;
    this.#fillMarket(open, 0);
    this.#timeStops(open);
    this.refresh();
    this.#pathMatters = false;
    if (high < this.#above && low > this.#below) return; // nothing waits within this bar
    const first = walk === 0 ? high : low;
    const second = walk === 0 ? low : high;
    this.#along(0, open, open);
    // One thing in reach happens on either walk alike. Two may change places, an entry makes new exits live for a
    // different rest of the bar, and a trailing stop remembers the way.
    this.#pathMatters =
      inReach(this.#resting, this.#holdings, this.#through, this.#margin.stopOut(), high, low) > 1;
    this.#along(1, open, first);
    this.#along(2, first, second);
    this.#along(3, second, close);
    this.refresh();
  }

  /** Market orders that fill at the close they were sent on (`fillAt: "this-close"`). */
  fillAtClose(bar: number, close: Ticks): void {
    if (this.#market.length === 0) return;
    this.#bar = bar;
    this.#fillMarket(close, 4);
    this.refresh();
  }

  mark(): BrokerMark {
    return {
      position: this.position,
      market: this.#market,
      resting: this.#resting,
      holdings: copyOf(this.#holdings),
      fills: this.#fills.length,
      orders: this.#orders.mark(),
    };
  }

  takeBack(mark: BrokerMark): void {
    this.position = mark.position;
    this.#market = [...mark.market];
    this.#resting = [...mark.resting];
    this.#holdings = copyOf(mark.holdings);
    this.#fills.truncate(mark.fills);
    this.#orders.takeBack(mark.orders);
    this.refresh();
  }

  /** Finds the nearest prices at which something can happen. Call after any change, and when margin moves. */
  refresh(): void {
    let above = Number.POSITIVE_INFINITY;
    let below = Number.NEGATIVE_INFINITY;
    let due = Number.POSITIVE_INFINITY;
    const watch: Watch = (price, rising) => {
      if (rising) above = Math.min(above, price);
      else below = Math.max(below, price);
    };
    eachTrigger(this.#resting, this.#holdings, this.#through, watch);
    for (const holding of this.#holdings) {
      if (holding.trail > 0) watch(holding.best + holding.side, holding.side === 1);
      due = Math.min(due, holding.due);
    }
    const stopOut = this.#margin.stopOut();
    if (!Number.isNaN(stopOut)) watch(stopOut, this.position < 0);
    this.#above = above;
    this.#below = below;
    this.#due = due;
  }

  #fillMarket(price: Ticks, leg: number): void {
    const orders = this.#market;
    if (orders.length === 0) return;
    this.#market = [];
    this.#leg = leg;
    for (const order of orders) this.#fillOrder(order, price, true);
  }

  /** Contracts whose time is up leave at the open. */
  #timeStops(open: Ticks): void {
    if (this.#bar < this.#due) return;
    this.#leg = 0;
    for (const holding of [...this.#holdings]) {
      if (this.#bar >= holding.due) this.#exit(holding, holding.left, open, true, "time stop");
    }
  }

  /** One leg of the walk: what it meets first happens first, and may change what it meets next. */
  #along(leg: number, from: Ticks, to: Ticks): void {
    this.#leg = leg;
    let at = from;
    for (let touch = this.#next(at, to); touch !== null; touch = this.#next(at, to)) {
      at = touch.at;
      touch.act();
    }
    for (const holding of this.#holdings) follow(holding, to);
  }

  /** The nearest touch on the way `from` → `to`. At one price forced and protective exits come before all else. */
  #next(from: Ticks, to: Ticks): Touch | null {
    let next: Touch | null = null;
    const offer = (at: Ticks, price: Ticks, rank: number, act: () => void) => {
      const nearer = next === null ? 1 : Math.abs(next.at - from) - Math.abs(at - from);
      if (nearer > 0 || (nearer === 0 && rank < next!.rank)) next = { at, price, rank, act };
    };
    this.#offerStopOut(from, to, offer);
    for (const holding of this.#holdings) this.#offerExits(holding, from, to, offer);
    for (const order of this.#resting) this.#offerEntry(order, from, to, offer);
    return next;
  }

  #offerStopOut(from: Ticks, to: Ticks, offer: Offer): void {
    const stopOut = this.#margin.stopOut();
    if (Number.isNaN(stopOut) || this.position === 0) return;
    const price = stopFill(this.position > 0 ? -1 : 1, stopOut, from, to);
    if (price !== null) offer(price, price, 0, () => this.#liquidate(price));
  }

  #offerExits(holding: Holding, from: Ticks, to: Ticks, offer: Offer): void {
    const exit = -holding.side as Side;
    const stop = Number.isNaN(holding.stop) ? null : stopFill(exit, holding.stop, from, to);
    if (stop !== null) {
      offer(stop, stop, 1, () => this.#exit(holding, holding.left, stop, true, holding.stopKind));
    }
    for (const target of holding.targets) {
      const price = limitFill(exit, target.price, this.#through, from, to, this.#leg === 0);
      if (price === null) continue;
      const at = limitReached(exit, target.price, this.#through, from);
      offer(at, price, 3, () => this.#takeProfit(holding, target, at, price));
    }
  }

  #takeProfit(holding: Holding, target: LiveTarget, at: Ticks, price: Ticks): void {
    holding.targets = holding.targets.filter((other) => other !== target);
    this.#exit(holding, Math.min(target.qty, holding.left), price, false, "target");
    moveStop(holding, target.then, at, this.#netTicks(holding));
    // The moved stop may lie on the rest of this walk, and on a part that the other walk has behind it by then.
    if (this.#leg > 0 && holding.left > 0 && target.then.kind !== "stay") this.#pathMatters = true;
  }

  /** From the entry to a stop that pays the contract's costs, its own slippage included. */
  #netTicks({ side, entry }: Holding): Ticks {
    return this.#margin.breakevenTicks(side, entry) + this.#execution.slippageTicks;
  }

  #offerEntry(order: LimitOrder | StopOrder, from: Ticks, to: Ticks, offer: Offer): void {
    if (order.kind === "stop") {
      const price = stopFill(order.side, order.trigger, from, to);
      if (price !== null) offer(price, price, 2, () => this.#fillResting(order, price, true));
      return;
    }
    const price = limitFill(order.side, order.limit, this.#through, from, to, this.#leg === 0);
    if (price === null) return;
    offer(limitReached(order.side, order.limit, this.#through, from), price, 4, () =>
      this.#fillResting(order, price, false),
    );
  }

  #fillResting(order: LimitOrder | StopOrder, price: Ticks, slips: boolean): void {
    this.#drop(order);
    this.#fillOrder(order, price, slips);
  }

  #fillOrder(order: Order, price: Ticks, slips: boolean): void {
    const closing = this.position * order.side < 0 ? Math.min(order.qty, Math.abs(this.position)) : 0;
    const fillPrice = slips ? slipped(order.side, price, this.#execution.slippageTicks) : price;
    const opening = order.qty - closing;
    const refusal = opening > 0 ? this.#margin.refusal(order.side, order.qty, fillPrice) : null;
    if (refusal !== null) {
      this.#orders.refuse(order.id, this.#bar, closing, refusal);
      if (closing === 0) return;
    }
    const opened = refusal === null ? opening : 0;
    const holding =
      opened > 0 ? holdingOf(order.id, order.side, fillPrice, opened, this.#bar, order.exit) : null;
    this.#book(
      order.side,
      closing + opened,
      fillPrice,
      slips,
      order.kind,
      order.reason,
      order.id,
      holding?.stop ?? NONE,
    );
    if (closing > 0) this.#release(closing);
    if (holding !== null) {
      this.#holdings.push(holding);
      if (this.#leg > 0) this.#pathMatters = true;
    }
    if (refusal === null) this.#orders.fill(order.id, order.qty, this.#bar);
  }

  #exit(holding: Holding, qty: number, price: Ticks, slips: boolean, kind: FillKind): void {
    const side = -holding.side as Side;
    const fillPrice = slips ? slipped(side, price, this.#execution.slippageTicks) : price;
    holding.left -= qty;
    if (holding.left === 0) this.#holdings = this.#holdings.filter((other) => other !== holding);
    this.#book(side, qty, fillPrice, slips, kind, kind, holding.order, NONE);
  }

  /** Working orders go first, then the whole position, at the price of the breach or the open beyond it. */
  #liquidate(price: Ticks): void {
    if (!this.#margin.breached(this.#bar, price)) return;
    for (const order of this.#resting) {
      this.#orders.end(order.id, "cancelled", this.#bar, "liquidation of the position");
    }
    this.#resting = [];
    this.#holdings = [];
    const side: Side = this.position > 0 ? -1 : 1;
    const qty = Math.abs(this.position);
    const fillPrice = slipped(side, price, this.#execution.slippageTicks);
    this.#book(side, qty, fillPrice, true, "liquidation", "maintenance margin breached", 0, NONE);
  }

  #book(
    side: Side,
    qty: number,
    price: Ticks,
    slips: boolean,
    kind: FillKind,
    reason: string,
    order: number,
    stop: Ticks,
  ): void {
    this.position += side * qty;
    this.#fills.push({
      bar: this.#bar,
      order,
      side,
      qty,
      price,
      slip: slips ? this.#execution.slippageTicks : 0,
      walk: this.#walk,
      leg: this.#leg,
      kind,
      reason,
      stop: Number.isNaN(stop) ? NO_STOP : stop,
    });
    this.#margin.booked(side, qty, price, this.#bar);
  }

  /** A manual exit or a reversal takes contracts out, first in first out; their exit plans shrink with them. */
  #release(closing: number): void {
    let left = closing;
    while (left > 0 && this.#holdings.length > 0) {
      const oldest = this.#holdings[0]!;
      const taken = Math.min(oldest.left, left);
      oldest.left -= taken;
      left -= taken;
      if (oldest.left === 0) this.#holdings = this.#holdings.slice(1);
      else oldest.targets = shrunk(oldest.targets, oldest.left);
    }
  }

  #drop(order: Order): void {
    this.#market = this.#market.filter((other) => other !== order);
    this.#resting = this.#resting.filter((other) => other !== order);
  }
}
