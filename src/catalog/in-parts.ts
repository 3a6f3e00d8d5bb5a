// How is a file imported that is larger than the memory should be?

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Memory } from "../bars/columns.js";
import type { DataSource } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import {
  addedFindings,
  addedRepairs,
  addedRows,
  type Findings,
  NO_FINDINGS,
  NO_REPAIRS,
  type Repairs,
} from "../domain/findings.js";
import { accountNote, findingNotes, repairNotes } from "../importer/notes.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { sniff } from "../importer/sniff.js";
import { openSource, sampleOf, textOf } from "../importer/source-file.js";
import { calendarNote } from "../instrument/calendar.js";
import { codeOf, discard, unwritable } from "./faults.js";
import { PREFIX } from "./left-parts.js";
import { beganAt } from "./lock.js";
import { openStored, type StoredFile } from "./read-stored.js";
import { BarsWriter } from "./write-bars.js";

/** Text that is read at once: about 300,000 bars. */
const PART_BYTES = 16 << 20;
/** What a packed file of that much text has at the least. */
const PACKED_SHARE = 12;
const SAMPLE_BYTES = 1 << 16;

/** Bars of a file that wait on the disk, in rising order from part to part. */
export interface Parts {
  readonly source: DataSource;
  readonly files: readonly StoredFile[];
  /** Takes them off the disk. */
  readonly remove: () => void;
}

/**
 * Reads a large file portion by portion, each as if it were a file with the header of the whole, into Parquet files beside the
 * catalog: the memory that it takes does not grow with the file. Null where the file has to be read at once: it is small, or one
 * of its portions does not tell by itself what the others tell (a zone, the order of dates), or is not behind the one
 * before it, or has a fault. Reading it at once then answers for the whole file, or says what is wrong, by its lines.
 */
export async function readInParts(
  path: string,
  options: ReadOptions,
  folder: string,
  partBytes = PART_BYTES,
): Promise<Parts | null> {
  const file = await openSource(path, options.contract ?? null);
  const { kind } = file.packing;
  // What is taken out of an archive is told by its name there; longer bars are made of bars that belong together.
  if (kind === "zip" || file.form !== "text" || options.resample !== undefined) return null;
  const packed = kind === "none" ? 1 : PACKED_SHARE;
  if (file.bytes * packed <= partBytes) return null;
  const { signal } = options;
  const dialect = sniff(file, await sampleOf(file, SAMPLE_BYTES, { signal }));
  if (dialect.newline === "\r") return null;

  const place = join(folder, `${PREFIX}${process.pid}-${beganAt(process.pid)}`);
  const remove = () => rmSync(place, { recursive: true, force: true });
  const portion = join(place, file.name.replace(/\.(gz|zst)$/i, ""));
  const { onProgress: _each, ...reading } = options;
  const sources: DataSource[] = [];
  const files: StoredFile[] = [];
  const memory = oneBuffer();
  let sha256 = "";
  const take = async (text: Buffer): Promise<boolean> => {
    writeFileSync(portion, text);
    const { bars, source } = await readBars(portion, { ...reading, memory });
    discard(portion);
    const last = sources.at(-1);
    if (last !== undefined && !(goesOn(last, source) && zoneOf(last) === zoneOf(source))) return false;
    sources.push(source);
    const stored = join(place, `${files.length}.parquet`);
    const writer = new BarsWriter(stored, source.hasVolume);
    try {
      writer.add(bars);
      writer.finish(() => "{}");
    } finally {
      writer.abandon();
    }
    files.push(openStored(stored));
    return true;
  };
  let isWhole = false;
  try {
    mkdirSync(place, { recursive: true });
    const hooks = { signal, onProgress: options.onProgress, onSha256: (hash: string) => (sha256 = hash) };
    isWhole = await eachPortion(textOf(file, hooks), dialect.startByte, partBytes, take);
  } catch (error) {
    // A fault of the file is told by whoever reads it at once; a full disk is ours to tell.
    if (!(error instanceof Fault)) throw codeOf(error)?.startsWith("E") ? unwritable(folder, error) : error;
  } finally {
    if (!isWhole) remove();
  }
  if (!isWhole || sources.length === 0) return null;
  return { source: { ...joined(sources, file.name, options.instrument), sha256 }, files, remove };
}

/** The same memory for all bars that are read: those of one file or part are done with when the next is read. */
export function oneBuffer(): Memory {
  let buffer = new SharedArrayBuffer(0);
  return (bytes) => {
    if (buffer.byteLength < bytes) buffer = new SharedArrayBuffer(Math.ceil(bytes * 1.1));
    return buffer;
  };
}

/** Whole lines, each portion below the lines above the first bar; false as soon as `take` says so. */
async function eachPortion(
  text: AsyncIterable<Buffer>,
  startByte: number,
  partBytes: number,
  take: (portion: Buffer) => Promise<boolean>,
): Promise<boolean> {
  let head: Buffer | null = null;
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of text) {
    // What the generator gives may be written over by its next piece.
    held.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (head === null && bytes >= startByte) {
      const all = Buffer.concat(held);
      head = all.subarray(0, startByte);
      held = [all.subarray(startByte)];
      bytes = all.length - startByte;
    }
    if (head === null || bytes < partBytes) continue;
    const all = Buffer.concat([head, ...held]);
    const end = all.lastIndexOf(10) + 1;
    if (end <= head.length) return false;
    if (!(await take(all.subarray(0, end)))) return false;
    held = [Buffer.from(all.subarray(end))];
    bytes = all.length - end;
  }
  return bytes === 0 || head === null || take(Buffer.concat([head, ...held]));
}

/** Bars of the same kind, behind those before. */
const goesOn = (last: DataSource, next: DataSource): boolean =>
  next.from > last.to &&
  next.timeframeMs === last.timeframeMs &&
  next.hasVolume === last.hasVolume &&
  next.synthetic === last.synthetic;

/** What was said of the time of its stamps, apart from examples and scores. */
const zoneOf = ({ notes }: DataSource): string =>
  notes
    .filter((note) => note.startsWith("Time: "))
    .map((note) => note.replace(/"[^"]*"/g, "").replace(/by the session's breaks.*/, ""))
    .join();

/** One account of all parts, as if the file had been read at once. */
function joined(parts: readonly DataSource[], file: string, { contract }: Instrument): DataSource {
  const [first] = parts as [DataSource];
  const last = parts.at(-1)!;
  const above = parts.map((_, k) => parts.slice(0, k).reduce((sum, part) => sum + linesOf(part), 0));
  const repairs = addedRepairs(parts.map((part, k) => movedRepairs(part.repairs, above[k]!, file)));
  const findings = addedFindings(parts.map((part, k) => movedFindings(part.findings, above[k]!, file)));
  const rows = addedRows(parts.flatMap((part) => part.rows ?? []));
  const calendar = calendarNote(contract.session, first.firstDay, last.lastDay);
  return {
    ...first,
    file,
    to: last.to,
    lastDay: last.lastDay,
    bars: parts.reduce((sum, { bars }) => sum + bars, 0),
    rows,
    repairs,
    findings,
    notes: [
      `Read in ${parts.length} parts.`,
      ...joinedNotes(parts, (part) => [
        part.rows === undefined ? null : accountNote(part.rows),
        calendarNote(contract.session, part.firstDay, part.lastDay),
        ...findingNotes(part.findings ?? NO_FINDINGS),
        ...repairNotes(part.repairs ?? NO_REPAIRS),
      ]),
      accountNote(rows),
      ...repairNotes(repairs),
      ...findingNotes(findings),
      ...(calendar === null ? [] : [calendar]),
    ],
  };
}

/** A sentence with other figures in each part is told for the first, with how many parts have one like it. */
function joinedNotes(parts: readonly DataSource[], told: (part: DataSource) => (string | null)[]): string[] {
  const kinds = new Map<string, { part: number; note: string; parts: number }>();
  for (const [k, part] of parts.entries()) {
    for (const note of part.notes.filter((one) => !told(part).includes(one))) {
      const isTime = note.startsWith("Time: ");
      const kind = isTime ? "Time" : note.replace(/\d[\w,.:-]*/g, "#").replace(/# (\w+?)s? /, "# $1 ");
      const seen = kinds.get(kind);
      if (seen) kinds.set(kind, { ...seen, parts: seen.parts + 1 });
      else kinds.set(kind, { part: k + 1, note, parts: 1 });
    }
  }
  return [...kinds].map(([kind, { part, note, parts: alike }]) => {
    const isCommon = kind === "Time" || parts.every(({ notes }) => notes.includes(note));
    if (isCommon) return note;
    const others = alike === 1 ? "" : ` (Like it in ${alike - 1} other parts.)`;
    return `Part ${part} of ${parts.length}: ${note}${others}`;
  });
}

const linesOf = ({ rows, bars }: DataSource): number => rows?.read ?? bars;

/** Lines of a part are so many lines further down in the file. */
const movedRepairs = (repairs: Repairs = NO_REPAIRS, above: number, file: string): Repairs => ({
  ...repairs,
  listed: repairs.listed.map((one) => ({ ...one, file, line: one.line + above })),
});

const movedFindings = (findings: Findings = NO_FINDINGS, above: number, file: string): Findings => ({
  ...findings,
  listed: findings.listed.map((one) => ({ ...one, file, line: one.line === null ? null : one.line + above })),
});
