// Which trades came to least beside the plan?

import type { JournalTrade } from "../../domain/journal.js";
import type { TradeNote } from "../../domain/journal-notes.js";
import type { Bridge, Review } from "../../domain/review.js";
import { gapOf } from "../../journal/review/bridge.js";

export interface Deviation {
  readonly trade: JournalTrade;
  readonly gap: number;
  readonly bridge: Bridge;
  readonly note: TradeNote | null;
}

const MOST = 5;

/** All trades, the worst first. */
export function byGap({ pairs, offPlan, notes }: Review): readonly Deviation[] {
  const byTrade = new Map(notes.map((note) => [note.trade, note]));
  return [...pairs, ...offPlan]
    .map(({ trade, bridge }) => ({
      trade,
      bridge,
      gap: gapOf(bridge),
      note: byTrade.get(trade.id) ?? null,
    }))
    .sort((a, b) => a.gap - b.gap || (a.trade.id < b.trade.id ? -1 : 1));
}

/** At most five: those whose notes stand in the page. */
export const worstDeviations = (review: Review): readonly Deviation[] =>
  byGap(review)
    .filter(({ gap }) => gap < 0)
    .slice(0, MOST);
