// What does it cost to demand a fill at once?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";

/**
 * Fixed slippage: market, stop and liquidation fills are worse by `ticks`, for a buyer higher, for a seller lower.
 * The fill may lie beyond the bar's range by as much: nobody promised that the extreme was there for our size.
 */
export const slipped = (side: Side, price: Ticks, ticks: Ticks): Ticks => price + side * ticks;
