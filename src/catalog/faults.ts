// What can go wrong with files of the catalog?

import { rmSync } from "node:fs";
import { Fault } from "../domain/fault.js";

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

/** Takes a file of ours away if it is there; what hinders that is not what the user has to hear about now. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that may not be written: whatever failed before says so.
  }
}

/** E397 */
export function unwritable(place: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  const [why, fix] =
    code === "ENOSPC" || code === "EDQUOT"
      ? ["no space left", "make room on that disk, or --catalog FOLDER on another one"]
      : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? ["permission denied", "--catalog FOLDER that you may write to"]
        : code === "ENOTDIR" || code === "EEXIST"
          ? ["a file is in the way of a folder", "--catalog FOLDER"]
          : [code ?? String(error), "--catalog FOLDER"];
  return new Fault("E397", `Cannot write to the catalog ${place}: ${why}`, {
    where: place,
    found: error instanceof Error ? error.message : String(error),
    why: "The catalog is as it was before: a file is complete before it takes the place of another.",
    fix: [fix],
  });
}

/** E395 */
export const damaged = (path: string, found: string): Fault =>
  new Fault("E395", `${path} is damaged`, {
    where: path,
    found,
    expected: "the bytes that were written when the bars were imported",
    why: "Wrong prices would give a plausible but wrong P&L.",
    fix: ["tickproof data rm SET   and import its sources again", "restore the file from a backup"],
  });

/** E397 */
export function unreadable(path: string, error: unknown): Fault {
  const code = codeOf(error);
  const denied = code === "EACCES" || code === "EPERM";
  return new Fault("E397", `Cannot read ${path}: ${denied ? "permission denied" : (code ?? String(error))}`, {
    where: path,
    fix: [denied ? `chmod u+r ${path}` : "check that the disk is there and the file is still in its place"],
  });
}
