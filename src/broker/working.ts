// How far has an order come?

import type { Ticks } from "../domain/money.js";
import type { Order, Side } from "../domain/order.js";
import type { Dates } from "./dates.js";
import { trailedStop } from "./trail.js";

/** Held back until its parent fills; to be filled at the market; waiting for a price; waiting for the close. */
export type Phase = "held" | "market" | "resting" | "close";

/**
 * An order that has not ended. `NaN` stands for a price that there is none of: no comparison with it is ever true.
 * Copied before a walk is tried, hence flat.
 */
export interface Working {
  readonly id: number;
  /** Order that triggers it, or 0. */
  readonly parent: number;
  /** As last amended. */
  order: Order;
  phase: Phase;
  /** Contracts still to fill. */
  left: number;
  filled: number;
  /** Contracts that it opened: their targets are shared out over all of them. */
  opened: number;
  /** How many of them went to each target. */
  given: readonly number[];
  /** Of a stop, of a stop-limit until it is triggered, of a trailing stop where it stands now. */
  trigger: Ticks;
  limit: Ticks;
  /** Best price since a trailing stop follows; NaN until then. */
  best: Ticks;
  /** Contracts that have traded at its limit or beyond while it waited. */
  queued: number;
  /** First walk whose volume counts for that: the next one where it came alive inside a bar, ... */
  queuesFrom: number;
  /** ... and there the walk stood then: the first price that it saw. */
  aliveAt: Ticks;
  /** First bar in which it may fill at the market, or at the close. */
  fromBar: number;
  /** First bar that it sees at its present price: what fills at that bar's open has not rested. */
  seesFrom: number;
  /** It expires before this bar opens. */
  endBar: number;
  /** A reduce-only order that has had something to reduce. */
  reduces: boolean;
  /** The level that was last written down; NaN: none yet (`move-log.ts`). */
  noted: Ticks;
}

const NONE_GIVEN: readonly number[] = [];

/** An order sent at a close, live from bar `live` on; its children are held back. */
export function workingOf(order: Order, live: number, parent: number, dates: Dates): Working {
  const working: Working = {
    id: order.id,
    parent,
    order,
    phase: "held",
    left: order.qty,
    filled: 0,
    opened: 0,
    given: NONE_GIVEN,
    trigger: Number.NaN,
    limit: Number.NaN,
    best: Number.NaN,
    queued: 0,
    queuesFrom: 0,
    aliveAt: Number.NaN,
    fromBar: live,
    seesFrom: live,
    // A date or an instant passes for those that are held back too; a DAY begins when they come alive.
    endBar: order.life.tif === "GTD" ? dates.endOf(order.life, live) : Number.POSITIVE_INFINITY,
    reduces: false,
    noted: Number.NaN,
  };
  if (parent === 0) enliven(working, live - 1, live, dates);
  return working;
}

/** From now on it works: sent at a close of bar `sent` or inside it, and `live` is the first bar that it sees. */
export function enliven(working: Working, sent: number, live: number, dates: Dates): void {
  const { order } = working;
  working.endBar = dates.endOf(order.life, live);
  working.phase = "resting";
  working.seesFrom = live;
  price(working);
  switch (order.kind) {
    case "market":
      working.phase = "market";
      working.fromBar = live;
      return;
    case "on open":
      working.phase = "market";
      working.fromBar = dates.nextOpen(sent);
      return;
    case "on close":
      working.phase = "close";
      working.fromBar = dates.closeFrom(live);
      return;
    case "trailing stop":
      if (order.activation === null || reached(order.side, order.activation, order.from)) {
        trailFrom(working, order.from);
      }
      return;
    case "limit":
    case "stop":
    case "stop limit":
    case "market if touched":
      return;
  }
}

/** The prices at which it waits, as the order names them. */
export function price(working: Working): void {
  const { order } = working;
  working.limit = order.kind === "limit" || order.kind === "stop limit" ? order.limit : Number.NaN;
  working.trigger =
    order.kind === "stop" || order.kind === "stop limit" || order.kind === "market if touched"
      ? order.trigger
      : Number.NaN;
}

/** Whether a trailing stop on `side` may begin: a sell waits for the market to rise to its activation. */
export const reached = (side: Side, activation: Ticks, at: Ticks): boolean => side * (activation - at) >= 0;

/** A trailing stop begins to follow at `at`. */
export function trailFrom(working: Working, at: Ticks): void {
  const { order } = working;
  if (order.kind !== "trailing stop") return;
  working.best = at;
  working.trigger = trailedStop(-order.side as Side, at, order.trail);
}

/** The walk reached `price`: a trailing stop that sells follows up, one that buys down. */
export function trailTo(working: Working, price: Ticks): void {
  const { order, best } = working;
  if (order.kind !== "trailing stop" || Number.isNaN(best)) return;
  const guards = -order.side as Side;
  if (guards * (price - best) <= 0) return;
  working.best = price;
  const stop = trailedStop(guards, price, order.trail);
  if (guards * (stop - working.trigger) > 0) working.trigger = stop;
}

export const copyOf = (working: readonly Working[]): Working[] => working.map((one) => ({ ...one }));

/** Whether two orders will do the same from here on. */
export const alike = (a: Working, b: Working): boolean =>
  a.id === b.id &&
  a.phase === b.phase &&
  a.left === b.left &&
  a.opened === b.opened &&
  a.fromBar === b.fromBar &&
  Object.is(a.trigger, b.trigger) &&
  Object.is(a.limit, b.limit) &&
  Object.is(a.best, b.best);
