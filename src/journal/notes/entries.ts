// What was traded, and what was said of it?

import type { JournalTrade } from "../../domain/journal.js";
import type { DayFile, TradeNote } from "../../domain/journal-notes.js";
import type { Day } from "../../domain/money.js";
import { isUnwritten, type Notes } from "./days.js";

/** "written"; "empty": there is a heading and nothing below it; "none": not even that. */
export type NoteState = "written" | "empty" | "none";

export interface JournalEntry {
  readonly trade: JournalTrade;
  readonly note: TradeNote | null;
  readonly state: NoteState;
}

/** In the order in which trades were opened. */
export function entriesOf(
  trades: readonly JournalTrade[],
  { byTrade }: Pick<Notes, "byTrade">,
): JournalEntry[] {
  return [...trades]
    .sort((a, b) => a.entryTime - b.entryTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((trade) => {
      const note = byTrade.get(trade.id) ?? null;
      return { trade, note, state: note === null ? "none" : isUnwritten(note) ? "empty" : "written" };
    });
}

/** Null asks for nothing; of several, all must hold. Words are compared without regard to case. */
export interface EntryFilter {
  readonly from: Day | null;
  readonly to: Day | null;
  readonly account: string | null;
  readonly instruments: readonly string[] | null;
  readonly setup: string | null;
  readonly tags: readonly string[] | null;
  /** A mistake that is only suggested does not count. */
  readonly mistakes: readonly string[] | null;
  readonly emotion: string | null;
  readonly unwritten: boolean;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export function filteredEntries(entries: readonly JournalEntry[], filter: EntryFilter): JournalEntry[] {
  const { from, to, account, instruments, setup, tags, mistakes, emotion } = filter;
  return ofAccount(entries, account).filter(({ trade, note, state }) => {
    const made = note?.mistakes.filter(({ suggested }) => !suggested).map(({ name }) => name) ?? [];
    const felt = Object.values(note?.emotion ?? {}).filter((one): one is string => one !== null);
    return (
      (from === null || trade.day >= from) &&
      (to === null || trade.day <= to) &&
      (instruments === null || instruments.some((root) => same(trade.root, root.replace(/^\//, "")))) &&
      (setup === null || same(note?.setup ?? "", setup)) &&
      (tags?.every((tag) => note?.tags.some((one) => same(one, tag))) ?? true) &&
      (mistakes?.every((name) => made.some((one) => same(one, name))) ?? true) &&
      (emotion === null || felt.some((one) => same(one, emotion))) &&
      (!filter.unwritten || state !== "written")
    );
  });
}

/** Null: of all accounts. */
export const ofAccount = (
  entries: readonly JournalEntry[],
  account: string | null,
): readonly JournalEntry[] =>
  account === null ? entries : entries.filter(({ trade }) => same(trade.account, account));

/** A day on which something was traded or written. */
export interface JournalDay {
  readonly date: Day;
  readonly file: DayFile | null;
  readonly entries: readonly JournalEntry[];
}

export function daysOf(entries: readonly JournalEntry[], days: readonly DayFile[]): JournalDay[] {
  const files = new Map(days.map((day) => [day.date, day]));
  const dates = [...new Set([...files.keys(), ...entries.map(({ trade }) => trade.day)])].sort(
    (a, b) => a - b,
  );
  return dates.map((date) => ({
    date,
    file: files.get(date) ?? null,
    entries: entries.filter(({ trade }) => trade.day === date),
  }));
}

/**
 * The trade that is meant: by its id or the beginning of it, with or without "t-". Null where none or several are.
 */
export function tradeNamed(entries: readonly JournalEntry[], text: string): JournalEntry | null {
  const id = text.toLowerCase().startsWith("t-") ? text.toLowerCase() : `t-${text.toLowerCase()}`;
  const exact = entries.find(({ trade }) => trade.id === id);
  if (exact) return exact;
  const near = entries.filter(({ trade }) => trade.id.startsWith(id));
  return id.length > 2 && near.length === 1 ? near[0]! : null;
}
