// Where are point of control and value area of a profile that moves on with each bar?

import { type Expansion, pointOfControl, stepOf } from "./value-area.js";

/**
 * The same as `areaWithin` over all rows, for rows whose sums are exact: then the total can be carried along, and the point of
 * control stays where it is until another row may have reached it. After each change of `rows` it must be told of it.
 */
export class ProfileWindow {
  readonly rows: Float64Array;
  poc = 0;
  low = 0;
  high = 0;
  /** The newest bar without prices. */
  gap = -1;
  readonly #step: number;
  readonly #percent: number;
  /** All volume lies on the rows from `#first` to `#last`. */
  #first = 0;
  #last = -1;
  #total = 0;
  /** The row that had the most volume when it was last looked for, and what no other row has more than. */
  #top = -1;
  #others = 0;

  constructor(rows: Float64Array, percent: number, expansion: Expansion) {
    this.rows = rows;
    this.#percent = percent;
    this.#step = stepOf(expansion);
  }

  /** A bar was booked on the rows `bottom` to `top`. */
  entered(bottom: number, top: number, volume: number): void {
    const { rows } = this;
    if (this.#last < this.#first) {
      this.#first = bottom;
      this.#last = top;
    } else {
      if (bottom < this.#first) this.#first = bottom;
      if (top > this.#last) this.#last = top;
    }
    this.#total += volume;
    const pocRow = this.#top;
    let others = this.#others;
    for (let row = bottom; row <= top; row++) {
      const booked = rows[row]!;
      if (booked > others && row !== pocRow) others = booked;
    }
    this.#others = others;
  }

  /** A bar was taken out: no row has more than before. */
  left(volume: number): void {
    this.#total -= volume;
  }

  /** Finds `poc`, `low` and `high`. False for a profile without volume. */
  measure(): boolean {
    const { rows } = this;
    let first = this.#first;
    let last = this.#last;
    while (first <= last && !(rows[first]! > 0)) first++;
    while (last >= first && !(rows[last]! > 0)) last--;
    this.#first = first;
    this.#last = last;
    if (first > last) return false;
    const dust = this.#total * 1e-9;
    if (this.#top < 0 || !(this.#others < rows[this.#top]! - dust)) this.#lookForMost();
    // Where another row is as good, its place decides.
    const tied = !(this.#others < rows[this.#top]! - dust);
    const poc = tied ? pointOfControl(rows, first, last, dust) : this.#top;
    this.poc = poc;
    this.#grow(poc, first, last, (this.#total * this.#percent) / 100 - dust, dust);
    return true;
  }

  #lookForMost(): void {
    const { rows } = this;
    let top = this.#first;
    let most = rows[top]!;
    let others = 0;
    for (let row = top + 1; row <= this.#last; row++) {
      const volume = rows[row]!;
      if (volume > most) {
        others = most;
        most = volume;
        top = row;
      } else if (volume > others) others = volume;
    }
    this.#top = top;
    this.#others = others;
  }

  /** As in `areaWithin`; a pair of rows that was not taken needs not be added up again. */
  #grow(poc: number, first: number, last: number, target: number, dust: number): void {
    const { rows } = this;
    const step = this.#step;
    let low = poc;
    let high = poc;
    let inside = rows[poc]!;
    let above = sumUp(rows, high, last, step);
    let below = sumDown(rows, low, first, step);
    while (inside < target && (low > first || high < last)) {
      if (low === first || (high < last && above >= below - dust)) {
        inside += above;
        high = Math.min(high + step, last);
        above = sumUp(rows, high, last, step);
      } else {
        inside += below;
        low = Math.max(low - step, first);
        below = sumDown(rows, low, first, step);
      }
    }
    this.low = low;
    this.high = high;
  }
}

/** Of the next one or two rows above. */
function sumUp(rows: Float64Array, high: number, last: number, step: number): number {
  if (high >= last) return 0;
  return step === 1 || high + 1 === last ? rows[high + 1]! : rows[high + 1]! + rows[high + 2]!;
}

/** Of the next one or two rows below. */
function sumDown(rows: Float64Array, low: number, first: number, step: number): number {
  if (low <= first) return 0;
  return step === 1 || low - 1 === first ? rows[low - 1]! : rows[low - 2]! + rows[low - 1]!;
}
