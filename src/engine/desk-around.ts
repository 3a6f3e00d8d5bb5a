// What does a counter do that stands before another one?

import type { AmendRequest, Desk, ExitRequest, OrderRequest, OrderView } from "../strategy/ticket.js";

/** Hands everything on as it is. Whoever extends it says what becomes of some of it. */
export class DeskAround implements Desk {
  protected readonly desk: Desk;

  constructor(desk: Desk) {
    this.desk = desk;
  }

  get position(): number {
    return this.desk.position;
  }
  get entryPrice(): number {
    return this.desk.entryPrice;
  }
  get barsHeld(): number {
    return this.desk.barsHeld;
  }
  get equity(): number {
    return this.desk.equity;
  }
  get sizes(): boolean {
    return this.desk.sizes;
  }
  get working(): number {
    return this.desk.working;
  }
  orders(): readonly OrderView[] {
    return this.desk.orders();
  }
  submit(side: 1 | -1, request: OrderRequest): number {
    return this.desk.submit(side, request);
  }
  market(side: 1 | -1, qty: number, exit: ExitRequest | undefined, reason: string | undefined): number {
    return this.desk.market(side, qty, exit, reason);
  }
  amend(id: number, changes: AmendRequest): boolean {
    return this.desk.amend(id, changes);
  }
  cancel(id: number): boolean {
    return this.desk.cancel(id);
  }
  cancelAll(): void {
    this.desk.cancelAll();
  }
  moveStop(price: number): boolean {
    return this.desk.moveStop(price);
  }
  note(text: string): void {
    this.desk.note(text);
  }
  skip(side: 1 | -1, qty: number, reason: string): void {
    this.desk.skip(side, qty, reason);
  }
}
