// How does a file change so that a crash or a full disk never leaves half of it?

import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { threadId } from "node:worker_threads";
import { codeOf } from "./faults.js";

/**
 * Into a temporary file beside it, to the disk, then renamed over it. A link keeps pointing, and the file that it leads to is replaced; a
 * file that is there keeps its mode, a new one gets `mode`. Throws what the file system says.
 */
export function writeWholeFile(
  path: string,
  content: string | Uint8Array | Iterable<string>,
  mode = 0o666,
): void {
  const target = targetOf(path);
  const there = statSync(target, { throwIfNoEntry: false });
  const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  const { file, temporary } = openTemporary(target, mode);
  try {
    try {
      for (const piece of pieces) writeFileSync(file, piece);
      if (there !== undefined) fchmodSync(file, there.mode & 0o777);
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

/** Where links lead, be there a file yet or not: one into a folder of notes that is not there now must not turn into a file of its own. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  try {
    return targetOf(resolve(dirname(path), readlinkSync(path)));
  } catch (error) {
    // No link, or nothing at all.
    if (["EINVAL", "ENOENT", "UNKNOWN"].includes(codeOf(error) ?? "")) return path;
    throw error;
  }
}

/** Named after process and thread, and counted up past whatever a killed process of the same number left behind. */
function openTemporary(target: string, mode: number): { file: number; temporary: string } {
  const name = basename(target).slice(0, 200); // file systems end names at 255 bytes
  for (let attempt = 0; ; attempt++) {
    const temporary = join(dirname(target), `.${name}.${process.pid}-${threadId}-${attempt}.tmp`);
    try {
      return { file: openSync(temporary, "wx", mode), temporary };
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
