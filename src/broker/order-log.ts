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
import { orderList } from "./order-list.js";

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

const FIELDS = [
  "bar",
  "kind",
  "side",
  "qty",
  "price",
  "limit",
  "tif",
  "reason",
  "parent",
  "group",
  "reduceOnly",
  "amended",
  "state",
  "filledQty",
  "endBar",
  "endReason",
] as const;
type Columns = Record<(typeof FIELDS)[number], Int32Array> & { asked: Float64Array };

const WORKING = ORDER_STATES.indexOf("working");

/**
 * Every order ever submitted, by rising id from 1, in columns: the log of a long run costs no object an order. An order
 * ends once; what a tried walk wrote can be taken back.
 */
export class OrderLog implements OrderBook {
  #length = 0;
  #room = 512;
  #columns = emptyColumns(this.#room);
  readonly #texts: string[] = [];
  readonly #textIds = new Map<string, number>();
  #changes: Change[] = [];
  #tried = false;

  get nextId(): number {
    return this.#length + 1;
  }

  add(order: Order, asked: number | null, parent = 0): void {
    if (this.#length === this.#room) this.#grow();
    const at = this.#length++;
    const columns = this.#columns;
    columns.bar[at] = order.bar;
    columns.kind[at] = ORDER_KINDS.indexOf(order.kind);
    columns.side[at] = order.side;
    columns.qty[at] = order.qty;
    columns.price[at] = priceOf(order);
    columns.limit[at] = order.kind === "stop limit" ? order.limit : NO_PRICE;
    columns.asked[at] = asked ?? Number.NaN;
    columns.tif[at] = LIFETIMES.indexOf(order.life.tif);
    columns.reason[at] = this.#textId(order.reason);
    columns.parent[at] = parent;
    columns.group[at] = order.group === null ? -1 : this.#textId(order.group);
    columns.reduceOnly[at] = order.reduceOnly ? 1 : 0;
    columns.amended[at] = 0;
    columns.state[at] = WORKING;
    columns.filledQty[at] = 0;
    columns.endBar[at] = -1;
    columns.endReason[at] = -1;
  }

  /** The order as it is from now on. Between bars only: it cannot be taken back. */
  amend(order: Order): void {
    const at = order.id - 1;
    const columns = this.#columns;
    columns.qty[at] = order.qty;
    columns.price[at] = priceOf(order);
    if (order.kind === "stop limit") columns.limit[at] = order.limit;
    columns.amended[at]! += 1;
  }

  fill(id: number, qty: number): void {
    const at = this.#changing(id);
    this.#columns.filledQty[at]! += qty;
  }

  end(id: number, state: Ended, endBar: number, endReason: string): void {
    const at = this.#changing(id);
    const columns = this.#columns;
    columns.state[at] = ORDER_STATES.indexOf(state);
    columns.endBar[at] = endBar;
    columns.endReason[at] = this.#textId(endReason);
  }

  /** From here on changes can be taken back, until they are kept. */
  mark(): number {
    this.#tried = true;
    return this.#changes.length;
  }

  takeBack(mark: number): void {
    const columns = this.#columns;
    while (this.#changes.length > mark) {
      const { at, state, filledQty, endBar, endReason } = this.#changes.pop()!;
      columns.state[at] = state;
      columns.filledQty[at] = filledQty;
      columns.endBar[at] = endBar;
      columns.endReason[at] = endReason;
    }
  }

  /** What happened up to here stays. */
  keep(): void {
    if (!this.#tried) return;
    this.#tried = false;
    if (this.#changes.length > 0) this.#changes = [];
  }

  /** The log as it stands, copied to its exact length. */
  columns(): OrderColumns {
    const { asked, ...rest } = this.#columns;
    const cut = <T>(of: (column: Int32Array) => T) =>
      Object.fromEntries(FIELDS.map((field) => [field, of(rest[field].subarray(0, this.#length))]));
    return {
      length: this.#length,
      ...(cut((column) => column.slice()) as Record<(typeof FIELDS)[number], Int32Array>),
      asked: asked.slice(0, this.#length),
      texts: [...this.#texts],
    };
  }

  /** The same as a list. */
  get records(): OrderRecord[] {
    return orderList(this.columns());
  }

  #changing(id: number): number {
    const at = id - 1;
    const { state, filledQty, endBar, endReason } = this.#columns;
    if (state[at] !== WORKING)
      throw new Error(`order ${id} is ${ORDER_STATES[state[at]!]} and cannot change`);
    if (this.#tried) {
      const [was, filled, bar, why] = [state[at]!, filledQty[at]!, endBar[at]!, endReason[at]!];
      this.#changes.push({ at, state: was, filledQty: filled, endBar: bar, endReason: why });
    }
    return at;
  }

  #textId(text: string): number {
    let id = this.#textIds.get(text);
    if (id === undefined) {
      id = this.#texts.push(text) - 1;
      this.#textIds.set(text, id);
    }
    return id;
  }

  #grow(): void {
    this.#room *= 2;
    const wider = emptyColumns(this.#room);
    for (const field of FIELDS) wider[field].set(this.#columns[field]);
    wider.asked.set(this.#columns.asked);
    this.#columns = wider;
  }
}

/** Written out: V8 looks every field up in a hash table where more than a dozen were added by computed names. */
function emptyColumns(room: number): Columns {
  const column = () => new Int32Array(room);
  return {
    bar: column(),
    kind: column(),
    side: column(),
    qty: column(),
    price: column(),
    limit: column(),
    tif: column(),
    reason: column(),
    parent: column(),
    group: column(),
    reduceOnly: column(),
    amended: column(),
    state: column(),
    filledQty: column(),
    endBar: column(),
    endReason: column(),
    asked: new Float64Array(room),
  };
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
