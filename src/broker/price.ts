// Which of two prices would a side rather get?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/** Of two prices the one that `side` would rather not get: a buyer the higher, a seller the lower. */
export const worse = (side: Side, a: Ticks, b: Ticks): Ticks =>
  side === 1 ? Math.max(a, b) : Math.min(a, b);

/** Of two prices the one that `side` would rather get: a buyer the lower, a seller the higher. */
export const better = (side: Side, a: Ticks, b: Ticks): Ticks =>
  side === 1 ? Math.min(a, b) : Math.max(a, b);
