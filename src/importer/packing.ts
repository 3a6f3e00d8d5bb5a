// In what is the text of a file packed?

import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Fault } from "../domain/fault.js";
import { damagedZip, emptyArchive, manyMembers, spreadsheet } from "./file-faults.js";
import { unpackedZstd } from "./zstd.js";

export type Packing =
  | { readonly kind: "none" }
  | { readonly kind: "gzip" }
  | { readonly kind: "zstd" }
  /** One member of an archive; `chosen` where it was taken by the name of its contract. */
  | { readonly kind: "zip"; readonly member: string; readonly bytes: number; readonly chosen: boolean };

/**
 * Told by the first bytes. Of an archive with several members the one that is named for `contract` is taken. Faults: E305 a
 * spreadsheet, E306 a damaged or locked archive, E343 several members and none chosen, E304 none at all.
 */
export async function packingOf(path: string, head: Buffer, contract: string | null): Promise<Packing> {
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: "gzip" };
  if (head.toString("hex") === "28b52ffd" || /^5.2a4d18$/.test(head.toString("hex"))) return { kind: "zstd" };
  if (head.subarray(0, 4).toString("latin1") !== "PK\u0003\u0004") return { kind: "none" };
  const members = await membersOf(path);
  if (members.some(({ name }) => name === "[Content_Types].xml")) throw spreadsheet(path);
  if (members.length === 0) throw emptyArchive(path);
  const named = contract === null ? [] : members.filter(({ name }) => isNamedFor(name, contract));
  const [member] = named.length === 1 ? named : members;
  if (named.length !== 1 && members.length > 1) {
    throw manyMembers(
      path,
      members.map(({ name }) => name),
      contract,
    );
  }
  if (member!.locked) throw damagedZip(path, `${member!.name} is encrypted`);
  return { kind: "zip", member: member!.name, bytes: member!.bytes, chosen: named.length === 1 };
}

/** "20131218_es_minute_trade_201312.csv" is named for "201312", for "ES201312", and for itself. */
function isNamedFor(name: string, contract: string): boolean {
  const wanted = contract.toLowerCase();
  const stem = (name.split("/").at(-1) ?? name).toLowerCase().replace(/\.[a-z.]+$/, "");
  const month = /^[a-z]+(\d{6,8})$/.exec(wanted)?.[1] ?? wanted;
  return name.toLowerCase() === wanted || stem === wanted || stem.split("_").includes(month);
}

/** Names of the files in an archive; none where the file is no archive. */
export async function archived(path: string, head: Buffer): Promise<string[]> {
  if (head.subarray(0, 4).toString("latin1") !== "PK\u0003\u0004") return [];
  return (await membersOf(path)).map(({ name }) => name);
}

interface Member {
  readonly name: string;
  readonly bytes: number;
  readonly locked: boolean;
}

async function membersOf(path: string): Promise<Member[]> {
  const members: Member[] = [];
  await withArchive(path, async (zip) => {
    for await (const entry of entriesOf(zip)) {
      const { fileName, uncompressedSize, generalPurposeBitFlag } = entry;
      const hidden = fileName.endsWith("/") || fileName.startsWith("__MACOSX/") || /(^|\/)\./.test(fileName);
      if (!hidden)
        members.push({ name: fileName, bytes: uncompressedSize, locked: (generalPurposeBitFlag & 1) === 1 });
    }
  });
  return members;
}

/** The bytes of the packed text, as they come; the caller hears of raw ones through `raw` and sees to what breaks. */
export async function* unpacked(
  path: string,
  packing: Packing,
  chunk: number,
  raw: (bytes: Buffer) => void,
): AsyncGenerator<Buffer, void, void> {
  if (packing.kind === "zip" || packing.kind === "zstd") {
    // These are read in places of their own; what is hashed is the whole file.
    for await (const bytes of createReadStream(path, { highWaterMark: chunk })) raw(bytes as Buffer);
    yield* packing.kind === "zip" ? memberBytes(path, packing.member) : unpackedZstd(path, chunk);
    return;
  }
  const source = createReadStream(path, { highWaterMark: chunk });
  const gunzip = packing.kind === "gzip" ? createGunzip({ chunkSize: chunk }) : null;
  if (gunzip) {
    source.on("data", (bytes) => raw(bytes as Buffer));
    source.on("error", (error) => gunzip.destroy(error)).pipe(gunzip);
  }
  try {
    for await (const bytes of gunzip ?? source) {
      if (!gunzip) raw(bytes as Buffer);
      yield bytes as Buffer;
    }
  } finally {
    source.destroy();
    gunzip?.destroy();
  }
}

async function* memberBytes(path: string, member: string): AsyncGenerator<Buffer, void, void> {
  const zip = await openArchive(path);
  let stream: Readable | null = null;
  try {
    for await (const entry of entriesOf(zip)) {
      if (entry.fileName !== member) continue;
      stream = await new Promise<Readable>((resolve, reject) =>
        zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
      );
      for await (const bytes of stream) yield bytes as Buffer;
      return;
    }
    throw new Error(`${member} is gone from the archive`);
  } catch (error) {
    throw zipFault(path, error);
  } finally {
    stream?.destroy();
    zip.close();
  }
}

type Archive = import("yauzl").ZipFile;
type Entry = import("yauzl").Entry;

/** yauzl is loaded only for those who have archives. Entries come one by one, so that a walk can stop at its member. */
async function openArchive(path: string): Promise<Archive> {
  const { open } = (await import("yauzl")).default;
  return new Promise((resolve, reject) =>
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(zipFault(path, error)) : resolve(zip),
    ),
  );
}

async function withArchive(path: string, work: (zip: Archive) => Promise<void>): Promise<void> {
  const zip = await openArchive(path);
  try {
    await work(zip);
  } catch (error) {
    throw zipFault(path, error);
  } finally {
    zip.close();
  }
}

async function* entriesOf(zip: Archive): AsyncGenerator<Entry, void, void> {
  for (;;) {
    const entry = await new Promise<Entry | null>((resolve, reject) => {
      const done = (settle: () => void) => {
        zip.removeAllListeners("entry").removeAllListeners("end").removeAllListeners("error");
        settle();
      };
      zip.once("entry", (found: Entry) => done(() => resolve(found)));
      zip.once("end", () => done(() => resolve(null)));
      zip.once("error", (error: Error) => done(() => reject(error)));
      zip.readEntry();
    });
    if (entry === null) return;
    yield entry;
  }
}

const zipFault = (path: string, error: unknown): Error => {
  if (error instanceof Fault) return error;
  const { message } = error as Error;
  return damagedZip(path, message);
};
