// What does the user see when it did not work?

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, Fault, faultData } from "../domain/fault.js";
import { bugText, faultText } from "./errors.js";
import type { Output } from "./output.js";

/**
 * A Fault is the user's to mend: its layout, its exit code. Anything after Ctrl-C is the interruption. All else is our
 * bug: exit 70, with a crash file that holds what we need to find it.
 */
export async function reportFailure(
  error: unknown,
  signal: AbortSignal,
  out: Output,
  args: readonly string[],
  version: string,
): Promise<number> {
  if (signal.aborted) {
    if (out.json) out.document({ schema: "tickproof.error/1", code: "interrupted", message: "Interrupted" });
    out.error("interrupted: nothing was finished, nothing was written");
    return EXIT.interrupted;
  }
  if (error instanceof Fault) {
    if (!out.json) {
      out.error(faultText(faultData(error), out.noteStyle));
      return error.exit;
    }
    const { errorDocument } = await import("../report/json.js");
    out.document(errorDocument(faultData(error)));
    return error.exit;
  }
  const message = error instanceof Error ? error.message : String(error);
  const file = crashFile(error, args, version);
  if (out.json) out.document({ schema: "tickproof.error/1", code: "bug", message, crashFile: file });
  out.error(bugText(message, file, out.noteStyle));
  return EXIT.bug;
}

/** In a folder of its own under the system's temporary folder; null where not even that can be written. */
function crashFile(error: unknown, args: readonly string[], version: string): string | null {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text = [
    `tickproof ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `tickproof ${args.map((word) => JSON.stringify(word)).join(" ")}`,
    "",
    stack,
    error instanceof Error && error.cause
      ? `\ncaused by ${String((error.cause as Error).stack ?? error.cause)}`
      : "",
  ].join("\n");
  try {
    const file = join(mkdtempSync(join(tmpdir(), "tickproof-crash-")), "crash.txt");
    writeFileSync(file, `${text}\n`);
    return file;
  } catch {
    return null;
  }
}
