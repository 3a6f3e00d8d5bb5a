// What does the machine half of a journal hold, and how does more get into it?

import { existsSync, readFileSync, renameSync } from "node:fs";
import { join, parse } from "node:path";
import { lockProblem, withLock } from "../catalog/lock.js";
import { Fault } from "../domain/fault.js";
import type { JournalFill, JournalLedgerLine, JournalOrder } from "../domain/journal.js";
import type { EpochMs } from "../domain/money.js";
import { writeWhole } from "./write-file.js";

/** How lines of one file fared; they add up to `lines`. */
export interface RowCounts {
  readonly lines: number;
  readonly fills: number;
  readonly orders: number;
  readonly fees: number;
  readonly nonTrades: number;
  readonly duplicates: number;
  readonly rejected: number;
}

/** One file that came in, and what was settled about it: a line of `raw/imports.jsonl`. With the files in `raw/` all else can be made again. */
export interface ImportRecord {
  /** Below `raw/`. */
  readonly file: string;
  readonly sha256: string;
  /** As it was called. */
  readonly name: string;
  readonly format: string;
  readonly version: number;
  readonly at: EpochMs;
  /** What `--account` said. */
  readonly account: string | null;
  /** Whose its rows without an account are; not there where each row names its own. */
  readonly fallback?: string;
  /** The zone of its stamps; null where they are instants. */
  readonly zone: string | null;
  /** How the clock was settled, in a sentence. */
  readonly clock: string;
  /** As its dates were read; null where it has none that could be read otherwise, whatever was said: it tells other files nothing. */
  readonly dateOrder: "mdy" | "dmy" | null;
  readonly decimal: "." | "," | null;
  /** What `--symbol` said; not there where it said nothing. */
  readonly symbol?: string;
  readonly acceptPartial: boolean;
  readonly counts: RowCounts;
}

export interface Stored {
  readonly fills: readonly JournalFill[];
  readonly orders: readonly JournalOrder[];
  readonly ledger: readonly JournalLedgerLine[];
  readonly imports: readonly ImportRecord[];
}

export const NOTHING_STORED: Stored = { fills: [], orders: [], ledger: [], imports: [] };

/** What an import adds. */
export interface Additions extends Stored {
  /** Files for `raw/` by name, byte for byte. */
  readonly raw: ReadonlyMap<string, Uint8Array>;
}

const FILES = { fills: "fills.jsonl", orders: "orders.jsonl", ledger: "ledger.jsonl" } as const;
const IMPORTS = join("raw", "imports.jsonl");

/** Nothing stored where there is no journal. @throws {Fault} E315 for a line that is none of ours */
export function readStored(folder: string): Stored {
  const imports = readImports(folder);
  const known = committedIn(folder, imports);
  const of = <T extends { readonly source: { readonly sha256: string } }>(name: string): T[] =>
    recordsIn<T>(join(folder, name))
      .map(({ record }) => record)
      .filter(known);
  return {
    fills: of<JournalFill>(FILES.fills),
    orders: of<JournalOrder>(FILES.orders),
    ledger: of<JournalLedgerLine>(FILES.ledger),
    imports,
  };
}

/** What was settled when files came in; none where there is no list. */
export const readImports = (folder: string): ImportRecord[] =>
  recordsIn<ImportRecord>(join(folder, IMPORTS)).map(({ record }) => record);

/**
 * The list of imports is written last: lines of a file that it does not name are those of an import that was interrupted, and count for
 * nothing. A journal without the list (somebody took it away) keeps all its lines.
 */
function committedIn(folder: string, imports: readonly ImportRecord[]) {
  if (!existsSync(join(folder, IMPORTS))) return () => true;
  const files = new Set(imports.map(({ sha256 }) => sha256));
  return ({ source }: { readonly source: { readonly sha256: string } }) => files.has(source.sha256);
}

interface Line<T> {
  readonly record: T;
  readonly text: string;
}

function recordsIn<T>(path: string): Line<T>[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new Fault("E315", `Cannot read ${path}`, {
      where: path,
      found: error instanceof Error ? error.message : String(error),
      fix: [`chmod u+r ${path}`],
    });
  }
  const lines = text.split("\n");
  const records: Line<T>[] = [];
  for (const [k, line] of lines.entries()) {
    if (line.trim() === "") continue;
    try {
      const record: unknown = JSON.parse(line);
      if (typeof record !== "object" || record === null) throw new SyntaxError("no object");
      records.push({ record: record as T, text: line });
    } catch {
      // A last line that was never ended was never written whole.
      if (k === lines.length - 1) break;
      throw new Fault("E315", `${path} is damaged`, {
        where: `${path}:${k + 1}:1`,
        found: "a line that is no record",
        expected: "one JSON object a line, as the import wrote it",
        why: "A fill that is missing would turn every trade after it round.",
        fix: ["tickproof journal rebuild   makes it again from raw/"],
      });
    }
  }
  return records;
}

/**
 * Changes the journal while no other process does; `change` is given what is stored then, and answers what comes on. Lines that are there
 * stay as they are. Null: nothing is to be written.
 */
export async function addToJournal(
  folder: string,
  change: (stored: Stored) => Additions | null,
  signal?: AbortSignal,
): Promise<void> {
  await lockedJournal(
    folder,
    () => {
      const additions = change(readStored(folder));
      if (additions !== null) write(folder, additions, false);
    },
    signal,
  );
}

/** Puts other lines in the place of all that can be made again from `raw/`. */
export async function replaceDerived(
  folder: string,
  change: (stored: Pick<Stored, "imports">) => Additions,
  signal?: AbortSignal,
): Promise<void> {
  await lockedJournal(
    folder,
    () => {
      write(folder, change({ imports: readImports(folder) }), true);
    },
    signal,
  );
}

/** Does something while no other process changes the journal. The lock of the catalog, and its ways with owners that are gone. */
export async function lockedJournal(folder: string, use: () => void, signal?: AbortSignal): Promise<void> {
  try {
    await withLock(folder, use, signal);
  } catch (error) {
    const problem = lockProblem(error);
    if (problem === null || !(error instanceof Fault)) throw error;
    const busy = problem === "busy";
    throw new Fault(
      "E314",
      busy ? "The journal is being changed by another process" : error.message.replace("catalog", "journal"),
      {
        ...error.detail,
        why: "Nothing was written.",
        fix: busy
          ? (error.detail.fix ?? [])
          : ["a folder that you may write to", "or another journal   --journal FOLDER"],
      },
    );
  }
}

/**
 * Files of the broker first, then what was made of them, and last the list that says so. A journal has that list before it has any line, be
 * it empty: without it nobody could tell lines that count from those of an import that was interrupted.
 */
function write(folder: string, additions: Additions, anew: boolean): void {
  if (!existsSync(join(folder, IMPORTS))) {
    if (!anew && Object.values(FILES).some((name) => existsSync(join(folder, name)))) throw listGone(folder);
    writeWhole(join(folder, IMPORTS), "");
  }
  const imports = recordsIn<ImportRecord>(join(folder, IMPORTS));
  const named = new Set(imports.map(({ record }) => record.file));
  for (const [name, bytes] of additions.raw) {
    const path = join(folder, "raw", name);
    if (existsSync(path) && !named.has(name)) setAside(path, bytes);
    if (!existsSync(path)) writeWhole(path, bytes);
  }
  const known = committedIn(
    folder,
    imports.map(({ record }) => record),
  );
  for (const key of ["orders", "ledger", "fills"] as const) {
    const path = join(folder, FILES[key]);
    const added = additions[key].map((record) => JSON.stringify(record));
    if (added.length === 0 && (!anew || !existsSync(path))) continue;
    const kept = anew
      ? []
      : recordsIn<JournalFill>(path)
          .filter(({ record }) => known(record))
          .map(({ text }) => text);
    writeWhole(path, linesOf([...kept, ...added]));
  }
  const added = additions.imports.map((record) => JSON.stringify(record));
  if (added.length > 0) {
    const kept = anew ? [] : imports.map(({ text }) => text);
    writeWhole(join(folder, IMPORTS), linesOf([...kept, ...added]));
  }
}

/** What the list does not name was left behind by an import that died, or by a person: other bytes go under another name, and stay. */
function setAside(path: string, bytes: Uint8Array): void {
  if (readFileSync(path).equals(bytes)) return;
  const { dir, name, ext } = parse(path);
  for (let k = 2; ; k++) {
    const free = join(dir, `${name}-${k}${ext}`);
    if (existsSync(free)) continue;
    renameSync(path, free);
    return;
  }
}

const listGone = (folder: string): Fault =>
  new Fault("E315", `${join(folder, IMPORTS)} is gone`, {
    where: join(folder, IMPORTS),
    expected: "the list of what was imported",
    why: "Nothing was written: beside a new list the lines that are there would count for nothing.",
    fix: ["restore it from a backup", "tickproof journal rebuild   makes it again from raw/"],
  });

const linesOf = (lines: readonly string[]): string => (lines.length === 0 ? "" : `${lines.join("\n")}\n`);
