// How is a market-if-touched order filled?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { better } from "./price.js";

/**
 * Waits for a better price and takes what the market gives in the instant in which it is there: being touched is
 * enough, since the order then pays for its fill (slippage.ts). Only where the `first` price that it saw in the bar lies
 * beyond the trigger is the price better than asked. Null: the order rests.
 */
export function touchFill(side: Side, trigger: Ticks, from: Ticks, to: Ticks, first: Ticks): Ticks | null {
  const reach = better(side, from, to);
  if (side * (trigger - reach) < 0) return null;
  return better(side, trigger, first);
}
