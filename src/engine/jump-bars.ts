// How does a run come from decision to decision, where nothing else happens in between?

import type { Broker } from "../broker/broker.js";
import type { FillLog } from "../broker/fill-log.js";
import type { Bars } from "../domain/bars.js";
import { StrategyFailure } from "../strategy/failure.js";
import type { RunClock } from "../strategy/series.js";
import type { Strategy } from "../strategy/strategy.js";
import type { BareOrders } from "./bare-orders.js";
import { refusePromise } from "./own-code.js";
import { firstAtLeast } from "./schedule.js";

interface Jumping {
  readonly bars: Bars;
  readonly fills: FillLog;
  readonly broker: Broker;
  flushNotes(): void;
}

/**
 * Calls `onBar` for those of the bars `from` … `to` in which the strategy decides, for as long as all it orders is bare; answers the
 * first bar that takes more. It does what `Lane.step` would. `to` is at most the next bar in which anything is due by the clock.
 */
export function jumpBars(
  lane: Jumping,
  bare: BareOrders,
  decides: Int32Array,
  strategy: Strategy,
  clock: RunClock,
  from: number,
  to: number,
): number {
  const { broker } = lane;
  const { single, reach } = broker;
  if (!single?.bare) return from;
  let next = firstAtLeast(decides, from, 0, decides.length);
  let bar = from;
  let asked = false;
  try {
    while (bar < to) {
      if (single.waits && !bare.fill(bar)) break;
      const decision = next < decides.length ? decides[next]! : to;
      const after = (decision + 1) | 0;
      const end = Math.min(after, to);
      bar = bare.heldUntil(bar, end);
      if (bar < end || decision >= to) break;
      bar = decision;
      next++;
      clock.bar = bar;
      const { looks } = reach;
      asked = true;
      const answer: unknown = strategy.onBar();
      if (answer !== undefined) refusePromise(answer);
      asked = false;
      bar = after;
      // Nothing but an order that is as bare, or nothing at all: all is as it was.
      if (reach.looks === looks || (reach.looks === looks + 1 && single.waitsBare === true)) continue;
      lane.flushNotes();
      if (!single.bare) break;
    }
  } catch (error) {
    // What was thrown before the strategy was asked is not its doing.
    if (!asked || error instanceof StrategyFailure) throw error;
    throw new StrategyFailure(error, bar, lane.bars.time[bar]!, lane.fills.length);
  }
  broker.refresh();
  return bar;
}
