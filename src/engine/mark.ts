// How does a lane stand, so that a walk can be tried and taken back?

import type { BooksMark } from "../accountant/accountant.js";
import type { BrokerMark } from "../broker/mark.js";
import type { MicroUsd } from "../domain/money.js";
import type { EntryMark } from "./entry.js";

/** Everything in a lane that a walk may change. */
export interface LaneMark {
  readonly broker: BrokerMark;
  readonly books: BooksMark;
  readonly events: number;
  readonly liquidationFees: MicroUsd;
  readonly entry: EntryMark;
}
