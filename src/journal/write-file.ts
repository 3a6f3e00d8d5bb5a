// How does a file of the journal change, all of it or not at all?

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { writeWholeFile } from "../catalog/whole-file.js";
import { Fault } from "../domain/fault.js";

/** A link stays one, and a file its mode. @throws {Fault} E314 where that is not possible */
export function writeWhole(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeWholeFile(path, content);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): unknown {
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
