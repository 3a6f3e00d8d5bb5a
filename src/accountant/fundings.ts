// Which funding belongs to which trade?

import { CASH_KINDS, type CashColumns } from "../domain/cash.js";
import type { MicroUsd } from "../domain/money.js";

const FUNDING = CASH_KINDS.indexOf("funding");

/** Walks the funding rows of the cash log beside the fills: what was paid before a fill belongs to the trade open then. */
export class Fundings {
  /** Fills that had happened before the next row; beyond all where there is none. */
  next: number;
  readonly #cash: CashColumns;
  #row = -1;

  constructor(cash: CashColumns) {
    this.#cash = cash;
    this.next = this.#advance();
  }

  /** What was received, less what was paid, before fill `k` and since the last call. */
  until(k: number): MicroUsd {
    let sum = 0;
    while (this.next <= k) {
      sum += this.#cash.amount[this.#row]!;
      this.next = this.#advance();
    }
    return sum;
  }

  #advance(): number {
    const { length, kind, fill } = this.#cash;
    do this.#row++;
    while (this.#row < length && kind[this.#row] !== FUNDING);
    return this.#row < length ? fill[this.#row]! : Number.POSITIVE_INFINITY;
  }
}
