// In which bars does the strategy alone do anything?

import type { FillLog } from "../broker/fill-log.js";
import type { Reach } from "../broker/reach.js";
import type { Bars } from "../domain/bars.js";
import { StrategyFailure } from "../strategy/failure.js";
import type { RunClock } from "../strategy/series.js";
import type { Strategy } from "../strategy/strategy.js";
import { refusePromise } from "./own-code.js";

interface Quiet {
  readonly bars: Bars;
  readonly fills: FillLog;
  readonly broker: { readonly reach: Readonly<Reach> };
}

interface Notes {
  readonly pending: readonly string[];
  flushNotes(order: number): void;
}

/**
 * Calls `onBar` for the bars `from` … `to` for as long as no bar reaches a price at which something happens and the strategy
 * sends nothing; answers the first bar that has not been called. It does what `Lane.step` would, and asks nothing twice: most
 * of a run is spent here. `to` is at most the next bar in which anything is due.
 */
export function quietBars(
  { bars, fills, broker: { reach } }: Quiet,
  strategy: Strategy,
  clock: RunClock,
  notes: Notes,
  { highTicks, lowTicks }: Pick<Bars, "highTicks" | "lowTicks">,
  from: number,
  to: number,
): number {
  const { above, below, looks } = reach;
  let bar = from;
  try {
    while (bar < to && highTicks[bar]! < above && lowTicks[bar]! > below) {
      clock.bar = bar;
      const answer: unknown = strategy.onBar();
      if (answer !== undefined) refusePromise(answer);
      bar++;
      if (notes.pending.length > 0) notes.flushNotes(0);
      if (reach.looks !== looks) break;
    }
    return bar;
  } catch (error) {
    throw new StrategyFailure(error, bar, bars.time[bar]!, fills.length);
  }
}
