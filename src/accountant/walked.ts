// Which prices did a bar's walk show before and after a fill?

import type { FinerBars } from "../bars/magnify.js";
import type { Bars } from "../domain/bars.js";
import type { Ticks } from "../domain/money.js";

/** A place on the walk of one bar, or of a finer bar in it: which leg, and the market's price there. */
export interface Place {
  readonly bar: number;
  /** -1 where the bar was walked as it is. */
  readonly finer: number;
  readonly walk: number;
  readonly leg: number;
  readonly at: Ticks;
}

/** Lowest and highest price seen since `begin`; `add` widens it. */
export class PriceRange {
  low: Ticks = 0;
  high: Ticks = 0;

  begin(at: Ticks): void {
    this.low = at;
    this.high = at;
  }

  add(price: Ticks): void {
    if (price < this.low) this.low = price;
    if (price > this.high) this.high = price;
  }

  /** Whole bars. */
  addBars({ lowTicks, highTicks }: Bars, from: number, to: number): void {
    if (from >= to) return;
    // The first by itself: what the compiler has checked of the columns there it need not check in each turn of the loop.
    let low = lesser(this.low | 0, lowTicks[from]!);
    let high = greater(this.high | 0, highTicks[from]!);
    let bar = (from + 1) | 0;
    for (const last = (to - 3) | 0; bar < last; bar = (bar + 4) | 0) {
      const [second, third, fourth] = [(bar + 1) | 0, (bar + 2) | 0, (bar + 3) | 0];
      const least = lesser(lowTicks[bar]!, lowTicks[second]!);
      const most = greater(highTicks[bar]!, highTicks[second]!);
      low = lesser(low, lesser(least, lesser(lowTicks[third]!, lowTicks[fourth]!)));
      high = greater(high, greater(most, greater(highTicks[third]!, highTicks[fourth]!)));
    }
    for (; bar < to; bar = (bar + 1) | 0) {
      low = lesser(low, lowTicks[bar]!);
      high = greater(high, highTicks[bar]!);
    }
    this.low = low;
    this.high = high;
  }

  /** Finer bars: those in which nothing traded showed no price. */
  addFiner({ bars, traded }: FinerBars, from: number, to: number): void {
    for (let at = from; at < to; at++) if (traded(at)) this.addBars(bars, at, at + 1);
  }
}

// Without branches: every few bars brings a new extreme, which no processor foresees. Ticks are far from 2^31.
const lesser = (a: Ticks, b: Ticks): Ticks => (a + ((b - a) & ((b - a) >> 31))) | 0;
const greater = (a: Ticks, b: Ticks): Ticks => (b - ((b - a) & ((b - a) >> 31))) | 0;

/** Corner k of the walk: 0 the open, 1 and 2 the extremes in their order, 3 the close. Leg k ends at corner k. */
function corner(bars: Bars, bar: number, walk: number, k: number): Ticks {
  if (k <= 0) return bars.openTicks[bar]!;
  if (k >= 3) return bars.closeTicks[bar]!;
  return (k === 1) === (walk === 0) ? bars.highTicks[bar]! : bars.lowTicks[bar]!;
}

/**
 * Sets `range` to all prices between two places, the whole bars between them included. The entry's earlier part of its
 * bar and the exit's later part do not count.
 */
export function widenBetween(
  bars: Bars,
  finer: FinerBars | null,
  from: Place,
  to: Place,
  range: PriceRange,
): void {
  range.begin(from.at);
  const sameBar = to.bar === from.bar;
  const sameWalk = sameBar && to.finer === from.finer;
  // A roll stands before its bar and knows nothing of its walk; what follows in the bar does.
  addCorners(bars, finer, sameWalk ? to : from, from.leg, sameWalk ? to.leg - 1 : 3, range);
  if (finer !== null && from.finer !== -1 && !sameWalk) {
    range.addFiner(finer, from.finer + 1, sameBar ? to.finer : finer.end[from.bar]!);
  }
  range.addBars(bars, from.bar + 1, to.bar);
  if (finer !== null && to.finer !== -1 && !sameBar) range.addFiner(finer, finer.first[to.bar]!, to.finer);
  if (!sameWalk) addCorners(bars, finer, to, 0, to.leg - 1, range);
  range.add(to.at);
}

/** Corners `first` to `last` of the walk that the place lies on. */
function addCorners(
  bars: Bars,
  finer: FinerBars | null,
  { bar, finer: at, walk }: Place,
  first: number,
  last: number,
  range: PriceRange,
): void {
  const whole = finer === null || at === -1;
  // Both extremes are in: open and close lie between them and need not be looked up.
  if (whole && first <= 1 && last >= 2) return range.addBars(bars, bar, bar + 1);
  for (let k = first; k <= last; k++) {
    range.add(whole ? corner(bars, bar, walk, k) : corner(finer.bars, at, walk, k));
  }
}
