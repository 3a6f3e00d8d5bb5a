// How do the fills of brokers' files get into the journal?

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import { formatOf } from "../importer/broker/all.js";
import { BadRow, type ReadHints } from "../importer/broker/format.js";
import { openBrokerFile } from "../importer/broker/open-file.js";
import { shownText } from "../importer/row-faults.js";
import type { Contracts } from "../instrument/contracts.js";
import { type Imported, type ImportTerms, importFiles, type ReadFile } from "../journal/import.js";
import { accountsIn } from "../journal/journal.js";
import { type Named, SymbolReader } from "../journal/normalise.js";
import { plansIn } from "../journal/plan-file.js";
import { type OpenedFile, readFiles } from "../journal/read-files.js";
import { addToJournal, readImports, readStored, type Stored } from "../journal/store.js";
import type { Action, Call } from "./commands.js";
import { journalBars } from "./journal-bars.js";
import { addedTo, showImport } from "./journal-shown.js";
import { knownContracts } from "./known-contracts.js";

export const journalImport: Action = async (call) => {
  const { values, signal, config } = call;
  const contracts = knownContracts(config);
  const files = await filesRead(call);
  const bars = await journalBars(contractsIn(files, contracts), call);
  const folder = values.journal;
  plansIn(folder); // a mistake in it is told while nothing has happened yet
  const terms: ImportTerms = {
    contracts,
    accounts: accountsIn(folder),
    account: values.account,
    tz: values.tz,
    acceptPartial: values.acceptPartial,
    now: Date.now(),
    barsOf: ({ month }) => (bars.isOwn(month) ? bars.of(month) : null),
  };
  const done: { imported?: Imported; before?: Stored } = {};
  const change = (stored: Stored) => {
    done.before = stored;
    done.imported = importFiles(files, stored, terms);
    return done.imported.additions.imports.length === 0 ? null : done.imported.additions;
  };
  if (values.dryRun) change(readStored(folder));
  else await addToJournal(folder, change, signal);
  const { imported, before } = done as Required<typeof done>;
  for (const { name, rejected } of imported.files) {
    for (const { line, why } of rejected.slice(0, 20)) {
      call.out.warn(`${shownText(name, 200)}:${line} left out: ${shownText(why, 600)}`);
    }
    if (rejected.length > 20) call.out.warn(`and ${rejected.length - 20} more of ${shownText(name, 200)}`);
  }
  await showImport(imported, before, addedTo(before, imported.additions), bars, terms, call);
  return EXIT.ok;
};

/** A folder is all of its files that may be exports. */
function filesIn(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const found = readdirSync(path)
    .filter((name) => /\.(csv|txt|tsv|xml|zip|gz)$/i.test(name) && !name.startsWith("."))
    .sort();
  if (found.length > 0) return found.map((name) => join(path, name));
  throw new Fault("E300", `No files of brokers in ${path}`, {
    where: path,
    expected: "files that end in .csv, .txt, .tsv, .xml, .zip or .gz",
  });
}

async function filesRead({ operands, values, signal }: Call): Promise<ReadFile[]> {
  if (operands.length === 0) {
    throw new Fault("E103", "tickproof journal import takes files of a broker", {
      found: "none",
      fix: ["tickproof journal import Fills.csv Orders.csv"],
    });
  }
  const { dateOrder, decimal, importSymbol: symbol } = values;
  const sign = decimal === null ? null : decimal === "comma" ? "," : ".";
  const hints: ReadHints = { dateOrder, decimal: sign, symbol };
  const files: OpenedFile[] = [];
  for (const path of [...new Set(operands.flatMap(filesIn))]) {
    signal.throwIfAborted();
    const file = await openBrokerFile(path);
    // The same file by two names is one file.
    if (files.some((other) => other.file.sha256 === file.sha256)) continue;
    files.push({ file, match: formatOf(file, values.importAs) });
  }
  return readFiles(files, hints, readImports(values.journal));
}

/** The contract months that the files name. */
function contractsIn(files: readonly ReadFile[], contracts: Contracts): Named[] {
  const symbols = new SymbolReader(contracts);
  const named = new Map<string, Named>();
  for (const { read } of files) {
    for (const row of read.rows) {
      if (row.kind !== "fill" && row.kind !== "order") continue;
      for (const fill of row.fills) {
        try {
          const one = symbols.read(fill.symbol, fill.time);
          named.set(one.month, one);
        } catch (error) {
          if (!(error instanceof BadRow)) throw error;
        }
      }
    }
  }
  return [...named.values()];
}
