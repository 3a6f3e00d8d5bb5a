// How is a limit filled?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { better } from "./price.js";

/** Ticks that the walk must trade beyond a limit before we believe that our place in the queue was reached. */
export const throughTicks = (limitFill: "through" | "touch"): Ticks => (limitFill === "through" ? 1 : 0);

/** The price that the walk must reach for a limit to fill. */
export const limitNeeds = (side: Side, limit: Ticks, through: Ticks): Ticks => limit - side * through;

/**
 * A limit fills where the walk `from` → `to` trades through it by `through` ticks, at the limit, or at the start
 * of the walk where that is better still (the bar opened beyond it). Never slipped. Null: the order rests.
 */
export function limitFill(side: Side, limit: Ticks, through: Ticks, from: Ticks, to: Ticks): Ticks | null {
  const reach = better(side, from, to);
  const met = side * (limitNeeds(side, limit, through) - reach) >= 0;
  return met ? better(side, limit, from) : null;
}
