// What does a strategy ask for, one request after the other, and from which line of it?

import type { Clock } from "../strategy/series.js";
import type { AmendRequest, Desk, ExitRequest, OrderRequest, OrderView } from "../strategy/ticket.js";
import { marketRequest } from "../strategy/ticket.js";

export interface Asked {
  readonly bar: number;
  readonly text: string;
  /** Made where it was asked: its stack leads to the line. */
  readonly error: Error;
}

/** Hands everything on, and keeps what is asked at the bars from `from` on. */
export class TracedDesk implements Desk {
  readonly asked: Asked[] = [];
  readonly #desk: Desk;
  readonly #clock: Clock;
  readonly #from: number;

  constructor(desk: Desk, clock: Clock, from: number) {
    this.#desk = desk;
    this.#clock = clock;
    this.#from = from;
  }

  get position(): number {
    return this.#desk.position;
  }
  get entryPrice(): number {
    return this.#desk.entryPrice;
  }
  get barsHeld(): number {
    return this.#desk.barsHeld;
  }
  get equity(): number {
    return this.#desk.equity;
  }
  get sizes(): boolean {
    return this.#desk.sizes;
  }
  get working(): number {
    return this.#desk.working;
  }
  orders(): readonly OrderView[] {
    return this.#desk.orders();
  }
  submit(side: 1 | -1, request: OrderRequest): number {
    this.#note(side === 1 ? "buy" : "sell", request);
    return this.#desk.submit(side, request);
  }
  market(side: 1 | -1, qty: number, exit: ExitRequest | undefined, reason: string | undefined): number {
    this.#note(side === 1 ? "buy" : "sell", marketRequest(qty, exit, reason));
    return this.#desk.market(side, qty, exit, reason);
  }
  amend(id: number, changes: AmendRequest): boolean {
    this.#note(`amend order ${id}`, changes);
    return this.#desk.amend(id, changes);
  }
  cancel(id: number): boolean {
    this.#note(`cancel order ${id}`, {});
    return this.#desk.cancel(id);
  }
  cancelAll(): void {
    if (this.#desk.working > 0) this.#note("cancel all orders", {});
    this.#desk.cancelAll();
  }
  moveStop(price: number): boolean {
    this.#note("move the stop", { to: price });
    return this.#desk.moveStop(price);
  }
  note(text: string): void {
    this.#desk.note(text);
  }

  #note(what: string, terms: object): void {
    const { bar } = this.#clock;
    if (bar < this.#from) return;
    const words = Object.entries(terms).map(([word, value]) => `${word} ${JSON.stringify(value)}`);
    const text = words.length === 0 ? what : `${what}: ${words.join(", ")}`;
    this.asked.push({ bar, text, error: new Error(text) });
  }
}
