// Which trade has the notes of one that is no longer there?

import type { JournalFill, JournalTrade } from "../domain/journal.js";
import { compareTexts } from "./book-order.js";

interface Told {
  readonly fills: readonly JournalFill[];
  readonly trades: readonly JournalTrade[];
}

const keyOf = ({ broker, account, id }: JournalFill): string => JSON.stringify([broker, account, id]);

/**
 * By the id of a trade, the one before the import that has the majority of its notes: most of that one's opening contracts opened this
 * one. Only for ids that are new, from ids that are gone; at a tie the earlier heir has them.
 */
export function inheritedFrom(before: Told, after: Told): Map<string, string> {
  const kept = new Set(after.trades.map(({ id }) => id));
  const had = new Set(before.trades.map(({ id }) => id));
  const gone = before.trades.filter(({ id }) => !kept.has(id));
  if (gone.length === 0) return new Map();
  const openedBy = new Map<string, { readonly trade: JournalTrade; readonly qty: number }[]>();
  for (const trade of after.trades) {
    if (had.has(trade.id)) continue;
    for (const [key, qty] of opening(trade, after.fills)) {
      openedBy.set(key, [...(openedBy.get(key) ?? []), { trade, qty }]);
    }
  }
  const shares: { readonly from: JournalTrade; readonly to: JournalTrade; readonly qty: number }[] = [];
  for (const from of gone) {
    const qty = new Map<JournalTrade, number>();
    for (const [key, own] of opening(from, before.fills)) {
      for (const other of openedBy.get(key) ?? []) {
        qty.set(other.trade, (qty.get(other.trade) ?? 0) + Math.min(own, other.qty));
      }
    }
    for (const [to, shared] of qty) shares.push({ from, to, qty: shared });
  }
  shares.sort(
    (a, b) => b.qty - a.qty || a.to.entryTime - b.to.entryTime || compareTexts(a.from.id, b.from.id),
  );
  const heirs = new Map<string, string>();
  const given = new Set<string>();
  for (const { from, to } of shares) {
    if (heirs.has(to.id) || given.has(from.id)) continue;
    heirs.set(to.id, from.id);
    given.add(from.id);
  }
  return heirs;
}

/** Contracts of the fills on the side of the trade, by fill. */
function opening({ side, fills, qty }: JournalTrade, all: readonly JournalFill[]): Map<string, number> {
  const by = new Map<string, number>();
  for (const place of fills) {
    const fill = all[place]!;
    if (fill.side !== side) continue;
    // A fill that turned the position round opened only what was left of it.
    by.set(keyOf(fill), Math.min(fill.qty, qty));
  }
  return by;
}
