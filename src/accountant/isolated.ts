// What answers for a position whose margin is isolated?

import { dollars, type MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/** Never changed: a walk that was tried goes back to the old one. */
export interface IsolatedMargin {
  /** What was set aside for it: notional ÷ leverage of each entry, less the share of what has left. */
  readonly wallet: MicroUsd;
  /** Signed contracts times what they were worth at their average entry. */
  readonly basis: MicroUsd;
}

export const NOTHING_ISOLATED: IsolatedMargin = { wallet: 0, basis: 0 };

/**
 * After a fill that met `before` contracts. What closes takes its share of margin and average entry with it, as venues do;
 * profit, fees and funding go to the account, not to the position's margin.
 */
export function isolatedAfter(
  { wallet, basis }: IsolatedMargin,
  before: number,
  side: Side,
  qty: number,
  value: MicroUsd,
  leverage: number,
): IsolatedMargin {
  const held = Math.abs(before);
  const closing = before * side < 0 ? Math.min(qty, held) : 0;
  const opening = qty - closing;
  const left = held - closing;
  const kept = (amount: MicroUsd) => (left === 0 ? 0 : amount - Math.round((amount * closing) / held));
  return {
    wallet: (closing === 0 ? wallet : kept(wallet)) + Math.round((opening * value) / leverage),
    basis: (closing === 0 ? basis : kept(basis)) + side * opening * value,
  };
}

/** What is left of the margin with the position marked at `value` a contract. */
export const isolatedEquity = (
  { wallet, basis }: IsolatedMargin,
  position: number,
  value: MicroUsd,
): MicroUsd => wallet + position * value - basis;

/**
 * Why `qty` contracts on `side` cannot be carried in an account worth `equity`, or null. Only what no position answers with is
 * there for a new one: what is set aside, and its open profit, are not.
 */
export function isolatedRefusal(
  state: IsolatedMargin,
  position: number,
  side: Side,
  qty: number,
  value: MicroUsd,
  leverage: number,
  costs: MicroUsd,
  equity: MicroUsd,
): string | null {
  const closes = position * side < 0;
  const opening = closes ? qty - Math.abs(position) : qty;
  const { wallet } = isolatedAfter(NOTHING_ISOLATED, 0, side, opening, value, leverage);
  const free = closes ? equity : equity - isolatedEquity(state, position, value);
  if (wallet + costs <= free) return null;
  return (
    `isolated margin ${dollars(wallet)} = ${dollars(opening * value)} ÷ ${leverage}` +
    ` + costs ${dollars(costs)} is above the ${dollars(free)} that are free`
  );
}
