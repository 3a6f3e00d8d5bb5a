// How do the bytes of a file reach us, checked and counted?

import { isAscii, isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { didYouMean, Fault } from "../domain/fault.js";
import { beginsAsDbn, rowsOfDbn } from "./dbn.js";
import { binaryFault, damagedGzip, emptyFile } from "./file-faults.js";
import { beginsAsRows, rowsOfJson } from "./json-rows.js";
import { type Packing, packingOf, unpacked } from "./packing.js";

/** A file that exists, is readable and is not empty. */
export interface SourceFile {
  /** As the user gave it. */
  readonly path: string;
  /** Without folders: what reports may show. */
  readonly name: string;
  readonly bytes: number;
  readonly packing: Packing;
  /** What is unpacked: text as it is, or a JSON list of lists or the records of DBN, both of which are read as lines. */
  readonly form: "text" | "json" | "dbn";
}

export interface ReadHooks {
  readonly onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called once with the SHA-256 of the raw bytes, in hex, when all of them were read. */
  readonly onSha256?: (sha256: string) => void;
}

const CHUNK = 1 << 18;

/**
 * Faults: E300 no such file, E301 not a file, E302 not readable, E303 empty, and those of `packingOf`; of an archive with
 * several files the one named for `contract` is opened.
 */
export async function openSource(path: string, contract: string | null = null): Promise<SourceFile> {
  let found: Stats;
  try {
    found = await stat(path);
  } catch (error) {
    throw await missingFile(path, error);
  }
  if (!found.isFile()) {
    throw new Fault("E301", `${path} is ${found.isDirectory() ? "a folder" : "not a regular file"}`, {
      where: path,
      expected: "a CSV file of bars (it is read twice, so a pipe will not do)",
      fix: [found.isDirectory() ? `--data ${join(path, "FILE.csv")}` : "write it to a file first"],
    });
  }
  if (found.size === 0) throw emptyFile(path);
  let head: Buffer;
  try {
    const file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0).finally(() => file.close());
    head = buffer.subarray(0, bytesRead);
  } catch (error) {
    throw readFault(path, error);
  }
  const packing = await packingOf(path, head, contract);
  const file = { path, name: basename(path), bytes: found.size, packing, form: "text" } as const;
  return { ...file, form: await formOf(file) };
}

/** A damaged file is taken for text: whoever reads it whole says what is wrong with it. */
async function formOf(file: SourceFile): Promise<SourceFile["form"]> {
  try {
    for await (const piece of unpacked(file.path, file.packing, CHUNK, () => {})) {
      if (piece.length > 0 && beginsAsDbn(piece)) return "dbn";
      if (piece.length > 0) return beginsAsRows(piece.toString("latin1", 0, 64)) ? "json" : "text";
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
  }
  return "text";
}

/**
 * The text of the file, unzipped, in pieces that end anywhere. Every piece is checked to be UTF-8 without NUL
 * bytes (E305), what is packed for damage (E306). Stops when the caller does; AbortError when the signal says so.
 */
export async function* textOf(file: SourceFile, hooks: ReadHooks = {}): AsyncGenerator<Buffer, void, void> {
  const hash = hooks.onSha256 ? createHash("sha256") : null;
  let bytesRead = 0;
  const raw = (chunk: Buffer) => {
    bytesRead += chunk.length;
    hash?.update(chunk);
    hooks.onProgress?.(bytesRead, file.bytes);
  };
  const check = textCheck();
  const rows = file.form === "json" ? rowsOfJson() : null;
  const records = file.form === "dbn" ? rowsOfDbn(file.path) : null;
  try {
    for await (const chunk of unpacked(file.path, file.packing, CHUNK, raw)) {
      hooks.signal?.throwIfAborted();
      if (records !== null) {
        yield records(chunk);
        continue;
      }
      const bad = check(chunk);
      if (bad >= 0) throw await binaryAt(file, bad);
      yield rows === null ? chunk : rows(chunk);
    }
    records?.(null);
    const bad = check(null);
    if (bad >= 0) throw await binaryAt(file, bad);
    if (hash) hooks.onSha256?.(hash.digest("hex"));
  } catch (error) {
    if (error instanceof Fault || hooks.signal?.aborted) throw error;
    throw isZlibError(error) ? damagedGzip(file.path, error.message) : readFault(file.path, error);
  }
}

/** The first `limit` bytes of text, unchecked beyond them. */
export async function sampleOf(file: SourceFile, limit: number, hooks: ReadHooks): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of textOf(file, hooks)) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(parts);
}

/** Longer lines are cut: a damaged file may be one line from end to end. */
const LONGEST_LINE = 4096;

/** The text of some lines, counted from 1, for the excerpt of a fault. A lone CR also ends a line in `cr` files. */
export async function linesOf(
  file: SourceFile,
  wanted: ReadonlySet<number>,
  newline: "\n" | "\r" = "\n",
): Promise<Map<number, string>> {
  const lines = new Map<number, string>();
  const end = newline.charCodeAt(0);
  const last = Math.max(...wanted);
  let line = 1;
  let parts: Buffer[] = [];
  const close = () => {
    if (wanted.has(line)) {
      const text = Buffer.concat(parts).subarray(0, LONGEST_LINE).toString("utf8");
      lines.set(line, text.replace(/\r$/, "").replace(/^\ufeff/, ""));
    }
    parts = [];
  };
  for await (const chunk of textOf(file)) {
    let from = 0;
    for (let at = chunk.indexOf(end); at >= 0 && line <= last; at = chunk.indexOf(end, from)) {
      if (wanted.has(line)) parts.push(chunk.subarray(from, at));
      close();
      from = at + 1;
      line++;
    }
    if (line > last) break;
    if (wanted.has(line)) parts.push(chunk.subarray(from));
  }
  if (line <= last) close();
  return lines;
}

/**
 * Offset of the first byte that no text has, or -1; to be called with each piece in turn, and with null at the
 * end. A character may be cut in two between pieces, so the bytes of an unfinished one wait for the next piece.
 */
function textCheck(): (chunk: Buffer | null) => number {
  let offset = 0;
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    if (chunk === null) return held.length > 0 ? offset - held.length : -1;
    const nul = chunk.indexOf(0);
    if (nul >= 0) return offset + nul;
    if (held.length > 0 || !isAscii(chunk)) {
      const whole = Buffer.concat([held, chunk]);
      const cut = unfinished(whole);
      const known = whole.subarray(0, whole.length - cut);
      if (!isUtf8(known)) return offset - held.length + firstBadByte(known);
      held = Buffer.from(whole.subarray(whole.length - cut));
    }
    offset += chunk.length;
    return -1;
  };
}

/** How many bytes at the end begin a character that is not complete: 0 to 3. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Where the longest valid beginning ends, by bisection: only asked for when there is a fault. */
function firstBadByte(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const cut = unfinished(bytes.subarray(0, middle));
    if (isUtf8(bytes.subarray(0, middle - cut))) low = middle;
    else high = middle - 1;
  }
  return low - unfinished(bytes.subarray(0, low));
}

/** E305 with the line that the byte stands in. */
async function binaryAt(file: SourceFile, offset: number): Promise<Fault> {
  let line = 1;
  let seen = 0;
  let byte = -1;
  let start: Buffer | null = null;
  for await (const piece of unpacked(file.path, file.packing, CHUNK, () => {})) {
    start ??= piece.subarray(0, 16);
    const end = Math.min(piece.length, offset - seen);
    for (let at = piece.indexOf(10); at >= 0 && at < end; at = piece.indexOf(10, at + 1)) line++;
    if (end < piece.length) {
      byte = piece[end];
      break;
    }
    seen += piece.length;
  }
  return binaryFault(file.path, start ?? Buffer.alloc(0), line, byte);
}

async function missingFile(path: string, error: unknown): Promise<Fault> {
  if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") return readFault(path, error);
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => null);
  if (names === null) {
    return new Fault("E300", `No such file: ${path}`, {
      where: path,
      found: `the folder ${folder} does not exist either`,
      fix: ["--data FILE.csv"],
    });
  }
  const near = didYouMean(basename(path), names);
  const tables = names.filter((name) => /\.(csv|txt)(\.gz)?$/i.test(name)).slice(0, 5);
  return new Fault("E300", `No such file: ${path}`, {
    where: path,
    ...(tables.length > 0 ? { found: `in ${folder}: ${tables.join(", ")}` } : {}),
    fix: [near === undefined ? "--data FILE.csv" : `did you mean   --data ${join(folder, near)}`],
  });
}

function readFault(path: string, error: unknown): Fault {
  const code = codeOf(error);
  const denied = code === "EACCES" || code === "EPERM";
  return new Fault("E302", `Cannot read ${path}: ${denied ? "permission denied" : (code ?? String(error))}`, {
    where: path,
    fix: [denied ? `chmod u+r ${path}` : "check that the disk is there and the file is still in its place"],
  });
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

const isZlibError = (error: unknown): error is Error => /^Z_/.test(codeOf(error) ?? "");
