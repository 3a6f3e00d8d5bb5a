// What does an import change in the journal, and how is that told?

import type { JournalTrade } from "../domain/journal.js";
import type { BarsOf } from "../journal/excursion.js";
import type { Imported, ImportTerms } from "../journal/import.js";
import { inheritedFrom } from "../journal/inherit.js";
import { type Journal, journalOf } from "../journal/journal.js";
import type { Additions, Stored } from "../journal/store.js";
import { journalImportDocument, journalImportText } from "../report/journal-import-text.js";
import type { Call } from "./commands.js";
import { insideOf, type JournalBars } from "./journal-bars.js";

type Terms = Pick<ImportTerms, "contracts" | "accounts">;

/** Writes the answer; the day files follow the trades first. */
export function showImport(
  { files, additions }: Imported,
  before: Stored,
  bars: JournalBars,
  terms: Terms,
  call: Call,
): void {
  const after = addedTo(before, additions);
  const had = journalOf(before, terms.accounts, terms);
  const now = journalOf(after, terms.accounts, terms);
  const { all, of, odd } = insideOf(now.fills, bars, terms.contracts);
  show(files, additions, had, withBars(after, terms, of), all.fills === 0 ? null : all, odd, call);
}

/** After a rebuild: against what was there. */
export function showRebuild({ files, additions }: Imported, before: Stored, terms: Terms, call: Call): void {
  const had = journalOf(before, terms.accounts, terms);
  const now = journalOf(
    { ...additions, imports: [...before.imports, ...additions.imports] },
    terms.accounts,
    terms,
  );
  show(files, additions, had, now, null, [], call);
}

const withBars = (stored: Stored, terms: Terms, barsOf: BarsOf): Journal =>
  journalOf(stored, terms.accounts, { ...terms, barsOf });

function show(
  files: Imported["files"],
  added: Additions,
  before: Journal,
  journal: Journal,
  inside: { readonly fills: number; readonly inside: number } | null,
  odd: readonly string[],
  { values, out }: Call,
): void {
  const inherits = inheritedFrom(before, journal);
  const notes = notesOf(journal, inherits);
  const outcome = {
    folder: values.journal,
    dryRun: values.dryRun,
    files,
    added,
    journal,
    inside,
    odd,
    ...notes,
  };
  if (out.json) out.document(journalImportDocument(outcome));
  else out.answer(journalImportText(outcome, out.answerStyle));
}

const notesOf = (
  _journal: { readonly trades: readonly JournalTrade[] },
  _inherits: ReadonlyMap<string, string>,
) => ({
  stubs: 0,
  moved: [] as { readonly from: string; readonly to: string }[],
});

export const addedTo = (before: Stored, { fills, orders, ledger, imports }: Additions): Stored => ({
  fills: [...before.fills, ...fills],
  orders: [...before.orders, ...orders],
  ledger: [...before.ledger, ...ledger],
  imports: [...before.imports, ...imports],
});
