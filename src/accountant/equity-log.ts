// What was the account worth at each close?

import { type Extremes, endOfStretch, stretchOf } from "../bars/extremes.js";
import { Rows } from "../bars/rows.js";
import type { Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
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
 * has a row already replaces it.
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

  /** `closes` in ticks, one for each of `length` bars. */
  constructor(instrument: Instrument, closes: Int32Array, length: number) {
    this.#instrument = instrument;
    this.#closes = closes;
    this.#length = length;
  }

  /** From the close of `bar` on: `flat` is what the account would be worth with its contracts worth nothing. */
  note(bar: number, flat: MicroUsd, position: number, offset: Ticks): void {
    if (flat === this.#lastFlat && position === this.#lastPosition && offset === this.#lastOffset) return;
    const rows = this.#rows;
    const place = bar === this.#lastFrom ? rows.placeOf(rows.length - 1) : rows.add();
    this.#lastFrom = bar;
    this.#lastFlat = flat;
    this.#lastPosition = position;
    this.#lastOffset = offset;
    const { integers, numbers } = rows;
    const at = place * WIDTH;
    integers[at + FROM] = bar;
    integers[at + POSITION] = position;
    integers[at + OFFSET] = offset;
    numbers[place] = flat;
  }

  /** Nobody reads it any more. */
  release(): void {
    this.#rows.release();
  }

  /** At the close of `bar`, which must be at or after the last change. */
  at(bar: number): MicroUsd {
    const value = contractValue(this.#instrument, this.#closes[bar]! + this.#lastOffset);
    return this.#lastFlat + this.#lastPosition * value;
  }

  /** Equity at one close after another, asked with rising bars. */
  reader(): (bar: number) => MicroUsd {
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
    this.#rows.each((integers, numbers, first, count) =>
      fill(equity, this.#closes, this.#instrument, integers, numbers, count, this.#endOf(first + count - 1)),
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
    this.#rows.each((integers, numbers, first, count) => {
      const end = this.#endOf(first + count - 1);
      fallIn(fall, extremes, this.#closes, tickValue, integers, numbers, count, end);
    });
    return fall.deepest;
  }

  /** How many bars closed with a position. */
  get barsHeld(): number {
    let held = 0;
    this.#rows.each((integers, _, first, count) => {
      held += barsHeldIn(integers, count, this.#endOf(first + count - 1));
    });
    return held;
  }

  /** Signed contracts held at each close. */
  positions(): Int32Array {
    const positions = new Int32Array(new SharedArrayBuffer(4 * this.#length));
    this.#rows.each((integers, _, first, count) =>
      hold(positions, integers, count, this.#endOf(first + count - 1)),
    );
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
    const to = row + 1 < count ? integers[at + WIDTH + FROM]! : end;
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
    if (integers[at + POSITION] !== 0)
      held += (row + 1 < count ? integers[at + WIDTH + FROM]! : end) - integers[at + FROM]!;
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
    const to = row + 1 < count ? integers[at + WIDTH + FROM]! : end;
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
    const to = row + 1 < count ? integers[at + WIDTH + FROM]! : end;
    const position = integers[at + POSITION]!;
    const offset = integers[at + OFFSET]!;
    for (let bar = integers[at + FROM]!; bar < to; bar++)
      equity[bar] = numbers[row]! + position * contractValue(instrument, closes[bar]! + offset);
  }
}

function hold(positions: Int32Array, integers: Int32Array, count: number, end: number): void {
  for (let row = 0, at = 0; row < count; row++, at += WIDTH) {
    const to = row + 1 < count ? integers[at + WIDTH + FROM]! : end;
    const position = integers[at + POSITION]!;
    if (position !== 0) for (let bar = integers[at + FROM]!; bar < to; bar++) positions[bar] = position;
  }
}
