// How does a file get written so that a crash or a full disk never leaves half of it?

import {
  appendFileSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { Fault } from "../domain/fault.js";

export interface WriteOptions {
  /** Make the folder if it is missing: for our own default places, not for a path that a user may have mistyped. */
  readonly makeFolder?: boolean;
}

/**
 * Writes all of the text (which may come in pieces, where it is long) or nothing: into a temporary file beside the target, to the disk, then renamed over it. A target
 * that exists and is not a regular file (a pipe, /dev/stdout, /dev/full) is written into directly: renaming would replace it.
 *
 * @throws Fault E124 disk full, E125 not permitted, E126 no such folder, E127 a folder is in the way, E128 any other refusal
 */
export function writeFileSafely(
  path: string,
  text: string | Uint8Array | Iterable<string>,
  options: WriteOptions = {},
): void {
  try {
    if (options.makeFolder) mkdirSync(dirname(path), { recursive: true });
    const target = existsSync(path) ? realpathSync(path) : path; // a link keeps pointing; its file is replaced
    const there = statSync(target, { throwIfNoEntry: false });
    const pieces = typeof text === "string" || text instanceof Uint8Array ? [text] : text;
    if (there === undefined || there.isFile()) writeBeside(target, pieces, there?.mode);
    else for (const piece of pieces) appendFileSync(target, piece);
  } catch (error) {
    throw refusal(path, error);
  }
}

function writeBeside(target: string, pieces: Iterable<string | Uint8Array>, mode: number | undefined): void {
  const { file, temporary } = openTemporary(target);
  try {
    try {
      for (const piece of pieces) writeFileSync(file, piece);
      if (mode !== undefined) fchmodSync(file, mode & 0o777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** Named after process and thread, and counted up past whatever a killed process of the same number left behind. */
function openTemporary(target: string): { file: number; temporary: string } {
  const name = basename(target).slice(0, 200); // file systems end names at 255 bytes
  for (let attempt = 0; ; attempt++) {
    const temporary = join(dirname(target), `.${name}.${process.pid}-${threadId}-${attempt}.tmp`);
    try {
      return { file: openSync(temporary, "wx"), temporary };
    } catch (error) {
      if (codeOf(error) !== "EEXIST" || attempt > 1000) throw error;
    }
  }
}

/** The rename itself must reach the disk too. Windows cannot open folders, and a network drive may refuse: then we did our best. */
function syncFolder(folder: string): void {
  let file: number | undefined;
  try {
    file = openSync(folder, "r");
    fsyncSync(file);
  } catch {
    // The file is complete and in place; only the moment at which its name is durable is not ours to decide.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

function refusal(path: string, error: unknown): unknown {
  const where = path;
  const folder = dirname(path);
  const why = "Nothing was written: an older file of that name, if there was one, is still complete.";
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new Fault("E124", `No space left to write ${path}`, {
        where,
        why,
        fix: [`free some space on the disk of ${folder}`, "or write elsewhere: --report PATH"],
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new Fault("E125", `Not allowed to write ${path}`, {
        where,
        why,
        fix: ["write to a folder of your own: --report PATH", `or make it writable: chmod u+w ${folder}`],
      });
    case "ENOENT":
    case "ENOTDIR":
      return new Fault("E126", `No folder ${folder} to write ${basename(path)} into`, {
        where,
        fix: [`mkdir -p ${folder}`, "or write elsewhere: --report PATH"],
      });
    case "EISDIR":
      return new Fault("E127", `${path} is a folder, not a file to write`, {
        where,
        expected: "a file name",
        fix: [`name a file in it: --report ${join(path, "report.html")}`],
      });
    case "":
      return error; // not the file system: our bug, and it shows everything
    default:
      return new Fault("E128", `Cannot write ${path}`, {
        where,
        found: error instanceof Error ? error.message : String(error),
        why,
        fix: ["write elsewhere: --report PATH"],
      });
  }
}
