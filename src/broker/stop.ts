// How is a stop filled?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { worse } from "./price.js";

/**
 * A stop turns into a market order where the walk `from` → `to` meets its trigger. A walk that starts
 * beyond the trigger has jumped over it (the bar opened across a gap), and the start is the first
 * price there is to get. Null: the order rests. Slippage comes on top (slippage.ts).
 */
export function stopFill(side: Side, trigger: Ticks, from: Ticks, to: Ticks): Ticks | null {
  const reach = worse(side, from, to);
  const met = side * (reach - trigger) >= 0;
  return met ? worse(side, trigger, from) : null;
}
