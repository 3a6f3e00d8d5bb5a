// What does a strategy see of its account, and what becomes of what it asks for?

import type { Accountant } from "../accountant/accountant.js";
import type { Broker } from "../broker/broker.js";
import type { OrderLog } from "../broker/order-log.js";
import type { Working } from "../broker/working.js";
import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { MICRO, priceOfTicks, quantityOf } from "../domain/money.js";
import type { Order, Side } from "../domain/order.js";
import { skippedText } from "../domain/skipped.js";
import { atr } from "../indicator/atr.js";
import { checkPrice, checkSignal, checkTrigger, MAX_CONTRACTS, type What } from "../risk/legal.js";
import type { ColumnCache } from "../strategy/columns.js";
import type { Clock } from "../strategy/series.js";
import {
  type AmendRequest,
  type Desk,
  type ExitRequest,
  marketRequest,
  type OrderRequest,
  type OrderView,
} from "../strategy/ticket.js";
import type { Admitted } from "./admit.js";
import { amendedOrder } from "./amend.js";
import { type Close, orderOf, type Ticketed } from "./desk.js";
import type { Entry } from "./entry.js";
import type { Guard } from "./guard.js";
import { roundTo } from "./level.js";
import { inLots, isWhole, mostLots } from "./lots.js";
import { waitingOn } from "./waiting.js";

/** What the desk works with; all of it belongs to the lane. */
export interface DeskParts {
  readonly bars: Bars;
  readonly instrument: Instrument;
  readonly clock: Clock;
  readonly columns: ColumnCache;
  readonly broker: Broker;
  readonly accountant: Accountant;
  readonly orders: OrderLog;
  readonly entry: Entry;
  /** Null in a run without risk rules. */
  readonly guard: Guard | null;
  /** Whether working orders need initial margin. */
  readonly orderMargin: boolean;
  /** Writes an event of the bar down. */
  note(kind: "note" | "amended" | "reduced" | "risk limit" | "skipped", text: string, order: number): void;
}

/** The strategy's counter: what it asks for is checked, written down and handed to the broker at this close. */
export class StrategyDesk implements Desk {
  readonly #parts: DeskParts;
  readonly #accountant: Accountant;
  readonly #broker: Broker;
  /** Contracts are their own lots. */
  readonly #whole: boolean;
  readonly #lastClose: { -readonly [K in keyof Close]: Close[K] };
  /** Notes of this bar that no order has followed yet. */
  pending: string[] = [];

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#accountant = parts.accountant;
    this.#broker = parts.broker;
    this.#whole = isWhole(parts.instrument.lot);
    this.#lastClose = {
      bar: -1,
      last: 0,
      day: 0,
      time: 0,
      instrument: parts.instrument,
      offset: 0,
      atr: (period) => this.#rangeAt(this.#lastClose.bar, period),
    };
  }

  get position(): number {
    const { position } = this.#accountant;
    return this.#whole ? position : quantityOf(position, this.#parts.instrument.lot);
  }
  get entryPrice(): number {
    const { accountant, entry, instrument } = this.#parts;
    return accountant.position === 0 ? Number.NaN : priceOfTicks(entry.average, instrument.grid);
  }
  get barsHeld(): number {
    const { accountant, entry, clock } = this.#parts;
    return accountant.position === 0 ? Number.NaN : clock.bar - entry.bar;
  }
  get equity(): number {
    const { accountant, bars, clock } = this.#parts;
    return accountant.equityAt(bars.closeTicks[clock.bar]!) / MICRO;
  }
  get sizes(): boolean {
    return this.#parts.guard?.sizes ?? false;
  }
  get working(): number {
    return this.#broker.waiting;
  }

  orders(): readonly OrderView[] {
    const { grid, lot } = this.#parts.instrument;
    return this.#parts.broker.working.map((one) => ({
      id: one.id,
      kind: one.order.kind,
      side: one.order.side,
      left: quantityOf(one.left, lot),
      price: priceOfTicks(waitsAt(one), grid),
      reason: one.order.reason,
    }));
  }

  submit(side: Side, asking: OrderRequest): number {
    const short = isMarket(asking) ? this.#sendShort(side, asking.qty, asking.exit, asking.reason) : 0;
    return short === 0 ? this.#sendLong(side, asking) : short;
  }

  market(side: Side, qty: number, exit: ExitRequest | undefined, reason: string | undefined): number {
    const short = this.#sendShort(side, qty, exit, reason);
    return short === 0 ? this.#sendLong(side, marketRequest(qty, exit, reason)) : short;
  }

  #sendLong(side: Side, asking: OrderRequest): number {
    const { guard, orders, instrument } = this.#parts;
    const request = inLots(asking, instrument.lot);
    const close = this.#close();
    const id = orders.nextId;
    if (guard === null) this.#send(orderOf(side, request, id, close), close.bar);
    else {
      const asked = orderOf(side, guard.complete(side, request), id, close);
      this.#sendAdmitted(guard.admit(asked, request, close.bar), close.bar);
    }
    return id;
  }

  /**
   * A market order with at most a stop and a target at fixed distances, which the account carries: most orders are no more. 0 where it
   * is more, or anything is wrong with it: then it takes the long way, which says what.
   */
  #sendShort(side: Side, qty: unknown, exit: ExitRequest | undefined, reason: unknown = "market"): number {
    const { single } = this.#broker;
    if (single === null || !isCount(qty) || typeof reason !== "string" || !single.takes(side, qty)) return 0;
    let stop = 0;
    let target = 0;
    if (exit !== undefined) {
      if (typeof exit !== "object" || exit === null) return 0;
      for (const word in exit) if (word !== "stopTicks" && word !== "targetTicks") return 0;
      stop = shortTicks(exit.stopTicks);
      target = shortTicks(exit.targetTicks);
      if (stop < 0 || target < 0 || stop + target === 0) return 0;
    }
    const { clock, bars, orders } = this.#parts;
    const { bar } = clock;
    if (this.#accountant.position === 0) {
      const last = bars.closeTicks[bar]!;
      if (!this.#accountant.carries(side, qty, last, last)) return 0;
    }
    const id = orders.nextId;
    orders.addMarket(bar, side, qty, reason);
    if (this.pending.length > 0) this.flushNotes(id);
    single.send(id, bar, side, qty, reason, stop, target);
    return id;
  }

  /** The same for what the declared rules have made of it. */
  #sendAdmitted({ ticketed, reduced, refused }: Admitted, bar: number): void {
    for (const { text, id } of reduced) this.#parts.note("reduced", text, id);
    this.#send(ticketed, bar, refused);
  }

  /** Writes an order down and hands it to the broker, unless a rule refuses it or the account cannot carry it. */
  #send(ticketed: Ticketed, bar: number, refused: Admitted["refused"] | null = null): void {
    const { accountant, broker, bars } = this.#parts;
    const { order } = ticketed;
    this.#writeDown(ticketed, 0);
    if (this.pending.length > 0) this.flushNotes(order.id);
    const closes = accountant.position * order.side < 0;
    const alone = closes ? null : accountant.refusal(order.side, order.qty, bars.closeTicks[bar]!);
    const refusal = alone ?? this.#withWaiting(order, order.qty);
    broker.submit(order);
    if (refused !== null) for (const { id, text } of refused) broker.reject(id, bar, text);
    if (refusal !== null) broker.reject(order.id, bar, refusal);
  }

  /** Where working orders need margin: why `more` contracts beside all others of the side cannot be carried, or null. */
  #withWaiting({ side, reduceOnly }: Order, more: number): string | null {
    const { accountant, broker, orderMargin, bars, clock } = this.#parts;
    if (!orderMargin || reduceOnly || more <= 0) return null;
    const waiting = waitingOn(broker.working, side, (left) => left) + more;
    if (side * accountant.position + waiting <= Math.abs(accountant.position)) return null;
    const refusal = accountant.refusal(side, waiting, bars.closeTicks[clock.bar]!);
    return refusal && `with all working orders filled: ${refusal}`;
  }

  amend(id: number, changes: AmendRequest): boolean {
    const { broker, orders, guard, instrument } = this.#parts;
    const working = broker.find(id);
    if (working === undefined) return false;
    const before = working.order;
    const order = amendedOrder(
      before,
      inLots(changes, instrument.lot),
      working.filled,
      working.phase === "held",
      this.#close(),
    );
    const refusal =
      guard?.growth(before, order, working.filled, this.#parts.clock.bar) ??
      this.#withWaiting(order, order.qty - before.qty);
    if (refusal !== null) {
      this.#parts.note("risk limit", `not amended: ${refusal}`, id);
      return false;
    }
    broker.moves.begins(working);
    broker.amend(working, order, this.#parts.clock.bar);
    broker.moves.moved(working, this.#parts.clock.bar);
    orders.amend(order);
    const words = Object.entries(changes).map(([word, value]) => `${word} ${JSON.stringify(value)}`);
    this.#parts.note("amended", words.join(", "), id);
    return true;
  }

  cancel(id: number): boolean {
    return this.#parts.broker.cancel(id, this.#parts.clock.bar, "cancelled by the strategy");
  }

  cancelAll(): void {
    this.#parts.broker.cancelAll(this.#parts.clock.bar, "cancelled by the strategy");
  }

  moveStop(price: number): boolean {
    const { accountant, broker, instrument, bars, clock } = this.#parts;
    const { position } = accountant;
    if (position === 0) return false;
    const exit: Side = position > 0 ? -1 : 1;
    const what: What = { side: exit, reason: "move the stop" };
    checkTrigger(exit, checkPrice(price, instrument.tickSize, "stop", what), bars.close[clock.bar]!, what);
    broker.moveStops(roundTo(price, instrument.tickSize, exit), clock.bar);
    return true;
  }

  note(text: string): void {
    this.#broker.reach.looks++;
    this.pending.push(text);
  }

  skip(side: Side, qty: number, reason: unknown): void {
    const { lot } = this.#parts.instrument;
    const words = String(reason);
    checkSignal(inLots({ qty }, lot).qty, qty === 0 ? 0 : side * qty, words, mostLots(lot));
    this.#parts.note("skipped", skippedText({ side, qty, reason: words }), 0);
  }

  /** Notes belong to the order that follows them in their bar, or to none. */
  flushNotes(order: number): void {
    if (this.pending.length === 0) return;
    for (const text of this.pending) this.#parts.note("note", text, order);
    this.pending = [];
  }

  #writeDown({ order, asked, children }: Ticketed, parent: number): void {
    this.#parts.orders.add(order, asked, parent);
    if (children.length > 0) for (const child of children) this.#writeDown(child, order.id);
  }

  /** The bar that has just closed. One object, moved on: nearly every bar of some strategies sends an order. */
  #close(): Close {
    const { bars, clock } = this.#parts;
    const { bar } = clock;
    const close = this.#lastClose;
    close.bar = bar;
    close.offset = this.#parts.accountant.offset;
    close.last = bars.close[bar]!;
    close.day = bars.tradeDate[bar]!;
    close.time = bars.time[bar]!;
    return close;
  }

  #rangeAt(bar: number, period: number): number {
    const { columns, bars } = this.#parts;
    const ranges = columns.get(atr, [bars.high, bars.low, bars.close, period]) as Float64Array;
    return ranges[bar]!;
  }
}

/** The price at which an order does something next; NaN for one that waits for none. */
function waitsAt({ order, phase, trigger, limit }: Working): number {
  if (phase !== "resting") return Number.NaN;
  if (!Number.isNaN(trigger)) return trigger;
  if (!Number.isNaN(limit)) return limit;
  return order.kind === "trailing stop" ? (order.activation ?? Number.NaN) : Number.NaN;
}

const isCount = (qty: unknown): qty is number =>
  typeof qty === "number" && Number.isInteger(qty) && qty >= 1 && qty <= MAX_CONTRACTS;

/** True where nothing is asked for that an order at the market does not have. */
function isMarket(asking: OrderRequest): boolean {
  for (const word in asking) if (word !== "qty" && word !== "reason" && word !== "exit") return false;
  return true;
}

const MAX_SHORT_TICKS = 1_000_000;

/** 0 where the plan does not name it; below 0 where it is no distance: the long way says what is wrong with it. */
function shortTicks(ticks: number | undefined): number {
  if (ticks === undefined) return 0;
  // Whole ticks, as `wholeTicks` makes them.
  return typeof ticks === "number" && ticks > 1e-6 && ticks <= MAX_SHORT_TICKS ? Math.ceil(ticks - 1e-6) : -1;
}
