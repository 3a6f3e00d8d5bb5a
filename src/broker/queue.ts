// When was our place in the queue reached?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/** Shares of a bar's volume are fractions: three thirds must count as a whole. */
const EPSILON = 1e-9;

/**
 * Contracts that a bar traded at `limit` or at better prices than it. Bars do not say at which prices they traded, so
 * volume counts as spread evenly over the ticks low … high, both included: volume × (ticks at or beyond the limit) ÷
 * (ticks of the bar).
 */
export function tradedBeyond(side: Side, limit: Ticks, low: Ticks, high: Ticks, volume: number): number {
  const ticks = high - low + 1;
  const beyond = side === 1 ? Math.min(limit, high) - low + 1 : high - Math.max(limit, low) + 1;
  return beyond <= 0 ? 0 : (volume * beyond) / ticks;
}

/**
 * How many ticks the walk must go through a limit until `needed` contracts have traded at it or beyond, where earlier
 * bars gave `queued`: the smallest d with queued + volume × (d + 1) ÷ (ticks of the bar) ≥ needed. At d = 0 the bar has
 * traded at the limit itself. Null: not in this bar, wherever in it the limit lies.
 */
export function throughFor(
  needed: number,
  queued: number,
  low: Ticks,
  high: Ticks,
  volume: number,
): Ticks | null {
  const missing = needed - queued - EPSILON;
  if (missing <= 0) return 0;
  const ticks = high - low + 1;
  if (!(volume >= missing)) return null;
  return Math.ceil((missing * ticks) / volume) - 1;
}
