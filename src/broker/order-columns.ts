// How do rows of orders become columns?

import { countedColumns } from "../domain/counted.js";
import { NO_PRICE } from "../domain/money.js";
import type { OrderColumns } from "../domain/order.js";
import type { FillColumns } from "../domain/run.js";
import {
  AMENDED,
  BAR,
  END_BAR,
  END_REASON,
  FILLED,
  FILLED_MARKET,
  FILLED_QTY,
  GROUP,
  kindOf,
  LIMIT,
  MORE,
  MORE_WIDTH,
  PARENT,
  PLAIN_MARKET,
  PRICE,
  REASON,
  reduceOnlyOf,
  SIGNED,
  SMALL,
  stateOf,
  tifOf,
  WIDTH,
} from "./order-row.js";

function blankColumns(length: number, texts: readonly string[]): OrderColumns {
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

const countedOrders = countedColumns(blankColumns(0, []));

/** A log of orders as it stands: plain, so that another thread can make columns of it. */
export interface StandingOrders {
  readonly length: number;
  /** Of the first orders a row each, and what more there is to say of some. */
  readonly rows: Int32Array;
  readonly more: Int32Array;
  /** By order: the price as it was asked for. */
  readonly asked: ReadonlyMap<number, number>;
  readonly texts: readonly string[];
  readonly filledText: number;
  /** The orders behind those: so many fills say them, from number `owedFrom` on. */
  readonly owedFrom: number;
  readonly owed: number;
  /** Behind those the last, if it is not filled yet: bar, contracts bought, reason. */
  readonly sent: readonly [bar: number, signed: number, reason: number] | null;
}

const standing = new WeakMap<OrderColumns, StandingOrders>();

/** Columns that are made when the first of them is read. `fills` and their `reasons`: of the same run. */
export function ordersAsRead(
  log: StandingOrders,
  fills: () => FillColumns,
  reasons: readonly string[],
): OrderColumns {
  const columns = countedOrders(log.length, () => ordersOf(log, log.owed === 0 ? null : fills(), reasons));
  standing.set(columns, log);
  return columns;
}

/** What such columns are made of. */
export const standingOf = (columns: OrderColumns): StandingOrders => standing.get(columns)!;

export function ordersOf(
  log: StandingOrders,
  fills: FillColumns | null,
  reasons: readonly string[],
): OrderColumns {
  const { length, rows, more, asked, owed, sent } = log;
  const texts = [...log.texts];
  const columns = blankColumns(length, texts);
  const written = rows.length / WIDTH;
  const add = (cells: Int32Array, at: number) => {
    const count = cells.length / WIDTH;
    for (let from = 0; from < count; from += BLOCK) {
      const to = Math.min(from + BLOCK, count);
      addRows(cells.subarray(from * WIDTH, to * WIDTH), more, log.filledText, columns, at + from, at + to);
    }
  };
  add(rows, 0);
  if (fills !== null && owed > 0) add(rowsOfFills(log, fills, reasons, texts), written);
  if (sent !== null) {
    const [bar, signed, reason] = sent;
    add(Int32Array.of(bar, signed, PLAIN_MARKET, reason, -1, -1), written + owed);
  }
  for (const [id, wanted] of asked) columns.asked[id - 1] = wanted;
  return columns;
}

/** As in the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 2048;

/** The rows of orders at the market that filled at the next open, by those fills. */
function rowsOfFills(
  { owedFrom, owed }: StandingOrders,
  { bar, side, qty, reason }: FillColumns,
  reasons: readonly string[],
  texts: string[],
): Int32Array {
  const rows = new Int32Array(owed * WIDTH);
  const ids = new Map<number, number>();
  for (let k = 0, at = 0; k < owed; k++, at += WIDTH) {
    const fill = owedFrom + k;
    rows[at + BAR] = bar[fill]! - 1;
    rows[at + SIGNED] = side[fill]! * qty[fill]!;
    rows[at + SMALL] = FILLED_MARKET;
    rows[at + REASON] = idOf(reason[fill]!, reasons, ids, texts);
    rows[at + END_BAR] = bar[fill]!;
    rows[at + MORE] = -1;
  }
  return rows;
}

/** The number of a fill's reason among the texts of the orders. */
function idOf(reason: number, reasons: readonly string[], ids: Map<number, number>, texts: string[]): number {
  let id = ids.get(reason);
  if (id === undefined) {
    const text = reasons[reason]!;
    id = texts.indexOf(text);
    if (id === -1) id = texts.push(text) - 1;
    ids.set(reason, id);
  }
  return id;
}

function addRows(
  cells: Int32Array,
  more: Int32Array,
  filledText: number,
  columns: OrderColumns,
  from: number,
  to: number,
): void {
  splitRows(cells, columns, from, to);
  splitSmall(cells, columns, from, to);
  addEnds(cells, more, filledText, columns, from, to);
}

/** Of most orders there is no more to say: how they ended follows from their state. */
function addEnds(
  rows: Int32Array,
  more: Int32Array,
  filledText: number,
  columns: OrderColumns,
  from: number,
  to: number,
): void {
  const { price, limit, parent, group, amended, filledQty, endReason } = columns;
  for (let k = from, row = 0; k < to; k++, row += WIDTH) {
    const at = rows[row + MORE]! * MORE_WIDTH;
    if (at < 0) {
      const whole = stateOf(rows[row + SMALL]!) === FILLED;
      price[k] = NO_PRICE;
      limit[k] = NO_PRICE;
      group[k] = -1;
      filledQty[k] = whole ? Math.abs(rows[row + SIGNED]!) : 0;
      endReason[k] = whole ? filledText : -1;
    } else {
      price[k] = more[at + PRICE]!;
      limit[k] = more[at + LIMIT]!;
      parent[k] = more[at + PARENT]!;
      group[k] = more[at + GROUP]!;
      amended[k] = more[at + AMENDED]!;
      filledQty[k] = more[at + FILLED_QTY]!;
      endReason[k] = more[at + END_REASON]!;
    }
  }
}

// Rows `from` … `to`, which are those of one block. Several passes: of so many columns at once a loop keeps not all in registers.

function splitRows(cells: Int32Array, columns: OrderColumns, from: number, to: number): void {
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

function splitSmall(cells: Int32Array, columns: OrderColumns, from: number, to: number): void {
  const { kind, tif, reduceOnly, state } = columns;
  for (let k = from, at = SMALL; k < to; k++, at += WIDTH) {
    const together = cells[at]!;
    kind[k] = kindOf(together);
    tif[k] = tifOf(together);
    reduceOnly[k] = reduceOnlyOf(together);
    state[k] = stateOf(together);
  }
}
