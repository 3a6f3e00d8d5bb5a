// How does a test import texts as files?

import { createHash } from "node:crypto";
import type { JournalAccounts } from "#domain/journal-notes.js";
import { formatOf } from "#importer/broker/all.js";
import type { BrokerFile, ReadHints } from "#importer/broker/format.js";
import { loadContracts } from "#instrument/contracts.js";
import { type Imported, type ImportTerms, importFiles, type ReadFile } from "#journal/import.js";
import { type Journal, journalOf } from "#journal/journal.js";
import { NOTHING_STORED, type Stored } from "#journal/store.js";

export const contracts = loadContracts();
export const NO_ACCOUNTS: JournalAccounts = { displayZone: "America/New_York", accounts: [] };
const NO_HINTS: ReadHints = { dateOrder: null, decimal: null };

export function fileOf(name: string, text: string): BrokerFile {
  const bytes = Buffer.from(text);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path: name, name, innerName: name, bytes, sha256, text: text.replace(/^\ufeff/, "") };
}

export function readText(name: string, text: string, hints: ReadHints = NO_HINTS): ReadFile {
  const file = fileOf(name, text);
  const match = formatOf(file, null);
  return { file, match, hints, read: match.format.read(file, match.found, hints) };
}

export const importTerms = (over: Partial<ImportTerms> = {}): ImportTerms => ({
  contracts,
  accounts: NO_ACCOUNTS,
  account: null,
  tz: null,
  acceptPartial: false,
  now: 0,
  barsOf: () => null,
  ...over,
});

/** The journal after the files, each [name, text], came in together. */
export function importTexts(
  files: readonly (readonly [name: string, text: string])[],
  over: Partial<ImportTerms> & { readonly hints?: ReadHints } = {},
  stored: Stored = NOTHING_STORED,
): Imported & { readonly stored: Stored; readonly journal: Journal } {
  const terms = importTerms(over);
  const imported = importFiles(
    files.map(([name, text]) => readText(name, text, over.hints)),
    stored,
    terms,
  );
  const { fills, orders, ledger, imports } = imported.additions;
  const after = {
    fills: [...stored.fills, ...fills],
    orders: [...stored.orders, ...orders],
    ledger: [...stored.ledger, ...ledger],
    imports: [...stored.imports, ...imports],
  };
  return {
    ...imported,
    stored: after,
    journal: journalOf(after, terms.accounts, { contracts: terms.contracts }),
  };
}
