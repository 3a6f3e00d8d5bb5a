// What text does a zstd file hold, and is it whole?

import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { damagedZstd } from "./file-faults.js";

const MAGIC = 0xfd2fb528;
/** Frames of this kind hold notes of programs and no text (RFC 8878, 3.1.2). */
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5;
const SIZE_OF_CONTENT = [0, 2, 4, 8] as const;
const SIZE_OF_DICTIONARY = [0, 1, 2, 4] as const;
const REPEATED = 1;
/** What unpacking may hold at once; `zstd` itself refuses more unless told. Damage may ask for gigabytes. */
const WIDEST_WINDOW = 1 << 27;

interface Frame {
  /** Bytes of the file, `to` excluded, the checksum included. */
  readonly from: number;
  readonly to: number;
  /** Low half of the XXH64 of what the frame unpacks to; null where the writer left it out. */
  readonly checksum: number | null;
}

/**
 * The text in its pieces, one frame after the other, each held against its checksum: fzstd unpacks without looking at it, so
 * the frames are found first, by the lengths of their blocks (RFC 8878). Throws E306 for damage of any kind.
 */
export async function* unpackedZstd(
  path: string,
  chunk: number,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  const [{ Decompress }, { default: xxhash }] = await Promise.all([import("fzstd"), import("xxhash-wasm")]);
  const { create64 } = await xxhash();
  for (const { from, to, checksum } of await framesOf(path)) {
    const hash = create64();
    let made: Buffer[] = [];
    const stream = new Decompress((bytes) => {
      // fzstd writes the next piece into the same memory.
      const copy = Buffer.from(bytes);
      hash.update(copy);
      made.push(copy);
    });
    try {
      for await (const bytes of createReadStream(path, {
        start: from,
        end: to - 1,
        highWaterMark: chunk,
        signal,
      })) {
        stream.push(bytes as Buffer);
        yield* made;
        made = [];
      }
      // Nothing more to unpack, but fzstd keeps its last piece till it hears so.
      stream.push(new Uint8Array(0), true);
    } catch (error) {
      if (signal?.aborted || "syscall" in (error as Error)) throw error;
      throw damagedZstd(path, (error as Error).message);
    }
    yield* made;
    if (checksum !== null && Number(hash.digest() & 0xffffffffn) !== checksum) {
      throw damagedZstd(path, "the checksum does not fit what was unpacked");
    }
  }
}

async function framesOf(path: string): Promise<Frame[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const frames: Frame[] = [];
    for (let at = 0; at < size; ) {
      const magic = await wholeAt(file, path, at, 4);
      if (isSkippable(magic)) {
        at += 8 + (await wholeAt(file, path, at + 4, 4));
        continue;
      }
      if (magic !== MAGIC) throw damagedZstd(path, `no frame begins at byte ${at}`);
      const { to, checksum } = await frameAt(file, path, at);
      frames.push({ from: at, to, checksum });
      at = to;
      if (at > size) throw damagedZstd(path, "it ends inside a frame");
    }
    return frames;
  } finally {
    await file.close();
  }
}

async function frameAt(
  file: FileHandle,
  path: string,
  from: number,
): Promise<{ to: number; checksum: number | null }> {
  const descriptor = await wholeAt(file, path, from + 4, 1);
  const isSingle = (descriptor & 0x20) !== 0;
  const content = SIZE_OF_CONTENT[(descriptor >> 6) as 0 | 1 | 2 | 3];
  const dictionary = SIZE_OF_DICTIONARY[(descriptor & 3) as 0 | 1 | 2 | 3];
  if (dictionary > 0) throw damagedZstd(path, "it needs a dictionary");
  const window = isSingle
    ? await sizeAt(file, path, from + 5, content === 0 ? 1 : content)
    : windowOf(await wholeAt(file, path, from + 5, 1));
  if (window > WIDEST_WINDOW)
    throw damagedZstd(path, `it needs ${window} bytes at once, and 128 MB are given`);
  let at = from + 5 + (isSingle ? 0 : 1) + (isSingle && content === 0 ? 1 : content);
  for (;;) {
    const header = await wholeAt(file, path, at, 3);
    const isLast = (header & 1) === 1;
    at += 3 + (((header >> 1) & 3) === REPEATED ? 1 : header >>> 3);
    if (isLast) break;
  }
  const hasChecksum = (descriptor & 4) !== 0;
  return hasChecksum
    ? { to: at + 4, checksum: await wholeAt(file, path, at, 4) }
    : { to: at, checksum: null };
}

/** An exponent in five bits, then eighths of that power in three. */
function windowOf(descriptor: number): number {
  const power = 2 ** (10 + (descriptor >> 3));
  return power + (power / 8) * (descriptor & 7);
}

/** How much a frame unpacks to; with two bytes the first 256 are not counted. */
async function sizeAt(file: FileHandle, path: string, at: number, bytes: number): Promise<number> {
  const low = await wholeAt(file, path, at, Math.min(bytes, 4));
  if (bytes === 2) return low + 256;
  return bytes < 8 ? low : low + 2 ** 32 * (await wholeAt(file, path, at + 4, 4));
}

/** A little-endian number of up to four bytes. */
async function wholeAt(file: FileHandle, path: string, at: number, bytes: number): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, bytes, at);
  if (bytesRead < bytes) throw damagedZstd(path, "it ends inside a frame");
  return buffer.readUInt32LE(0);
}
