// Which prices make something happen?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { Holding } from "./holding.js";
import { limitNeeds } from "./limit.js";
import type { Working } from "./working.js";

/** Prices at which the next thing happens: a bar strictly between them touches nothing. */
export interface Reach {
  above: Ticks;
  below: Ticks;
  /** First bar in which something is due whatever the price. */
  due: number;
  /** How often it has been looked for: after every change. */
  looks: number;
}

export const nothingInReach = (): Reach => ({
  above: Number.POSITIVE_INFINITY,
  below: Number.NEGATIVE_INFINITY,
  due: Number.POSITIVE_INFINITY,
  looks: 0,
});

/** Sets `reach` to the nearest prices at which an order or an exit fills, triggers, begins to trail or moves. */
export function nearest(
  working: readonly Working[],
  holdings: readonly Holding[],
  through: Ticks,
  stopOut: Ticks,
  position: number,
  reach: Reach,
): void {
  reach.above = Number.POSITIVE_INFINITY;
  reach.below = Number.NEGATIVE_INFINITY;
  for (const { order, phase, trigger, limit, best } of working) {
    if (phase !== "resting") continue;
    const { side } = order;
    // A stop waits where the market gets worse for it, all others where it gets better.
    if (order.kind === "market if touched") watch(reach, trigger, side === -1);
    else if (!Number.isNaN(trigger)) watch(reach, trigger, side === 1);
    else if (!Number.isNaN(limit)) watch(reach, limitNeeds(side, limit, through), side === -1);
    if (order.kind === "trailing stop") {
      if (!Number.isNaN(best)) watch(reach, best - side, side === -1);
      else watch(reach, order.activation!, side === -1);
    }
  }
  for (const { side, stop, targets, trail, trailsFrom, best } of holdings) {
    if (!Number.isNaN(stop)) watch(reach, stop, side === -1);
    for (const target of targets) watch(reach, limitNeeds(-side as Side, target.price, through), side === 1);
    if (trail === null) continue;
    if (Number.isNaN(trailsFrom)) watch(reach, best + side, side === 1);
    else watch(reach, trailsFrom, side === 1);
  }
  if (!Number.isNaN(stopOut)) watch(reach, stopOut, position < 0);
}

function watch(reach: Reach, price: Ticks, rising: boolean): void {
  if (rising) {
    if (price < reach.above) reach.above = price;
  } else if (price > reach.below) reach.below = price;
}

/**
 * How many things a bar's range can touch. What remembers the way counts for two: a stop that trails, a stop-limit that
 * is still to be triggered.
 */
export function inReach(
  working: readonly Working[],
  holdings: readonly Holding[],
  through: Ticks,
  stopOut: Ticks,
  high: Ticks,
  low: Ticks,
): number {
  let count = 0;
  for (const { order, phase, trigger, limit } of working) {
    if (phase !== "resting") continue;
    if (order.kind === "trailing stop") count += 2;
    else if (!Number.isNaN(trigger)) {
      if (trigger >= low && trigger <= high) count += order.kind === "stop limit" ? 2 : 1;
    } else {
      const needs = limitNeeds(order.side, limit, through);
      if (needs >= low && needs <= high) count++;
    }
  }
  for (const { side, stop, targets, trail } of holdings) {
    if (stop >= low && stop <= high) count++;
    for (const target of targets) {
      const needs = limitNeeds(-side as Side, target.price, through);
      if (needs >= low && needs <= high) count++;
    }
    if (trail !== null) count += 2;
  }
  if (stopOut >= low && stopOut <= high) count++;
  return count;
}
