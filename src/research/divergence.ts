// Which decision is the first in which two runs differ?

import { orderList } from "../broker/order-list.js";
import { decimalOfTicks } from "../domain/money.js";
import type { OrderColumns, OrderRecord } from "../domain/order.js";
import { FILL_KINDS, type RunData } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";

export interface Divergence {
  readonly bar: number;
  /** What either run has there; null where it has nothing. */
  readonly first: string | null;
  readonly second: string | null;
}

/** As they were sent. */
const SENT = ["bar", "kind", "side", "qty", "price", "limit", "parent", "reduceOnly"] as const;
/** What became of them: what a strategy amends or cancels shows here. */
const ENDED = ["state", "endBar", "amended", "filledQty"] as const;
const FILLED = ["bar", "side", "qty", "price", "kind"] as const;

/** What of a run says how it decided. */
export type Decided = Pick<RunData, "orders" | "fills" | "inputs">;

/**
 * Orders by what they ask for and by how they ended, then fills: the earliest bar in which anything differs. Null where the runs
 * decided the same. A fill that differs with all orders alike was decided in the bar before.
 */
export function firstDivergence(a: Decided, b: Decided): Divergence | null {
  const found: Divergence[] = [];
  const sent = firstRow(a.orders, b.orders, SENT, reasonsDiffer(a.orders, b.orders));
  if (sent !== null) {
    const [first, second] = [orderAt(a, sent), orderAt(b, sent)];
    found.push({ bar: Math.min(barOf(first), barOf(second)), ...earlier(a, first, second) });
  }
  const ended = firstRow(a.orders, b.orders, ENDED);
  if (ended !== null && ended !== sent) {
    const [first, second] = [orderAt(a, ended), orderAt(b, ended)];
    const bar = Math.min(
      ...[first, second].map((one) => (one === null || one.endBar < 0 ? FAR : one.endBar)),
    );
    if (bar < FAR) found.push({ bar, first: endText(a, first), second: endText(a, second) });
  }
  const filled = firstRow(a.fills, b.fills, FILLED);
  if (filled !== null) {
    const bars = [a, b].map(({ fills }) => (filled < fills.length ? fills.bar[filled]! : FAR));
    const bar = Math.max(0, Math.min(...bars) - 1);
    found.push({ bar, first: fillText(a, filled), second: fillText(b, filled) });
  }
  return found.length === 0 ? null : found.reduce((least, one) => (one.bar < least.bar ? one : least));
}

const FAR = 2 ** 30;

type Rows = { readonly length: number } & Readonly<Record<string, unknown>>;

function firstRow(
  a: object & { readonly length: number },
  b: object & { readonly length: number },
  columns: readonly string[],
  differ: (row: number) => boolean = () => false,
): number | null {
  const shared = Math.min(a.length, b.length);
  const pairs = columns.map((name) => [(a as Rows)[name], (b as Rows)[name]] as [Int32Array, Int32Array]);
  for (let row = 0; row < shared; row++)
    if (pairs.some(([mine, theirs]) => mine[row] !== theirs[row]) || differ(row)) return row;
  return a.length === b.length ? null : shared;
}

const reasonsDiffer =
  (a: OrderColumns, b: OrderColumns) =>
  (row: number): boolean =>
    a.texts[a.reason[row]!] !== b.texts[b.reason[row]!];

function orderAt({ orders }: Decided, row: number): OrderRecord | null {
  if (row >= orders.length) return null;
  return orderList(rowOf(orders, row))[0]!;
}

/** One row alone: a list of thousands for one of them would take longer than the comparison. */
function rowOf(columns: OrderColumns, row: number): OrderColumns {
  const one = Object.entries(columns).map(([name, column]) => [
    name,
    ArrayBuffer.isView(column) ? (column as Int32Array).subarray(row, row + 1) : column,
  ]);
  return { ...(Object.fromEntries(one) as OrderColumns), length: 1 };
}

const barOf = (order: OrderRecord | null): number => order?.bar ?? FAR;

/** Of two orders that differ the one that was sent later is none at the bar of the other. */
function earlier(
  run: Decided,
  first: OrderRecord | null,
  second: OrderRecord | null,
): Pick<Divergence, "first" | "second"> {
  const bar = Math.min(barOf(first), barOf(second));
  const text = (order: OrderRecord | null) => (order?.bar === bar ? orderText(run, order) : null);
  return { first: text(first), second: text(second) };
}

/** BUY 2 stop 4822.25 "breakout" */
function orderText({ inputs }: Decided, order: OrderRecord): string {
  const { grid } = instrumentOf(inputs.contract);
  const price = order.price === null ? "" : ` ${decimalOfTicks(order.price, grid)}`;
  const limit = order.limit === null ? "" : ` limit ${decimalOfTicks(order.limit, grid)}`;
  return `${order.side === 1 ? "BUY" : "SELL"} ${order.qty} ${order.kind}${price}${limit} "${order.reason}"`;
}

const endText = (run: Decided, order: OrderRecord | null): string | null =>
  order && `${orderText(run, order)}: ${order.state}${order.endReason === "" ? "" : `, ${order.endReason}`}`;

function fillText({ fills, inputs }: Decided, row: number): string | null {
  if (row >= fills.length) return null;
  const { grid } = instrumentOf(inputs.contract);
  const side = fills.side[row] === 1 ? "bought" : "sold";
  return `${side} ${fills.qty[row]} at ${decimalOfTicks(fills.price[row]!, grid)} (${FILL_KINDS[fills.kind[row]!]})`;
}
