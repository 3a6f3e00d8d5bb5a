// In which bars does the strategy alone do anything, or almost?

import { type Extremes, endOfStretch, stretchOf } from "../bars/extremes.js";
import type { FillLog } from "../broker/fill-log.js";
import type { Reach } from "../broker/reach.js";
import type { Bars } from "../domain/bars.js";
import type { Ticks } from "../domain/money.js";
import { StrategyFailure } from "../strategy/failure.js";
import type { RunClock } from "../strategy/series.js";
import type { Strategy } from "../strategy/strategy.js";
import { refusePromise } from "./own-code.js";
import { firstAtLeast } from "./schedule.js";

interface Deciding {
  readonly bars: Bars;
  readonly fills: FillLog;
  readonly broker: { readonly reach: Readonly<Reach> };
  readonly decides: Int32Array | null;
  walkSingle(bar: number): boolean;
  flushNotes(): void;
}

/** What bars show, and how far stretches of them reach. */
export interface Looked {
  readonly highTicks: Int32Array;
  readonly lowTicks: Int32Array;
  readonly extremes: Extremes;
}

/** Beyond every price and every bar: an integer, so that the loop compares integers. */
const FAR = 2 ** 30;

/**
 * Calls `onBar` for the bars `from` … `to` for as long as nothing happens in them, or only what the short form of the broker
 * knows; answers the first bar that takes more. It does what `Lane.step` would, and asks nothing twice: most of a run is spent
 * here. `to` is at most the next bar in which anything is due by the clock.
 */
export function decideBars(
  lane: Deciding,
  strategy: Strategy,
  clock: RunClock,
  { highTicks, lowTicks, extremes: { highest, lowest } }: Looked,
  from: number,
  to: number,
): number {
  const { reach } = lane.broker;
  let looks = -1;
  let above = 0;
  let below = 0;
  let due = 0;
  // Up to here nothing is reached, for the stretch does not; before there it is known that the stretch does.
  let quiet = 0;
  let loud = 0;
  // The next bar in which the strategy decides anything: this one, where it did not say.
  const { decides } = lane;
  let next = decides === null ? -1 : firstAtLeast(decides, from, 0, decides.length);
  let bar = from;
  try {
    for (; bar < to; bar++) {
      if (reach.looks !== looks) {
        looks = reach.looks;
        above = Math.min(reach.above, FAR) | 0;
        below = Math.max(reach.below, -FAR) | 0;
        due = Math.min(reach.due, FAR) | 0;
        quiet = 0;
        loud = 0;
      }
      if (bar >= quiet) {
        let reached = bar >= due;
        if (!reached) {
          if (bar >= loud) {
            const stretch = stretchOf(bar);
            if (highest[stretch]! < above && lowest[stretch]! > below)
              quiet = Math.min(endOfStretch(bar), due);
            else loud = endOfStretch(bar);
          }
          reached = bar >= quiet && (highTicks[bar]! >= above || lowTicks[bar]! <= below);
        }
        if (reached && !lane.walkSingle(bar)) return bar;
      }
      if (decides !== null) {
        while (next < decides.length && decides[next]! < bar) next++;
        const asked = next < decides.length ? decides[next]! : to;
        if (bar < asked) {
          if (reach.looks !== looks) continue;
          // Nothing is decided before `asked`, and nothing reached before `quiet`.
          const end = Math.min(asked, to);
          if (bar < quiet) bar = Math.min(end, quiet) - 1;
          else bar = firstReached(highTicks, lowTicks, above, below, bar + 1, Math.min(end, loud, due)) - 1;
          continue;
        }
      }
      clock.bar = bar;
      const answer: unknown = strategy.onBar();
      if (answer !== undefined) refusePromise(answer);
      // A note counts as a look: nothing has to be asked in the bars in which nothing was said.
      if (reach.looks !== looks) lane.flushNotes();
    }
    return bar;
  } catch (error) {
    // What was thrown before the strategy was asked is not its doing.
    if (clock.bar !== bar || error instanceof StrategyFailure) throw error;
    throw new StrategyFailure(error, bar, lane.bars.time[bar]!, lane.fills.length);
  }
}

/** The first bar that touches either price; `to` where none of them does. Two bars a turn of the loop. */
function firstReached(
  highTicks: Int32Array,
  lowTicks: Int32Array,
  above: Ticks,
  below: Ticks,
  from: number,
  to: number,
): number {
  let bar = from | 0;
  for (const last = (to - 1) | 0; bar < last; bar = (bar + 2) | 0) {
    if (highTicks[bar]! >= above || lowTicks[bar]! <= below) return bar;
    const second = (bar + 1) | 0;
    if (highTicks[second]! >= above || lowTicks[second]! <= below) return second;
  }
  return bar < to && (highTicks[bar]! >= above || lowTicks[bar]! <= below) ? bar : Math.max(from, to);
}
