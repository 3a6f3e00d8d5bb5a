// Which trade has the notes of one that is no longer there?

import type { JournalFill, JournalTrade } from "../domain/journal.js";
import { compareTexts } from "../importer/broker/id-order.js";
import { isSameFill } from "./known-records.js";
import { joinedKey } from "./lists.js";

interface Opening {
  readonly trade: JournalTrade;
  readonly fill: JournalFill;
  readonly qty: number;
}

interface Told {
  readonly fills: readonly JournalFill[];
  readonly trades: readonly JournalTrade[];
}

const keyOf = ({ broker, account, id }: JournalFill): string => joinedKey(broker, account, id);
/** Before a file told whose they are, fills went by the name of the broker. */
const namelessKey = ({ broker, id }: JournalFill): string => joinedKey(broker, broker, id);

/**
 * By the id of a trade, the one before the import that has the majority of its notes: most of that one's opening contracts opened this
 * one. Only for ids that are new, from ids that are gone; at a tie the earlier heir has them.
 */
export function inheritedFrom(before: Told, after: Told): Map<string, string> {
  const kept = new Set(after.trades.map(({ id }) => id));
  const had = new Set(before.trades.map(({ id }) => id));
  const gone = before.trades.filter(({ id }) => !kept.has(id));
  if (gone.length === 0) return new Map();
  const openedBy = new Map<string, Opening[]>();
  for (const trade of after.trades) {
    if (had.has(trade.id)) continue;
    for (const one of opening(trade, after.fills)) {
      for (const key of new Set([keyOf(one.fill), namelessKey(one.fill)]))
        openedBy.set(key, [...(openedBy.get(key) ?? []), one]);
    }
  }
  const shares: { readonly from: JournalTrade; readonly to: JournalTrade; readonly qty: number }[] = [];
  for (const from of gone) {
    const qty = new Map<JournalTrade, number>();
    for (const own of opening(from, before.fills)) {
      for (const other of openedBy.get(keyOf(own.fill)) ?? []) {
        // Each account may count its own fills: 1, 2, 3.
        if (own.fill.account !== other.fill.account && !isSameFill(own.fill, other.fill)) continue;
        qty.set(other.trade, (qty.get(other.trade) ?? 0) + Math.min(own.qty, other.qty));
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

/** The fills on the side of the trade, with their contracts. */
const opening = (trade: JournalTrade, all: readonly JournalFill[]): Opening[] =>
  trade.fills.flatMap((place) => {
    const fill = all[place]!;
    // A fill that turned the position round opened only what was left of it.
    return fill.side === trade.side ? [{ trade, fill, qty: Math.min(fill.qty, trade.qty) }] : [];
  });
