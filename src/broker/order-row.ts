// Where does the row of an order keep what?

import { LIFETIMES, ORDER_KINDS, ORDER_STATES } from "../domain/order.js";

// Places in the row that every order has: what most of them are needs no more.
export const BAR = 0;
/** Contracts bought; sold below zero. */
export const SIGNED = 1;
/** Small numbers together, see below. */
export const SMALL = 2;
export const REASON = 3;
export const END_BAR = 4;
/** Row of what else there is to say, or -1. */
export const MORE = 5;
export const WIDTH = 6;

// Places in that row.
export const PRICE = 0;
export const LIMIT = 1;
export const PARENT = 2;
export const GROUP = 3;
export const AMENDED = 4;
export const FILLED_QTY = 5;
export const END_REASON = 6;
export const MORE_WIDTH = 7;

// In the small numbers: three bits of state, five of kind, three of lifetime, one of reduce-only.
export const STATE_BITS = 7;
export const KIND = 3;
export const TIF = 8;
export const REDUCE_ONLY = 11;
export const stateOf = (small: number): number => small & STATE_BITS;
export const kindOf = (small: number): number => (small >> KIND) & 31;
export const tifOf = (small: number): number => (small >> TIF) & 7;
export const reduceOnlyOf = (small: number): number => (small >> REDUCE_ONLY) & 1;

export const WORKING = ORDER_STATES.indexOf("working");
export const FILLED = ORDER_STATES.indexOf("filled");
const MARKET = (ORDER_KINDS.indexOf("market") << KIND) | (LIFETIMES.indexOf("GTC") << TIF);
export const PLAIN_MARKET = WORKING | MARKET;
export const FILLED_MARKET = FILLED | MARKET;
