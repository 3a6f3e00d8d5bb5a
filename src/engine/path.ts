// Which extreme of a bar does the walk reach first?

import type { Walk } from "../broker/bar-ticks.js";
import type { Bars } from "../domain/bars.js";
import type { PathModel } from "../domain/execution.js";

/**
 * The walk that a path model takes where it does not matter, or tries first where it does: `adverse` and `favourable`
 * then take the one that leaves the account worse or better. Where both leave it alike the pessimist sees the bad
 * extreme first.
 */
export function preferredWalk(path: PathModel, position: number, bars: Walked, bar: number): Walk {
  switch (path) {
    case "ohlc":
      return 0;
    case "olhc":
      return 1;
    case "nearest":
      return nearest(bars, bar);
    case "adverse":
      return position === 0 ? nearest(bars, bar) : position > 0 ? 1 : 0;
    case "favourable":
      return position === 0 ? nearest(bars, bar) : position > 0 ? 0 : 1;
  }
}

/** What of bars a walk is chosen by: most walks are chosen without a look at them. */
type Walked = Pick<Bars, "openTicks" | "highTicks" | "lowTicks" | "closeTicks">;

/** At equal distances the extreme away from the close: a bar that closed up went down first. */
function nearest({ openTicks, highTicks, lowTicks, closeTicks }: Walked, bar: number): Walk {
  const open = openTicks[bar]!;
  const up = highTicks[bar]! - open;
  const down = open - lowTicks[bar]!;
  if (up !== down) return up < down ? 0 : 1;
  return closeTicks[bar]! > open ? 1 : 0;
}
