// What is one contract worth at a price that may lie off its tick grid?

import { Decimal } from "decimal.js";
import type { Contract } from "../domain/contract.js";
import { MICRO, type MicroUsd } from "../domain/money.js";

const Exact = Decimal.clone({ precision: 60 });

/**
 * price × multiplier, rounded as the contract's values are: to the cent, or where they are not rounded to the
 * micro-dollar; ties up. Settlement prices are never held against the tick size: currencies settle on the grid of the big
 * contract, indices to the hundredth (worked examples RND-02, EXP-01, EXP-03).
 */
export function valueOfPrice(
  { multiplier, lotSize = "1", rounding }: Pick<Contract, "multiplier" | "lotSize" | "rounding">,
  price: string,
): MicroUsd {
  const value = new Exact(price).times(multiplier).times(lotSize);
  const places = rounding === "cent" ? 2 : 6;
  return value.toDecimalPlaces(places, Decimal.ROUND_HALF_CEIL).times(MICRO).toNumber();
}

/** The tick nearest to a price, half-way up. */
export const nearestTick = ({ tickSize }: Pick<Contract, "tickSize">, price: string): number =>
  new Exact(price).div(tickSize).toDecimalPlaces(0, Decimal.ROUND_HALF_CEIL).toNumber() + 0;
