// How did every order end?

import { NO_PRICE } from "../domain/money.js";
import {
  LIFETIMES,
  ORDER_KINDS,
  ORDER_STATES,
  type Order,
  type OrderColumns,
  type OrderRecord,
  type OrderState,
} from "../domain/order.js";
import { IntRows } from "./int-rows.js";
import { orderList } from "./order-list.js";
import { Texts } from "./texts.js";

type Ended = Exclude<OrderState, "working">;

/** What the broker may write into the log. */
export interface OrderBook {
  /** `qty` contracts of it filled. */
  fill(id: number, qty: number): void;
  end(id: number, state: Ended, bar: number, reason: string): void;
  mark(): number;
  takeBack(mark: number): void;
}

/** How an order stood before a tried walk changed it. */
interface Change {
  readonly at: number;
  readonly state: number;
  readonly filledQty: number;
  readonly endBar: number;
  readonly endReason: number;
}

// Places in a row.
const BAR = 0;
const KIND = 1;
const SIDE = 2;
const QTY = 3;
const PRICE = 4;
const LIMIT = 5;
const TIF = 6;
const REASON = 7;
const PARENT = 8;
const GROUP = 9;
const REDUCE_ONLY = 10;
const AMENDED = 11;
const STATE = 12;
const FILLED_QTY = 13;
const END_BAR = 14;
const END_REASON = 15;
const WIDTH = 16;

const WORKING = ORDER_STATES.indexOf("working");

/**
 * Every order ever submitted, by rising id from 1, in rows of whole numbers: the log of a long run costs no object an order. An order
 * ends once; what a tried walk wrote can be taken back.
 */
export class OrderLog implements OrderBook {
  readonly #rows = new IntRows(WIDTH);
  #asked = new Float64Array(1024);
  readonly #texts = new Texts();
  #changes: Change[] = [];
  #tried = false;

  get nextId(): number {
    return this.#rows.length + 1;
  }

  add(order: Order, asked: number | null, parent = 0): void {
    const reason = this.#texts.id(order.reason);
    const group = order.group === null ? -1 : this.#texts.id(order.group);
    this.#noteAsked(asked ?? Number.NaN);
    const at = this.#rows.add();
    const { cells } = this.#rows;
    cells[at + BAR] = order.bar;
    cells[at + KIND] = ORDER_KINDS.indexOf(order.kind);
    cells[at + SIDE] = order.side;
    cells[at + QTY] = order.qty;
    cells[at + PRICE] = priceOf(order);
    cells[at + LIMIT] = order.kind === "stop limit" ? order.limit : NO_PRICE;
    cells[at + TIF] = LIFETIMES.indexOf(order.life.tif);
    cells[at + REASON] = reason;
    cells[at + PARENT] = parent;
    cells[at + GROUP] = group;
    cells[at + REDUCE_ONLY] = order.reduceOnly ? 1 : 0;
    cells[at + AMENDED] = 0;
    cells[at + STATE] = WORKING;
    cells[at + FILLED_QTY] = 0;
    cells[at + END_BAR] = -1;
    cells[at + END_REASON] = -1;
  }

  /** The order as it is from now on. Between bars only: it cannot be taken back. */
  amend(order: Order): void {
    const at = (order.id - 1) * WIDTH;
    const { cells } = this.#rows;
    cells[at + QTY] = order.qty;
    cells[at + PRICE] = priceOf(order);
    if (order.kind === "stop limit") cells[at + LIMIT] = order.limit;
    cells[at + AMENDED]! += 1;
  }

  fill(id: number, qty: number): void {
    const at = this.#changing(id);
    this.#rows.cells[at + FILLED_QTY]! += qty;
  }

  end(id: number, state: Ended, endBar: number, endReason: string): void {
    const at = this.#changing(id);
    const { cells } = this.#rows;
    cells[at + STATE] = ORDER_STATES.indexOf(state);
    cells[at + END_BAR] = endBar;
    cells[at + END_REASON] = this.#texts.id(endReason);
  }

  /** From here on changes can be taken back, until they are kept. */
  mark(): number {
    this.#tried = true;
    return this.#changes.length;
  }

  takeBack(mark: number): void {
    const { cells } = this.#rows;
    while (this.#changes.length > mark) {
      const { at, state, filledQty, endBar, endReason } = this.#changes.pop()!;
      cells[at + STATE] = state;
      cells[at + FILLED_QTY] = filledQty;
      cells[at + END_BAR] = endBar;
      cells[at + END_REASON] = endReason;
    }
  }

  /** What happened up to here stays. */
  keep(): void {
    if (!this.#tried) return;
    this.#tried = false;
    if (this.#changes.length > 0) this.#changes = [];
  }

  /** The log as it stands, in columns. */
  columns(): OrderColumns {
    const column = (field: number) => this.#rows.column(field);
    const { length } = this.#rows;
    return {
      length,
      bar: column(BAR),
      kind: column(KIND),
      side: column(SIDE),
      qty: column(QTY),
      price: column(PRICE),
      limit: column(LIMIT),
      asked: this.#asked.slice(0, length),
      tif: column(TIF),
      reason: column(REASON),
      parent: column(PARENT),
      group: column(GROUP),
      reduceOnly: column(REDUCE_ONLY),
      amended: column(AMENDED),
      state: column(STATE),
      filledQty: column(FILLED_QTY),
      endBar: column(END_BAR),
      endReason: column(END_REASON),
      texts: [...this.#texts.list],
    };
  }

  /** The same as a list. */
  get records(): OrderRecord[] {
    return orderList(this.columns());
  }

  /** Where the order's row begins; what it holds may be taken back later. */
  #changing(id: number): number {
    const at = (id - 1) * WIDTH;
    const { cells } = this.#rows;
    const state = cells[at + STATE]!;
    if (state !== WORKING) throw new Error(`order ${id} is ${ORDER_STATES[state]} and cannot change`);
    if (this.#tried) {
      const [filledQty, endBar, endReason] = [
        cells[at + FILLED_QTY]!,
        cells[at + END_BAR]!,
        cells[at + END_REASON]!,
      ];
      this.#changes.push({ at, state, filledQty, endBar, endReason });
    }
    return at;
  }

  #noteAsked(asked: number): void {
    const at = this.#rows.length;
    if (at === this.#asked.length) {
      const wider = new Float64Array(2 * at);
      wider.set(this.#asked);
      this.#asked = wider;
    }
    this.#asked[at] = asked;
  }
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
