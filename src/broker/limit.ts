// How is a limit filled?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { better } from "./price.js";

/** Ticks that the walk must trade beyond a limit before we believe that our place in the queue was reached. */
export const throughTicks = (limitFill: "through" | "touch"): Ticks => (limitFill === "through" ? 1 : 0);

/** The price that the walk must reach for a limit to fill. */
export const limitNeeds = (side: Side, limit: Ticks, through: Ticks): Ticks => limit - side * through;

/**
 * A limit fills where the walk `from` → `to` trades through it by `through` ticks, at the limit. Only where the bar
 * opens beyond it (`opening`: the walk is still at the open) is there a better price to get, and the open it is; later
 * the market comes to the limit from the far side. Never slipped. Null: the order rests.
 */
export function limitFill(
  side: Side,
  limit: Ticks,
  through: Ticks,
  from: Ticks,
  to: Ticks,
  opening: boolean,
): Ticks | null {
  const reach = better(side, from, to);
  const met = side * (limitNeeds(side, limit, through) - reach) >= 0;
  if (!met) return null;
  return opening ? better(side, limit, from) : limit;
}

/** Where on the walk from `from` that happens: when it has gone through the limit, not when it first touches it. */
export function limitReached(side: Side, limit: Ticks, through: Ticks, from: Ticks): Ticks {
  const needs = limitNeeds(side, limit, through);
  return side * (needs - from) >= 0 ? from : needs;
}
