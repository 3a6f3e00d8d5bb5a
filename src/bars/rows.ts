// How does a log of numbers grow?

const SHIFT = 11;
const ROWS = 1 << SHIFT;
const MASK = ROWS - 1;

/** Bytes that are kept for the next log at most. */
const MOST_SPARE = 32 * 2 ** 20;
const spareIntegers = new Map<number, Int32Array[]>();
const spareNumbers = new Map<number, Float64Array[]>();
let spareBytes = 0;

/**
 * Rows of so many integers and so many doubles, in blocks. A row lies in one or two cache lines: to write it costs a third of what it
 * costs in as many columns, which are made when somebody asks for them. Blocks stay below the size from which the allocator gets
 * fresh memory from the system each time, at half a millisecond a megabyte, and nothing is copied when the log grows. Whoever
 * adds a row writes all of it that is read: what was in its place before is not cleared.
 */
export class Rows {
  length = 0;
  /** The blocks of the newest row. */
  integers: Int32Array = NO_INTEGERS;
  numbers: Float64Array = NO_NUMBERS;
  readonly #width: number;
  readonly #numberWidth: number;
  readonly #integers: Int32Array[] = [];
  readonly #numbers: Float64Array[] = [];

  constructor(width: number, numberWidth = 0) {
    this.#width = width;
    this.#numberWidth = numberWidth;
  }

  /** Makes room for one more row and answers which one of its block it is. */
  add(): number {
    const row = this.length++;
    const place = row & MASK;
    if (place === 0) this.#open(row >> SHIFT);
    return place;
  }

  truncate(length: number): void {
    this.length = length;
    if (length > 0) this.#open((length - 1) >> SHIFT);
  }

  /** The blocks of a row, and which one of them it is. */
  integersAt(row: number): Int32Array {
    return this.#integers[row >> SHIFT]!;
  }
  numbersAt(row: number): Float64Array {
    return this.#numbers[row >> SHIFT]!;
  }
  placeOf(row: number): number {
    return row & MASK;
  }

  /** Hands over block after block: its cells, which row of all its first one is, and how many of its rows are taken. */
  each(use: (integers: Int32Array, numbers: Float64Array, from: number, count: number) => void): void {
    for (let from = 0; from < this.length; from += ROWS) {
      const block = from >> SHIFT;
      const numbers = this.#numbers[block] ?? NO_NUMBERS;
      use(this.#integers[block]!, numbers, from, Math.min(ROWS, this.length - from));
    }
  }

  /** A copy of all integers, row after row. */
  flat(): Int32Array {
    const flat = new Int32Array(this.length * this.#width);
    for (let row = 0; row < this.length; row += ROWS) {
      const cells = this.integersAt(row);
      const end = Math.min(ROWS, this.length - row) * this.#width;
      flat.set(end === cells.length ? cells : cells.subarray(0, end), row * this.#width);
    }
    return flat;
  }

  /** Integers number `field` of all rows. */
  column(field: number): Int32Array {
    const column = new Int32Array(this.length);
    for (let row = 0; row < this.length; row += ROWS)
      copy(this.integersAt(row), field, this.#width, column, row, Math.min(row + ROWS, this.length));
    return column;
  }

  /** Nobody reads them any more: the next log writes where they were. */
  release(): void {
    for (const block of this.#integers) keep(spareIntegers, block);
    for (const block of this.#numbers) keep(spareNumbers, block);
    this.#integers.length = 0;
    this.#numbers.length = 0;
    this.length = 0;
  }

  #open(block: number): void {
    if (block === this.#integers.length) {
      const length = ROWS * this.#width;
      this.#integers.push(spare(spareIntegers, length) ?? new Int32Array(length));
    }
    this.integers = this.#integers[block]!;
    if (this.#numberWidth === 0) return;
    if (block === this.#numbers.length) {
      const length = ROWS * this.#numberWidth;
      this.#numbers.push(spare(spareNumbers, length) ?? new Float64Array(length));
    }
    this.numbers = this.#numbers[block]!;
  }
}

const NO_INTEGERS = new Int32Array(0);
const NO_NUMBERS = new Float64Array(0);

function keep<Block extends Int32Array | Float64Array>(spares: Map<number, Block[]>, block: Block): void {
  if (spareBytes + block.byteLength > MOST_SPARE) return;
  spareBytes += block.byteLength;
  const alike = spares.get(block.length);
  if (alike === undefined) spares.set(block.length, [block]);
  else alike.push(block);
}

function spare<Block extends Int32Array | Float64Array>(
  spares: Map<number, Block[]>,
  length: number,
): Block | undefined {
  const block = spares.get(length)?.pop();
  if (block !== undefined) spareBytes -= block.byteLength;
  return block;
}

function copy(
  rows: Int32Array,
  field: number,
  width: number,
  column: Int32Array,
  from: number,
  to: number,
): void {
  for (let k = from, at = field; k < to; k++, at += width) column[k] = rows[at]!;
}
