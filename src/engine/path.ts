// Which extreme of a bar does the walk reach first?

import type { Walk } from "../broker/broker.js";
import type { PathModel } from "../domain/execution.js";
import type { Ticks } from "../domain/money.js";

/**
 * The walk that a path model takes where it does not matter, or tries first where it does: `adverse` and `favourable`
 * then take the one that leaves the account worse or better. Where both leave it alike the pessimist sees the bad
 * extreme first.
 */
export function preferredWalk(
  path: PathModel,
  position: number,
  open: Ticks,
  high: Ticks,
  low: Ticks,
  close: Ticks,
): Walk {
  switch (path) {
    case "ohlc":
      return 0;
    case "olhc":
      return 1;
    case "nearest":
      return nearest(open, high, low, close);
    case "adverse":
      return position === 0 ? nearest(open, high, low, close) : position > 0 ? 1 : 0;
    case "favourable":
      return position === 0 ? nearest(open, high, low, close) : position > 0 ? 0 : 1;
  }
}

/** At equal distances the extreme away from the close: a bar that closed up went down first. */
function nearest(open: Ticks, high: Ticks, low: Ticks, close: Ticks): Walk {
  const up = high - open;
  const down = open - low;
  if (up !== down) return up < down ? 0 : 1;
  return close > open ? 1 : 0;
}
