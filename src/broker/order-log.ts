// How did every order end?

import { Rows } from "../bars/rows.js";
import { countedColumns } from "../domain/counted.js";
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
import { orderList } from "./order-list.js";
import { Texts } from "./texts.js";

type Ended = Exclude<OrderState, "working">;

/** What the broker may write into the log. */
export interface OrderBook {
  /** `qty` contracts of it filled. */
  fill(id: number, qty: number): void;
  end(id: number, state: Ended, bar: number, reason: string): void;
  /** All of it filled, in that bar. */
  filled(id: number, bar: number): void;
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

// Places in the row that every order has: what most of them are needs no more.
const BAR = 0;
/** Contracts bought; sold below zero. */
const SIGNED = 1;
/** Small numbers together, see below. */
const SMALL = 2;
const REASON = 3;
const END_BAR = 4;
/** Row of what else there is to say, or -1. */
const MORE = 5;
const WIDTH = 6;

// Places in that row.
const PRICE = 0;
const LIMIT = 1;
const PARENT = 2;
const GROUP = 3;
const AMENDED = 4;
const FILLED_QTY = 5;
const END_REASON = 6;
const MORE_WIDTH = 7;

// In the small numbers: three bits of state, five of kind, three of lifetime, one of reduce-only.
const STATE_BITS = 7;
const KIND = 3;
const TIF = 8;
const REDUCE_ONLY = 11;
const stateOf = (small: number): number => small & STATE_BITS;
const kindOf = (small: number): number => (small >> KIND) & 31;
const tifOf = (small: number): number => (small >> TIF) & 7;
const reduceOnlyOf = (small: number): number => (small >> REDUCE_ONLY) & 1;

const WORKING = ORDER_STATES.indexOf("working");
const FILLED = ORDER_STATES.indexOf("filled");
const REJECTED = ORDER_STATES.indexOf("rejected");
const EXPIRED = ORDER_STATES.indexOf("expired");
const PLAIN_MARKET = WORKING | (ORDER_KINDS.indexOf("market") << KIND) | (LIFETIMES.indexOf("GTC") << TIF);

/**
 * Every order ever submitted, by rising id from 1, in rows of whole numbers: the log of a long run costs no object an order. An order
 * ends once; what a tried walk wrote can be taken back.
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

  get nextId(): number {
    return this.#rows.length + 1;
  }

  get length(): number {
    return this.#rows.length;
  }

  add(order: Order, asked: number | null, parent = 0): void {
    const { bar, kind, side, qty, life, reduceOnly } = order;
    const small =
      WORKING |
      (ORDER_KINDS.indexOf(kind) << KIND) |
      (LIFETIMES.indexOf(life.tif) << TIF) |
      ((reduceOnly ? 1 : 0) << REDUCE_ONLY);
    const reason = this.#texts.id(order.reason);
    const group = order.group === null ? -1 : this.#texts.id(order.group);
    this.#addRow(bar, side * qty, small, reason, this.#more.length);
    if (asked !== null) this.#asked.set(this.#rows.length, asked);
    const limit = kind === "stop limit" ? order.limit : NO_PRICE;
    this.#addMore(priceOf(order), limit, parent, group);
  }

  /** A market order that nothing hangs on, or only an exit plan. */
  addMarket(bar: number, side: Side, qty: number, reason: string): void {
    this.#addRow(bar, side * qty, PLAIN_MARKET, this.#texts.id(reason), -1);
  }

  #addRow(bar: number, signed: number, small: number, reason: number, more: number): void {
    const at = this.#rows.add() * WIDTH;
    const { integers: cells } = this.#rows;
    cells[at + BAR] = bar;
    cells[at + SIGNED] = signed;
    cells[at + SMALL] = small;
    cells[at + REASON] = reason;
    cells[at + END_BAR] = -1;
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
    this.#rows.release();
    this.#more.release();
  }

  /** The log of a finished run, in columns that are made when the first of them is read. */
  columnsAsRead(): OrderColumns {
    return countedOrders(this.length, () => this.columns());
  }

  /** The log as it stands, in columns. */
  columns(): OrderColumns {
    const { length } = this.#rows;
    const columns = blankColumns(length, [...this.#texts.list]);
    this.#rows.each((cells, _, from, count) => {
      splitRows(cells, columns, from, from + count);
      splitSmall(cells, columns, from, from + count);
      this.#addEnds(cells, columns, from, from + count);
    });
    for (const [id, wanted] of this.#asked) columns.asked[id - 1] = wanted;
    return columns;
  }

  /** Of most orders there is no more to say: how they ended follows from their state. */
  #addEnds(rows: Int32Array, columns: OrderColumns, from: number, to: number): void {
    const { price, limit, parent, group, amended, filledQty, endReason } = columns;
    const filled = this.#filledText;
    for (let k = from, row = 0; k < to; k++, row += WIDTH) {
      const at = rows[row + MORE]!;
      if (at === -1) {
        const whole = stateOf(rows[row + SMALL]!) === FILLED;
        price[k] = NO_PRICE;
        limit[k] = NO_PRICE;
        group[k] = -1;
        filledQty[k] = whole ? Math.abs(rows[row + SIGNED]!) : 0;
        endReason[k] = whole ? filled : -1;
      } else {
        const cells = this.#more.integersAt(at);
        const more = this.#more.placeOf(at) * MORE_WIDTH;
        price[k] = cells[more + PRICE]!;
        limit[k] = cells[more + LIMIT]!;
        parent[k] = cells[more + PARENT]!;
        group[k] = cells[more + GROUP]!;
        amended[k] = cells[more + AMENDED]!;
        filledQty[k] = cells[more + FILLED_QTY]!;
        endReason[k] = cells[more + END_REASON]!;
      }
    }
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

function blankColumns(length: number, texts: readonly string[]): OrderColumns {
  const integers = () => new Int32Array(length);
  return {
    length,
    bar: integers(),
    kind: integers(),
    side: integers(),
    qty: integers(),
    price: integers(),
    limit: integers(),
    asked: new Float64Array(length).fill(Number.NaN),
    tif: integers(),
    reason: integers(),
    parent: integers(),
    group: integers(),
    reduceOnly: integers(),
    amended: integers(),
    state: integers(),
    filledQty: integers(),
    endBar: integers(),
    endReason: integers(),
    texts,
  };
}

const countedOrders = countedColumns(blankColumns(0, []));

// Rows `from` … `to`, which are those of one block. Several passes: of so many columns at once a loop keeps not all in registers.

function splitRows(cells: Int32Array, columns: OrderColumns, from: number, to: number): void {
  const { bar, side, qty, reason, endBar } = columns;
  for (let k = from, at = 0; k < to; k++, at += WIDTH) {
    bar[k] = cells[at + BAR]!;
    const signed = cells[at + SIGNED]!;
    side[k] = signed > 0 ? 1 : -1;
    qty[k] = Math.abs(signed);
    reason[k] = cells[at + REASON]!;
    endBar[k] = cells[at + END_BAR]!;
  }
}

function splitSmall(cells: Int32Array, columns: OrderColumns, from: number, to: number): void {
  const { kind, tif, reduceOnly, state } = columns;
  for (let k = from, at = SMALL; k < to; k++, at += WIDTH) {
    const together = cells[at]!;
    kind[k] = kindOf(together);
    tif[k] = tifOf(together);
    reduceOnly[k] = reduceOnlyOf(together);
    state[k] = stateOf(together);
  }
}
