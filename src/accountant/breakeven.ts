// How far from its entry has a contract paid for itself?

import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/**
 * Ticks beyond `entry` at which a contract on `side`, out again, has paid its costs on both sides. Exact: by contract
 * values as they are booked, and with the exit's own share of notional where costs are such a share. `costAt`: what one contract
 * of a value costs on one side.
 */
export function breakevenTicks(
  side: Side,
  entry: Ticks,
  tickValue: MicroUsd,
  valueAt: (price: Ticks) => MicroUsd,
  costAt: (value: MicroUsd) => MicroUsd,
): Ticks {
  const bought = valueAt(entry);
  const paid = costAt(bought);
  const net = (ticks: Ticks): MicroUsd => {
    const sold = valueAt(entry + side * ticks);
    return side * (sold - bought) - paid - costAt(sold);
  };
  let ticks = Math.ceil((2 * paid) / tickValue);
  while (net(ticks) < 0) ticks++;
  while (ticks > 0 && net(ticks - 1) >= 0) ticks--;
  return ticks;
}
