// How did every order end?

import type { Order, OrderRecord, OrderState } from "../domain/order.js";

type Ended = Exclude<OrderState, "working">;

/** What the broker may write into the log. */
export interface OrderBook {
  /** `qty` contracts of it filled. */
  fill(id: number, qty: number): void;
  end(id: number, state: Ended, bar: number, reason: string): void;
  mark(): number;
  takeBack(mark: number): void;
}

interface Change {
  readonly record: OrderRecord;
  readonly before: Pick<OrderRecord, "state" | "filledQty" | "endBar" | "endReason">;
}

/** Every order ever submitted, by rising id from 1. An order ends once; what a tried walk wrote can be taken back. */
export class OrderLog implements OrderBook {
  readonly records: OrderRecord[] = [];
  #changes: Change[] = [];
  #tried = false;

  get nextId(): number {
    return this.records.length + 1;
  }

  add(order: Order, asked: number | null, parent = 0): void {
    const { id, bar, kind, side, qty, reason, reduceOnly, group } = order;
    this.records.push({
      id,
      bar,
      kind,
      side,
      qty,
      price: priceOf(order),
      limit: order.kind === "stop limit" ? order.limit : null,
      asked,
      tif: order.life.tif,
      reason,
      parent,
      group,
      reduceOnly,
      amended: 0,
      state: "working",
      filledQty: 0,
      endBar: -1,
      endReason: "",
    });
  }

  /** The order as it is from now on. Between bars only: it cannot be taken back. */
  amend(order: Order): void {
    const record = this.records[order.id - 1]!;
    record.qty = order.qty;
    record.price = priceOf(order);
    if (order.kind === "stop limit") record.limit = order.limit;
    record.amended += 1;
  }

  fill(id: number, qty: number): void {
    const record = this.#changing(id);
    record.filledQty += qty;
  }

  end(id: number, state: Ended, endBar: number, endReason: string): void {
    const record = this.#changing(id);
    record.state = state;
    record.endBar = endBar;
    record.endReason = endReason;
  }

  /** From here on changes can be taken back, until they are kept. */
  mark(): number {
    this.#tried = true;
    return this.#changes.length;
  }

  takeBack(mark: number): void {
    while (this.#changes.length > mark) {
      const { record, before } = this.#changes.pop()!;
      Object.assign(record, before);
    }
  }

  /** What happened up to here stays. */
  keep(): void {
    if (!this.#tried) return;
    this.#tried = false;
    this.#changes = [];
  }

  #changing(id: number): OrderRecord {
    const record = this.records[id - 1]!;
    if (record.state !== "working") throw new Error(`order ${id} is ${record.state} and cannot change`);
    if (this.#tried) {
      const { state, filledQty, endBar, endReason } = record;
      this.#changes.push({ record, before: { state, filledQty, endBar, endReason } });
    }
    return record;
  }
}

/** The one price that tells most of an order: where it waits. */
function priceOf(order: Order): number | null {
  switch (order.kind) {
    case "limit":
      return order.limit;
    case "stop":
    case "stop limit":
    case "market if touched":
      return order.trigger;
    case "trailing stop":
      return order.activation;
    case "market":
    case "on open":
    case "on close":
      return null;
  }
}
