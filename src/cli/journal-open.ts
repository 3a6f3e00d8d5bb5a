// What is in the journal, and which part of it is asked for?

import { existsSync } from "node:fs";
import type { Fault } from "../domain/fault.js";
import type { JournalTrade } from "../domain/journal.js";
import type { JournalPlans } from "../domain/journal-notes.js";
import { quantityOf } from "../domain/money.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { BarsOf } from "../journal/excursion.js";
import { accountsIn, type Journal, readJournal } from "../journal/journal.js";
import { type Notes, plannedStopsOf, readNotes } from "../journal/notes/days.js";
import { daysOf, entriesOf, filteredEntries, type JournalEntry } from "../journal/notes/entries.js";
import type { NotesUpdate } from "../journal/notes/stub-trades.js";
import type { NotesContext } from "../journal/notes/values.js";
import { plansIn } from "../journal/plan-file.js";
import type { JournalContents } from "../report/journal-document.js";
import type { Call } from "./commands.js";
import { edgeOf } from "./dates.js";
import { knownContracts } from "./known-contracts.js";

export interface OpenJournal {
  readonly folder: string;
  readonly contracts: Contracts;
  readonly plans: JournalPlans;
  readonly context: NotesContext;
  readonly notes: Notes;
  readonly journal: Journal;
  readonly entries: readonly JournalEntry[];
}

/** `barsOf`: for the worst and best result while a trade was open. */
export function openJournal({ values, config }: Call, barsOf?: BarsOf): OpenJournal {
  const folder = values.journal;
  const contracts = knownContracts(config);
  const plans = plansIn(folder);
  const context = { vocabulary: plans.vocabulary, zone: accountsIn(folder).displayZone };
  const notes = readNotes(folder, context);
  const plannedStops = plannedStopsOf(notes);
  const journal = readJournal(folder, { contracts, plannedStops, ...(barsOf && { barsOf }) });
  return { folder, contracts, plans, context, notes, journal, entries: entriesOf(journal.trades, notes) };
}

/** What the flags of `ls` and `export` leave. A day counts where one of its trades does, or where only days were asked for. */
export function askedFor(open: OpenJournal, { values }: Call): JournalContents {
  const { folder, contracts, notes, context } = open;
  const dates = [...notes.days.map(({ date }) => date), ...open.entries.map(({ trade }) => trade.day)];
  const end = dates.reduce((most, date) => Math.max(most, date), 0);
  const from = values.from === null ? null : edgeOf(values.from, "from", end);
  const to = values.to === null ? null : edgeOf(values.to, "to", end);
  const filter = {
    account: values.account,
    instruments: values.instrument,
    setup: values.setup,
    tags: values.tags,
    mistakes: values.mistakes,
    emotion: values.emotion,
  };
  const { unwritten } = values;
  const entries = filteredEntries(open.entries, { from, to, unwritten, ...filter });
  const bySpan = Object.values(filter).every((one) => one === null) && !unwritten;
  const days = daysOf(entries, notes.days).filter(
    ({ date, entries: own }) =>
      own.length > 0 || (bySpan && (from === null || date >= from) && (to === null || date <= to)),
  );
  return { folder, contracts, zone: context.zone, entries, days, faults: notes.faults };
}

/** What a command that writes notes tells the day files of trades. */
export const updateOf = ({ folder, journal, context, plans, contracts }: OpenJournal): NotesUpdate => ({
  folder,
  trades: journal.trades,
  inherits: new Map(),
  zone: context.zone,
  plans,
  orders: journal.orders,
  quantityOf: quantityWith(contracts),
});

export const quantityWith =
  (contracts: Contracts) =>
  ({ qty, root }: JournalTrade): string =>
    String(quantityOf(qty, instrumentOf(contracts.get(root)).lot));

/** Notes that cannot be read are told; what can be read is shown all the same. */
export function warnOf(faults: readonly Fault[], { out }: Pick<Call, "out">): void {
  for (const { code, message, detail } of faults.slice(0, 20))
    out.warn(
      `${code}  ${detail.where ?? ""}  ${message}${detail.expected === undefined ? "" : `: ${detail.expected}`}`,
    );
  if (faults.length > 20)
    out.warn(`and ${faults.length - 20} more: tickproof journal ls --json has all of them`);
}

/** A hint where there is nothing yet. */
export function hintOf({ journal, notes, folder }: OpenJournal, { out }: Pick<Call, "out">): void {
  if (journal.trades.length > 0 || notes.days.length > 0) return;
  out.note(
    existsSync(folder)
      ? `  nothing in ${folder} yet   tickproof journal import FILE`
      : `  there is no ${folder} here   tickproof journal import FILE makes it, or   --journal FOLDER`,
  );
}
