// What is in the journal, and which part of it is asked for?

import { existsSync } from "node:fs";
import type { Fault } from "../domain/fault.js";
import type { JournalTrade } from "../domain/journal.js";
import type { JournalPlans } from "../domain/journal-notes.js";
import { quantityOf } from "../domain/money.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { accountNamed } from "../journal/accounts-file.js";
import { derivedOf } from "../journal/derived.js";
import type { BarsOf } from "../journal/excursion.js";
import { accountsIn, type Journal, journalOf } from "../journal/journal.js";
import { type Notes, plannedStopsOf, readNotes } from "../journal/notes/days.js";
import {
  daysOf,
  entriesOf,
  filteredEntries,
  type JournalEntry,
  ofAccount,
} from "../journal/notes/entries.js";
import type { NotesUpdate } from "../journal/notes/stub-trades.js";
import { notesOf } from "../journal/notes/trade-ids.js";
import type { NotesContext } from "../journal/notes/values.js";
import { plansIn } from "../journal/plan-file.js";
import { readStored, type Stored } from "../journal/store.js";
import type { JournalContents } from "../report/journal-document.js";
import type { Call } from "./commands.js";
import { edgeOf } from "./dates.js";
import { lastSaid } from "./journal-last.js";
import { knownContracts } from "./known-contracts.js";

export interface OpenJournal {
  readonly folder: string;
  readonly contracts: Contracts;
  readonly plans: JournalPlans;
  readonly context: NotesContext;
  readonly notes: Notes;
  readonly journal: Journal;
  readonly entries: readonly JournalEntry[];
  readonly derived: JournalContents["derived"];
}

/** `barsOf`: for the worst and best result while a trade was open. */
export function openJournal(
  { values, config }: Call,
  {
    stored = readStored(values.journal),
    barsOf,
  }: { readonly stored?: Stored; readonly barsOf?: BarsOf } = {},
): OpenJournal {
  const folder = values.journal;
  const contracts = knownContracts(config);
  const plans = plansIn(folder);
  const accounts = accountsIn(folder);
  const context = { vocabulary: plans.vocabulary, zone: accounts.displayZone };
  const said = readNotes(folder, context);
  const plannedStops = plannedStopsOf(said);
  const journal = journalOf(stored, accounts, { contracts, plannedStops, ...(barsOf && { barsOf }) });
  const notes = notesOf(said, journal.trades);
  const entries = entriesOf(journal.trades, notes);
  const derived = derivedOf(journal, contracts);
  return { folder, contracts, plans, context, notes, journal, entries, derived };
}

/** What the flags of `ls` and `export` leave. A day counts where one of its trades does, or where only days were asked for. */
export function askedFor(open: OpenJournal, call: Call): JournalContents {
  const { values } = call;
  const { folder, contracts, notes, context, derived, journal } = open;
  const account =
    values.account === null ? null : (accountNamed(journal.accounts, values.account)?.name ?? values.account);
  const dates = [...notes.days.map(({ date }) => date), ...open.entries.map(({ trade }) => trade.day)];
  // As a review counts it: back from the newest trade of the account, whatever was written since, or traded in others.
  const newest = ofAccount(open.entries, account).reduce((most, { trade }) => Math.max(most, trade.day), 0);
  const end = newest === 0 ? dates.reduce((most, date) => Math.max(most, date), 0) : newest;
  const last = lastSaid(call, end);
  const from = last?.firstDay ?? (values.from === null ? null : edgeOf(values.from, "from", end));
  const to = last?.lastDay ?? (values.to === null ? null : edgeOf(values.to, "to", end));
  const filter = {
    account,
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
  return { folder, contracts, zone: context.zone, entries, days, faults: notes.faults, derived };
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
