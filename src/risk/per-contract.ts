// What does one contract lose between its entry and its stop?

import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/** An entry as it is planned: where it is expected to fill, and how far away its stop waits. */
export interface Wager {
  readonly side: Side;
  readonly entry: Ticks;
  readonly stopTicks: Ticks;
}

/** What it costs to trade one contract. Slippage of an entry is 0 where that waits at a limit. */
export interface Friction {
  /** Commission and fees of one contract and side at a price. */
  readonly cost: (price: Ticks) => MicroUsd;
  readonly slipIn: Ticks;
  readonly slipOut: Ticks;
}

/**
 * stop distance × tick value + costs of both sides + slippage of both sides × tick value, in micro-dollars; without
 * `friction` the first term alone. Whether costs belong into the budget changes the answer: a $50 budget buys one MES
 * with a 10-point stop, or none (worked example SIZE-03).
 */
export function riskPerContract(
  { side, entry, stopTicks }: Wager,
  tickValue: MicroUsd,
  friction: Friction | null,
): MicroUsd {
  const distance = stopTicks * tickValue;
  if (friction === null) return distance;
  const { cost, slipIn, slipOut } = friction;
  return distance + (slipIn + slipOut) * tickValue + cost(entry) + cost(entry - side * stopTicks);
}
