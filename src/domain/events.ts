// Which announcements move the market?

import type { EpochMs } from "./money.js";

/** A calendar of announcements, sorted by time. Plain data. */
export interface MarketEvents {
  /** File name without folders. */
  readonly file: string;
  readonly sha256: string;
  readonly time: readonly EpochMs[];
  readonly name: readonly string[];
}
