// What does a strategy ask for, with which values before its eyes, and from which line of it?

import type { DecisionKind, SeenValue } from "../domain/regress.js";
import { DeskAround } from "../engine/desk-around.js";
import type { Clock } from "../strategy/series.js";
import {
  type AmendRequest,
  type Desk,
  type ExitRequest,
  marketRequest,
  type OrderRequest,
} from "../strategy/ticket.js";

export interface AskedNow {
  readonly bar: number;
  readonly kind: DecisionKind;
  /** Id of the order; 0 where it concerns none. */
  readonly order: number;
  readonly text: string;
  readonly values: readonly SeenValue[];
  /** Made where it was asked: its stack leads to the line. */
  readonly error: Error;
}

/** Hands everything on, and keeps what is asked with the values of `see` and what the strategy notes. */
export class DecisionDesk extends DeskAround {
  readonly asked: AskedNow[] = [];
  readonly #clock: Clock;
  readonly #see: (bar: number) => readonly SeenValue[];
  #noted: SeenValue[] = [];
  #notedAt = -1;

  constructor(desk: Desk, clock: Clock, see: (bar: number) => readonly SeenValue[]) {
    super(desk);
    this.#clock = clock;
    this.#see = see;
  }

  override submit(side: 1 | -1, request: OrderRequest): number {
    const id = super.submit(side, request);
    this.#keep("asked", id, orderText(side, request));
    return id;
  }
  override market(
    side: 1 | -1,
    qty: number,
    exit: ExitRequest | undefined,
    reason: string | undefined,
  ): number {
    const id = super.market(side, qty, exit, reason);
    this.#keep("asked", id, orderText(side, marketRequest(qty, exit, reason)));
    return id;
  }
  override amend(id: number, changes: AmendRequest): boolean {
    const done = super.amend(id, changes);
    if (done) this.#keep("amended", id, `order ${id} to ${words(changes)}`);
    return done;
  }
  override cancel(id: number): boolean {
    const done = super.cancel(id);
    if (done) this.#keep("cancelled", id, `order ${id}`);
    return done;
  }
  override cancelAll(): void {
    const waiting = this.working;
    super.cancelAll();
    if (waiting > 0) this.#keep("cancelled", 0, waiting === 1 ? "1 order" : `all ${waiting} orders`);
  }
  override moveStop(price: number): boolean {
    const done = super.moveStop(price);
    if (done) this.#keep("moved", 0, `stop to ${number(price)}`);
    return done;
  }
  override note(text: string): void {
    if (this.#notedAt !== this.#clock.bar) this.#noted = [];
    this.#notedAt = this.#clock.bar;
    this.#noted.push(...notedValues(text));
    super.note(text);
  }

  #keep(kind: DecisionKind, order: number, text: string): void {
    const { bar } = this.#clock;
    const noted = this.#notedAt === bar ? this.#noted : [];
    this.asked.push({
      bar,
      kind,
      order,
      text,
      values: [...this.#see(bar), ...noted],
      error: new Error("decided here"),
    });
  }
}

/** BUY 2 stop 4822.25 "breakout" · exit stopTicks 16 */
function orderText(side: 1 | -1, request: OrderRequest): string {
  const { qty, reason, exit, ...terms } = request;
  const how = words(terms);
  return [
    side === 1 ? "BUY" : "SELL",
    ...(qty === undefined ? [] : [number(qty)]),
    how === "" ? "market" : how,
    ...(reason === undefined ? [] : [JSON.stringify(reason)]),
    ...(exit === undefined ? [] : [`· exit ${words(exit)}`]),
  ].join(" ");
}

/** Whoever writes such terms wrote them as an object: whatever else it is becomes the text that JSON has for it. */
const words = (terms: unknown): string =>
  typeof terms !== "object" || terms === null
    ? value(terms)
    : Object.entries(terms)
        .filter(([, it]) => it !== undefined)
        .map(([word, it]) => `${word} ${value(it)}`)
        .join(", ");

function value(it: unknown): string {
  if (typeof it === "number") return number(it);
  if (typeof it === "string") return it;
  // A series as a level: what it shows at this close.
  if (typeof it === "object" && it !== null && "now" in it) return value(it.now);
  if (Array.isArray(it)) return `[${it.map((one) => `{${words(one)}}`).join(", ")}]`;
  if (typeof it === "object" && it !== null) return `{${words(it)}}`;
  return JSON.stringify(it) ?? "nothing";
}

/** As much of a number as can matter to an order; the last digits of a double are nobody's decision. */
export const number = (it: number): string =>
  typeof it !== "number" || Number.isNaN(it) ? "—" : String(Number(it.toPrecision(10)));

/** What `note({ fast, slow })` wrote: "fast 12.5 · slow 11". Anything else is one value that is called "note". */
function notedValues(text: string): SeenValue[] {
  const parts = text.split(" · ").map((part) => /^(\S+) (\S+)$/.exec(part));
  if (parts.some((part) => part === null)) return [{ name: "note", value: text }];
  return parts.map((part) => ({
    name: part![1]!,
    value: Number.isFinite(Number(part![2]))
      ? number(Number(part![2]))
      : part![2] === "NaN"
        ? "—"
        : part![2]!,
  }));
}
