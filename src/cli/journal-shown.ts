// What does an import change in the journal, and how is that told?

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JournalTrade } from "../domain/journal.js";
import type { JournalPlans } from "../domain/journal-notes.js";
import { quantityOf } from "../domain/money.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { Imported, ImportTerms } from "../journal/import.js";
import { inheritedFrom } from "../journal/inherit.js";
import { type Journal, journalOf } from "../journal/journal.js";
import { plannedStopsOf, readNotes } from "../journal/notes/days.js";
import { type NotesUpdate, plannedStubs, stubTrades } from "../journal/notes/stub-trades.js";
import { plansOf, readPlans } from "../journal/plan-file.js";
import type { Additions, Stored } from "../journal/store.js";
import { writeWhole } from "../journal/write-file.js";
import { journalImportDocument, journalImportText } from "../report/journal-import-text.js";
import type { Call } from "./commands.js";
import { insideOf, type JournalBars } from "./journal-bars.js";

type Terms = Pick<ImportTerms, "contracts" | "accounts">;

/** The day files follow the trades, then the answer is told. `bars`: null where none are asked. */
export function showImport(
  { files, additions }: Imported,
  before: Stored,
  after: Stored,
  bars: JournalBars | null,
  terms: Terms,
  { values, out }: Call,
): void {
  const { journal: folder, dryRun } = values;
  const plans = plansIn(folder);
  const had = journalOf(before, terms.accounts, terms);
  const plain = journalOf(after, terms.accounts, terms);
  const inherits = inheritedFrom(had, plain);
  const inside = bars === null ? null : insideOf(plain.fills, bars, terms.contracts);
  const journal = journalOf(after, terms.accounts, {
    ...terms,
    plannedStops: stopsBy(folder, plans, terms, inherits),
    ...(inside !== null && { barsOf: inside.of }),
  });
  const notes = notesOf(journal, inherits, plans, terms, folder, dryRun);
  const outcome = {
    folder,
    dryRun,
    files,
    added: additions,
    journal,
    inside: inside === null || inside.all.fills === 0 ? null : inside.all,
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

function plansIn(folder: string): JournalPlans {
  const path = join(folder, "plan.toml");
  return existsSync(path) ? readPlans(path) : plansOf("", path);
}

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
    const stop = said.get(from);
    if (stop !== undefined && !stops.has(to)) stops.set(to, stop);
  }
  return stops;
}

function notesOf(
  { trades, orders }: Journal,
  inherits: ReadonlyMap<string, string>,
  plans: JournalPlans,
  { contracts, accounts }: Terms,
  folder: string,
  dryRun: boolean,
) {
  const update: NotesUpdate = {
    folder,
    trades,
    inherits,
    zone: accounts.displayZone,
    plans,
    orders,
    quantityOf: ({ qty, root }: JournalTrade) =>
      String(quantityOf(qty, instrumentOf(contracts.get(root)).lot)),
  };
  return dryRun ? plannedStubs(update) : stubTrades(update, writeWhole);
}

export const addedTo = (before: Stored, { fills, orders, ledger, imports }: Additions): Stored => ({
  fills: [...before.fills, ...fills],
  orders: [...before.orders, ...orders],
  ledger: [...before.ledger, ...ledger],
  imports: [...before.imports, ...imports],
});
