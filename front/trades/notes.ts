// Which notes did the strategy write about which trade?

import type { EventColumns, PageData } from "../../src/report/embed/layout.js";
import { RUN_EVENT_KINDS } from "../../src/report/embed/layout.js";
import type { TradeFills } from "./fills.js";

export interface TradeNote {
  readonly trade: number;
  readonly bar: number;
  readonly text: string;
}

const NOTE = RUN_EVENT_KINDS.indexOf("note");

/**
 * A note belongs to the trade that was open at its bar, and one from before the entry to the trade whose entry order was
 * submitted then or earlier: a strategy notes why it enters when it submits, and the fill comes a bar or more later.
 */
export function notesOf(
  events: EventColumns,
  trades: PageData["trades"],
  submitted: ArrayLike<number>,
): TradeNote[] {
  const notes: TradeNote[] = [];
  let first = 0;
  for (let k = 0; k < events.length; k++) {
    if (events.kind[k] !== NOTE) continue;
    const bar = events.bar[k]!;
    while (first < trades.length && trades.exitBar[first]! < bar) first++;
    for (let i = first; i < trades.length && Math.min(submitted[i]!, trades.entryBar[i]!) <= bar; i++) {
      notes.push({ trade: i, bar, text: events.texts[events.text[k]!]! });
    }
  }
  return notes;
}

/** The bar at whose close a trade's first order was submitted; of one that rested before the last trade ended, that end. */
export function submittedBars(
  trades: PageData["trades"],
  { first }: TradeFills,
  fillOrder: Int32Array,
  orderBar: Int32Array,
): Int32Array {
  return Int32Array.from(trades.entryBar, (bar, i) => {
    const order = first[i]! < 0 ? 0 : fillOrder[first[i]!]!;
    const at = order > 0 ? orderBar[order - 1]! : bar;
    return Math.max(at, i === 0 ? 0 : trades.exitBar[i - 1]!);
  });
}
