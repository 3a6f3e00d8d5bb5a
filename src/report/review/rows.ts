// Which rows does a review have, from the first entry to the last?

import type { JournalTrade } from "../../domain/journal.js";
import type { TradeNote } from "../../domain/journal-notes.js";
import type { Bridge, Review, ReviewedSignal, Signal } from "../../domain/review.js";
import type { RowKind } from "./layout.js";

/** A pair, a signal that was not taken, or a trade without a signal: what both made of one decision. */
export interface ReviewRow {
  /** Of the trade, else of the signal. */
  readonly id: string;
  readonly kind: RowKind;
  readonly trade: JournalTrade | null;
  readonly signal: Signal | null;
  readonly bridge: Bridge;
  /** Deviations of a pair, labels of what is off-plan. */
  readonly did: readonly string[];
  readonly habits: readonly string[];
  readonly tried: ReviewedSignal["tried"];
  readonly note: TradeNote | null;
  readonly rules: readonly string[];
}

export const entryOf = ({ trade, signal }: Pick<ReviewRow, "trade" | "signal">): number =>
  trade?.entryTime ?? signal?.entryTime ?? 0;

export function reviewRows(review: Review): readonly ReviewRow[] {
  const notes = new Map(review.notes.map((note) => [note.trade, note]));
  const broken = gathered(
    review.rules.map(({ rule, breaches }) => [rule, breaches.map(({ trade }) => trade)]),
  );
  const habits = gathered(review.habits.map(({ name, examples }) => [name, examples]));
  const rows = [
    ...review.pairs.map((pair) => ({
      id: pair.trade.id,
      kind: pair.deviations.length === 0 ? ("followed" as const) : ("deviated" as const),
      trade: pair.trade,
      signal: pair.signal,
      bridge: pair.bridge,
      did: pair.deviations,
      tried: null,
    })),
    ...review.left.map((left) => ({
      id: left.signal.id,
      kind: left.tried === null ? ("missed" as const) : ("tried" as const),
      trade: null,
      signal: left.signal,
      bridge: left.bridge,
      did: [],
      tried: left.tried,
    })),
    ...review.offPlan.map((offPlan) => ({
      id: offPlan.trade.id,
      kind: "off-plan" as const,
      trade: offPlan.trade,
      signal: null,
      bridge: offPlan.bridge,
      did: offPlan.labels,
      tried: null,
    })),
  ];
  return rows
    .map(
      (row): ReviewRow => ({
        ...row,
        note: (row.trade && notes.get(row.trade.id)) ?? null,
        rules: (row.trade && broken.get(row.trade.id)) ?? [],
        habits: habits.get(row.id) ?? [],
      }),
    )
    .sort((a, b) => entryOf(a) - entryOf(b) || (a.id < b.id ? -1 : 1));
}

/** Names by the id that they list, each once. */
function gathered(
  lists: readonly (readonly [name: string, ids: readonly string[]])[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, ids] of lists)
    for (const id of new Set(ids)) found.set(id, [...(found.get(id) ?? []), name]);
  return found;
}
