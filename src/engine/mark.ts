// How does a lane stand, so that a walk can be tried and taken back?

import type { BooksMark } from "../accountant/standing.js";
import { type BrokerMark, standAlike as brokersAlike } from "../broker/mark.js";
import { type DeskMark, standAlike as rulesAlike } from "../risk/desk.js";
import type { EntryMark } from "./entry.js";
import { type MarginMark, standAlike as marginsAlike } from "./margin-desk.js";

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

/** Whether what comes can depend on which of two walks was taken: the orders and exits, or what a strategy is told. */
export const standAlike = (a: LaneMark, b: LaneMark): boolean =>
  brokersAlike(a.broker, b.broker) &&
  marginsAlike(a.margin, b.margin) &&
  (a.broker.position === 0 || entriesAlike(a.entry, b.entry)) &&
  (a.guard === null || b.guard === null || rulesAlike(a.guard, b.guard));

const entriesAlike = (a: EntryMark, b: EntryMark): boolean =>
  a.bar === b.bar && a.sum === b.sum && a.qty === b.qty;
