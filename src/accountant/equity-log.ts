// What was the account worth at each close?

import { type Extremes, endOfStretch, stretchOf } from "../bars/extremes.js";
import { Rows } from "../bars/rows.js";
import type { Instrument } from "../domain/contract.js";
import { blankFillRow, type FillRow } from "../domain/fill-row.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { FillLog } from "./trade-fill.js";
import { contractValue } from "./value.js";

// Places in a row.
const FROM = 0;
const POSITION = 1;
const OFFSET = 2;
const WIDTH = 3;

/** As of the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 2048;

/**
 * Between two changes of the books equity follows the close: `flat` + position × value of a contract. A row a change says it
 * for all closes, and the columns are filled in one pass when somebody asks for them. Rows rise by bar; a change at a bar that
 * has a row already replaces it. Changes that fills alone have made are written when somebody reads, or anything else is to be written.
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
    const fill = this.#fill;
    const offset = this.#lastOffset;
    const { tickValue } = this.#instrument;
    const perSide = this.#owedPerSide;
    const end = this.#owedFrom + this.#owed;
    let flat = this.#owedFlat;
    let position = this.#owedPosition;
    this.#owed = 0;
    for (let k = this.#owedFrom; k < end; k++) {
      this.#fills.read(k, fill);
      const { bar, side, qty, price } = fill;
      flat -= qty * perSide + side * qty * ((price + offset) * tickValue);
      position += side * qty;
      this.#write(bar, flat, position, offset);
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

  /** In block after block of them; `end`: behind the last bar for which the block speaks. */
  #eachBlock(use: (integers: Int32Array, numbers: Float64Array, count: number, end: number) => void): void {
    if (this.#owed > 0) this.#writeOwed();
    this.#rows.each((integers, numbers, first, count) =>
      use(integers, numbers, count, this.#endOf(first + count - 1)),
    );
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
    const equity = new Float64Array(new SharedArrayBuffer(8 * this.#length));
    const fill = this.#instrument.linear ? followCloses : followValues;
    this.#eachBlock((integers, numbers, count, end) =>
      fill(equity, this.#closes, this.#instrument, integers, numbers, count, end),
    );
    return equity;
  }

  /** Deepest fall below the highest equity before, at closes; `start` is the first peak, and closes lie within the `extremes`. */
  deepestFall(start: MicroUsd, extremes: Extremes): MicroUsd {
    const fall: Fall = { peak: start, deepest: 0 };
    const { tickValue, linear } = this.#instrument;
    if (!linear) {
      const equity = this.equity();
      for (let bar = 0; bar < equity.length; bar++) seeClose(fall, equity[bar]!);
      return fall.deepest;
    }
    this.#eachBlock((integers, numbers, count, end) =>
      fallIn(fall, extremes, this.#closes, tickValue, integers, numbers, count, end),
    );
    return fall.deepest;
  }

  /** How many bars closed with a position. */
  get barsHeld(): number {
    let held = 0;
    this.#eachBlock((integers, _, count, end) => {
      held += barsHeldIn(integers, count, end);
    });
    return held;
  }

  /** Signed contracts held at each close. */
  positions(): Int32Array {
    const positions = new Int32Array(new SharedArrayBuffer(4 * this.#length));
    this.#eachBlock((integers, _, count, end) => hold(positions, integers, count, end));
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

/** Behind the last bar for which a row of a block speaks; the last of its `count` rows speaks for the bars before `end`. */
const endOfRow = (integers: Int32Array, row: number, count: number, end: number): number =>
  row + 1 < count ? integers[(row + 1) * WIDTH + FROM]! : end;

/** `count` rows, those of one block; the last one speaks for the bars before `end`. */
function fallIn(
  fall: Fall,
  extremes: Extremes,
  closes: Int32Array,
  tickValue: MicroUsd,
  integers: Int32Array,
  numbers: Float64Array,
  count: number,
  end: number,
): void {
  for (let row = 0, at = 0; row < count; row++, at += WIDTH) {
    const to = endOfRow(integers, row, count, end);
    const perTick = integers[at + POSITION]! * tickValue;
    const base = numbers[row]! + perTick * integers[at + OFFSET]!;
    // A flat account is worth the same at every close.
    if (perTick === 0) seeClose(fall, base);
    else seeStretches(fall, extremes, base, perTick, closes, integers[at + FROM]!, to);
  }
}

function barsHeldIn(integers: Int32Array, count: number, end: number): number {
  let held = 0;
  for (let row = 0, at = 0; row < count; row++, at += WIDTH)
    if (integers[at + POSITION] !== 0) held += endOfRow(integers, row, count, end) - integers[at + FROM]!;
  return held;
}

interface Fall {
  peak: MicroUsd;
  deepest: MicroUsd;
}

function seeClose(fall: Fall, equity: MicroUsd): void {
  if (equity > fall.peak) fall.peak = equity;
  else if (fall.peak - equity > fall.deepest) fall.deepest = fall.peak - equity;
}

/** The same, stretch by stretch: most of them can neither reach a new peak nor fall deeper than it has been seen. */
function seeStretches(
  fall: Fall,
  { highest, lowest }: Extremes,
  base: MicroUsd,
  perTick: MicroUsd,
  closes: Int32Array,
  from: number,
  to: number,
): void {
  for (let bar = from; bar < to; ) {
    const stretch = stretchOf(bar);
    const end = Math.min(endOfStretch(bar), to);
    const high = base + perTick * highest[stretch]!;
    const low = base + perTick * lowest[stretch]!;
    const most = Math.max(high, low);
    const least = Math.min(high, low);
    if (most > fall.peak || fall.peak - least > fall.deepest)
      seeCloses(fall, base, perTick, closes, bar, end);
    bar = end;
  }
}

/** Closes at which nothing changed: equity is `base` + `perTick` × close. */
function seeCloses(
  fall: Fall,
  base: MicroUsd,
  perTick: MicroUsd,
  closes: Int32Array,
  from: number,
  to: number,
): void {
  let { peak, deepest } = fall;
  for (let bar = from; bar < to; bar++) {
    const equity = base + perTick * closes[bar]!;
    if (equity > peak) peak = equity;
    else if (peak - equity > deepest) deepest = peak - equity;
  }
  fall.peak = peak;
  fall.deepest = deepest;
}

// The last row speaks for the bars before `end`. Plain loops: spans are short, and `fill` of a
// typed array costs more than it saves on them.

function followCloses(
  equity: Float64Array,
  closes: Int32Array,
  { tickValue }: Instrument,
  integers: Int32Array,
  numbers: Float64Array,
  count: number,
  end: number,
): void {
  for (let row = 0, at = 0; row < count; row++, at += WIDTH) {
    const to = endOfRow(integers, row, count, end);
    const perTick = integers[at + POSITION]! * tickValue;
    const base = numbers[row]! + perTick * integers[at + OFFSET]!;
    for (let bar = integers[at + FROM]!; bar < to; bar += BLOCK)
      followSpan(equity, closes, bar, Math.min(bar + BLOCK, to), base, perTick);
  }
}

function followSpan(
  equity: Float64Array,
  closes: Int32Array,
  from: number,
  to: number,
  base: MicroUsd,
  perTick: MicroUsd,
): void {
  for (let bar = from; bar < to; bar++) equity[bar] = base + perTick * closes[bar]!;
}

/** The same where a contract's value is not its price times a number. */
function followValues(
  equity: Float64Array,
  closes: Int32Array,
  instrument: Instrument,
  integers: Int32Array,
  numbers: Float64Array,
  count: number,
  end: number,
): void {
  for (let row = 0, at = 0; row < count; row++, at += WIDTH) {
    const to = endOfRow(integers, row, count, end);
    const position = integers[at + POSITION]!;
    const offset = integers[at + OFFSET]!;
    for (let bar = integers[at + FROM]!; bar < to; bar++)
      equity[bar] = numbers[row]! + position * contractValue(instrument, closes[bar]! + offset);
  }
}

function hold(positions: Int32Array, integers: Int32Array, count: number, end: number): void {
  for (let row = 0, at = 0; row < count; row++, at += WIDTH) {
    const to = endOfRow(integers, row, count, end);
    const position = integers[at + POSITION]!;
    if (position !== 0) for (let bar = integers[at + FROM]!; bar < to; bar++) positions[bar] = position;
  }
}
