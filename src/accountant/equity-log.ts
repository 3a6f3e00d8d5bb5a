// What was the account worth at each close?

import type { Extremes } from "../bars/extremes.js";
import { Rows } from "../bars/rows.js";
import type { Instrument } from "../domain/contract.js";
import { blankFillRow, type FillRow } from "../domain/fill-row.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { integerColumn, numberColumn } from "../domain/shared-column.js";
import { Course, followCloses, followValues, hold, type Span } from "./equity-spans.js";
import type { FillLog } from "./trade-fill.js";
import { contractValue } from "./value.js";

// Places in a row.
const FROM = 0;
const POSITION = 1;
const OFFSET = 2;
const WIDTH = 3;

/**
 * Between two changes of the books equity follows the close: `flat` + position × value of a contract. A row a change says it
 * for all closes, and the columns are filled in one pass when somebody asks for them. Rows rise by bar; a change at a bar that
 * has a row already replaces it. Of changes that fills alone have made there are rows only where something else came after them.
 */
export class EquityLog {
  readonly #instrument: Instrument;
  readonly #closes: Int32Array;
  readonly #length: number;
  readonly #rows = new Rows(WIDTH, 1);
  #lastFrom = -1;
  #lastPosition = 0;
  #lastOffset: Ticks = 0;
  /** NaN until there is a row: the first is always written. */
  #lastFlat: MicroUsd = Number.NaN;
  readonly #fills: FillLog;
  readonly #fill: FillRow = blankFillRow();
  /** Handed over, and moved on. */
  readonly #span: { -readonly [K in keyof Span]: Span[K] } = {
    from: -1,
    until: 0,
    flat: 0,
    position: 0,
    offset: 0,
  };
  // Changes that have no rows yet: those that fills say, from number `#owedFrom` on, and what the books were before them.
  #owedFrom = 0;
  #owed = 0;
  #owedFlat: MicroUsd = 0;
  #owedPosition = 0;
  #owedPerSide: MicroUsd = 0;

  /** `closes` in ticks, one for each of `length` bars. */
  constructor(instrument: Instrument, closes: Int32Array, length: number, fills: FillLog) {
    this.#instrument = instrument;
    this.#closes = closes;
    this.#length = length;
    this.#fills = fills;
  }

  /** From the close of `bar` on: `flat` is what the account would be worth with its contracts worth nothing. */
  note(bar: number, flat: MicroUsd, position: number, offset: Ticks): void {
    if (flat === this.#lastFlat && position === this.#lastPosition && offset === this.#lastOffset) return;
    if (this.#owed > 0) this.#writeOwed();
    this.#write(bar, flat, position, offset);
    this.#lastFlat = flat;
    this.#lastPosition = position;
    this.#lastOffset = offset;
  }

  /** The same after fill number `fill` of the log, in `bar` at `price`, where value goes straight with price and costs are so much a contract. */
  noteFill(
    fill: number,
    bar: number,
    price: Ticks,
    flat: MicroUsd,
    position: number,
    offset: Ticks,
    perSide: MicroUsd,
  ): void {
    const signed = position - this.#lastPosition;
    const paid = Math.abs(signed) * perSide + signed * ((price + offset) * this.#instrument.tickValue);
    // Something else has moved cash: a deposit at the same open, or a fee.
    if (this.#lastFlat - paid !== flat || offset !== this.#lastOffset)
      return this.note(bar, flat, position, offset);
    if (this.#owed > 0 && (this.#owedFrom + this.#owed !== fill || perSide !== this.#owedPerSide))
      this.#writeOwed();
    if (this.#owed === 0) {
      this.#owedFrom = fill;
      this.#owedFlat = this.#lastFlat;
      this.#owedPosition = this.#lastPosition;
      this.#owedPerSide = perSide;
    }
    this.#owed++;
    this.#lastFlat = flat;
    this.#lastPosition = position;
  }

  /** From here on all changes are in rows. */
  #writeOwed(): void {
    const span = this.#span;
    const end = this.#owedFrom + this.#owed;
    span.flat = this.#owedFlat;
    span.position = this.#owedPosition;
    this.#owed = 0;
    for (let k = this.#owedFrom; k < end; k++) {
      this.#fills.readTraded(k, this.#fill);
      this.#toFill();
      this.#write(span.from, span.flat, span.position, this.#lastOffset);
    }
  }

  #write(bar: number, flat: MicroUsd, position: number, offset: Ticks): void {
    const rows = this.#rows;
    const place = bar === this.#lastFrom ? rows.placeOf(rows.length - 1) : rows.add();
    this.#lastFrom = bar;
    const { integers, numbers } = rows;
    const at = place * WIDTH;
    integers[at + FROM] = bar;
    integers[at + POSITION] = position;
    integers[at + OFFSET] = offset;
    numbers[place] = flat;
  }

  /** Hands over what was so for a while, one after the other, in one object. */
  #each(use: (span: Span) => void): void {
    const span = this.#span;
    const end = this.#owedFrom + this.#owed;
    span.from = -1;
    for (let row = 0; row < this.#rows.length; row++) this.#afterRow(row, use);
    for (let k = this.#owedFrom; k < end; k++) this.#afterFill(k, use);
    this.#handOver(this.#length, use);
  }

  // Functions of their own: V8 keeps the code of one that returns, and throws away that of a loop.

  #afterRow(row: number, use: (span: Span) => void): void {
    const rows = this.#rows;
    const cells = rows.integersAt(row);
    const place = rows.placeOf(row);
    const at = place * WIDTH;
    const span = this.#span;
    this.#handOver(cells[at + FROM]!, use);
    span.from = cells[at + FROM]!;
    span.flat = rows.numbersAt(row)[place]!;
    span.position = cells[at + POSITION]!;
    span.offset = cells[at + OFFSET]!;
  }

  #afterFill(k: number, use: (span: Span) => void): void {
    this.#fills.readTraded(k, this.#fill);
    this.#handOver(this.#fill.bar, use);
    this.#toFill();
  }

  /** The span goes on from the fill that was read. */
  #toFill(): void {
    const span = this.#span;
    const { bar, side, qty, price } = this.#fill;
    const worth = (price + this.#lastOffset) * this.#instrument.tickValue;
    span.from = bar;
    span.flat -= qty * this.#owedPerSide + side * qty * worth;
    span.position += side * qty;
  }

  #handOver(until: number, use: (span: Span) => void): void {
    const span = this.#span;
    if (span.from === -1 || span.from === until) return;
    span.until = until;
    use(span);
  }

  /** Nobody reads it any more. */
  release(): void {
    this.#owed = 0;
    this.#rows.release();
  }

  /** At the close of `bar`, which must be at or after the last change. */
  at(bar: number): MicroUsd {
    const value = contractValue(this.#instrument, this.#closes[bar]! + this.#lastOffset);
    return this.#lastFlat + this.#lastPosition * value;
  }

  /** Equity at one close after another, asked with rising bars. */
  reader(): (bar: number) => MicroUsd {
    if (this.#owed > 0) this.#writeOwed();
    const rows = this.#rows;
    let row = 0;
    let end = rows.length === 0 ? this.#length : this.#endOf(0);
    return (bar) => {
      while (bar >= end && row + 1 < rows.length) end = this.#endOf(++row);
      const place = rows.placeOf(row);
      const cells = rows.integersAt(row);
      const at = place * WIDTH;
      const value = contractValue(this.#instrument, this.#closes[bar]! + cells[at + OFFSET]!);
      return rows.numbersAt(row)[place]! + cells[at + POSITION]! * value;
    };
  }

  /** Equity at each close, in micro-dollars. */
  equity(): Float64Array {
    // Shared memory, so that a result crosses threads without a copy.
    const equity = numberColumn(this.#length);
    const instrument = this.#instrument;
    const follow = instrument.linear ? followCloses : followValues;
    this.#each((span) => follow(equity, this.#closes, instrument, span));
    return equity;
  }

  /** How it went, at closes: `start` is the first peak, and closes lie within the `extremes`. */
  course(start: MicroUsd, extremes: Extremes): Course {
    const course = new Course(this.#closes, extremes, this.#instrument, start);
    this.#each((span) => course.see(span));
    return course;
  }

  /** Signed contracts held at each close. */
  positions(): Int32Array {
    const positions = integerColumn(this.#length);
    this.#each((span) => hold(positions, span));
    return positions;
  }

  #of(field: number, row: number): number {
    return this.#rows.integersAt(row)[this.#rows.placeOf(row) * WIDTH + field]!;
  }
  /** Behind the last bar for which a row speaks. */
  #endOf(row: number): number {
    return row + 1 === this.#rows.length ? this.#length : this.#of(FROM, row + 1);
  }
}
