// Which longer bars has a run seen closed, at each of its own?

import type { Bars, Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { DAY_MS, type EpochMs } from "../domain/money.js";
import { fillTradeDates, sessionClose } from "../instrument/calendar.js";
import { type Frame, type FrameBounds, framesOf } from "./frame.js";
import { begin, extend, gathered, gathering, type LongClose, settlesAfter } from "./gather.js";

/** Bars of a longer frame beside those of a run. */
export interface LongerBars {
  /** Those that close within the run, and no others. */
  readonly bars: Bars;
  /** By bar of the run: the newest of them that has closed with it or before it; -1 where there is none. */
  readonly seen: Int32Array;
  /** Bars of the run that came after the calendar's end of their session, when their frame had been shown. */
  readonly late: number;
}

/**
 * Bar after bar, and so causal by construction: what is known of a frame at a bar is made of that bar and those before it. A
 * frame is shown with the first bar that closes when it is over: at its end, at the end of its session where that comes first, or with
 * the next bar at all where its last ones are missing. What comes for a frame that was shown already is left out, and counted.
 */
export function longerBars(
  { bars, source: { timeframeMs } }: Series,
  contract: Contract,
  frame: Frame,
  close: LongClose = "last",
): LongerBars {
  const { time, tradeDate, length } = bars;
  const made = gathering(length);
  const seen = new Int32Array(new SharedArrayBuffer(4 * length));
  const boundsOf = framesOf(frame, contract, bars);
  const bySettlement = frame.kind !== "span" && close === "settlement";
  const settles = bySettlement ? settlesAfter(contract, bars, timeframeMs) : () => true;
  const bounds: FrameBounds = { begins: Number.NaN, ends: 0, until: 0 };
  let current = Number.NaN;
  let ends: EpochMs = 0;
  let shown = 0;
  let settled = false;
  let late = 0;
  for (let i = 0; i < length; i++) {
    boundsOf(i, bounds);
    const closes =
      timeframeMs < DAY_MS ? time[i]! + timeframeMs : sessionClose(contract.session, tradeDate[i]!);
    if (Number.isNaN(bounds.begins)) {
      // Outside the regular hours: nothing to put in, but the last of them may be missing.
      if (closes >= ends) shown = made.length;
      seen[i] = shown - 1;
      continue;
    }
    if (bounds.begins !== current) {
      shown = made.length; // whatever came before is over
      current = bounds.begins;
      ends = bounds.ends;
      begin(made, bars, i, current);
      made.length++;
      settled = settles(i);
    } else if (shown === made.length) late++;
    else {
      const now = settles(i);
      extend(made, bars, i, now || !settled);
      settled ||= now;
    }
    if (closes >= ends) shown = made.length;
    seen[i] = shown - 1;
  }
  const kept = gathered(made, shown);
  fillTradeDates(contract.session, kept.time, shown, kept.tradeDate);
  return { bars: kept, seen, late };
}
