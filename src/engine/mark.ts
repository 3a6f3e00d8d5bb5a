// How does a lane stand, so that a walk can be tried and taken back?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import type { BooksMark } from "../accountant/standing.js";
import type { Broker } from "../broker/broker.js";
import { type BrokerMark, standAlike as brokersAlike } from "../broker/mark.js";
import type { OrderLog } from "../broker/order-log.js";
import { type DeskMark, standAlike as rulesAlike } from "../risk/desk.js";
import type { Entry, EntryMark } from "./entry.js";
import type { Guard } from "./guard.js";
import { type MarginDesk, type MarginMark, standAlike as marginsAlike } from "./margin-desk.js";

/** Everything in a lane that a walk may change. */
export interface LaneMark {
  readonly broker: BrokerMark;
  readonly orders: number;
  readonly books: BooksMark;
  readonly events: number;
  readonly cash: number;
  readonly entry: EntryMark;
  readonly margin: MarginMark;
  /** Null in a run without risk rules. */
  readonly guard: DeskMark | null;
}

/** What of a lane a walk may change. */
export interface Standing {
  readonly broker: Broker;
  readonly orders: OrderLog;
  readonly accountant: Accountant;
  readonly events: unknown[];
  readonly cash: CashLog;
  readonly entry: Entry;
  readonly margin: MarginDesk;
  readonly guard: Guard | null;
}

export const stand = (lane: Standing): LaneMark => ({
  broker: lane.broker.mark(),
  orders: lane.orders.mark(),
  books: lane.accountant.mark(),
  events: lane.events.length,
  cash: lane.cash.length,
  entry: lane.entry.mark(),
  margin: lane.margin.mark(),
  guard: lane.guard?.mark() ?? null,
});

export function takeBack(lane: Standing, mark: LaneMark): void {
  lane.margin.takeBack(mark.margin);
  lane.accountant.takeBack(mark.books);
  lane.events.length = mark.events;
  lane.cash.truncate(mark.cash);
  lane.entry.takeBack(mark.entry);
  if (mark.guard !== null) lane.guard!.takeBack(mark.guard);
  lane.orders.takeBack(mark.orders);
  lane.broker.takeBack(mark.broker);
}

/** Whether what comes can depend on which of two walks was taken: the orders and exits, or what a strategy is told. */
export const standAlike = (a: LaneMark, b: LaneMark): boolean =>
  brokersAlike(a.broker, b.broker) &&
  marginsAlike(a.margin, b.margin) &&
  (a.broker.position === 0 || entriesAlike(a.entry, b.entry)) &&
  (a.guard === null || b.guard === null || rulesAlike(a.guard, b.guard));

const entriesAlike = (a: EntryMark, b: EntryMark): boolean =>
  a.bar === b.bar && a.sum === b.sum && a.qty === b.qty;
