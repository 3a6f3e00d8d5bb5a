// Which trade does the id in a heading mean?

import type { JournalTrade } from "../../domain/journal.js";
import { compareTexts } from "../../importer/broker/id-order.js";
import { grouped } from "../lists.js";
import type { Notes } from "./days.js";

/** "t-7f3a9c": what ids had once, unless a trade before them had the same. */
const SHORTEST = 8;

/**
 * By the id of a heading, that of its trade; none where there is no such trade. Ids had six digits once, and headings keep theirs until
 * they are told anew: such a one is about the trade whose id begins so. Of several that is the one that was entered first, unless a
 * heading with more digits is about that.
 */
export function meantBy(
  headings: Iterable<string>,
  trades: readonly Pick<JournalTrade, "id" | "entryTime">[],
): Map<string, string> {
  const ids = new Set(trades.map(({ id }) => id));
  const meant = new Map<string, string>();
  const short: string[] = [];
  for (const heading of headings) {
    if (ids.has(heading)) meant.set(heading, heading);
    else short.push(heading);
  }
  if (short.length === 0) return meant;
  const taken = new Set(meant.values());
  const byStart = grouped(trades, ({ id }) => id.slice(0, SHORTEST));
  for (const heading of short.sort((a, b) => b.length - a.length || compareTexts(a, b))) {
    const found = (byStart.get(heading.slice(0, SHORTEST)) ?? [])
      .filter(({ id }) => id.startsWith(heading) && !taken.has(id))
      .sort((a, b) => a.entryTime - b.entryTime || compareTexts(a.id, b.id))[0];
    if (found === undefined) continue;
    meant.set(heading, found.id);
    taken.add(found.id);
  }
  return meant;
}

/** The heading among `headings` that a trade of that id has or had. */
export function headingFor(id: string, headings: { has(heading: string): boolean }): string | null {
  for (let length = id.length; length >= SHORTEST; length--) {
    const heading = id.slice(0, length);
    if (headings.has(heading)) return heading;
  }
  return null;
}

/** The notes by the ids that trades have now. */
export function notesOf(notes: Notes, trades: readonly JournalTrade[]): Notes {
  const meant = meantBy(notes.byTrade.keys(), trades);
  const named = <T extends { readonly trade: string }>(note: T): T => {
    const id = meant.get(note.trade) ?? note.trade;
    return id === note.trade ? note : { ...note, trade: id };
  };
  return {
    ...notes,
    days: notes.days.map((day) => ({ ...day, notes: day.notes.map(named) })),
    byTrade: new Map([...notes.byTrade.values()].map(named).map((note) => [note.trade, note])),
  };
}
