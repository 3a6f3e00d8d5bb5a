// How is a limit filled?

import type { LimitFill } from "../domain/execution.js";
import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { better } from "./price.js";
import { throughFor } from "./queue.js";

/** What a bar says about the limits that wait in it. */
export interface LimitBar {
  readonly open: Ticks;
  readonly low: Ticks;
  readonly high: Ticks;
  readonly volume: number;
}

/** Ticks that the walk must trade beyond a limit before we believe that our place in the queue was reached. */
export class LimitRule {
  /** The same for every limit; 0, so that none is overlooked, where it hangs on the volume. */
  readonly ticks: Ticks;
  /** How many times its size must trade at a limit or beyond; 0 where volume does not matter. */
  readonly times: number;

  constructor(rule: LimitFill) {
    this.times = typeof rule === "object" && "volume" in rule ? rule.volume : 0;
    this.ticks = rule === "through" ? 1 : typeof rule === "object" && "through" in rule ? rule.through : 0;
  }

  /**
   * For `left` contracts of which `queued` others have traded; `waiting`: since before this bar. A walk that is through the
   * limit when the order first sees it (`passed`) has left nobody in the queue; at the `opening` nothing has traded yet.
   */
  through(
    left: number,
    queued: number,
    waiting: boolean,
    passed: boolean,
    opening: boolean,
    bar: LimitBar,
  ): Ticks {
    if (this.times === 0) return this.ticks;
    if (passed) return 1;
    if (!waiting || opening) return Number.POSITIVE_INFINITY;
    return throughFor(this.times * left, queued, bar.low, bar.high, bar.volume) ?? Number.POSITIVE_INFINITY;
  }
}

/** The price that the walk must reach for a limit to fill. */
export const limitNeeds = (side: Side, limit: Ticks, through: Ticks): Ticks => limit - side * through;

/**
 * A limit fills where the walk `from` → `to` trades through it by `through` ticks, at the limit. Only where the first
 * price that it saw in the bar (`first`: the open, or where it came alive) lies beyond it is there a better one to get, and
 * that it is; else the market comes to the limit from the far side. Never slipped. Null: the order rests.
 */
export function limitFill(
  side: Side,
  limit: Ticks,
  through: Ticks,
  from: Ticks,
  to: Ticks,
  first: Ticks,
): Ticks | null {
  const reach = better(side, from, to);
  const met = side * (limitNeeds(side, limit, through) - reach) >= 0;
  return met ? better(side, limit, first) : null;
}

/** Where on the walk from `from` that happens: when it has gone through the limit, not when it first touches it. */
export function limitReached(side: Side, limit: Ticks, through: Ticks, from: Ticks): Ticks {
  const needs = limitNeeds(side, limit, through);
  return side * (needs - from) >= 0 ? from : needs;
}
