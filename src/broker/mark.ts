// How does the broker stand, so that a walk can be tried and taken back?

import type { LimitOrder, Order, StopOrder } from "../domain/order.js";
import { guardAlike, type Holding } from "./holding.js";

/** Everything that a walk may change, so that a walk can be tried and taken back. */
export interface BrokerMark {
  readonly position: number;
  readonly market: readonly Order[];
  readonly resting: readonly (LimitOrder | StopOrder)[];
  readonly holdings: readonly Holding[];
  readonly fills: number;
  readonly orders: number;
}

/** Whether two walks leave position, working orders and exits alike: then nothing that comes can tell them apart. */
export const standAlike = (a: BrokerMark, b: BrokerMark): boolean =>
  a.position === b.position &&
  a.resting.length === b.resting.length &&
  a.resting.every((order, k) => order === b.resting[k]) &&
  a.holdings.length === b.holdings.length &&
  a.holdings.every((holding, k) => guardAlike(holding, b.holdings[k]!));
