// Is all that was derived the same, made again from the brokers' files?

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "../domain/fault.js";
import { formatOf } from "../importer/broker/all.js";
import { brokerFileOf } from "../importer/broker/open-file.js";
import { type FileAccount, type ImportTerms, importFiles, type ReadFile } from "./import.js";
import { type OpenedFile, readFiles } from "./read-files.js";
import { type Additions, type ImportRecord, NOTHING_STORED, type Stored } from "./store.js";

export interface Rebuilt {
  readonly files: readonly FileAccount[];
  readonly additions: Additions;
}

/** Files that came together, with what was settled about them. */
interface Batch {
  readonly record: Pick<ImportRecord, "at" | "account" | "acceptPartial">;
  readonly files: readonly ReadFile[];
  /** By file: what was found then. */
  readonly settled: ReadonlyMap<string, ImportRecord>;
}

type Fixed = Omit<ImportTerms, "account" | "tz" | "acceptPartial" | "now">;

/**
 * Every import once more, in the order and with the decisions of `raw/imports.jsonl`. Without that list the files of `raw/` are taken in the
 * order of their names, by what they tell themselves. @throws {Fault} E315 for a file that is gone or is not what came then
 */
export async function rebuilt(
  folder: string,
  imports: readonly ImportRecord[],
  terms: Fixed & Pick<ImportTerms, "tz" | "account" | "acceptPartial" | "now">,
): Promise<Rebuilt> {
  const batches = imports.length > 0 ? await recorded(folder, imports) : await unrecorded(folder, terms);
  let stored: Stored = NOTHING_STORED;
  const raw = new Map<string, Uint8Array>();
  const files: FileAccount[] = [];
  for (const { record, files: read, settled } of batches) {
    const { at, account, acceptPartial } = record;
    const done = importFiles(read, stored, {
      ...terms,
      account,
      acceptPartial,
      now: at,
      settled,
    });
    const { fills, orders, ledger, imports: records } = done.additions;
    stored = {
      fills: [...stored.fills, ...fills],
      orders: [...stored.orders, ...orders],
      ledger: [...stored.ledger, ...ledger],
      imports: [...stored.imports, ...records],
    };
    files.push(...done.files);
    // Without the list a file may get another name than it has there.
    if (imports.length === 0) for (const [name, bytes] of done.additions.raw) raw.set(name, bytes);
  }
  return { files, additions: { ...stored, raw } };
}

async function recorded(folder: string, imports: readonly ImportRecord[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let k = 0; k < imports.length; ) {
    const first = imports[k]!;
    let end = k;
    while (end < imports.length && imports[end]!.at === first.at) end++;
    const together = imports.slice(k, end);
    const files: ReadFile[] = [];
    for (const record of together) files.push(await readAgain(folder, record));
    batches.push({ record: first, files, settled: new Map(together.map((one) => [one.sha256, one])) });
    k = end;
  }
  return batches;
}

async function readAgain(folder: string, record: ImportRecord): Promise<ReadFile> {
  const path = join(folder, "raw", record.file);
  const file = await openRaw(path, record.name);
  if (file.sha256 !== record.sha256) {
    throw new Fault("E315", `${path} is not the file that was imported`, {
      where: path,
      found: `SHA-256 ${file.sha256.slice(0, 12)}…`,
      expected: `${record.sha256.slice(0, 12)}…`,
      why: "Files in raw/ are kept byte for byte: all else is made of them.",
      fix: ["restore it from a backup", "or import the broker's file again"],
    });
  }
  const { dateOrder, decimal, symbol = null } = record;
  const hints = { dateOrder, decimal, symbol };
  const match = formatOf(file, record.format);
  return { file, match, hints, read: match.format.read(file, match.found, hints) };
}

async function unrecorded(
  folder: string,
  { account, acceptPartial, now }: Pick<ImportTerms, "account" | "acceptPartial" | "now">,
): Promise<Batch[]> {
  const opened: OpenedFile[] = [];
  for (const name of namesIn(join(folder, "raw"))) {
    const file = await openRaw(join(folder, "raw", name), name);
    opened.push({ file, match: formatOf(file, null) });
  }
  const files = readFiles(opened, { dateOrder: null, decimal: null }, []);
  const batch = { record: { at: now, account, acceptPartial }, files, settled: new Map() };
  return files.length === 0 ? [] : [batch];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith(".") && !name.endsWith(".jsonl") && !name.endsWith(".tmp"))
      .sort();
  } catch {
    return [];
  }
}

async function openRaw(path: string, name: string) {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Fault("E315", `${path} is gone`, {
      where: path,
      found: error instanceof Error ? error.message : String(error),
      expected: "the broker's file, byte for byte as it was imported",
      fix: ["restore it from a backup", "or import the broker's file again"],
    });
  }
  return brokerFileOf(path, name, bytes);
}
