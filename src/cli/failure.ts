// What does the user see when it did not work?

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, Fault, type FaultData, faultData } from "../domain/fault.js";
import { faultText } from "./errors.js";
import type { Output } from "./output.js";

interface Circumstances {
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly args: readonly string[];
  readonly version: string;
}

/**
 * A Fault is the user's to mend: its layout, its exit code. Anything after Ctrl-C is the interruption (E190). All else
 * is our bug (E199): exit 70, with a crash file that holds what we need to find it.
 */
export async function reportFailure(error: unknown, circumstances: Circumstances): Promise<number> {
  const { signal, out } = circumstances;
  if (signal.aborted) return shown(interruption, EXIT.interrupted, out);
  if (error instanceof Fault) return shown(faultData(error), error.exit, out);
  return shown(bugOf(error, circumstances), EXIT.bug, out);
}

/** In the layout of an error, or as a document. */
export async function shown(fault: FaultData, exit: number, out: Output): Promise<number> {
  if (out.json) {
    const { errorDocument } = await import("../report/json.js");
    out.document(errorDocument(fault));
  }
  // Names of files and values in them come from outside: nothing in them may steer a terminal.
  const { visible } = await import("../report/visible.js");
  // With --json stdout has the document; a log that keeps only stderr should still say what happened.
  if (out.json) out.note(visible(`${fault.code}  ${fault.message}`));
  else out.error(faultText(inert(fault, visible), out.noteStyle));
  return exit;
}

const inert = (fault: FaultData, visible: (text: string) => string): FaultData =>
  Object.fromEntries(
    Object.entries(fault).map(([key, text]) => [
      key,
      typeof text === "string" ? visible(text) : text.map((one: string) => visible(one)),
    ]),
  ) as unknown as FaultData;

const interruption: FaultData = {
  code: "E190",
  message: "Interrupted: nothing was finished, nothing was written",
};

function bugOf(error: unknown, circumstances: Circumstances): FaultData {
  const message = error instanceof Error ? error.message : String(error);
  const file = crashFile(error, circumstances);
  return {
    code: "E199",
    message: `Tickproof itself failed: ${message}`,
    why: "This is our mistake, not yours, and no file was left half-written.",
    ...(file !== null && {
      where: file,
      fix: ["please send that file with a report: it holds stack, command and versions, and no market data"],
    }),
  };
}

/** In a folder of its own under the system's temporary folder; null where not even that can be written. */
function crashFile(error: unknown, { args, version }: Circumstances): string | null {
  const stackOf = (thrown: unknown): string =>
    thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const text = [
    `tickproof ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `tickproof ${args.map((word) => JSON.stringify(word)).join(" ")}`,
    "",
    stackOf(error),
    ...(error instanceof Error && error.cause ? ["", `caused by ${stackOf(error.cause)}`] : []),
  ].join("\n");
  try {
    const file = join(mkdtempSync(join(tmpdir(), "tickproof-crash-")), "crash.txt");
    writeFileSync(file, `${text}\n`);
    return file;
  } catch {
    return null;
  }
}
