// Which figures can be worked out before the whole run is there?

import { expectancyInterval } from "./bootstrap.js";
import { breakEvenSlippage } from "./break-even.js";
import { leastClose } from "./closes.js";
import { topDays, topTrades } from "./concentration.js";
import { deepestPercent, drawdowns } from "./drawdown.js";
import { maeEfficiency, mfeEfficiency } from "./excursion.js";
import { heldBars, leverageAtCloses } from "./exposure.js";
import type { Closes, Metric, Traded } from "./metric.js";
import { longestLossStreak, longestWinStreak } from "./streaks.js";
import * as trades from "./trades.js";

/** Works them out for a run whose trades are still being made up in another thread; they stay known of the whole run. */
export function beginCloseFigures(closes: Closes): void {
  drawdowns(closes);
  deepestPercent(closes);
  leverageAtCloses(closes);
  heldBars(closes);
  leastClose(closes);
}

/**
 * The same while the thread still sums up orders and margin. Not all of these stay known, but what they were made of does, and V8 has
 * compiled the rest when they are asked for again: of a run that is the first of its process, that is most of their time.
 */
export function beginTradeFigures(traded: Traded): void {
  for (const metric of OF_TRADES) metric.of(traded);
  expectancyInterval(traded);
}

const OF_TRADES: readonly Metric<Traded>[] = [
  ...Object.values(trades),
  longestWinStreak,
  longestLossStreak,
  topTrades,
  topDays,
  maeEfficiency,
  mfeEfficiency,
  breakEvenSlippage,
];
