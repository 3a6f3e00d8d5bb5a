// Has anything changed since a case was last run?

// Nothing is hashed while nothing has changed: Node takes longer to begin `node:crypto` than all else here takes.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWholeFile } from "../catalog/whole-file.js";
import type { CaseResult } from "../domain/regress.js";
import { OWN } from "../strategy/cache.js";

/** What a result was made of, and what it was. */
interface Kept {
  /** All that is no file: flags, settings, the program, the runtime. */
  readonly key: string;
  /** Null for a file that was not there. */
  readonly files: Readonly<{ [path: string]: Stamp | null }>;
  /** The names in each folder that was looked through; null for one that was not there. */
  readonly folders: Readonly<{ [path: string]: readonly string[] | null }>;
  readonly result: CaseResult;
}

interface Stamp {
  readonly size: number;
  readonly modified: number;
  /** When it was last written or renamed, whatever its other date was set to. */
  readonly changed: number;
  readonly sha256: string;
}

export interface Inputs {
  readonly key: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Raised when anything about a result is kept in another way. */
const FORMAT = 2;
/** File systems write the time of the tick before, up to so much ago. */
export const CLOCK_STEP_MS = 20;
/** Cases that are remembered; the rest are run when they are asked for. */
const MOST = 500;

/** Letters as they are, all else by its code: no two names have one file, also where capitals count for nothing. */
const pathOf = (folder: string, name: string): string => {
  const file = name.replace(/[^a-z0-9-]/g, (it) => `_${it.charCodeAt(0).toString(16)}_`);
  return join(folder, "kept", `${file.length <= 100 ? file : sha256(name).slice(0, 32)}.json`);
};

/** The result that was kept, if all of what it was made of is still so; null: run it. */
export function keptResult(folder: string, name: string, key: string): CaseResult | null {
  try {
    const kept = JSON.parse(readFileSync(pathOf(folder, name), "utf8")) as Kept;
    if (kept.key !== keyed(key)) return null;
    const same =
      Object.entries(kept.files).every(([path, stamp]) => isSame(path, stamp)) &&
      Object.entries(kept.folders).every(([path, names]) => namesOf(path)?.join("\n") === names?.join("\n"));
    return same ? { ...kept.result, cached: true } : null;
  } catch {
    return null;
  }
}

/**
 * A cache only saves time: a disk that is full or read-only must not fail a run that went well. What was written since `began` may have been
 * read before or after: then nothing is kept. Of what this program has `written` itself the text is known; a tick of the clock must have gone since.
 */
export function keepResult(
  folder: string,
  name: string,
  { key, files, folders }: Inputs,
  result: CaseResult,
  began: number,
  written: ReadonlyMap<string, string> = new Map(),
): void {
  try {
    const kept: Kept = {
      key: keyed(key),
      files: Object.fromEntries(files.map((path) => [path, stampOf(path)])),
      folders: Object.fromEntries(folders.map((path) => [path, namesOf(path)])),
      result,
    };
    const since = began - CLOCK_STEP_MS;
    const isKnown = ([path, stamp]: [string, Stamp | null]): boolean => {
      const text = written.get(path);
      if (text !== undefined) return stamp?.sha256 === sha256(text);
      return stamp === null || stamp.changed < since;
    };
    if (!Object.entries(kept.files).every(isKnown)) return;
    const path = pathOf(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeWholeFile(path, JSON.stringify(kept), OWN);
    forgetOld(dirname(path));
  } catch {
    // Then it is run again the next time.
  }
}

/** What a result hangs on that is kept; null where none is. */
export function keptFiles(folder: string, name: string): string[] | null {
  try {
    return Object.keys((JSON.parse(readFileSync(pathOf(folder, name), "utf8")) as Kept).files);
  } catch {
    return null;
  }
}

export const forgetResult = (folder: string, name: string): void =>
  rmSync(pathOf(folder, name), { force: true });

const keyed = (key: string): string => `${FORMAT} ${key}`;

/** A file that was only touched, or checked out anew, is read; one that nobody has touched is not. */
function isSame(path: string, stamp: Stamp | null): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (stamp === null || found === undefined) return stamp === null && found === undefined;
  if (found.size !== stamp.size) return false;
  if (found.mtimeMs === stamp.modified && found.ctimeMs === stamp.changed) return true;
  return sha256(readFileSync(path)) === stamp.sha256;
}

function stampOf(path: string): Stamp | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return null;
  return {
    size: found.size,
    modified: found.mtimeMs,
    changed: found.ctimeMs,
    sha256: sha256(readFileSync(path)),
  };
}

function namesOf(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder).sort();
  } catch {
    return null;
  }
}

function forgetOld(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (files.length <= MOST) return;
  const age = (name: string) => statSync(join(folder, name)).mtimeMs;
  const oldest = files.sort((a, b) => age(a) - age(b)).slice(0, files.length - MOST);
  for (const name of oldest) rmSync(join(folder, name), { force: true });
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");
