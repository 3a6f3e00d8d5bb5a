// How is margin computed?

import type { MarginRate } from "../domain/contract.js";
import { dollars, type MicroUsd, type Ticks } from "../domain/money.js";
import { tieredMaintenance } from "./liquidation-price.js";

/**
 * What the exchange asks for holding `contracts`, in dollars of this account. Margin is on the net position. `value` is what
 * one of them is worth, where margin follows the price; by that of the date unless told.
 */
export function initialOf(rate: MarginRate, contracts: number, value = rate.notional?.value ?? 0): MicroUsd {
  const held = Math.abs(contracts);
  return rate.notional === undefined
    ? held * rate.initial
    : Math.round((held * Math.abs(value)) / rate.notional.leverage);
}

export function maintenanceOf(
  rate: MarginRate,
  contracts: number,
  value = rate.notional?.value ?? 0,
): MicroUsd {
  const held = Math.abs(contracts);
  return rate.notional === undefined
    ? held * rate.maintenance
    : tieredMaintenance(rate.notional.steps, held * Math.abs(value));
}

/** What stands behind a required margin that the exchange never published. */
export const estimateText = ({ estimated }: MarginRate): string => (estimated ? " (estimated)" : "");

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
  value: MicroUsd,
): string | null {
  const { notional } = rate;
  const initial = initialOf(rate, after, value);
  const required = initial + elsewhere + costs;
  if (required <= equity) return null;
  const others =
    elsewhere > 0
      ? ` + ${dollars(elsewhere)} held by other positions`
      : elsewhere < 0
        ? ` − ${dollars(-elsewhere)} that other positions offset`
        : "";
  const estimate = estimateText(rate);
  const own =
    notional === undefined
      ? `${Math.abs(after)} × ${dollars(rate.initial)}`
      : `${dollars(Math.abs(after * value))} ÷ ${notional.leverage}`;
  return (
    `initial margin ${dollars(required)} = ${own}${estimate}${others}` +
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

/** The same where a contract's value goes straight with its price: `atZero` is equity at price 0. */
export function linearStopOut(
  position: number,
  tickValue: MicroUsd,
  required: MicroUsd,
  atZero: MicroUsd,
): Ticks {
  if (position === 0) return Number.NaN;
  const side = position > 0 ? 1 : -1;
  const perTick = position * tickValue;
  let price = Math.round((required - atZero) / perTick);
  while (atZero + perTick * price >= required) price -= side;
  while (atZero + perTick * (price + side) < required) price += side;
  return price;
}
