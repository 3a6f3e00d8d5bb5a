// What does an import change in the journal, and how is that told?

import type { JournalPlans } from "../domain/journal-notes.js";
import { isInSession } from "../instrument/calendar.js";
import type { Imported, ImportTerms } from "../journal/import.js";
import { inheritedFrom } from "../journal/inherit.js";
import { type Journal, journalOf, retold } from "../journal/journal.js";
import { plannedStopsOf, readNotes } from "../journal/notes/days.js";
import {
  type NotesChange,
  type NotesUpdate,
  plannedStubs,
  stubTrades,
} from "../journal/notes/stub-trades.js";
import { headingFor } from "../journal/notes/trade-ids.js";
import { plansIn } from "../journal/plan-file.js";
import { type Additions, lockedJournal, type Stored } from "../journal/store.js";
import { missingTemplates } from "../journal/templates.js";
import { writeWhole } from "../journal/write-file.js";
import { journalImportDocument, journalImportText } from "../report/journal-import-text.js";
import type { Call } from "./commands.js";
import { insideOf, type JournalBars } from "./journal-bars.js";
import { quantityWith } from "./journal-open.js";

type Terms = Pick<ImportTerms, "contracts" | "accounts">;

/** The day files follow the trades, then the answer is told. `bars`: null where none are asked. */
export async function showImport(
  { files, additions }: Imported,
  before: Stored,
  after: Stored,
  bars: JournalBars | null,
  terms: Terms,
  { values, out, signal }: Call,
): Promise<void> {
  const { journal: folder, dryRun } = values;
  const plans = plansIn(folder);
  const had = journalOf(before, terms.accounts, terms);
  const plain = journalOf(after, terms.accounts, terms);
  const inherits = inheritedFrom(had, plain);
  const inside = bars === null ? null : insideOf(plain.fills, bars, terms.contracts);
  const journal = retold(plain, {
    ...terms,
    plannedStops: stopsBy(folder, plans, terms, inherits),
    ...(inside !== null && { barsOf: inside.of }),
  });
  const notes = await notesOf(journal, inherits, plans, terms, folder, dryRun, signal);
  const outcome = {
    folder,
    dryRun,
    files,
    added: additions,
    journal,
    inside: inside === null || inside.all.fills === 0 ? null : inside.all,
    shut: shutAmong(journal, files, terms),
    odd: inside?.odd ?? [],
    stubs: notes.stubs.length,
    moved: notes.moved,
  };
  for (const { trade, where } of notes.orphans) {
    out.warn(`${where} is about ${trade}, which is no longer there: what stands below it is kept`);
  }
  if (out.json) out.document(journalImportDocument(outcome));
  else out.answer(journalImportText(outcome, out.answerStyle));
}

/** A fill of the last second may be stamped at the close. */
const AT_CLOSE_MS = 1_000;

/** Fills of these files while their market was shut: none can have happened there. */
const shutAmong = ({ fills }: Journal, files: Imported["files"], { contracts }: Terms): number => {
  const own = new Set(files.map(({ kept }) => kept));
  return fills.filter(({ source, root, time }) => {
    if (!own.has(source.file)) return false;
    const { session } = contracts.get(root);
    return !isInSession(session, time) && !isInSession(session, time - AT_CLOSE_MS);
  }).length;
};

/** Prices of `plan.stop`, those of trades that have another id now with them. */
function stopsBy(
  folder: string,
  { vocabulary }: JournalPlans,
  { accounts }: Terms,
  inherits: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const said = plannedStopsOf(readNotes(folder, { vocabulary, zone: accounts.displayZone }));
  const stops = new Map(said);
  for (const [to, from] of inherits) {
    const stop = said.get(headingFor(from, said) ?? "");
    if (stop !== undefined && !stops.has(to)) stops.set(to, stop);
  }
  return stops;
}

async function notesOf(
  { trades, orders }: Journal,
  inherits: ReadonlyMap<string, string>,
  plans: JournalPlans,
  { contracts, accounts }: Terms,
  folder: string,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<NotesChange> {
  const update: NotesUpdate = {
    folder,
    trades,
    inherits,
    zone: accounts.displayZone,
    plans,
    orders,
    quantityOf: quantityWith(contracts),
  };
  if (dryRun) return plannedStubs(update);
  const done: NotesChange[] = [];
  await lockedJournal(
    folder,
    () => {
      for (const [path, text] of missingTemplates(folder)) writeWhole(path, text);
      done.push(stubTrades(update, writeWhole));
    },
    signal,
  );
  return done[0]!;
}

export const addedTo = (before: Stored, { fills, orders, ledger, imports }: Additions): Stored => ({
  fills: [...before.fills, ...fills],
  orders: [...before.orders, ...orders],
  ledger: [...before.ledger, ...ledger],
  imports: [...before.imports, ...imports],
});
