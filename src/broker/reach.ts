// Which prices make something happen?

import type { Ticks } from "../domain/money.js";
import type { LimitOrder, Side, StopOrder } from "../domain/order.js";
import type { Holding } from "./holding.js";
import { limitNeeds } from "./limit.js";

/** Called with each price at which an order or an exit fills; `rising` where the market must come up to it. */
export type Watch = (price: Ticks, rising: boolean) => void;

/** All resting orders and all exits of plans. A trailing stop counts where it stands now. */
export function eachTrigger(
  resting: readonly (LimitOrder | StopOrder)[],
  holdings: readonly Holding[],
  through: Ticks,
  watch: Watch,
): void {
  for (const order of resting) {
    if (order.kind === "stop") watch(order.trigger, order.side === 1);
    else watch(limitNeeds(order.side, order.limit, through), order.side === -1);
  }
  for (const { side, stop, targets } of holdings) {
    if (!Number.isNaN(stop)) watch(stop, side === -1);
    for (const target of targets) watch(limitNeeds(-side as Side, target.price, through), side === 1);
  }
}

/** How many things a bar's range can touch; a trailing stop, which remembers the way, counts for two. */
export function inReach(
  resting: readonly (LimitOrder | StopOrder)[],
  holdings: readonly Holding[],
  through: Ticks,
  stopOut: Ticks,
  high: Ticks,
  low: Ticks,
): number {
  let count = 0;
  const watch = (price: Ticks) => {
    if (price >= low && price <= high) count++;
  };
  eachTrigger(resting, holdings, through, watch);
  for (const holding of holdings) if (holding.trail > 0) count += 2;
  watch(stopOut);
  return count;
}
