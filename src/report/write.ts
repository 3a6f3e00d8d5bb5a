// How does a file get written so that a crash or a full disk never leaves half of it?

import { appendFileSync, mkdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../catalog/faults.js";
import { writeWholeFile } from "../catalog/whole-file.js";
import { Fault } from "../domain/fault.js";

export interface WriteOptions {
  /** Make the folder if it is missing: for our own default places, not for a path that a user may have mistyped. */
  readonly makeFolder?: boolean;
  /** How one writes elsewhere, for whoever has no `--report`. */
  readonly elsewhere?: string;
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
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined || there.isFile()) writeWholeFile(path, text);
    else
      for (const piece of typeof text === "string" || text instanceof Uint8Array ? [text] : text)
        appendFileSync(path, piece);
  } catch (error) {
    throw refusal(path, error, options.elsewhere);
  }
}

/** What the system says, as a fault; anything else is left as it is. */
export function refusal(path: string, error: unknown, elsewhere?: string): unknown {
  const other = elsewhere ?? "write elsewhere: --report PATH";
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
        fix: [`free some space on the disk of ${folder}`, `or ${other}`],
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new Fault("E125", `Not allowed to write ${path}`, {
        where,
        why,
        fix: [
          elsewhere ?? "write to a folder of your own: --report PATH",
          `or make it writable: chmod u+w ${folder}`,
        ],
      });
    case "ENOTDIR":
      return new Fault("E126", `No folder ${folder} to write ${basename(path)} into`, {
        where,
        found: "a file on the way to it",
        expected: "folders",
        fix: [other],
      });
    case "ENOENT":
      return new Fault("E126", `No folder ${folder} to write ${basename(path)} into`, {
        where,
        fix: [`mkdir -p ${folder}`, `or ${other}`],
      });
    case "EISDIR":
      return new Fault("E127", `${path} is a folder, not a file to write`, {
        where,
        expected: "a file name",
        fix: [`name a file in it: --report ${join(path, "report.html")}`],
      });
    case undefined:
      return error; // not the file system: our bug, and it shows everything
    default:
      return new Fault("E128", `Cannot write ${path}`, {
        where,
        found: error instanceof Error ? error.message : String(error),
        why,
        fix: [other],
      });
  }
}
