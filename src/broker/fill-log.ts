// What was filled, in which order?

import type { Day, EpochMs } from "../domain/money.js";
import { FILL_KINDS, type FillColumns, type FillKind } from "../domain/run.js";
import { IntRows } from "./int-rows.js";
import { Texts } from "./texts.js";

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

// Places in a row.
const BAR = 0;
const FINER = 1;
const ORDER = 2;
const SIDE = 3;
const QTY = 4;
const PRICE = 5;
const SLIP = 6;
const WALK = 7;
const LEG = 8;
const KIND = 9;
const REASON = 10;
const STOP = 11;
const MAKER = 12;
const WIDTH = 13;

/** Append-only, except that a walk tried and given up is taken back by `truncate`. */
export class FillLog {
  readonly #rows = new IntRows(WIDTH);
  readonly #reasons = new Texts();

  get length(): number {
    return this.#rows.length;
  }
  get reasons(): readonly string[] {
    return this.#reasons.list;
  }

  push(fill: FillEntry): void {
    const reason = this.#reasons.id(fill.reason);
    const at = this.#rows.add();
    const { cells } = this.#rows;
    cells[at + BAR] = fill.bar;
    cells[at + FINER] = fill.finer;
    cells[at + ORDER] = fill.order;
    cells[at + SIDE] = fill.side;
    cells[at + QTY] = fill.qty;
    cells[at + PRICE] = fill.price;
    cells[at + SLIP] = fill.slip;
    cells[at + WALK] = fill.walk;
    cells[at + LEG] = fill.leg;
    cells[at + KIND] = FILL_KINDS.indexOf(fill.kind);
    cells[at + REASON] = reason;
    cells[at + STOP] = fill.stop;
    cells[at + MAKER] = fill.maker ? 1 : 0;
  }

  truncate(length: number): void {
    this.#rows.truncate(length);
  }

  /** The one fill at `at`, for telling the strategy of it. */
  at(at: number): { side: 1 | -1; qty: number; price: number; reason: string } {
    const { cells } = this.#rows;
    const row = at * WIDTH;
    return {
      side: cells[row + SIDE] as 1 | -1,
      qty: cells[row + QTY]!,
      price: cells[row + PRICE]!,
      reason: this.reasons[cells[row + REASON]!]!,
    };
  }

  /** The finished log; `timeOf` says when a bar, or a finer bar in it, opened. */
  columns(timeOf: (bar: number, finer: number) => EpochMs, dayOf: (bar: number) => Day): FillColumns {
    const { length } = this;
    const column = (field: number) => this.#rows.column(field);
    const [bar, finer] = [column(BAR), column(FINER)];
    const time = new Float64Array(length);
    const day = new Int32Array(length);
    for (let k = 0; k < length; k++) {
      time[k] = timeOf(bar[k]!, finer[k]!);
      day[k] = dayOf(bar[k]!);
    }
    return {
      length,
      bar,
      finer,
      time,
      day,
      order: column(ORDER),
      side: new Int8Array(column(SIDE)),
      qty: column(QTY),
      price: column(PRICE),
      slip: column(SLIP),
      walk: new Uint8Array(column(WALK)),
      leg: new Uint8Array(column(LEG)),
      kind: new Uint8Array(column(KIND)),
      reason: column(REASON),
      stop: column(STOP),
      maker: new Uint8Array(column(MAKER)),
    };
  }
}
