// What was filled, in which order?

import type { Day, EpochMs } from "../domain/money.js";
import { FILL_KINDS, type FillColumns, type FillKind } from "../domain/run.js";

export interface FillEntry {
  readonly bar: number;
  /** Index of the finer bar in which it happened, or -1. */
  readonly finer: number;
  readonly order: number;
  readonly side: 1 | -1;
  readonly qty: number;
  readonly price: number;
  readonly slip: number;
  readonly walk: 0 | 1;
  readonly leg: number;
  readonly kind: FillKind;
  readonly reason: string;
  /** Initial stop in ticks, or NO_STOP. */
  readonly stop: number;
  /** The order had rested. */
  readonly maker: boolean;
}

/** Column, its width doubled whenever it is full: the log of a long run costs no object per fill. */
type Growing = Int32Array;

const FIELDS = [
  "bar",
  "finer",
  "order",
  "side",
  "qty",
  "price",
  "slip",
  "walk",
  "leg",
  "kind",
  "reason",
  "stop",
  "maker",
] as const;
type Field = (typeof FIELDS)[number];

/** Append-only, except that a walk tried and given up is taken back by `truncate`. */
export class FillLog {
  length = 0;
  readonly reasons: string[] = [];
  readonly #reasonIds = new Map<string, number>();
  #columns: Record<Field, Growing>;
  #room = 1024;

  constructor() {
    this.#columns = emptyColumns(this.#room);
  }

  push(fill: FillEntry): void {
    if (this.length === this.#room) this.#grow();
    const at = this.length++;
    const columns = this.#columns;
    columns.bar[at] = fill.bar;
    columns.finer[at] = fill.finer;
    columns.order[at] = fill.order;
    columns.side[at] = fill.side;
    columns.qty[at] = fill.qty;
    columns.price[at] = fill.price;
    columns.slip[at] = fill.slip;
    columns.walk[at] = fill.walk;
    columns.leg[at] = fill.leg;
    columns.kind[at] = FILL_KINDS.indexOf(fill.kind);
    columns.reason[at] = this.#reasonId(fill.reason);
    columns.stop[at] = fill.stop;
    columns.maker[at] = fill.maker ? 1 : 0;
  }

  truncate(length: number): void {
    this.length = length;
  }

  /** The one fill at `at`, for telling the strategy of it. */
  at(at: number): { side: 1 | -1; qty: number; price: number; reason: string } {
    const { side, qty, price, reason } = this.#columns;
    return {
      side: side[at] as 1 | -1,
      qty: qty[at]!,
      price: price[at]!,
      reason: this.reasons[reason[at]!]!,
    };
  }

  /** The finished log, copied to its exact length; `timeOf` says when a bar, or a finer bar in it, opened. */
  columns(timeOf: (bar: number, finer: number) => EpochMs, dayOf: (bar: number) => Day): FillColumns {
    const cut = (field: Field) => this.#columns[field].slice(0, this.length);
    const { bar, finer } = this.#columns;
    const time = new Float64Array(this.length);
    const day = new Int32Array(this.length);
    for (let k = 0; k < this.length; k++) {
      time[k] = timeOf(bar[k]!, finer[k]!);
      day[k] = dayOf(bar[k]!);
    }
    return {
      length: this.length,
      bar: cut("bar"),
      finer: cut("finer"),
      time,
      day,
      order: cut("order"),
      side: new Int8Array(cut("side")),
      qty: cut("qty"),
      price: cut("price"),
      slip: cut("slip"),
      walk: new Uint8Array(cut("walk")),
      leg: new Uint8Array(cut("leg")),
      kind: new Uint8Array(cut("kind")),
      reason: cut("reason"),
      stop: cut("stop"),
      maker: Uint8Array.from(cut("maker")),
    };
  }

  #reasonId(reason: string): number {
    let id = this.#reasonIds.get(reason);
    if (id === undefined) {
      id = this.reasons.push(reason) - 1;
      this.#reasonIds.set(reason, id);
    }
    return id;
  }

  #grow(): void {
    this.#room *= 2;
    const wider = emptyColumns(this.#room);
    for (const field of FIELDS) wider[field].set(this.#columns[field]);
    this.#columns = wider;
  }
}

/** Written out: V8 looks every field up in a hash table where more than a dozen were added by computed names. */
function emptyColumns(room: number): Record<Field, Growing> {
  const column = () => new Int32Array(room);
  return {
    bar: column(),
    finer: column(),
    order: column(),
    side: column(),
    qty: column(),
    price: column(),
    slip: column(),
    walk: column(),
    leg: column(),
    maker: column(),
    kind: column(),
    reason: column(),
    stop: column(),
  };
}
