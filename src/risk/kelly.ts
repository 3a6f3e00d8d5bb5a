// What share of the account do its own trades justify?

import type { MicroUsd } from "../domain/money.js";

/** Closed trades of the run so far, by their net result. */
export interface Tally {
  readonly trades: number;
  readonly won: number;
  /** Sum of what winners won, and of what all others lost, both from 0 up. */
  readonly gains: MicroUsd;
  readonly losses: MicroUsd;
}

export const NO_TRADES: Tally = { trades: 0, won: 0, gains: 0, losses: 0 };

export const counted = ({ trades, won, gains, losses }: Tally, net: MicroUsd): Tally => ({
  trades: trades + 1,
  won: won + (net > 0 ? 1 : 0),
  gains: gains + Math.max(net, 0),
  losses: losses + Math.max(-net, 0),
});

/**
 * W − (1 − W) ÷ payoff: W is the share of winners, payoff the average winner ÷ the average loser (Kelly 1956, for bets
 * of two outcomes). A share of equity; negative where the trades lose, W where none has lost anything.
 */
export function kellyShare({ trades, won, gains, losses }: Tally): number {
  const share = won / trades;
  if (losses === 0) return share;
  if (won === 0) return -1;
  const payoff = gains / won / (losses / (trades - won));
  return share - (1 - share) / payoff;
}
