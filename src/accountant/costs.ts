// What does a fill cost?

import type { CostRate } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";
import type { Costs } from "../domain/run.js";
import { shareOf } from "./value.js";

/** All four components of one fill of `qty` contracts whose notional is `notional`. */
export function fillCosts(rate: CostRate, qty: number, notional: MicroUsd): Costs {
  return {
    commission: qty * rate.commission + rateShare(rate, notional),
    exchange: qty * rate.exchange,
    clearing: qty * rate.clearing,
    nfa: qty * rate.nfa,
  };
}

/** The same in one sum, for the bar loop: no object per fill. */
export function fillCost(rate: CostRate, qty: number, notional: MicroUsd): MicroUsd {
  const perSide = rate.commission + rate.exchange + rate.clearing + rate.nfa;
  return qty * perSide + rateShare(rate, notional);
}

/** The part that is a share of the fill's notional. */
export const rateShare = ({ rate }: CostRate, notional: MicroUsd): MicroUsd =>
  rate === 0 ? 0 : shareOf(Math.abs(notional), rate);

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
  estimated: false,
});
