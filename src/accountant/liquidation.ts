// How many contracts must leave until the account is above its requirement again?

import type { MicroUsd } from "../domain/money.js";

/** One position of an account, as a liquidation sees it. */
export interface Liquidable {
  /** Contracts held, whichever way. */
  readonly contracts: number;
  /** The most margin that one contract less can free. */
  readonly perContract: MicroUsd;
  /** Open result since its entries: the largest loser goes first. */
  readonly profit: MicroUsd;
  /** What it costs to close `qty` of them now: slippage and fees. */
  costOf(qty: number): MicroUsd;
}

/**
 * Contracts to close of each position, in their order: the largest loser first, of each no more than it takes until equity,
 * slippage and fees of the closing paid, is at or above what the rest requires. All of all where nothing else helps.
 * `requiredOf` says what the account needs with so many contracts left of each.
 */
export function contractsToClose(
  positions: readonly Liquidable[],
  equity: MicroUsd,
  requiredOf: (left: readonly number[]) => MicroUsd,
): number[] {
  const closed = positions.map(() => 0);
  const left = positions.map(({ contracts }) => contracts);
  let worth = equity;
  const order = positions
    .map((_, k) => k)
    .sort((a, b) => positions[a]!.profit - positions[b]!.profit || a - b);
  for (const k of order) {
    const missing = requiredOf(left) - worth;
    if (missing <= 0) return closed;
    const { contracts, perContract, costOf } = positions[k]!;
    if (contracts === 0) continue;
    // Fewer cannot do: each frees at most `perContract`.
    let qty = perContract > 0 ? Math.min(contracts, Math.ceil(missing / perContract)) : contracts;
    for (; qty < contracts; qty++) {
      left[k] = contracts - qty;
      if (worth - costOf(qty) >= requiredOf(left)) break;
    }
    left[k] = contracts - qty;
    closed[k] = qty;
    worth -= costOf(qty);
  }
  return closed;
}

/** The largest position, from none to `held` contracts, whose requirement is not above `equity`. */
export function carried(held: number, equity: MicroUsd, requiredOf: (contracts: number) => MicroUsd): number {
  let kept = Math.abs(held);
  const side = Math.sign(held);
  while (kept > 0 && requiredOf(side * kept) > equity) kept--;
  return kept;
}
