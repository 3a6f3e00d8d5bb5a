// Was this file of bars read before, in this very way?

import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readv,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writevSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { BAR_COLUMNS, createBars } from "../bars/columns.js";
import type { Bars, DataSource, Series } from "../domain/bars.js";
import type { ReadOptions } from "../importer/read-options.js";
import { discard } from "./faults.js";

/** Raised when what is kept means something else. */
const FORMAT = 1;
/** Of all files that are kept; those that were not used for the longest time go. Some fifteen million bars. */
const MOST_BYTES = 2 ** 30;
/**
 * A file that was changed so shortly before it was read may have been changed once more within the same tick of the file system's
 * clock. Two seconds is that of FAT, the coarsest there is.
 */
const SETTLED_MS = 2_000;

/** No draft is at work for longer. */
const LONGEST_WRITE_MS = 3_600_000;

/** Where files are kept, how much room there is for them, and what time it is. */
export interface Keeping {
  readonly folder: string;
  readonly now: () => number;
  readonly mostBytes?: number;
}

/** What is known of a kept file, apart from its bars. */
interface Record {
  readonly source: DataSource;
  readonly length: number;
  /** CRC-32 of each column, in their order. */
  readonly checks: readonly number[];
  /** True once the file had been left alone for long enough that its stamp tells every change. */
  readonly settled: boolean;
}

/**
 * What `read` makes of a file, or made of it before: bars, provenance, findings and notes are the same. A file is known by path, size, inode and the times of
 * its last change, and only for the same reading options, contract, calendar, release and time zone rules. What is kept is
 * checked, and where it is damaged, or anything is in doubt, the file is read.
 */
export async function keptOr(
  path: string,
  options: ReadOptions,
  keeping: Keeping,
  read: () => Promise<Series>,
): Promise<Series> {
  const before = nameOf(path, options);
  if (before === null) return read();
  const known = await kept(join(keeping.folder, before), path, keeping);
  if (known !== null) return known;
  const series = await read();
  // Whoever wrote to it meanwhile would find the bars of one state under the name of another.
  if (nameOf(path, options) === before) keep(join(keeping.folder, before), path, series, keeping);
  return series;
}

/** The same for whoever would rather not have the file read now: null where it was not read before. */
export async function keptOnly(path: string, options: ReadOptions, keeping: Keeping): Promise<Series | null> {
  const name = nameOf(path, options);
  return name === null ? null : kept(join(keeping.folder, name), path, keeping);
}

/** The whole of what decides how a file is read, as a name; null for what is no file. */
function nameOf(path: string, { instrument, ...rest }: ReadOptions): string | null {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    if (!statSync(path).isFile()) return null;
    const { signal, onProgress, memory, ...reading } = rest;
    const facts = [
      FORMAT,
      INSTALLED,
      process.versions.tz,
      process.versions.icu,
      realpathSync(path),
      path,
      ...[dev, ino, size, mtimeNs, ctimeNs].map(String),
      Object.entries(reading).sort(),
      instrument.contract,
    ];
    return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
  } catch {
    return null;
  }
}

/** Which build of the importer and its calendars is at work: the file in which it lies, and when it was made. */
const INSTALLED = (() => {
  const file = fileURLToPath(import.meta.url);
  const { size, mtimeMs } = statSync(file);
  return [file, size, mtimeMs];
})();

const barsAt = (place: string): string => `${place}.bars`;
const recordAt = (place: string): string => `${place}.json`;

async function kept(place: string, path: string, { now }: Keeping): Promise<Series | null> {
  try {
    const record = JSON.parse(readFileSync(recordAt(place), "utf8")) as Record;
    const isOld = now() - statSync(path).mtimeMs > SETTLED_MS;
    if (!record.settled && (await hashOf(path)) !== record.source.sha256) return null;
    const bars = await readColumns(barsAt(place), record);
    if (bars === null) return null;
    if (!record.settled && isOld) writeRecord(place, { ...record, settled: true });
    else utimesSync(recordAt(place), now() / 1000, now() / 1000);
    return { bars, source: record.source };
  } catch {
    return null;
  }
}

const readAside = promisify(readv);

/** While one column is held against its checksum, the system reads the next. */
async function readColumns(file: string, { length, checks }: Record): Promise<Bars | null> {
  const bars = createBars(length);
  const columns = bytesOf(bars);
  const total = columns.reduce((sum, { length: bytes }) => sum + bytes, 0);
  if (statSync(file).size !== total) return null;
  const handle = openSync(file, "r");
  let whole = true;
  try {
    let at = 0;
    const reading = columns.map((column) => {
      const from = at;
      at += column.length;
      return async () => fill(handle, column, from);
    });
    let coming = reading[0]!();
    for (let k = 0; k < columns.length; k++) {
      await coming;
      coming = reading[k + 1]?.() ?? Promise.resolve();
      whole &&= crc32(columns[k]!) === checks[k];
    }
  } finally {
    closeSync(handle);
  }
  return whole ? bars : null;
}

/** One call takes at most 2 GB, and may take less than it was asked for. */
async function fill(handle: number, column: Uint8Array, from: number): Promise<void> {
  for (let done = 0; done < column.length; ) {
    const { bytesRead } = await readAside(handle, [column.subarray(done, done + PIECE)], from + done);
    if (bytesRead === 0) throw new Error("the file ends too early");
    done += bytesRead;
  }
}

const PIECE = 1 << 30;

function keep(place: string, path: string, { bars, source }: Series, keeping: Keeping): void {
  const columns = bytesOf(bars);
  const bytes = columns.reduce((sum, { length }) => sum + length, 0);
  const most = keeping.mostBytes ?? MOST_BYTES;
  if (bytes > most) return;
  const draft = `${barsAt(place)}.${process.pid}.tmp`;
  try {
    mkdirSync(keeping.folder, { recursive: true, mode: 0o700 });
    makeRoom(keeping, most - bytes);
    const handle = openSync(draft, "wx", 0o600);
    try {
      for (const column of columns) {
        for (let done = 0; done < column.length; )
          done += writevSync(handle, [column.subarray(done, done + PIECE)]);
      }
    } finally {
      closeSync(handle);
    }
    renameSync(draft, barsAt(place));
    const settled = keeping.now() - statSync(path).mtimeMs > SETTLED_MS;
    writeRecord(place, {
      source,
      length: bars.length,
      checks: columns.map((column) => crc32(column)),
      settled,
    });
  } catch {
    // Keeping only saves reading again: a full disk or a folder that may not be written is no fault of this run.
    discard(draft);
  }
}

function writeRecord(place: string, record: Record): void {
  const draft = `${recordAt(place)}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, recordAt(place));
}

/** Takes what was used longest ago until the rest is no more than so many bytes, and what killed processes left behind. */
function makeRoom({ folder, now }: Keeping, most: number): void {
  const names = readdirSync(folder);
  for (const name of names.filter((one) => one.endsWith(".tmp"))) {
    const draft = join(folder, name);
    if (now() - (statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LONGEST_WRITE_MS) discard(draft);
  }
  const files = names
    .filter((name) => name.endsWith(".bars"))
    .map((name) => {
      const place = join(folder, name.slice(0, -".bars".length));
      const used = statSync(recordAt(place), { throwIfNoEntry: false })?.mtimeMs ?? 0;
      return { place, used, bytes: statSync(barsAt(place), { throwIfNoEntry: false })?.size ?? 0 };
    })
    .sort((a, b) => b.used - a.used);
  let room = most;
  for (const { place, bytes } of files) {
    room -= bytes;
    if (room >= 0) continue;
    rmSync(recordAt(place), { force: true });
    rmSync(barsAt(place), { force: true });
  }
}

const bytesOf = (bars: Bars): Uint8Array[] =>
  BAR_COLUMNS.map((name) => {
    const { buffer, byteOffset, byteLength } = bars[name];
    return new Uint8Array(buffer, byteOffset, byteLength);
  });

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
