// How much was at risk when a trade was entered?

import type { Instrument } from "../domain/contract.js";
import type { JournalFill, JournalOrder } from "../domain/journal.js";
import type { EpochMs, MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { compareTexts } from "../importer/broker/id-order.js";
import type { Held } from "./excursion.js";
import { grouped, placeAfter } from "./lists.js";
import { valueAt } from "./parts.js";

/** A stop that comes later was no part of the entry. */
const WITHIN_MS = 60_000;
const STOPS: readonly JournalOrder["kind"][] = ["stop", "stop limit", "trailing stop"];

/** Whether the broker took it as an order that ends a loss. */
export const isStop = ({ kind, state }: JournalOrder): boolean =>
  STOPS.includes(kind) && state !== "rejected";

interface Entered {
  readonly fill: JournalFill;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly held: readonly Held[];
}

/** Stop orders of each account and contract, first placed first. */
export type Stops = ReadonlyMap<string, readonly JournalOrder[]>;

export function stopsOf(orders: readonly JournalOrder[]): Stops {
  const by = grouped(
    orders.filter((order) => isStop(order) && order.stop !== null),
    keyOf,
  );
  for (const list of by.values()) list.sort((a, b) => a.placed - b.placed || compareTexts(a.id, b.id));
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
  for (let k = placeAfter(all, fill.time - LONGEST_WAIT_MS, ({ placed }) => placed); k < all.length; k++) {
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

/** Null where that price protects nothing: it lies on the side of profit. */
function toStop({ instrument, side, held }: Entered, stop: string, at: EpochMs): MicroUsd | null {
  const step = held.findLast(({ time }) => time <= at) ?? held[0];
  if (step === undefined || step.held === 0) return null;
  const there = valueAt(stop, instrument) * Math.abs(step.held);
  const risk = side * (step.entry - there);
  return risk > 0 ? risk : null;
}
