// How many contracts does the sizing rule give an order?

import { dollars, type MicroUsd, type Ticks } from "../domain/money.js";
import type { SizeRule } from "../domain/risk.js";
import { kellyShare, type Tally } from "./kelly.js";
import type { Ladder } from "./ladder.js";
import { type Friction, riskPerContract, type Wager } from "./per-contract.js";
import { contractsFor, shareOfEquity } from "./risk-percent.js";
import { yearlySwing } from "./volatility-target.js";

/** What the rules look at: nothing that is not known at the close at which the order is sent. */
export interface Basis {
  readonly equity: MicroUsd;
  readonly tickValue: MicroUsd;
  /** Null where the order has no stop. */
  readonly wager: Wager | null;
  /** Slippage may grow with the size. */
  readonly friction: (contracts: number) => Friction;
  readonly tally: Tally;
  readonly ladder: Ladder | null;
  /** Last closes of the trade dates that are over, oldest first. */
  readonly closes: readonly Ticks[];
}

/** Contracts from 0 on; `why` has the numbers, for the order that 0 refuses. */
export interface Sized {
  readonly contracts: number;
  readonly why: string;
}

export function sizeOf(rule: SizeRule, basis: Basis): Sized {
  switch (rule.size) {
    case "fixed":
      return { contracts: rule.contracts, why: "" };
    case "ladder":
      return { contracts: basis.ladder?.rung ?? rule.start, why: "" };
    case "risk percent": {
      const budget = shareOfEquity(basis.equity, rule.percent);
      return byBudget(`${rule.percent}% of equity`, budget, rule.costs, basis);
    }
    case "volatility target":
      return byVolatility(rule.percent, rule.days, basis);
    case "kelly":
      return byKelly(rule.fraction, rule.after, rule.before, basis);
  }
}

function byBudget(share: string, budget: MicroUsd, costs: boolean, basis: Basis): Sized {
  const { wager, tickValue, friction } = basis;
  if (wager === null) {
    return {
      contracts: 0,
      why: `a risk budget buys nothing: the order has no stop, so what it risks is unknown`,
    };
  }
  const riskOf = (contracts: number) => riskPerContract(wager, tickValue, costs ? friction(contracts) : null);
  const one = riskOf(1);
  const fits = (contracts: number): boolean => contracts * riskOf(contracts) <= budget;
  // Many contracts may slip further than one: the most that fit, between what does for sure and what may not.
  let most = contractsFor(budget, one);
  let least = most > 1 ? contractsFor(budget, riskOf(most)) : most;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(middle)) least = middle;
    else most = middle - 1;
  }
  const why = `risk budget ${dollars(budget)} (${share}) buys 0 contracts: one risks ${dollars(one)}`;
  return { contracts: most, why };
}

function byVolatility(percent: number, days: number, { equity, closes, tickValue }: Basis): Sized {
  const swing = yearlySwing(closes, days, tickValue);
  if (swing === null) {
    return {
      contracts: 0,
      why: `volatility target ${percent}%: needs ${days + 1} daily closes, ${closes.length} are known`,
    };
  }
  const target = shareOfEquity(equity, percent);
  const numbers = `${dollars(target)} a year buys 0 contracts: one swings ${dollars(swing)}`;
  // A price that never moved gives no measure: nothing is safer than everything.
  const contracts = swing === 0 ? 0 : contractsFor(target, swing);
  return { contracts, why: `volatility target ${percent}%: ${numbers}` };
}

function byKelly(fraction: number, after: number, before: number, basis: Basis): Sized {
  if (basis.tally.trades < after) return { contracts: before, why: "" };
  const percent = 100 * fraction * kellyShare(basis.tally);
  if (percent > 0) {
    const budget = shareOfEquity(basis.equity, percent);
    return byBudget(`Kelly ${percent.toFixed(2)}% of equity`, budget, true, basis);
  }
  const share = (percent / fraction).toFixed(2);
  return {
    contracts: 0,
    why: `the Kelly fraction is not above 0: ${share}% by ${basis.tally.trades} trades`,
  };
}
