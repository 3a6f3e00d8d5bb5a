// How does a log of whole numbers grow?

/**
 * Rows of whole numbers, one after the other in one block whose length doubles whenever it is full. A row lies in one or two
 * cache lines: to write it costs a third of what it costs in as many columns, which are made when the log is finished.
 */
export class IntRows {
  readonly width: number;
  length = 0;
  cells: Int32Array;

  constructor(width: number, room = 1024) {
    this.width = width;
    this.cells = new Int32Array(width * room);
  }

  /** Makes room for one more row and answers where in `cells` it begins. */
  add(): number {
    const at = this.length * this.width;
    if (at === this.cells.length) this.#grow();
    this.length++;
    return at;
  }

  truncate(length: number): void {
    this.length = length;
  }

  /** Values number `field` of all rows. */
  column(field: number): Int32Array {
    const column = new Int32Array(this.length);
    copy(this.cells, field, this.width, column);
    return column;
  }

  #grow(): void {
    const wider = new Int32Array(2 * this.cells.length);
    wider.set(this.cells);
    this.cells = wider;
  }
}

function copy(cells: Int32Array, field: number, width: number, column: Int32Array): void {
  for (let k = 0, at = field; k < column.length; k++, at += width) column[k] = cells[at]!;
}
