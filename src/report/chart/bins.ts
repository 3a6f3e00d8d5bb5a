// Into how many bars of which width do values fall?

import { quantile } from "../../indicator/statistics.js";
import { axisOf } from "./scale.js";

export interface Binning {
  /** Of each bar, a round number. */
  readonly width: number;
  /** Lower edge of the first bar, in widths. */
  readonly from: number;
  readonly count: number;
}

/** A few giants would press all others into two bars: from this many values on, the outer bars collect the last percent. */
const ENOUGH_FOR_TAILS = 100;

/**
 * About 24 bars of a round width; zero is an edge, so that no bar mixes losers and winners. No bar is narrower than `least`; where all
 * values are one, bars are `usual` wide. One value or more.
 */
export function binning(rising: ArrayLike<number>, least: number, usual: number): Binning {
  const tail = rising.length >= ENOUGH_FOR_TAILS ? 0.01 : 0;
  const first = quantile(rising, tail)!;
  const last = quantile(rising, 1 - tail)!;
  const { ticks } = axisOf(Math.min(first, 0), Math.max(last, 0), 24);
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : usual;
  const width = Math.max(least, least >= 1 ? Math.round(step) : step);
  const from = Math.floor(first / width);
  return { width, from, count: Math.floor(last / width) - from + 1 };
}
