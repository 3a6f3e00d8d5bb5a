// Which prices did a bar's walk show before and after a fill?

import type { Bars } from "../domain/bars.js";
import type { Ticks } from "../domain/money.js";

/** A place on the walk of one bar: which leg, and the market's price there. */
export interface Place {
  readonly bar: number;
  readonly walk: number;
  readonly leg: number;
  readonly at: Ticks;
}

/** Lowest and highest price seen. Starts empty; `add` widens it. */
export class PriceRange {
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;

  add(price: Ticks): void {
    if (price < this.low) this.low = price;
    if (price > this.high) this.high = price;
  }
}

/** Corner k of the walk: 0 the open, 1 and 2 the extremes in their order, 3 the close. Leg k ends at corner k. */
function corner(bars: Bars, bar: number, walk: number, k: number): Ticks {
  if (k <= 0) return bars.openTicks[bar]!;
  if (k >= 3) return bars.closeTicks[bar]!;
  return (k === 1) === (walk === 0) ? bars.highTicks[bar]! : bars.lowTicks[bar]!;
}

/**
 * All prices between two places, the whole bars between them included. The entry's earlier part of its bar and the
 * exit's later part do not count.
 */
export function rangeBetween(bars: Bars, from: Place, to: Place, range: PriceRange): void {
  range.add(from.at);
  const sameBar = to.bar === from.bar;
  const lastLeg = sameBar ? to.leg - 1 : 3;
  for (let leg = from.leg; leg <= lastLeg; leg++) range.add(corner(bars, from.bar, from.walk, leg));
  let { low, high } = range;
  const { lowTicks, highTicks } = bars;
  for (let bar = from.bar + 1; bar < to.bar; bar++) {
    if (lowTicks[bar]! < low) low = lowTicks[bar]!;
    if (highTicks[bar]! > high) high = highTicks[bar]!;
  }
  range.low = low;
  range.high = high;
  if (!sameBar) for (let leg = 0; leg < to.leg; leg++) range.add(corner(bars, to.bar, to.walk, leg));
  range.add(to.at);
}
