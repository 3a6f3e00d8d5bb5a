// What becomes of the orders while a bar walks from its open to its close?

import type { Execution } from "../domain/execution.js";
import type { Ticks } from "../domain/money.js";
import type { Order } from "../domain/order.js";
import type { FillKind } from "../domain/run.js";
import type { Forced, Margin } from "./account.js";
import type { BarTicks, Walk } from "./bar-ticks.js";
import { Book } from "./book.js";
import type { Dates } from "./dates.js";
import { CLOSE, Executions, OPEN } from "./executions.js";
import type { FillLog } from "./fill-log.js";
import { beginTrail } from "./holding.js";
import { LimitRule } from "./limit.js";
import type { BrokerMark } from "./mark.js";
import { MoveLog } from "./move-log.js";
import type { OrderBook } from "./order-log.js";
import { Positions } from "./positions.js";
import { inReach, nearest, nothingInReach } from "./reach.js";
import { rollWorking } from "./roll.js";
import { Single } from "./single.js";
import type { Slippage } from "./slippage.js";
import { RANK, Touch } from "./touch.js";
import { trailFrom, trailTo, type Working } from "./working.js";

/**
 * Walks the working orders through bars. The book (book.ts) sees to it that every order ends in exactly one state with a
 * reason, the executions (executions.ts) that exits never exceed the position.
 */
export class Broker {
  readonly #participation: number | null;
  readonly #margin: Margin;
  readonly #dates: Dates;
  readonly #book: Book;
  readonly #limits: LimitRule;
  readonly #positions = new Positions();
  readonly #executions: Executions;
  /** The short form of book and positions; null where the terms of the run need the long one throughout. */
  single: Single | null;
  /** A bar that stays strictly between its prices, before its `due`, cannot touch anything. */
  readonly reach = nothingInReach();
  readonly moves = new MoveLog();
  readonly #next = new Touch();
  constructor(
    execution: Execution,
    slippage: Slippage,
    fills: FillLog,
    orders: OrderBook,
    margin: Margin,
    dates: Dates,
  ) {
    this.#participation = execution.participation;
    this.#margin = margin;
    this.#dates = dates;
    this.#book = new Book(orders, dates);
    this.#limits = new LimitRule(execution.limitFill);
    this.#executions = new Executions(this.#book, this.#positions, this.#limits, slippage, fills, margin);
    const logs = { fills, orders, slippage, margin, through: this.#limits.ticks };
    this.single = new Single(logs, this.#executions, this.#book, this.#positions, this.reach);
  }

  /** From here on every order has its long form. */
  refuseSingle(): void {
    this.#settle();
    this.single = null;
  }

  get position(): number {
    return this.#executions.position;
  }

  /** The bar it stands in. */
  get bar(): number {
    return this.#executions.bar;
  }

  /** Orders that wait, and how many: entries and hand-made exits, not the exits of plans. */
  get working(): readonly Working[] {
    this.#settle();
    return this.#book.working;
  }

  get waiting(): number {
    return this.single?.waits ? 1 : this.#book.working.length;
  }

  /** Whoever needs book and positions gets them in their long form. */
  #settle(): void {
    if (this.single?.settle()) this.refresh();
  }

  // ── between bars ─────────────────────────────────────────────────────────────────────────────────────────────────

  submit(order: Order): void {
    this.#settle();
    this.#book.submit(order, order.bar + 1);
    this.#book.reduced(this.position, order.bar);
    this.refresh();
  }

  find(id: number): Working | undefined {
    this.#settle();
    return this.#book.find(id);
  }

  /** The account refuses an order, and all that hangs on it, at the desk. */
  reject(id: number, bar: number, reason: string): void {
    const working = this.#book.find(id);
    if (working !== undefined) this.#book.end(working, "rejected", bar, reason);
    this.refresh();
  }

  /** At the close of `bar`. */
  amend(working: Working, order: Order, bar: number): void {
    this.#settle();
    this.#book.amend(working, order, bar + 1);
    this.refresh();
  }

  cancel(id: number, bar: number, reason: string): boolean {
    const working = this.find(id);
    if (working === undefined) return false;
    this.#book.end(working, "cancelled", bar, reason);
    this.refresh();
    return true;
  }

  cancelAll(bar: number, reason: string): void {
    if (this.waiting === 0) return;
    this.#settle();
    this.#book.cancelAll(bar, reason);
    this.refresh();
  }

  /** At the close of `bar` the stop of every open contract goes to `price`. */
  moveStops(price: Ticks, bar: number): void {
    this.#settle();
    this.#positions.moveStops(price);
    this.moves.look(this.#positions.holdings, this.#book.working, bar);
    this.refresh();
  }

  /** This bar is walked, whatever it can touch. Until the next refresh. */
  wake(bar: number): void {
    this.reach.due = Math.min(this.reach.due, bar);
  }

  /** The bars go on with the next contract: `roll.ts`. */
  roll(shift: Ticks, offset: Ticks): void {
    this.#settle();
    this.#positions.roll(shift, offset);
    for (const one of this.#book.working) rollWorking(one, offset);
    this.refresh();
  }

  /** All that works is cancelled, and what is held leaves at the market when `bar` opens. */
  leaveAt(bar: number, kind: FillKind, reason: string): void {
    this.#settle();
    this.#book.cancelAll(Math.max(0, bar - 1), reason);
    this.#positions.leaveAt(bar, kind);
    this.refresh();
  }

  /** The contracts are no more. */
  expire(bar: number, reason: string): void {
    this.#settle();
    this.#book.cancelAll(bar, reason);
    this.#positions.clear();
    this.#executions.position = 0;
    this.refresh();
  }

  /** True where nothing can happen to any order in this bar: the common case, one glance. */
  idle(bar: number, high: Ticks, low: Ticks): boolean {
    return high < this.reach.above && low > this.reach.below && bar < this.reach.due;
  }

  /** Finds the nearest prices at which something can happen. Call after any change, and when margin moves. */
  refresh(): void {
    this.reach.looks++;
    if (this.single?.active) return this.single.nearest(this.reach, this.#margin.stopOut());
    const { holdings } = this.#positions;
    const stopOut = this.#margin.stopOut();
    nearest(this.#book.working, holdings, this.#limits.ticks, stopOut, this.position, this.reach);
    this.reach.due = Math.min(this.#book.due, this.#positions.due);
  }

  // ── one bar ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Before the bar opens: orders whose time was over go, and so much of its volume may be ours. */
  begin(bar: number, volume: number): void {
    this.#settle();
    this.#executions.bar = bar;
    this.#executions.finer = -1;
    this.#executions.walked++;
    this.#executions.opens = true;
    this.#executions.room =
      this.#participation === null
        ? Number.POSITIVE_INFINITY
        : Math.floor(this.#participation * volume + 1e-9);
    this.#book.expire(bar);
  }

  /** On to a finer bar inside the bar. What is due at the bar's open is due in the first of them only. */
  beginFiner(finer: number): void {
    this.#executions.opens = this.#executions.finer === -1;
    this.#executions.finer = finer;
    this.#executions.walked++;
  }

  /**
   * True where no walk can matter: nothing rests, no exit plan is live or about to be. Margin alone can still end the
   * position, and does so on either walk alike.
   */
  get plain(): boolean {
    return this.#book.plain && !this.#positions.guarded;
  }

  /** After a walk: whether the other walk could have led elsewhere. */
  get pathMatters(): boolean {
    return this.#executions.pathMatters;
  }

  /** Walks the working orders from the open of the bar to its close; `closes` unless finer bars inside it follow. */
  walk(ticks: BarTicks, walk: Walk, closes: boolean): void {
    const executions = this.#executions;
    executions.ticks = ticks;
    executions.walk = walk;
    executions.pathMatters = false;
    const { open, high, low } = ticks;
    executions.leg = OPEN;
    executions.at = open;
    if (executions.opens) {
      this.#fillMarket(open);
      this.#leaveDue(open);
    }
    this.refresh();
    const within = high < this.reach.above && low > this.reach.below;
    if (!within) this.#along(OPEN, open, open);
    if (executions.opens) this.#giveUpImmediate();
    if (!within) this.#legs(ticks, walk);
    if (!closes) return;
    // The close is the same on either walk, but what is held there need not be.
    const matters = executions.pathMatters;
    this.fillAtClose(ticks.close, false);
    executions.pathMatters = matters;
  }

  #legs({ open, high, low, close }: BarTicks, walk: Walk): void {
    const first = walk === 0 ? high : low;
    const second = walk === 0 ? low : high;
    // One thing in reach happens on either walk alike. Two may change places, an entry makes new exits live for a
    // different rest of the bar, and what remembers the way depends on it.
    const { holdings } = this.#positions;
    const stopOut = this.#margin.stopOut();
    this.#executions.pathMatters ||=
      inReach(this.#book.working, holdings, this.#limits.ticks, stopOut, high, low) > 1;
    this.#along(1, open, first);
    this.#along(2, first, second);
    this.#along(3, second, close);
    this.refresh();
  }

  /** The walk is settled: what moved is noted, and what traded at limits that still wait has brought them forward. */
  queue(ticks: BarTicks): void {
    const { walked, bar } = this.#executions;
    this.moves.look(this.#positions.holdings, this.#book.working, bar);
    if (this.#limits.times === 0) return;
    this.#book.queue(walked, ticks);
    this.#positions.queue(walked, ticks);
  }

  /** Orders for the close fill there; and by `fillAt: "this-close"` the market orders that were sent on it. */
  fillAtClose(close: Ticks, market: boolean): void {
    const executions = this.#executions;
    executions.leg = CLOSE;
    executions.at = close;
    let changed = false;
    for (const one of this.#book.working) {
      const atClose = one.phase === "close" && executions.bar >= one.fromBar;
      if (!atClose && !(market && one.order.kind === "market" && one.phase === "market")) continue;
      if (!this.#book.has(one)) continue;
      executions.fill(one, close, true);
      if (atClose) one.fromBar = this.#dates.closeFrom(executions.bar + 1);
      else if (one.order.life.tif === "IOC" && this.#book.has(one)) this.#giveUpImmediate();
      changed = true;
    }
    if (changed) this.refresh();
  }

  /** By force at the bar's close: everything that works is cancelled, then the whole position leaves. */
  leaveAtClose(close: Ticks, forced: Forced): void {
    this.#executions.leg = CLOSE;
    this.#executions.leave(close, forced);
    this.refresh();
  }

  // ── trying a walk ────────────────────────────────────────────────────────────────────────────────────────────────

  mark(): BrokerMark {
    this.#settle();
    return {
      position: this.#executions.position,
      room: this.#executions.room,
      fills: this.#executions.filled,
      working: this.#book.copy(),
      holdings: this.#positions.copy(),
    };
  }

  takeBack(mark: BrokerMark): void {
    this.#executions.takeBack(mark.position, mark.room, mark.fills);
    this.#book.takeBack(mark.working);
    this.#positions.takeBack(mark.holdings);
    this.refresh();
  }

  // ── on the walk ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Market orders, orders for the open, and what earlier bars left over of triggered ones. */
  #fillMarket(open: Ticks): void {
    for (const one of this.#book.working) {
      const due = one.phase === "market" && this.#executions.bar >= one.fromBar;
      if (due && this.#book.has(one)) this.#executions.fill(one, open, true);
    }
  }

  /** Contracts whose time is up, and what earlier bars left over of stops, leave at the open. */
  #leaveDue(open: Ticks): void {
    const { bar } = this.#executions;
    if (bar < this.reach.due) return;
    for (const holding of this.#positions.holdings) {
      if (bar >= holding.due) this.#executions.exit(holding, holding.left, open, true, holding.dueKind);
    }
  }

  #giveUpImmediate(): void {
    const { bar } = this.#executions;
    for (const one of this.#book.working) {
      if (one.order.life.tif !== "IOC" || one.phase === "held") continue;
      this.#book.end(one, "cancelled", bar, "IOC: the open had nothing more to give");
    }
  }

  /** One leg of the walk: what it meets first happens first, and may change what it meets next. */
  #along(leg: number, from: Ticks, to: Ticks): void {
    this.#executions.leg = leg;
    const next = this.#next;
    for (let at = from; this.#meets(at, to); at = next.at) {
      this.#executions.at = next.at;
      this.#act(next);
    }
    this.#executions.at = to;
    this.#positions.follow(to);
    for (const one of this.#book.working) trailTo(one, to);
  }

  #meets(from: Ticks, to: Ticks): boolean {
    const { walked, ticks, leg, room, position } = this.#executions;
    const stretch = { walked, ticks, opening: leg === OPEN, room: room > 0, rule: this.#limits };
    const stopOut = this.#margin.stopOut();
    return this.#next.find(
      from,
      to,
      stretch,
      this.#book.working,
      this.#positions.holdings,
      stopOut,
      position,
    );
  }

  #act(touch: Touch): void {
    const { at, price, rank, holding, target, working } = touch;
    const executions = this.#executions;
    if (working !== null) this.#actOn(working, at, price, rank);
    else if (holding === null) this.#force(price);
    else if (target !== null) executions.takeProfit(holding, target, price);
    else if (rank === RANK.planStop) executions.exit(holding, holding.left, price, true, holding.stopKind);
    else {
      beginTrail(holding, at);
      executions.turned();
    }
  }

  #actOn(one: Working, at: Ticks, price: Ticks, rank: number): void {
    const executions = this.#executions;
    const { kind } = one.order;
    if (rank === RANK.activation) {
      trailFrom(one, at);
      executions.turned();
    } else if (kind === "stop limit" && !Number.isNaN(one.trigger)) executions.becomeLimit(one);
    else executions.fill(one, price, kind !== "limit" && kind !== "stop limit");
  }

  #force(price: Ticks): void {
    const forced = this.#margin.breached(this.#executions.bar, price);
    if (forced !== null) this.#executions.leave(price, forced);
  }
}
