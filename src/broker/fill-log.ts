// What was filled, in which order?

import { Rows } from "../bars/rows.js";
import type { Bars } from "../domain/bars.js";
import type { FillRow } from "../domain/fill-row.js";
import { FILL_KINDS, type FillColumns, type FillKind, NO_STOP } from "../domain/run.js";
import { byteColumn, integerColumn, numberColumn, signColumn } from "../domain/shared-column.js";
import { Texts } from "./texts.js";

/** When bars opened, finer ones inside of them too, and on which trade dates. */
export interface FillTimes {
  readonly bars: Pick<Bars, "time" | "tradeDate">;
  readonly finer: { readonly bars: Pick<Bars, "time"> } | null;
}

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
/** Contracts bought; sold below zero. */
const SIGNED = 3;
const PRICE = 4;
const SLIP = 5;
const STOP = 6;
/** Small numbers together: a row of eight is half a cache line. */
const SMALL = 7;
const WIDTH = 8;

// In that number: one bit of walk, three of leg, one of maker, eight of kind, the rest of reason.
const LEG = 1;
const MAKER = 4;
const KIND = 5;
const REASON = 13;
const MARKET = FILL_KINDS.indexOf("market") << KIND;
/** In this module V8 knows it for a constant. */
const NONE = NO_STOP;
const walkOf = (small: number): number => small & 1;
const legOf = (small: number): number => (small >> LEG) & 7;
const makerOf = (small: number): number => (small >> MAKER) & 1;
const kindOf = (small: number): number => (small >> KIND) & 255;
const reasonOf = (small: number): number => small >> REASON;

/** Append-only, except that a walk tried and given up is taken back by `truncate`. */
export class FillLog {
  readonly #rows = new Rows(WIDTH);
  readonly #reasons = new Texts();

  get length(): number {
    return this.#rows.length;
  }
  get reasons(): readonly string[] {
    return this.#reasons.list;
  }

  push(fill: FillEntry): void {
    const { bar, finer, order, side, qty, price, slip, walk, leg, reason, stop, maker } = fill;
    const kind = FILL_KINDS.indexOf(fill.kind);
    this.add(bar, finer, order, side, qty, price, slip, walk, leg, kind, reason, stop, maker);
  }

  /** The same without an object; `kind` is an index into FILL_KINDS. */
  add(
    bar: number,
    finer: number,
    order: number,
    side: number,
    qty: number,
    price: number,
    slip: number,
    walk: number,
    leg: number,
    kind: number,
    reason: string,
    stop: number,
    maker: boolean,
  ): void {
    const text = this.#reasons.id(reason);
    const at = this.#rows.add() * WIDTH;
    const { integers: cells } = this.#rows;
    cells[at + BAR] = bar;
    cells[at + FINER] = finer;
    cells[at + ORDER] = order;
    cells[at + SIGNED] = side * qty;
    cells[at + PRICE] = price;
    cells[at + SLIP] = slip;
    cells[at + STOP] = stop;
    cells[at + SMALL] = walk | (leg << LEG) | ((maker ? 1 : 0) << MAKER) | (kind << KIND) | (text << REASON);
  }

  /** The fill of an order at the market, at the open of its bar. */
  addMarket(
    bar: number,
    order: number,
    signed: number,
    price: number,
    slip: number,
    walk: number,
    reason: string,
  ): void {
    const text = this.#reasons.id(reason);
    const at = this.#rows.add() * WIDTH;
    const { integers: cells } = this.#rows;
    cells[at + BAR] = bar;
    cells[at + FINER] = -1;
    cells[at + ORDER] = order;
    cells[at + SIGNED] = signed;
    cells[at + PRICE] = price;
    cells[at + SLIP] = slip;
    cells[at + STOP] = NONE;
    cells[at + SMALL] = walk | MARKET | (text << REASON);
  }

  truncate(length: number): void {
    this.#rows.truncate(length);
  }

  /** Nobody reads it any more. */
  release(): void {
    this.#rows.release();
  }

  /** The one fill at `at`, for telling the strategy of it. */
  at(at: number): { side: 1 | -1; qty: number; price: number; reason: string } {
    const cells = this.#rows.integersAt(at);
    const row = this.#rows.placeOf(at) * WIDTH;
    const signed = cells[row + SIGNED]!;
    return {
      side: signed > 0 ? 1 : -1,
      qty: Math.abs(signed),
      price: cells[row + PRICE]!,
      reason: this.reasons[reasonOf(cells[row + SMALL]!)]!,
    };
  }

  /** Row `k` into one object, which is written over each time. */
  read(k: number, into: FillRow): void {
    const cells = this.#rows.integersAt(k);
    const at = this.#rows.placeOf(k) * WIDTH;
    into.bar = cells[at + BAR]!;
    into.finer = cells[at + FINER]!;
    into.order = cells[at + ORDER]!;
    const signed = cells[at + SIGNED]!;
    into.side = signed > 0 ? 1 : -1;
    into.qty = Math.abs(signed);
    into.price = cells[at + PRICE]!;
    into.slip = cells[at + SLIP]!;
    into.stop = cells[at + STOP]!;
    const small = cells[at + SMALL]!;
    into.walk = walkOf(small);
    into.leg = legOf(small);
    into.kind = kindOf(small);
    into.reason = reasonOf(small);
    into.maker = makerOf(small) === 1;
  }

  /** The same, but only in which bar, how many on which side, and at what price. */
  readTraded(k: number, into: FillRow): void {
    const cells = this.#rows.integersAt(k);
    const at = this.#rows.placeOf(k) * WIDTH;
    const signed = cells[at + SIGNED]!;
    into.bar = cells[at + BAR]!;
    into.side = signed > 0 ? 1 : -1;
    into.qty = Math.abs(signed);
    into.price = cells[at + PRICE]!;
  }

  /** The finished log. */
  columns({ bars, finer }: FillTimes): FillColumns {
    const columns = blankColumns(this.length);
    this.#rows.each((cells, _, from, count) => {
      splitRows(cells, columns, from, from + count);
      splitSmall(cells, columns, from, from + count);
      stamp(columns, bars, finer?.bars.time ?? null, from, from + count);
    });
    return columns;
  }
}

function blankColumns(length: number): FillColumns {
  const integers = () => integerColumn(length);
  const bytes = () => byteColumn(length);
  return {
    length,
    bar: integers(),
    finer: integers(),
    time: numberColumn(length),
    day: integers(),
    order: integers(),
    side: signColumn(length),
    qty: integers(),
    price: integers(),
    slip: integers(),
    walk: bytes(),
    leg: bytes(),
    kind: bytes(),
    reason: integers(),
    stop: integers(),
    maker: bytes(),
  };
}

// Rows `from` … `to`, which are those of one block. Two passes: of so many columns at once a loop keeps not all in registers.

function splitRows(cells: Int32Array, columns: FillColumns, from: number, to: number): void {
  const { bar, finer, order, side, qty, price, slip, stop } = columns;
  for (let k = from, at = 0; k < to; k++, at += WIDTH) {
    bar[k] = cells[at + BAR]!;
    finer[k] = cells[at + FINER]!;
    order[k] = cells[at + ORDER]!;
    const signed = cells[at + SIGNED]!;
    side[k] = signed > 0 ? 1 : -1;
    qty[k] = Math.abs(signed);
    price[k] = cells[at + PRICE]!;
    slip[k] = cells[at + SLIP]!;
    stop[k] = cells[at + STOP]!;
  }
}

function splitSmall(cells: Int32Array, columns: FillColumns, from: number, to: number): void {
  const { walk, leg, kind, maker, reason } = columns;
  for (let k = from, at = SMALL; k < to; k++, at += WIDTH) {
    const together = cells[at]!;
    walk[k] = walkOf(together);
    leg[k] = legOf(together);
    kind[k] = kindOf(together);
    maker[k] = makerOf(together);
    reason[k] = reasonOf(together);
  }
}

/** Fills lie far apart: each asks for its bar once, from memory. */
function stamp(
  { bar, finer, time, day }: FillColumns,
  bars: FillTimes["bars"],
  finerTime: Float64Array | null,
  from: number,
  to: number,
): void {
  const { time: times, tradeDate } = bars;
  for (let k = from; k < to; k++) {
    const at = bar[k]!;
    const inside = finer[k]!;
    time[k] = inside === -1 || finerTime === null ? times[at]! : finerTime[inside]!;
    day[k] = tradeDate[at]!;
  }
}
