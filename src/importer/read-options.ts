// What can be said about a file of bars?

import type { Memory } from "../bars/columns.js";
import type { DayBy } from "../bars/frame.js";
import type { LongClose } from "../bars/gather.js";
import type { Instrument } from "../domain/contract.js";
import type { Policy } from "../domain/findings.js";
import type { DateOrder } from "./stamp.js";

export interface ReadOptions {
  readonly instrument: Instrument;
  /** Zone of stamps that carry none: an IANA name, "UTC", or an offset. */
  readonly timeZone?: string;
  /** Whether the stamps are the bars' opens (the default) or closes. */
  readonly stamp?: "open" | "close";
  /** The one contract to take from a file that holds several. */
  readonly contract?: string;
  /** How to read 3/4/2026 where no date of the file proves it. */
  readonly dateOrder?: DateOrder;
  /** What to do about each kind of fault: one action for all, or an action by kind. `docs/data-check.md` lists them. */
  readonly policy?: Policy;
  /** Step of the bars where the stamps cannot tell. */
  readonly timeframeMs?: number;
  /** Longer bars to be made of those of the file: "15m", "4h", "1d", "1w". `bars/resample.ts` says how. */
  readonly resample?: string;
  /** What those of a day or a week close at: the last price (the default), or the last one before settlement. */
  readonly longClose?: LongClose;
  /** What a day is, for those of a day or a week: a trade date (the default), or a calendar day in UTC. */
  readonly dayBy?: Exclude<DayBy, "regular">;
  /** How many faulty rows are listed; all are counted. 20 unless told. */
  readonly maxFaults?: number;
  /**
   * Where the bars are put; into new memory unless told. Whoever reads many files one after the other gives the same again: what is
   * shared between threads is not counted by the collector, which lets it pile up.
   */
  readonly memory?: Memory;
  readonly onProgress?: (bytesRead: number, bytesTotal: number) => void;
  readonly signal?: AbortSignal;
}

/** How many faulty rows are listed. */
export const mostFaults = ({ maxFaults = 20 }: Pick<ReadOptions, "maxFaults">): number =>
  Math.max(1, maxFaults);
