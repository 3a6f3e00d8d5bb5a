// How does the broker stand, so that a walk can be tried and taken back?

import { guardAlike, type Holding } from "./holding.js";
import { alike, type Working } from "./working.js";

/** Everything that a walk may change, so that a walk can be tried and taken back. */
export interface BrokerMark {
  readonly position: number;
  readonly working: readonly Working[];
  readonly holdings: readonly Holding[];
  /** Contracts that may still fill in this bar. */
  readonly room: number;
  readonly fills: number;
}

/** Whether two walks leave position, working orders and exits alike: then nothing that comes can tell them apart. */
export const standAlike = (a: BrokerMark, b: BrokerMark): boolean =>
  a.position === b.position &&
  a.working.length === b.working.length &&
  a.working.every((one, k) => alike(one, b.working[k]!)) &&
  a.holdings.length === b.holdings.length &&
  a.holdings.every((holding, k) => guardAlike(holding, b.holdings[k]!));
