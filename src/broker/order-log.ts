// How did every order end?

import { Rows } from "../bars/rows.js";
import { blankFillRow, type FillRow } from "../domain/fill-row.js";
import { NO_PRICE } from "../domain/money.js";
import {
  LIFETIMES,
  ORDER_KINDS,
  ORDER_STATES,
  type Order,
  type OrderColumns,
  type OrderRecord,
  type OrderState,
  type Side,
} from "../domain/order.js";
import type { FillColumns } from "../domain/run.js";
import type { FillLog } from "./fill-log.js";
import { ordersAsRead, ordersOf, type StandingOrders } from "./order-columns.js";
import { orderList } from "./order-list.js";
import {
  AMENDED,
  BAR,
  END_BAR,
  END_REASON,
  FILLED,
  FILLED_MARKET,
  FILLED_QTY,
  GROUP,
  KIND,
  LIMIT,
  MORE,
  MORE_WIDTH,
  PARENT,
  PLAIN_MARKET,
  PRICE,
  REASON,
  REDUCE_ONLY,
  SIGNED,
  SMALL,
  STATE_BITS,
  stateOf,
  TIF,
  WIDTH,
  WORKING,
} from "./order-row.js";
import { Texts } from "./texts.js";

type Ended = Exclude<OrderState, "working">;

/** What the broker may write into the log. */
export interface OrderBook {
  /** `qty` contracts of it filled. */
  fill(id: number, qty: number): void;
  end(id: number, state: Ended, bar: number, reason: string): void;
  /** All of it filled, in that bar. */
  filled(id: number, bar: number): void;
  /** The order that was sent last, at the market, filled whole in that bar: fill number `fill` says all of it. False, and nothing is noted, where it does not. */
  filledBy(fill: number, bar: number): boolean;
  mark(): number;
  takeBack(mark: number): void;
}

/** How an order stood before a tried walk changed it. */
interface Change {
  readonly id: number;
  readonly small: number;
  readonly filledQty: number;
  readonly endBar: number;
  readonly endReason: number;
}

const REJECTED = ORDER_STATES.indexOf("rejected");
const EXPIRED = ORDER_STATES.indexOf("expired");

/** Of an order at the market: none has been sent that is not in a row yet. */
const NONE = -2;

/**
 * Every order ever submitted, by rising id from 1, in rows of whole numbers: the log of a long run costs no object an order. An order
 * ends once; what a tried walk wrote can be taken back.
 *
 * Most orders go to the market and fill at the next open. Their fills say all of them: they are written as rows when somebody reads,
 * or anything else is to be written.
 */
export class OrderLog implements OrderBook {
  readonly #rows = new Rows(WIDTH);
  readonly #more = new Rows(MORE_WIDTH);
  /** By order: the price as it was asked for. */
  readonly #asked = new Map<number, number>();
  readonly #texts = new Texts();
  #filledText = -1;
  #changes: Change[] = [];
  #tried = false;
  readonly #fills: FillLog;
  readonly #fill: FillRow = blankFillRow();
  // Orders that have no rows yet: those that fills say, from number `#owedFrom` on …
  #owedFrom = 0;
  #owed = 0;
  // … and the one that was sent last, until more is known of it.
  #sentBar = NONE;
  #sentSigned = 0;
  #sentReason = -1;

  constructor(fills: FillLog) {
    this.#fills = fills;
  }

  get nextId(): number {
    return this.length + 1;
  }

  get length(): number {
    return this.#rows.length + this.#owed + (this.#sentBar === NONE ? 0 : 1);
  }

  add(order: Order, asked: number | null, parent = 0): void {
    this.#writeOwed();
    const { bar, kind, side, qty, life, reduceOnly } = order;
    const small =
      WORKING |
      (ORDER_KINDS.indexOf(kind) << KIND) |
      (LIFETIMES.indexOf(life.tif) << TIF) |
      ((reduceOnly ? 1 : 0) << REDUCE_ONLY);
    const reason = this.#texts.id(order.reason);
    const group = order.group === null ? -1 : this.#texts.id(order.group);
    this.#addRow(bar, side * qty, small, reason, this.#more.length, -1);
    if (asked !== null) this.#asked.set(this.#rows.length, asked);
    const limit = kind === "stop limit" ? order.limit : NO_PRICE;
    this.#addMore(priceOf(order), limit, parent, group);
  }

  /** A market order that nothing hangs on, or only an exit plan. */
  addMarket(bar: number, side: Side, qty: number, reason: string): void {
    if (this.#sentBar !== NONE) this.#writeOwed();
    this.#sentBar = bar;
    this.#sentSigned = side * qty;
    this.#sentReason = this.#texts.id(reason);
  }

  filledBy(fill: number, bar: number): boolean {
    // What is tried may be taken back, and of an order that waited longer its fill does not say when it was sent.
    if (this.#sentBar + 1 !== bar || this.#tried === true) return false;
    if (this.#owed === 0) this.#owedFrom = fill;
    else if (this.#owedFrom + this.#owed !== fill) return false;
    if (this.#filledText === -1) this.#filledText = this.#texts.id("filled");
    this.#owed++;
    this.#sentBar = NONE;
    return true;
  }

  /** From here on all orders are in rows. */
  #writeOwed(): void {
    if (this.#owed > 0) this.#writeFilled();
    if (this.#sentBar === NONE) return;
    this.#addRow(this.#sentBar, this.#sentSigned, PLAIN_MARKET, this.#sentReason, -1, -1);
    this.#sentBar = NONE;
  }

  #writeFilled(): void {
    const fills = this.#fills;
    const fill = this.#fill;
    const end = this.#owedFrom + this.#owed;
    this.#owed = 0;
    for (let k = this.#owedFrom; k < end; k++) {
      fills.read(k, fill);
      const reason = this.#texts.id(fills.reasons[fill.reason]!);
      this.#addRow(fill.bar - 1, fill.side * fill.qty, FILLED_MARKET, reason, -1, fill.bar);
    }
  }

  #addRow(bar: number, signed: number, small: number, reason: number, more: number, endBar: number): void {
    const at = this.#rows.add() * WIDTH;
    const { integers: cells } = this.#rows;
    cells[at + BAR] = bar;
    cells[at + SIGNED] = signed;
    cells[at + SMALL] = small;
    cells[at + REASON] = reason;
    cells[at + END_BAR] = endBar;
    cells[at + MORE] = more;
  }

  #addMore(price: number, limit: number, parent: number, group: number): void {
    const at = this.#more.add() * MORE_WIDTH;
    const { integers: cells } = this.#more;
    cells[at + PRICE] = price;
    cells[at + LIMIT] = limit;
    cells[at + PARENT] = parent;
    cells[at + GROUP] = group;
    cells[at + AMENDED] = 0;
    cells[at + FILLED_QTY] = 0;
    cells[at + END_REASON] = -1;
  }

  filled(id: number, bar: number): void {
    this.#writeOwed();
    const rows = this.#rows;
    const cells = id === rows.length ? rows.integers : rows.integersAt(id - 1);
    const at = rows.placeOf(id - 1) * WIDTH;
    const small = cells[at + SMALL]!;
    if (this.#tried === true || stateOf(small) !== WORKING) this.#changing(id);
    if (this.#filledText === -1) this.#filledText = this.#texts.id("filled");
    cells[at + SMALL] = (small & ~STATE_BITS) | FILLED;
    cells[at + END_BAR] = bar;
  }

  /** The order as it is from now on. Between bars only: it cannot be taken back. */
  amend(order: Order): void {
    this.#writeOwed();
    const at = this.#rows.placeOf(order.id - 1) * WIDTH;
    this.#rows.integersAt(order.id - 1)[at + SIGNED] = order.side * order.qty;
    const more = this.#moreOf(order.id);
    more.cells[more.at + PRICE] = priceOf(order);
    if (order.kind === "stop limit") more.cells[more.at + LIMIT] = order.limit;
    more.cells[more.at + AMENDED]! += 1;
  }

  fill(id: number, qty: number): void {
    this.#changing(id);
    const more = this.#moreOf(id);
    more.cells[more.at + FILLED_QTY]! += qty;
  }

  end(id: number, state: Ended, endBar: number, endReason: string): void {
    const { cells, at } = this.#changing(id);
    cells[at + SMALL] = (cells[at + SMALL]! & ~STATE_BITS) | ORDER_STATES.indexOf(state);
    cells[at + END_BAR] = endBar;
    const more = this.#moreOf(id);
    more.cells[more.at + END_REASON] = this.#texts.id(endReason);
  }

  /** From here on changes can be taken back, until they are kept. */
  mark(): number {
    this.#writeOwed();
    this.#tried = true;
    return this.#changes.length;
  }

  takeBack(mark: number): void {
    while (this.#changes.length > mark) {
      const { id, small, filledQty, endBar, endReason } = this.#changes.pop()!;
      const at = this.#rows.placeOf(id - 1) * WIDTH;
      const cells = this.#rows.integersAt(id - 1);
      cells[at + SMALL] = small;
      cells[at + END_BAR] = endBar;
      const more = this.#moreOf(id);
      more.cells[more.at + FILLED_QTY] = filledQty;
      more.cells[more.at + END_REASON] = endReason;
    }
  }

  /** What happened up to here stays. */
  keep(): void {
    if (!this.#tried) return;
    this.#tried = false;
    if (this.#changes.length > 0) this.#changes = [];
  }

  /** Nobody reads it any more. */
  release(): void {
    this.#owed = 0;
    this.#sentBar = NONE;
    this.#rows.release();
    this.#more.release();
  }

  /** The log of a finished run, in columns that are made when the first of them is read. */
  columnsAsRead(fills: () => FillColumns): OrderColumns {
    return ordersAsRead(this.#standing(), fills, this.#fills.reasons);
  }

  /** The log as it stands, in columns. */
  columns(): OrderColumns {
    this.#writeOwed();
    return ordersOf(this.#standing(), null, []);
  }

  #standing(): StandingOrders {
    const sent =
      this.#sentBar === NONE ? null : ([this.#sentBar, this.#sentSigned, this.#sentReason] as const);
    return {
      length: this.length,
      rows: this.#rows.flat(),
      more: this.#more.flat(),
      asked: this.#asked,
      texts: this.#texts.list,
      filledText: this.#filledText,
      owedFrom: this.#owedFrom,
      owed: this.#owed,
      sent,
    };
  }

  /** The same as a list. */
  get records(): OrderRecord[] {
    return orderList(this.columns());
  }

  /** Ids of the orders that did not end as they were meant: rejected, expired, or filled in part. */
  odd(): number[] {
    const ids: number[] = [];
    // Of such an order there is more to say.
    if (this.#more.length === 0) return ids;
    this.#writeOwed();
    for (let id = 1; id <= this.#rows.length; id++) {
      const cells = this.#rows.integersAt(id - 1);
      const at = this.#rows.placeOf(id - 1) * WIDTH;
      const state = stateOf(cells[at + SMALL]!);
      const partly =
        state === FILLED && cells[at + MORE] !== -1 && this.#filledOf(id) < Math.abs(cells[at + SIGNED]!);
      if (partly || state === REJECTED || state === EXPIRED) ids.push(id);
    }
    return ids;
  }

  #filledOf(id: number): number {
    const { cells, at } = this.#moreOf(id);
    return cells[at + FILLED_QTY]!;
  }

  /** How an order ended that is `odd`. */
  endOf(id: number): { readonly state: OrderState; readonly bar: number; readonly reason: string } {
    this.#writeOwed();
    const at = this.#rows.placeOf(id - 1) * WIDTH;
    const cells = this.#rows.integersAt(id - 1);
    const more = this.#moreOf(id);
    const reason = this.#texts.list[more.cells[more.at + END_REASON]!]!;
    return { state: ORDER_STATES[stateOf(cells[at + SMALL]!)]!, bar: cells[at + END_BAR]!, reason };
  }

  /** Where an order's second row is; it is made where there was nothing to say so far. */
  #moreOf(id: number): Place {
    const cells = this.#rows.integersAt(id - 1);
    const at = this.#rows.placeOf(id - 1) * WIDTH + MORE;
    if (cells[at] === -1) {
      cells[at] = this.#more.length;
      this.#addMore(NO_PRICE, NO_PRICE, 0, -1);
    }
    const row = cells[at]!;
    return { cells: this.#more.integersAt(row), at: this.#more.placeOf(row) * MORE_WIDTH };
  }

  /** Where an order's row is; what it holds may be taken back later. */
  #changing(id: number): Place {
    this.#writeOwed();
    const at = this.#rows.placeOf(id - 1) * WIDTH;
    const cells = this.#rows.integersAt(id - 1);
    const small = cells[at + SMALL]!;
    if (stateOf(small) !== WORKING)
      throw new Error(`order ${id} is ${ORDER_STATES[stateOf(small)]} and cannot change`);
    if (this.#tried) {
      const more = this.#moreOf(id);
      const filledQty = more.cells[more.at + FILLED_QTY]!;
      const endReason = more.cells[more.at + END_REASON]!;
      this.#changes.push({ id, small, filledQty, endBar: cells[at + END_BAR]!, endReason });
    }
    return { cells, at };
  }
}

interface Place {
  readonly cells: Int32Array;
  readonly at: number;
}

/** The one price that tells most of an order: where it waits. */
function priceOf(order: Order): number {
  switch (order.kind) {
    case "limit":
      return order.limit;
    case "stop":
    case "stop limit":
    case "market if touched":
      return order.trigger;
    case "trailing stop":
      return order.activation ?? NO_PRICE;
    case "market":
    case "on open":
    case "on close":
      return NO_PRICE;
  }
}
