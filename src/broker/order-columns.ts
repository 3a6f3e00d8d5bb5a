// How do rows of orders become columns?

import { countedColumns } from "../domain/counted.js";
import type { OrderColumns } from "../domain/order.js";
import {
  BAR,
  END_BAR,
  kindOf,
  REASON,
  reduceOnlyOf,
  SIGNED,
  SMALL,
  stateOf,
  tifOf,
  WIDTH,
} from "./order-row.js";

export function blankColumns(length: number, texts: readonly string[]): OrderColumns {
  const integers = () => new Int32Array(length);
  return {
    length,
    bar: integers(),
    kind: integers(),
    side: integers(),
    qty: integers(),
    price: integers(),
    limit: integers(),
    asked: new Float64Array(length).fill(Number.NaN),
    tif: integers(),
    reason: integers(),
    parent: integers(),
    group: integers(),
    reduceOnly: integers(),
    amended: integers(),
    state: integers(),
    filledQty: integers(),
    endBar: integers(),
    endReason: integers(),
    texts,
  };
}

/** Made when the first of them is read. */
export const countedOrders = countedColumns(blankColumns(0, []));

// Rows `from` … `to`, which are those of one block. Several passes: of so many columns at once a loop keeps not all in registers.

export function splitRows(cells: Int32Array, columns: OrderColumns, from: number, to: number): void {
  const { bar, side, qty, reason, endBar } = columns;
  for (let k = from, at = 0; k < to; k++, at += WIDTH) {
    bar[k] = cells[at + BAR]!;
    const signed = cells[at + SIGNED]!;
    side[k] = signed > 0 ? 1 : -1;
    qty[k] = Math.abs(signed);
    reason[k] = cells[at + REASON]!;
    endBar[k] = cells[at + END_BAR]!;
  }
}

export function splitSmall(cells: Int32Array, columns: OrderColumns, from: number, to: number): void {
  const { kind, tif, reduceOnly, state } = columns;
  for (let k = from, at = SMALL; k < to; k++, at += WIDTH) {
    const together = cells[at]!;
    kind[k] = kindOf(together);
    tif[k] = tifOf(together);
    reduceOnly[k] = reduceOnlyOf(together);
    state[k] = stateOf(together);
  }
}
