// How does a thread get the program without compiling it anew?

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import type * as Framework from "#index.js";
import { cacheFolder } from "#strategy/cache.js";
import type * as Ahead from "./ahead.js";
import type * as Program from "./program.js";
import type * as Thread from "./thread.js";

/** Of the program's own thread, and of the others. Each keeps what it learnt of clocks as well: to ask `Intl` takes as long as to load the program. */
interface Files {
  /** What can be answered without the program. */
  readonly "ahead.cjs": typeof Ahead;
  readonly "program.cjs": typeof Program;
  readonly "thread.cjs": typeof Thread;
}

/** Checksum of all files, from the build. */
declare const BUILD: string;
/** Packages that need no loader of modules. */
const COMMON_JS = ["esbuild", "cli-progress", "jpeg-js", "pngjs", "yauzl"];
/** What V8 made of the program is kept for so many builds, versions of Node and commands. */
const MOST_KEPT = 32;
const HEADER_BYTES = 8;

interface Begun {
  readonly file: keyof Files;
  readonly loaded: Files[keyof Files];
  readonly script: Script;
  /** Where things are kept; null where nothing is. */
  readonly places: Places | null;
  /** What V8 made of the file before. */
  readonly code: Buffer | null;
  readonly zones: Buffer | null;
}
interface Places {
  readonly folder: string;
  readonly code: string;
  readonly zones: string;
}

let begun: Begun | null = null;

/** What a strategy means by "tickproof" in this thread. */
export function framework(): typeof Framework {
  const loaded = begun?.loaded;
  return (loaded !== undefined && "framework" in loaded ? loaded : begin("program.cjs")).framework();
}

/** A thread begins one of the files, or `ahead.cjs` and then the program; a configuration may have asked for that already. */
export function begin<File extends keyof Files>(file: File): Files[File] {
  if (begun?.file === file) return begun.loaded as Files[File];
  const filename = join(__dirname, file);
  const places = placesOf(file);
  const code = places && readKept(places.code);
  // esbuild has written everything beyond ASCII as an escape: one byte a character is the fastest text there is.
  const source = readFileSync(filename, "latin1");
  const script = new Script(source, { filename, ...(code !== null && { cachedData: code }) });
  const module = { exports: {} as Files[File] };
  const { href } = pathToFileURL(filename);
  const require = createRequire(href);
  script.runInThisContext()(module.exports, require, module, href, (name: string) =>
    COMMON_JS.includes(name) ? loadedBy(() => require(name)) : import(name),
  );
  const loaded = module.exports;
  const zones = places && readKept(places.zones);
  if (zones !== null) loaded.knowZones(JSON.parse(zones.toString()));
  begun = { file, loaded, script, places, code, zones };
  return loaded;
}

/** As `import()` hands a package out; one that cannot be loaded is a promise that fails. */
async function loadedBy(load: () => object): Promise<object> {
  const loaded = load();
  return Object.create(loaded, { default: { value: loaded } });
}

/**
 * Keeps what this thread learnt, for the next one that does the same: what V8 compiled so far, and clocks. Where it cannot be kept,
 * the next one learns as this one did.
 */
export function keepWhatWasLearnt(): void {
  if (begun?.places == null) return;
  const { loaded, script, places, code, zones } = begun;
  const known = Buffer.from(JSON.stringify(loaded.zonesKnown()));
  if (!known.equals(zones ?? Buffer.from("{}"))) keep(places, places.zones, known);
  if (code === null || script.cachedDataRejected === true)
    keep(places, places.code, script.createCachedData());
}

/** All of it is only a saving: a full disk or a folder that cannot be written must not end a run that went well. */
function keep(places: Places, path: string, data: Buffer): void {
  // Threads of one process keep the same things.
  const temporary = `${path}.${process.pid}-${process.hrtime.bigint()}.tmp`;
  try {
    mkdirSync(places.folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, Buffer.concat([headerOf(data), data]), { mode: 0o600 });
    renameSync(temporary, path);
    forgetOld(places);
  } catch {
    removed(temporary);
  }
}

/**
 * Bytecode belongs to one text, one V8 with its flags, and is worth keeping for what is done with it. Clocks belong to one Node and its
 * table of zones, in the form of one build.
 */
function placesOf(file: keyof Files): Places | null {
  const cache = cacheFolder();
  if (cache === null) return null;
  const folder = join(cache, "code");
  const { version, versions, env } = process;
  const asked = process.argv[2]?.replace(/[^a-z]/g, "") ?? "";
  const work = file === "program.cjs" ? asked : file.replace(".cjs", "");
  return {
    folder,
    code: join(folder, `${hex(`${BUILD} ${cachedDataVersionTag()} ${version}`)}-${work.slice(0, 20)}.bin`),
    zones: join(
      folder,
      `${hex(`${BUILD} ${version} ${versions.icu} ${versions.tz} ${env.NODE_ICU_DATA}`)}.zones`,
    ),
  };
}

const hex = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** Null for a file that is torn, or that somebody else could have written: what is kept is believed without another look. */
function readKept(path: string): Buffer | null {
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

function removed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where its folder is none there is nothing to remove.
  }
}

function forgetOld({ folder, zones }: Places): void {
  const files = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path !== zones)
    .map((path) => ({ path, at: statSync(path).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of files.slice(MOST_KEPT)) rmSync(path, { force: true });
}
