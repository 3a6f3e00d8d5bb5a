// How many contracts are working orders about to trade?

import type { Working } from "../broker/working.js";
import type { Side } from "../domain/order.js";

/** Of a group only one can fill, so its largest counts; what is held back counts when its parent has filled. */
export function waitingOn(
  working: readonly Working[],
  side: Side,
  counted: (left: number) => number,
): number {
  const groups = new Map<string, number>();
  let sum = 0;
  for (const { order, left, phase } of working) {
    if (order.side !== side || order.reduceOnly || phase === "held") continue;
    const opens = counted(left);
    if (order.group === null) sum += opens;
    else groups.set(order.group, Math.max(groups.get(order.group) ?? 0, opens));
  }
  for (const opens of groups.values()) sum += opens;
  return sum;
}

/** Contracts by which the position would be larger, on its worse side, if all that works on that side filled. */
export function reserved(working: readonly Working[], position: number): number {
  const after = (side: Side): number => side * position + waitingOn(working, side, (left) => left);
  return Math.max(0, after(1) - Math.abs(position), after(-1) - Math.abs(position));
}
