// What does a strategy ask for, one request after the other, and from which line of it?

import type { Clock } from "../strategy/series.js";
import {
  type AmendRequest,
  type Desk,
  type ExitRequest,
  marketRequest,
  type OrderRequest,
} from "../strategy/ticket.js";
import { DeskAround } from "./desk-around.js";

export interface Asked {
  readonly bar: number;
  readonly text: string;
  /** Made where it was asked: its stack leads to the line. */
  readonly error: Error;
}

/** Hands everything on, and keeps what is asked. */
export class TracedDesk extends DeskAround {
  readonly asked: Asked[] = [];
  readonly #clock: Clock;

  constructor(desk: Desk, clock: Clock) {
    super(desk);
    this.#clock = clock;
  }

  override submit(side: 1 | -1, request: OrderRequest): number {
    this.#note(side === 1 ? "buy" : "sell", request);
    return super.submit(side, request);
  }
  override market(
    side: 1 | -1,
    qty: number,
    exit: ExitRequest | undefined,
    reason: string | undefined,
  ): number {
    this.#note(side === 1 ? "buy" : "sell", marketRequest(qty, exit, reason));
    return super.market(side, qty, exit, reason);
  }
  override amend(id: number, changes: AmendRequest): boolean {
    this.#note(`amend order ${id}`, changes);
    return super.amend(id, changes);
  }
  override cancel(id: number): boolean {
    this.#note(`cancel order ${id}`, {});
    return super.cancel(id);
  }
  override cancelAll(): void {
    if (this.working > 0) this.#note("cancel all orders", {});
    super.cancelAll();
  }
  override moveStop(price: number): boolean {
    this.#note("move the stop", { to: price });
    return super.moveStop(price);
  }

  #note(what: string, terms: object): void {
    const words = Object.entries(terms).map(([word, value]) => `${word} ${JSON.stringify(value)}`);
    const text = words.length === 0 ? what : `${what}: ${words.join(", ")}`;
    this.asked.push({ bar: this.#clock.bar, text, error: new Error(text) });
  }
}
