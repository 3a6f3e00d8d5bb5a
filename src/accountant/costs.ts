// What does a fill cost?

import type { CostRate } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";
import type { Costs } from "../domain/run.js";
import { shareOf } from "./value.js";

export const NO_COSTS: Costs = { commission: 0, exchange: 0, clearing: 0, nfa: 0 };

/** All four components of one fill of `qty` contracts whose notional is `notional`. */
export function fillCosts(rate: CostRate, qty: number, notional: MicroUsd): Costs {
  const share = rate.rate === 0 ? 0 : shareOf(Math.abs(notional), rate.rate);
  return {
    commission: qty * rate.commission + share,
    exchange: qty * rate.exchange,
    clearing: qty * rate.clearing,
    nfa: qty * rate.nfa,
  };
}

/** The same in one sum, for the bar loop: no object per fill. */
export function fillCost(rate: CostRate, qty: number, notional: MicroUsd): MicroUsd {
  const perSide = rate.commission + rate.exchange + rate.clearing + rate.nfa;
  return qty * perSide + (rate.rate === 0 ? 0 : shareOf(Math.abs(notional), rate.rate));
}

export const sumOf = (costs: Costs): MicroUsd =>
  costs.commission + costs.exchange + costs.clearing + costs.nfa;

export function plus(a: Costs, b: Costs): Costs {
  if (a === NO_COSTS) return b;
  if (b === NO_COSTS) return a;
  return {
    commission: a.commission + b.commission,
    exchange: a.exchange + b.exchange,
    clearing: a.clearing + b.clearing,
    nfa: a.nfa + b.nfa,
  };
}

/** The part of a fill's costs that belongs to `part` of its `qty` contracts; `rest` is what remains for the others. */
export function split(costs: Costs, part: number, qty: number): { taken: Costs; rest: Costs } {
  if (part === 0) return { taken: NO_COSTS, rest: costs };
  if (part === qty) return { taken: costs, rest: NO_COSTS };
  const share = (amount: MicroUsd) => Math.floor((amount * part) / qty);
  const taken: Costs = {
    commission: share(costs.commission),
    exchange: share(costs.exchange),
    clearing: share(costs.clearing),
    nfa: share(costs.nfa),
  };
  const rest: Costs = {
    commission: costs.commission - taken.commission,
    exchange: costs.exchange - taken.exchange,
    clearing: costs.clearing - taken.clearing,
    nfa: costs.nfa - taken.nfa,
  };
  return { taken, rest };
}

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
