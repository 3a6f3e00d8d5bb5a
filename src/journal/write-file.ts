// How does a file of the journal change, all of it or not at all?

import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { Fault } from "../domain/fault.js";
import { writeAtomically } from "../strategy/cache.js";

/** Into a file beside it, to the disk, then renamed over it. @throws {Fault} E314 where that is not possible */
export function writeWhole(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeAtomically(path, content, 0o666);
  } catch (error) {
    throw unwritable(path, error);
  }
  try {
    const folder = openSync(dirname(path), "r");
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // The file is complete and in its place; not every disk lets a folder be synchronised.
  }
}

export function unwritable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const why =
    error.code === "ENOSPC" || error.code === "EDQUOT"
      ? "no space left"
      : error.code === "EACCES" || error.code === "EPERM" || error.code === "EROFS"
        ? "permission denied"
        : String(error.code);
  return new Fault("E314", `Cannot write ${path}: ${why}`, {
    where: path,
    found: error.message,
    why: "The journal is as it was before: a file is complete before it takes the place of another.",
    fix: ["make room, or a folder that you may write to", "or another journal   --journal FOLDER"],
  });
}
