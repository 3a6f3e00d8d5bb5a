// At which price is a position on a perpetual liquidated?

import { Decimal } from "decimal.js";
import type { TierStep } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { shareOf } from "./value.js";

const Exact = Decimal.clone({ precision: 40 });
const RATE_UNITS = 1e8;

/**
 * notional × rate − amount by the step that the notional falls into (worked example PERP-04). The amounts make the steps
 * meet, so it is the sum over the brackets below.
 */
export function tieredMaintenance(steps: readonly TierStep[], notional: MicroUsd): MicroUsd {
  let k = steps.length - 1;
  while (k > 0 && steps[k]!.floor > notional) k--;
  const { rate, amount } = steps[k]!;
  return shareOf(notional, rate) - amount;
}

/** A position as its venue sees it, in dollars and coins. */
export interface Exposed {
  /** What answers for it: its own margin where it is isolated, else all cash of the account. */
  readonly wallet: Decimal.Value;
  readonly side: 1 | -1;
  readonly qty: Decimal.Value;
  readonly entry: Decimal.Value;
  readonly steps: readonly TierStep[];
}

/**
 * LP = (wallet + amount − side × qty × entry) ÷ (qty × rate − side × qty), where equity is what must be kept (worked examples
 * PERP-02 and PERP-03). The step is the one that the notional *at that price* falls into, not the one at entry. Null where no
 * price above 0 liquidates it.
 */
export function liquidationPrice({ wallet, side, qty, entry, steps }: Exposed): Decimal | null {
  const size = new Exact(qty);
  let found: Decimal | null = null;
  for (const [k, { floor, rate, amount }] of steps.entries()) {
    const top = steps[k + 1]?.floor ?? Number.POSITIVE_INFINITY;
    const paid = size.times(entry).times(side);
    const price = new Exact(wallet)
      .plus(new Exact(amount).div(1e6))
      .minus(paid)
      .div(size.times(new Exact(rate).div(RATE_UNITS)).minus(size.times(side)));
    const notional = price.times(size).times(1e6);
    if (price.gt(0) && notional.gte(floor) && notional.lt(top)) found = price;
  }
  return found;
}

/**
 * The first tick at which equity is below what must be kept, as the walk of a bar meets it; NaN where there is none above 0.
 * Equity is a straight line in the price, `flat` at 0; `elsewhere` is required by the account's other positions.
 */
export function liquidationTicks(
  position: number,
  tickValue: MicroUsd,
  steps: readonly TierStep[],
  flat: MicroUsd,
  elsewhere: MicroUsd,
): Ticks {
  if (position === 0) return Number.NaN;
  const side = Math.sign(position);
  const lots = Math.abs(position) * tickValue;
  const spare = (price: Ticks): MicroUsd =>
    flat + side * lots * price - tieredMaintenance(steps, lots * price) - elsewhere;
  let price = Number.NaN;
  for (let k = 0; k < steps.length; k++) {
    const { floor, rate, amount } = steps[k]!;
    const at = (elsewhere - flat - amount) / (lots * (side - rate / RATE_UNITS));
    // Beyond the ends of its step the straight line is another one; one of the steps has it within.
    if (at * lots >= floor) price = at;
  }
  if (!(price > 0)) return Number.NaN;
  price = Math.round(price);
  while (price > 0 && spare(price) >= 0) price -= side;
  while (spare(price + side) < 0) price += side;
  return price > 0 ? price : Number.NaN;
}
