// Where does a stop that trails stand?

import type { Ticks } from "../domain/money.js";
import type { Side, Trail } from "../domain/order.js";

/**
 * The stop of a position on `side` whose best price was `best`. A percentage is one of that price, so the distance grows
 * with it; between two ticks the stop stands away from the trader's favour, further from the market.
 */
export function trailedStop(side: Side, best: Ticks, trail: Trail): Ticks {
  if (trail.kind === "ticks") return best - side * trail.ticks;
  const { percent, offset = 0 } = trail;
  const exact = best - (side * (best + offset) * percent) / 100;
  // Float noise of a millionth of a tick is no tick.
  return side === 1 ? Math.floor(exact + 1e-6) : Math.ceil(exact - 1e-6);
}
