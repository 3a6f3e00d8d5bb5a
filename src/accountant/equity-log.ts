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
    return (bar) => {
      while (row + 1 < rows.length && this.#of(FROM, row + 1) <= bar) row++;
      const value = contractValue(this.#instrument, this.#closes[bar]! + this.#of(OFFSET, row));
      return this.#flatOf(row) + this.#of(POSITION, row) * value;
    };
  }

  /** Equity at each close, in micro-dollars. */
  equity(): Float64Array {
    // Shared memory, so that a result crosses threads without a copy.
    const equity = new Float64Array(new SharedArrayBuffer(8 * this.#length));
    const { tickValue } = this.#instrument;
    const linear = this.#instrument.linear;
    this.#each((from, to, flat, position, offset) => {
      if (linear) follow(equity, this.#closes, from, to, flat, position * tickValue, offset);
      else {
        for (let bar = from; bar < to; bar++)
          equity[bar] = flat + position * contractValue(this.#instrument, this.#closes[bar]! + offset);
      }
    });
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
    for (let row = 0; row < this.#rows.length; row += BLOCK)
      this.#fallIn(fall, extremes, row, Math.min(row + BLOCK, this.#rows.length), tickValue);
    return fall.deepest;
  }

  /** How many bars closed with a position. */
  get barsHeld(): number {
    let held = 0;
    for (let row = 0; row < this.#rows.length; row++)
      if (this.#of(POSITION, row) !== 0) held += this.#endOf(row) - this.#of(FROM, row);
    return held;
  }

  /** Rows `first` … `end`. */
  #fallIn(fall: Fall, extremes: Extremes, first: number, end: number, tickValue: MicroUsd): void {
    for (let row = first; row < end; row++) {
      const perTick = this.#of(POSITION, row) * tickValue;
      const base = this.#flatOf(row) + perTick * this.#of(OFFSET, row);
      // A flat account is worth the same at every close.
      if (perTick === 0) seeClose(fall, base);
      else seeStretches(fall, extremes, base, perTick, this.#closes, this.#of(FROM, row), this.#endOf(row));
    }
  }

  /** Signed contracts held at each close. */
  positions(): Int32Array {
    const positions = new Int32Array(new SharedArrayBuffer(4 * this.#length));
    this.#each((from, to, _flat, position) => {
      if (position !== 0) hold(positions, from, to, position);
    });
    return positions;
  }

  /** Calls `use` for each stretch of bars between two changes, cut where it is long. */
  #each(use: (from: number, to: number, flat: MicroUsd, position: number, offset: Ticks) => void): void {
    for (let row = 0; row < this.#rows.length; row++) {
      const end = this.#endOf(row);
      const [position, offset] = [this.#of(POSITION, row), this.#of(OFFSET, row)];
      for (let bar = this.#of(FROM, row); bar < end; bar += BLOCK)
        use(bar, Math.min(bar + BLOCK, end), this.#flatOf(row), position, offset);
    }
  }

  #of(field: number, row: number): number {
    return this.#rows.integersAt(row)[this.#rows.placeOf(row) * WIDTH + field]!;
  }
  #flatOf(row: number): MicroUsd {
    return this.#rows.numbersAt(row)[this.#rows.placeOf(row)]!;
  }
  /** Behind the last bar for which a row speaks. */
  #endOf(row: number): number {
    return row + 1 === this.#rows.length ? this.#length : this.#of(FROM, row + 1);
  }
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

/** Plain loops: spans are short, and `fill` of a typed array costs more than it saves on them. */
function follow(
  equity: Float64Array,
  closes: Int32Array,
  from: number,
  to: number,
  flat: MicroUsd,
  perTick: MicroUsd,
  offset: Ticks,
): void {
  const base = flat + perTick * offset;
  for (let bar = from; bar < to; bar++) equity[bar] = base + perTick * closes[bar]!;
}

function hold(positions: Int32Array, from: number, to: number, position: number): void {
  for (let bar = from; bar < to; bar++) positions[bar] = position;
}
