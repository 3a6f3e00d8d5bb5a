// How is margin computed?

import type { MarginRate } from "../domain/contract.js";
import { dollars, type MicroUsd, type Ticks } from "../domain/money.js";

/** What the exchange asks for holding `contracts`, in dollars of this account. Margin is on the net position. */
export const initialOf = (rate: MarginRate, contracts: number): MicroUsd =>
  Math.abs(contracts) * rate.initial;
export const maintenanceOf = (rate: MarginRate, contracts: number): MicroUsd =>
  Math.abs(contracts) * rate.maintenance;

/**
 * An order that would take required initial margin, with its own costs, above equity is refused
 * (worked example MRG-03). Null: it may pass.
 */
export function refusalOf(
  after: number,
  rate: MarginRate,
  elsewhere: MicroUsd,
  costs: MicroUsd,
  equity: MicroUsd,
): string | null {
  const required = initialOf(rate, after) + elsewhere + costs;
  if (required <= equity) return null;
  const others =
    elsewhere > 0
      ? ` + ${dollars(elsewhere)} held by other positions`
      : elsewhere < 0
        ? ` − ${dollars(-elsewhere)} that other positions offset`
        : "";
  const estimate = rate.estimated ? " (estimated)" : "";
  return (
    `initial margin ${dollars(required)} = ${Math.abs(after)} × ${dollars(rate.initial)}${estimate}${others}` +
    ` + costs ${dollars(costs)} is above equity ${dollars(equity)}`
  );
}

/**
 * The first price at which equity falls below `required`, for a position whose equity at a price is `equityAt`.
 * The straight-line answer, then put right by at most a tick or two where contract values are rounded to the cent.
 * `NaN` while flat.
 */
export function stopOutPrice(
  position: number,
  tickValue: MicroUsd,
  required: MicroUsd,
  equityAt: (price: Ticks) => MicroUsd,
): Ticks {
  if (position === 0) return Number.NaN;
  const side = Math.sign(position);
  let price = Math.round((required - equityAt(0)) / (position * tickValue));
  while (equityAt(price) >= required) price -= side;
  while (equityAt(price + side) < required) price += side;
  return price;
}
