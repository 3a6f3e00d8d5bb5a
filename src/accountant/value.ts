// What is one contract worth at a price?

import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { MicroUsd, Ticks } from "../domain/money.js";

const CENT = 10_000;

/**
 * One contract's monetary value at a price. As the clearing house does it: price × multiplier, rounded to the cent,
 * ties up (CME, "Money Calculations", 2015; the direction of ties is unverified). Profit is the difference of two such
 * values, times the quantity, so rounding never drifts: what settles on the way adds up to entry against exit.
 */
export function contractValue({ tickValue, rounding, linear }: Instrument, ticks: Ticks): MicroUsd {
  const value = ticks * tickValue;
  // A settlement may lie off the grid, where no contract's value need be whole cents.
  if (rounding === "exact" || (linear && (ticks | 0) === ticks)) return value;
  return toCent(value);
}

/** Ties up, whatever the sign. */
export const toCent = (amount: MicroUsd): MicroUsd => Math.floor((amount + CENT / 2) / CENT) * CENT;

/** Whole-number division by hundred-millionths without leaving safe integers, ties up. */
export function shareOf(amount: MicroUsd, hundredMillionths: number): MicroUsd {
  const scale = 1e8;
  const whole = Math.floor(amount / scale);
  const rest = amount - whole * scale;
  return whole * hundredMillionths + Math.floor((rest * hundredMillionths + scale / 2) / scale);
}

/** Beyond 2^53 micro-dollars (nine billion dollars of notional) whole numbers would round in silence. */
export function tooLarge({ symbol }: Instrument, contracts: number): Fault {
  return new Fault("E417", `A position of ${contracts} ${symbol} is too large to be booked exactly`, {
    expected: "a position worth less than $9,007,199,254",
    why: "Money is counted in whole millionths of a dollar; beyond that they would be rounded.",
    fix: ["trade fewer contracts"],
  });
}
