// How much was at risk when a trade was entered?

import { Decimal } from "decimal.js";
import type { Instrument } from "../domain/contract.js";
import type { JournalFill, JournalOrder } from "../domain/journal.js";
import { type EpochMs, MICRO, type MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { Held } from "./excursion.js";

/** A stop that comes later was no part of the entry. */
const WITHIN_MS = 60_000;
const STOPS: readonly JournalOrder["kind"][] = ["stop", "stop limit", "trailing stop"];

const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

interface Entered {
  readonly fill: JournalFill;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly held: readonly Held[];
}

/** Stop orders of each account and contract, first placed first. */
export type Stops = ReadonlyMap<string, readonly JournalOrder[]>;

export function stopsOf(orders: readonly JournalOrder[]): Stops {
  const by = new Map<string, JournalOrder[]>();
  for (const order of orders) {
    if (!STOPS.includes(order.kind) || order.stop === null || order.state === "rejected") continue;
    const key = keyOf(order);
    const list = by.get(key);
    if (list === undefined) by.set(key, [order]);
    else list.push(order);
  }
  for (const list of by.values()) {
    list.sort((a, b) => a.placed - b.placed || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  }
  return by;
}

const keyOf = ({ account, contract }: Pick<JournalOrder, "account" | "contract">): string =>
  `${account}\n${contract}`;

/**
 * Dollars from the entry to the first protective stop that the broker had within 60 s of it, filled or cancelled, for the
 * contracts that were held when both were there; without one, to the planned stop. Null where neither is known.
 */
export function riskOf(entered: Entered, stops: Stops, planned: string | null): MicroUsd | null {
  const { fill, side, held } = entered;
  const all = stops.get(keyOf(fill)) ?? [];
  const gone = held.find((step) => step.held === 0)?.time ?? Number.POSITIVE_INFINITY;
  const until = Math.min(fill.time + WITHIN_MS, gone);
  // Among equals in time the list is short; before the entry only what still works then counts.
  for (let k = firstAfter(all, fill.time - LONGEST_WAIT_MS); k < all.length; k++) {
    const order = all[k]!;
    if (order.placed > until) break;
    if (order.side === side || (order.ended !== null && order.ended < fill.time)) continue;
    const risk = toStop(entered, order.stop!, Math.max(order.placed, fill.time));
    if (risk !== null) return risk;
  }
  return planned === null ? null : toStop(entered, planned, fill.time);
}

/** An order that was placed longer before the entry than this belongs to something else. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

function firstAfter(orders: readonly JournalOrder[], at: EpochMs): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (orders[middle]!.placed < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Null where that price protects nothing: it lies on the side of profit. */
function toStop({ instrument, side, held }: Entered, stop: string, at: EpochMs): MicroUsd | null {
  const step = held.findLast(({ time }) => time <= at) ?? held[0];
  if (step === undefined || step.held === 0) return null;
  const { contract, lot } = instrument;
  const each = new Exact(stop)
    .times(contract.multiplier)
    .times(lot.tickUnits)
    .div(10 ** lot.decimals);
  const there = each.times(MICRO).times(Math.abs(step.held)).round().toNumber();
  const risk = side * (step.entry - there);
  return risk > 0 ? risk : null;
}
