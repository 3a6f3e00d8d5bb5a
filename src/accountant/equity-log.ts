// What was the account worth at each close?

import type { Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { contractValue } from "./value.js";

/** Rows of one block: small enough that the allocator hands the same memory out again. */
const ROWS = 1024;

/** As of the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 2048;

interface Block {
  readonly from: Int32Array;
  readonly position: Int32Array;
  readonly offset: Int32Array;
  readonly flat: Float64Array;
}

const newBlock = (): Block => ({
  from: new Int32Array(ROWS),
  position: new Int32Array(ROWS),
  offset: new Int32Array(ROWS),
  flat: new Float64Array(ROWS),
});

/**
 * Between two changes of the books equity follows the close: `flat` + position × value of a contract. A row a change says it
 * for all closes, and the columns are filled in one pass when somebody asks for them. Rows rise by bar; a change at a bar that
 * has a row already replaces it.
 */
export class EquityLog {
  readonly #instrument: Instrument;
  readonly #closes: Int32Array;
  readonly #length: number;
  readonly #blocks: Block[] = [newBlock()];
  #rows = 0;
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
    if (bar !== this.#lastFrom) this.#rows++;
    this.#lastFrom = bar;
    this.#lastFlat = flat;
    this.#lastPosition = position;
    this.#lastOffset = offset;
    const at = (this.#rows - 1) % ROWS;
    if (at === 0 && this.#rows > ROWS * this.#blocks.length) this.#blocks.push(newBlock());
    const block = this.#blocks[this.#blocks.length - 1]!;
    block.from[at] = bar;
    block.flat[at] = flat;
    block.position[at] = position;
    block.offset[at] = offset;
  }

  /** At the close of `bar`, which must be at or after the last change. */
  at(bar: number): MicroUsd {
    const value = contractValue(this.#instrument, this.#closes[bar]! + this.#lastOffset);
    return this.#lastFlat + this.#lastPosition * value;
  }

  /** Equity at one close after another, asked with rising bars. */
  reader(): (bar: number) => MicroUsd {
    let row = 0;
    return (bar) => {
      while (row + 1 < this.#rows && this.#fromOf(row + 1) <= bar) row++;
      const { flat, position, offset } = this.#blocks[Math.floor(row / ROWS)]!;
      const at = row % ROWS;
      return flat[at]! + position[at]! * contractValue(this.#instrument, this.#closes[bar]! + offset[at]!);
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

  /** Deepest fall below the highest equity before, at closes; `start` is the first peak. */
  deepestFall(start: MicroUsd): MicroUsd {
    const fall: Fall = { peak: start, deepest: 0 };
    const { tickValue, linear } = this.#instrument;
    if (!linear) {
      const equity = this.equity();
      for (let bar = 0; bar < equity.length; bar++) seeClose(fall, equity[bar]!);
      return fall.deepest;
    }
    for (let row = 0; row < this.#rows; row += ROWS) {
      const rows = Math.min(ROWS, this.#rows - row);
      const end = row + rows === this.#rows ? this.#length : this.#fromOf(row + rows);
      fallIn(fall, this.#blocks[row / ROWS]!, rows, end, this.#closes, tickValue);
    }
    return fall.deepest;
  }

  /** How many bars closed with a position. */
  get barsHeld(): number {
    let held = 0;
    this.#each((from, to, _flat, position) => {
      if (position !== 0) held += to - from;
    });
    return held;
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
    for (let row = 0; row < this.#rows; row++) {
      const { from, flat, position, offset } = this.#blocks[Math.floor(row / ROWS)]!;
      const at = row % ROWS;
      const end = row + 1 === this.#rows ? this.#length : this.#fromOf(row + 1);
      for (let bar = from[at]!; bar < end; bar += BLOCK)
        use(bar, Math.min(bar + BLOCK, end), flat[at]!, position[at]!, offset[at]!);
    }
  }

  #fromOf(row: number): number {
    return this.#blocks[Math.floor(row / ROWS)]!.from[row % ROWS]!;
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

/** All rows of a block, which ends with the bar `end`. */
function fallIn(
  fall: Fall,
  block: Block,
  rows: number,
  end: number,
  closes: Int32Array,
  tickValue: MicroUsd,
): void {
  let { peak, deepest } = fall;
  for (let row = 0; row < rows; row++) {
    const perTick = block.position[row]! * tickValue;
    const base = block.flat[row]! + perTick * block.offset[row]!;
    const from = block.from[row]!;
    const to = row + 1 === rows ? end : block.from[row + 1]!;
    // A flat account is worth the same at every close.
    const last = perTick === 0 ? Math.min(from + 1, to) : to;
    for (let bar = from; bar < last; bar++) {
      const equity = base + perTick * closes[bar]!;
      if (equity > peak) peak = equity;
      else if (peak - equity > deepest) deepest = peak - equity;
    }
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
