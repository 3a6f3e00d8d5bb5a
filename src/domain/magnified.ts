// How far were bars walked on finer ones?

import type { EpochMs } from "./money.js";

/** How many bars were walked on the finer bars inside them, and why the others were not. */
export interface Magnified {
  readonly bars: number;
  /** Bars in which anything traded. */
  readonly of: number;
  /** Bars without finer bars. */
  readonly missing: number;
  /** Bars whose finer bars do not have together its open, high, low and close. */
  readonly differing: number;
  /** Open of the first of these. */
  readonly firstDiffering: EpochMs | null;
}
