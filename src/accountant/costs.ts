// What does a fill cost?

import type { CostRate } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";
import type { Costs } from "../domain/run.js";
import { shareOf } from "./value.js";

/** All four components of one fill of `qty` contracts whose notional is `notional`; `maker`: its order had rested. */
export function fillCosts(rate: CostRate, qty: number, notional: MicroUsd, maker = false): Costs {
  return {
    commission: qty * rate.commission + rateShare(rate, notional, maker),
    exchange: qty * rate.exchange,
    clearing: qty * rate.clearing,
    nfa: qty * rate.nfa,
  };
}

/** The same in one sum, for the bar loop: no object per fill. */
export function fillCost(rate: CostRate, qty: number, notional: MicroUsd, maker = false): MicroUsd {
  const perSide = rate.commission + rate.exchange + rate.clearing + rate.nfa;
  return qty * perSide + rateShare(rate, notional, maker);
}

/**
 * The part that is a share of the fill's notional, to the nearest micro-dollar. Venues keep eight decimals of the
 * settlement currency: half a millionth of a dollar a fill is all that the two can differ by, either way.
 */
export function rateShare({ rate, maker }: CostRate, notional: MicroUsd, made: boolean): MicroUsd {
  const share = made ? maker : rate;
  return share === 0 ? 0 : shareOf(Math.abs(notional), share);
}

export const sumOf = (costs: Costs): MicroUsd =>
  costs.commission + costs.exchange + costs.clearing + costs.nfa;

/** An all-in figure that the user gives instead of the schedule: booked as commission, whatever the date. */
export const flatRate = (perSide: MicroUsd): CostRate => ({
  from: 0,
  commission: perSide,
  exchange: 0,
  clearing: 0,
  nfa: 0,
  rate: 0,
  maker: 0,
  estimated: false,
});

/** Final settlement is no trade: it costs what the broker charges for it, and nothing else. */
export const expiryRate = (fee: MicroUsd): CostRate => ({ ...flatRate(0), exchange: fee });
