// How did every order end?

import type { Order, OrderRecord, OrderState } from "../domain/order.js";

type Ended = Exclude<OrderState, "working">;

/** What the broker may write into the log. */
export interface OrderBook {
  end(id: number, state: Ended, bar: number, reason: string): void;
  fill(id: number, qty: number, bar: number): void;
  /** The account cannot carry it: what closes a position (`closing` contracts) still fills, the rest is refused. */
  refuse(id: number, bar: number, closing: number, reason: string): void;
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

  add(order: Order, asked: number | null): void {
    const price = order.kind === "limit" ? order.limit : order.kind === "stop" ? order.trigger : null;
    const { id, bar, kind, side, qty, reason } = order;
    this.records.push({
      id,
      bar,
      kind,
      side,
      qty,
      price,
      asked,
      reason,
      state: "working",
      filledQty: 0,
      endBar: -1,
      endReason: "",
    });
  }

  end(id: number, state: Ended, endBar: number, endReason: string): void {
    this.#change(id, state, 0, endBar, endReason);
  }

  fill(id: number, filledQty: number, endBar: number): void {
    this.#change(id, "filled", filledQty, endBar, "filled");
  }

  refuse(id: number, endBar: number, closing: number, reason: string): void {
    if (closing === 0) return this.end(id, "rejected", endBar, reason);
    this.#change(id, "filled", closing, endBar, `only the ${closing} that close the position: ${reason}`);
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

  #change(id: number, state: Ended, filledQty: number, endBar: number, endReason: string): void {
    const record = this.records[id - 1]!;
    if (record.state !== "working") throw new Error(`order ${id} is ${record.state} and cannot be ${state}`);
    if (this.#tried) {
      const { state: was, filledQty: filled, endBar: ended, endReason: why } = record;
      this.#changes.push({
        record,
        before: { state: was, filledQty: filled, endBar: ended, endReason: why },
      });
    }
    record.state = state;
    record.filledQty = filledQty;
    record.endBar = endBar;
    record.endReason = endReason;
  }
}
