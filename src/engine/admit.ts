// How large does an order become under the declared rules, before the broker hears of it?

import type { Ticks } from "../domain/money.js";
import type { ExitLevel, Order, Side, Trail } from "../domain/order.js";
import type { Admission, Opening } from "../risk/desk.js";
import type { Wager } from "../risk/per-contract.js";
import type { OrderRequest } from "../strategy/ticket.js";
import type { Ticketed } from "./desk.js";

/** What the rules say of the part of an order that opens; `closes` contracts of it close, at `entry` it expects to fill. */
export type Admit = (order: Order, opening: Omit<Opening, "friction">, closes: number) => Admission;

/** An order as it passes, with all that hangs on it; what became smaller, and what may not pass, by id. */
export interface Admitted {
  readonly ticketed: Ticketed;
  readonly reduced: readonly { readonly id: number; readonly text: string }[];
  readonly refused: readonly { readonly id: number; readonly text: string }[];
}

/**
 * Fills in what a request leaves to the rules, so that it can be checked like any other: 1 contract stands for "as many as
 * the rule says", and an order that can only close takes all that is held.
 */
export function complete(side: Side, request: OrderRequest, position: number): OrderRequest {
  const held = closable(side, position);
  const qty = request.qty ?? (request.reduceOnly !== true ? held + 1 : held > 0 ? held : undefined);
  return { ...withTriggers(request), ...(qty !== undefined && { qty }) };
}

function withTriggers<R extends OrderRequest>(request: R): R {
  if (request.triggers === undefined) return request;
  return {
    ...request,
    triggers: request.triggers.map((child) => ({ ...withTriggers(child), qty: child.qty ?? 1 })),
  };
}

const closable = (side: Side, position: number): number => (position * side < 0 ? Math.abs(position) : 0);

/**
 * Sizes and admits an order and those that it triggers. What closes is as the strategy said; what opens is as many as the
 * rules admit. A triggered order on the other side is an exit: it follows its parent's size where it was left open or was
 * as large. The rest of the tree is measured like orders of their own.
 */
export function admitted(
  ticketed: Ticketed,
  request: OrderRequest,
  position: number,
  last: Ticks,
  admit: Admit,
): Admitted {
  const reduced: { id: number; text: string }[] = [];
  const refused: { id: number; text: string }[] = [];

  function sized(one: Ticketed, asked: OrderRequest, held: number): Ticketed {
    const { order } = one;
    const closes = order.reduceOnly ? order.qty : Math.min(order.qty, closable(order.side, held));
    const left = asked.qty === undefined && !order.reduceOnly;
    if (order.qty === closes && !left) return resized(one, asked, order.qty, held);
    const opening = {
      side: order.side,
      asked: left ? null : order.qty - closes,
      wager: wagerOf(order, last),
    };
    const admission = admit(order, opening, closes);
    for (const text of admission.reduced) reduced.push({ id: order.id, text });
    if (admission.refusal !== null) {
      if (closes === 0) {
        refused.push({ id: order.id, text: admission.refusal });
        return resized(one, asked, left ? 0 : order.qty, held);
      }
      reduced.push({ id: order.id, text: admission.refusal });
    }
    return resized(one, asked, closes + admission.contracts, held);
  }

  function resized(one: Ticketed, asked: OrderRequest, qty: number, held: number): Ticketed {
    const before = one.order.qty;
    const children = one.children.map((child, k) => {
      const said = asked.triggers![k]!;
      const isExit = child.order.side !== one.order.side;
      if (!isExit) return sized(child, said, 0);
      const follows = said.qty === undefined || child.order.qty === before;
      const opened = Math.max(qty - closable(one.order.side, held), 0);
      const size = said.qty === undefined ? opened : follows ? qty : child.order.qty;
      return resized(child, said, size, one.order.side * opened);
    });
    const order = { ...one.order, qty, triggers: children.map((child) => child.order) };
    return { ...one, order, children };
  }

  return { ticketed: sized(ticketed, request, position), reduced, refused };
}

/** Where an order expects to open, and how far away its plan puts the stop; null without one. */
export function wagerOf(order: Order, last: Ticks): Wager | null {
  const { side, exit } = order;
  if (exit === null) return null;
  const entry = entryOf(order, last);
  const stop = exit.stop === null ? null : distanceOf(exit.stop, side, entry);
  // A trail that begins later guards nothing until then.
  const trail = exit.trail === null || exit.trail.from !== null ? null : trailOf(exit.trail.trail, entry);
  const distances = [stop, trail].filter((ticks) => ticks !== null && ticks > 0) as Ticks[];
  return distances.length === 0 ? null : { side, entry, stopTicks: Math.min(...distances) };
}

/** The worst price that the order itself names; the last one for those that take what they get. */
export function entryOf(order: Order, last: Ticks): Ticks {
  switch (order.kind) {
    case "limit":
    case "stop limit":
      return order.limit;
    case "stop":
    case "market if touched":
      return order.trigger;
    default:
      return last;
  }
}

function distanceOf(level: ExitLevel, side: Side, entry: Ticks): Ticks | null {
  switch (level.kind) {
    case "price":
      return side * (entry - level.at);
    case "distance":
      return level.ticks;
    case "percent":
      return trailOf(level, entry);
    case "r":
      return null;
  }
}

const trailOf = (trail: Trail, entry: Ticks): Ticks =>
  trail.kind === "ticks"
    ? trail.ticks
    : Math.ceil((Math.abs(entry + (trail.offset ?? 0)) * trail.percent) / 100 - 1e-6);

/** Limits wait for their price and never slip. */
export const slipsIn = ({ kind }: Order): boolean => kind !== "limit" && kind !== "stop limit";
