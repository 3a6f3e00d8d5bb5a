// Is this file the document of a run, and what does it say?

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Fault } from "../domain/fault.js";
import type { RunDocument } from "./json.js";
import { runSchema } from "./schema.js";

const SAVE = "tickproof run STRATEGY -i SYMBOL --json > run.json";

/**
 * The document that `tickproof run --json` wrote. "-" is stdin.
 *
 * @throws Fault E394 no such file or not readable, E390 to E393 for what is in it
 */
export function readRunDocument(path: string): RunDocument {
  return parseRunDocument(textOf(path), path === "-" ? "stdin" : basename(path));
}

function textOf(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT")
      throw new Fault("E394", `No file ${path}`, {
        where: path,
        expected: "the document of a run",
        fix: [SAVE],
      });
    if (code === "EISDIR")
      throw new Fault("E394", `${path} is a folder`, {
        where: path,
        expected: "the document of a run",
        fix: [SAVE],
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
export function parseRunDocument(text: string, name: string): RunDocument {
  const value = jsonOf(text, name);
  const document = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  if (document.schema !== "tickproof.run/1") throw foreign(document, name);
  if (!("integrity" in document) && !("cash" in document)) throw older(name);
  const checked = runSchema.safeParse(document);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const path = issue!.path.reduce<string>(
    (so, key) =>
      typeof key === "number" ? `${so}[${key}]` : so === "" ? String(key) : `${so}.${String(key)}`,
    "",
  );
  throw new Fault("E393", `${name} is not the document of a run that Tickproof wrote`, {
    where: path === "" ? name : `${name}: ${path}`,
    found: foundAt(document, issue!.path),
    expected: issue!.message,
    why: "Something was taken out of it, put into it, or written another way.",
    fix: [SAVE],
  });
}

function jsonOf(text: string, name: string): unknown {
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
          expected: "the document of a run",
          fix: [SAVE],
        },
      );
    }
    const cut = start.startsWith("{") && !text.trimEnd().endsWith("}");
    throw new Fault("E390", cut ? `${name} ends in the middle` : `${name} is not JSON`, {
      where: name,
      found: cut ? `…${text.trimEnd().slice(-30)}` : error instanceof Error ? error.message : String(error),
      expected: "the whole document of a run",
      fix: [SAVE],
    });
  }
}

function foreign({ schema }: Record<string, unknown>, name: string): Fault {
  const [what, fix] =
    schema === "tickproof.compare/1"
      ? ["a comparison: it has the summaries of its runs, not their fills", SAVE]
      : schema === "tickproof.error/1"
        ? ["the error that a run ended with", SAVE]
        : ["no document of a run", SAVE];
  return new Fault("E391", `${name} is ${what}`, {
    where: name,
    found: typeof schema === "string" ? `schema ${JSON.stringify(schema.slice(0, 80))}` : "no schema",
    expected: 'schema "tickproof.run/1"',
    fix: [fix],
  });
}

const older = (name: string): Fault =>
  new Fault(
    "E392",
    `${name} was written by an older Tickproof, which did not write down all that a replay needs`,
    {
      where: name,
      expected: "a document with cash and integrity",
      fix: [SAVE],
    },
  );

function foundAt(value: unknown, path: readonly PropertyKey[]): string {
  let at = value;
  for (const key of path) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  const text = at === undefined ? "nothing" : (JSON.stringify(at) ?? String(at));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
