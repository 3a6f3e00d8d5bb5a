// How does a thread get the program without compiling it anew?

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag, setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { isMainThread } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { cacheFolder } from "#strategy/cache.js";
import type * as Program from "./program.js";

const FILE = fileURLToPath(new URL("./program.cjs", import.meta.url));
/** What V8 made of the program is kept for so many builds, versions of Node and commands. */
const MOST_KEPT = 16;
const HEADER_BYTES = 8;

// A run fills memory faster than V8 expects of a program that has just begun: with room for 16 MB of young objects from the start it
// collects half as often, which is a tenth of a run's processor time. Before anything is compiled, since compiled code depends on flags.
if (isMainThread) {
  setFlagsFromString("--semi-space-growth-factor=16"); // this thread, whose room is there and grows
  setFlagsFromString("--min-semi-space-size=16"); // workers, which begin later
}

// esbuild has written everything beyond ASCII as an escape: one byte a character is the fastest text there is.
const bytes = readFileSync(FILE);
const source = bytes.toString("latin1");
const keptAt = placeOf();
const known = keptAt === null ? null : readKept(keptAt);
const script = new Script(source, {
  filename: FILE,
  ...(known !== null && { cachedData: known }),
});

export const program = evaluated();

function evaluated(): typeof Program {
  const module = { exports: {} };
  const url = new URL("./program.cjs", import.meta.url).href;
  script.runInThisContext()(module.exports, createRequire(url), module, url, (name: string) => import(name));
  return module.exports as typeof Program;
}

/**
 * Keeps what V8 compiled in this thread so far, for the next thread that does the same. Where it cannot be kept, the next
 * one compiles as this one did.
 */
export function keepCode(): void {
  if (keptAt === null || (known !== null && script.cachedDataRejected !== true)) return;
  try {
    const data = script.createCachedData();
    mkdirSync(keptAt.folder, { recursive: true, mode: 0o700 });
    const temporary = `${keptAt.path}.${process.pid}.tmp`;
    writeFileSync(temporary, Buffer.concat([headerOf(data), data]), { mode: 0o600 });
    renameSync(temporary, keptAt.path);
    forgetOld(keptAt.folder);
  } catch {
    // Compiled code is only a saving; a full disk or a folder that cannot be written must not end a run that went well.
  }
}

/** Bytecode belongs to one text, one V8 with its flags, and is worth keeping for what is done with it. */
function placeOf(): { readonly folder: string; readonly path: string } | null {
  const cache = cacheFolder();
  if (cache === null) return null;
  const folder = join(cache, "code");
  const of = crc32(`${crc32(bytes)} ${bytes.length} ${cachedDataVersionTag()} ${process.version}`);
  const work = isMainThread ? (process.argv[2]?.replace(/[^a-z]/g, "") ?? "") : "worker";
  return { folder, path: join(folder, `${of.toString(16).padStart(8, "0")}-${work.slice(0, 20)}.bin`) };
}

/** Null for a file that is torn, or that somebody else could have written: bytecode is run without another look. */
function readKept({ path }: { readonly path: string }): Buffer | null {
  try {
    const { uid, mode } = statSync(path);
    if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) return null;
    const bytes = readFileSync(path);
    const data = bytes.subarray(HEADER_BYTES);
    return headerOf(data).equals(bytes.subarray(0, HEADER_BYTES)) ? data : null;
  } catch {
    return null;
  }
}

function headerOf(data: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(crc32(data), 0);
  header.writeUInt32LE(data.length, 4);
  return header;
}

function forgetOld(folder: string): void {
  const files = readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => ({ path, at: statSync(path).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of files.slice(MOST_KEPT)) rmSync(path, { force: true });
}
