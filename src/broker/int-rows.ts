// How does a log of whole numbers grow?

const SHIFT = 10;
const ROWS = 1 << SHIFT;
const MASK = ROWS - 1;

/**
 * Rows of whole numbers in blocks. A row lies in one or two cache lines: to write it costs a third of what it costs in as many
 * columns, which are made when somebody asks for them. Blocks stay below the size from which the allocator gets fresh memory
 * from the system each time, at half a millisecond a megabyte, and nothing is copied when the log grows.
 */
export class IntRows {
  readonly width: number;
  length = 0;
  /** The block of the newest row. */
  cells: Int32Array;
  readonly #blocks: Int32Array[];

  constructor(width: number) {
    this.width = width;
    this.cells = new Int32Array(width * ROWS);
    this.#blocks = [this.cells];
  }

  /** Makes room for one more row and answers where in `cells` it begins. */
  add(): number {
    const row = this.length++;
    const place = row & MASK;
    if (place === 0) this.#open(row >> SHIFT);
    return place * this.width;
  }

  truncate(length: number): void {
    this.length = length;
    if (length > 0) this.cells = this.#blocks[(length - 1) >> SHIFT]!;
  }

  /** The block of a row, and where in it the row begins. */
  blockOf(row: number): Int32Array {
    return this.#blocks[row >> SHIFT]!;
  }
  placeOf(row: number): number {
    return (row & MASK) * this.width;
  }

  /** Values number `field` of all rows. */
  column(field: number): Int32Array {
    const column = new Int32Array(this.length);
    for (let row = 0; row < this.length; row += ROWS)
      copy(this.#blocks[row >> SHIFT]!, field, this.width, column, row, Math.min(row + ROWS, this.length));
    return column;
  }

  #open(block: number): void {
    if (block === this.#blocks.length) this.#blocks.push(new Int32Array(this.width * ROWS));
    this.cells = this.#blocks[block]!;
  }
}

function copy(
  cells: Int32Array,
  field: number,
  width: number,
  column: Int32Array,
  from: number,
  to: number,
): void {
  for (let k = from, at = field; k < to; k++, at += width) column[k] = cells[at]!;
}
