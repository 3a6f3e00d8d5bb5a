// Is this file the document of a run, and what does it say?

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { z } from "zod";
import { Fault } from "../domain/fault.js";
import type { CompareDocument, RunDocument } from "./json.js";
import { compareSchema, runSchema } from "./schema.js";

const SAVE = "tickproof run STRATEGY -i SYMBOL --json > run.json";
const SAVE_COMPARED = "tickproof compare STRATEGY… -i SYMBOL,… --json > compare.json";

/** What a command can use, in the words of its faults. */
interface Wanted {
  readonly what: string;
  readonly schema: string;
  readonly fix: readonly string[];
}
const A_RUN: Wanted = { what: "a run", schema: '"tickproof.run/1"', fix: [SAVE] };
const FINISHED: Wanted = {
  what: "a run or a comparison",
  schema: '"tickproof.run/1" or "tickproof.compare/1"',
  fix: [SAVE, SAVE_COMPARED],
};

/**
 * The document that `tickproof run --json` wrote. "-" is stdin.
 *
 * @throws Fault E394 no such file or not readable, E390 to E393 for what is in it
 */
export function readRunDocument(path: string): RunDocument {
  return parseRunDocument(textOf(path, A_RUN), path === "-" ? "stdin" : basename(path));
}

function textOf(path: string, { what, fix }: Wanted): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT")
      throw new Fault("E394", `No file ${path}`, {
        where: path,
        expected: `the document of ${what}`,
        fix,
      });
    if (code === "EISDIR")
      throw new Fault("E394", `${path} is a folder`, {
        where: path,
        expected: `the document of ${what}`,
        fix,
      });
    throw new Fault("E394", `${path} cannot be read`, {
      where: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}

/**
 * The same of a text. `name` is shown in faults.
 *
 * @throws Fault E390 no JSON, or cut off; E391 some other document; E392 of an older Tickproof; E393 a part that cannot be
 */
export const parseRunDocument = (text: string, name: string): RunDocument =>
  runIn(objectOf(text, name, A_RUN), name, A_RUN);

export type FinishedDocument = RunDocument | CompareDocument;

/** The document of a run or of a comparison. The same faults. */
export function readFinishedDocument(path: string): FinishedDocument {
  const name = path === "-" ? "stdin" : basename(path);
  const document = objectOf(textOf(path, FINISHED), name, FINISHED);
  if (document.schema !== "tickproof.compare/1") return runIn(document, name, FINISHED);
  const checked = compareSchema.safeParse(document);
  if (checked.success) return checked.data;
  throw notAsWritten(document, checked.error, name, "a comparison", SAVE_COMPARED);
}

function objectOf(text: string, name: string, wanted: Wanted): Readonly<Record<string, unknown>> {
  const value = jsonOf(text, name, wanted);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function runIn(document: Readonly<Record<string, unknown>>, name: string, wanted: Wanted): RunDocument {
  if (document.schema !== "tickproof.run/1") throw foreign(document, name, wanted);
  if (!("integrity" in document) && !("cash" in document))
    throw older(
      name,
      "which did not write down all that a replay needs",
      "a document with cash and integrity",
    );
  const checked = runSchema.safeParse(document);
  if (checked.success) return checked.data;
  if (hasOldFlags(document))
    throw older(
      name,
      "which called a trade held through a roll H",
      "flags of today: R held through a roll, F flipped",
    );
  throw notAsWritten(document, checked.error, name, "a run", SAVE);
}

function notAsWritten(
  document: Readonly<Record<string, unknown>>,
  { issues: [issue] }: z.ZodError,
  name: string,
  what: string,
  fix: string,
): Fault {
  const path = issue!.path.reduce<string>(
    (so, key) =>
      typeof key === "number" ? `${so}[${key}]` : so === "" ? String(key) : `${so}.${String(key)}`,
    "",
  );
  return new Fault("E393", `${name} is not the document of ${what} that Tickproof wrote`, {
    where: path === "" ? name : `${name}: ${path}`,
    found: foundAt(document, issue!.path),
    expected: issue!.message,
    why: "Something was taken out of it, put into it, or written another way.",
    fix: [fix],
  });
}

function jsonOf(text: string, name: string, { what, fix }: Wanted): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const start = text.trimStart();
    if (/^<(!doctype|html)/i.test(start)) {
      throw new Fault(
        "E391",
        `${name} is an HTML report, which has the figures of a run but not its fill log`,
        {
          where: name,
          expected: `the document of ${what}`,
          fix,
        },
      );
    }
    const cut = start.startsWith("{") && !text.trimEnd().endsWith("}");
    throw new Fault("E390", cut ? `${name} ends in the middle` : `${name} is not JSON`, {
      where: name,
      found: cut ? `…${text.trimEnd().slice(-30)}` : error instanceof Error ? error.message : String(error),
      expected: `the whole document of ${what}`,
      fix,
    });
  }
}

function foreign(
  { schema }: Record<string, unknown>,
  name: string,
  { what, schema: expected, fix }: Wanted,
): Fault {
  const found =
    schema === "tickproof.compare/1"
      ? "a comparison: it has the summaries of its runs, not their fills"
      : schema === "tickproof.error/1"
        ? `the error that ${what} ended with`
        : `no document of ${what}`;
  return new Fault("E391", `${name} is ${found}`, {
    where: name,
    found: typeof schema === "string" ? `schema ${JSON.stringify(schema.slice(0, 80))}` : "no schema",
    expected: `schema ${expected}`,
    fix,
  });
}

const older = (name: string, which: string, expected: string): Fault =>
  new Fault("E392", `${name} was written by an older Tickproof, ${which}`, {
    where: name,
    expected,
    fix: [SAVE],
  });

/** H is no flag any more, and R was another one. */
const hasOldFlags = ({ trades }: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(trades) &&
  trades.some((trade: unknown) => {
    const flags: unknown = Object(trade).flags;
    return Array.isArray(flags) && flags.includes("H");
  });

function foundAt(value: unknown, path: readonly PropertyKey[]): string {
  let at = value;
  for (const key of path) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  const text = at === undefined ? "nothing" : (JSON.stringify(at) ?? String(at));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
