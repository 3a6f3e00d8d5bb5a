// What does a TOML file of settings say, and where in it?

import { readFileSync } from "node:fs";
import { type AST, getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { z } from "zod";
import { didYouMean, Fault } from "../domain/fault.js";

export interface TomlFile {
  /** Tables are objects, dates and times their text, numbers numbers: `writtenAs` has them as they were written. */
  readonly value: Readonly<Record<string, unknown>>;
  /** `file:line:column` of the value with these keys; of the nearest table around it where it has none of its own. */
  placeOf(path: readonly PropertyKey[]): string;
  /** "300.10" and not 300.1: for money, which no binary fraction holds. Null where no number, date or time stands there. */
  writtenAs(path: readonly PropertyKey[]): string | null;
}

interface Spot {
  readonly line: number;
  readonly column: number;
  /** Source text of a number, a date or a time. */
  readonly written: string | null;
}

/**
 * Reads `path`; `shown` is what messages call it. @throws {Fault} E170 where it is no TOML; a file that cannot be read is the
 * caller's to have checked.
 */
export function readToml(path: string, shown = path): TomlFile {
  return tomlOf(readFileSync(path, "utf8").replace(/^\ufeff/, ""), shown);
}

export function tomlOf(text: string, shown: string): TomlFile {
  const spots = new Map<string, Spot>();
  const ast = parsed(text, shown);
  for (const node of ast.body[0].body) {
    if (node.type === "TOMLTable") {
      note(spots, node.resolvedKey, node, null);
      for (const entry of node.body) noteEntry(spots, node.resolvedKey, entry);
    } else noteEntry(spots, [], node);
  }
  const value = plain(getStaticTOMLValue(ast), [], spots) as Record<string, unknown>;
  const spotOf = (path: readonly PropertyKey[]): Spot | undefined => spots.get(keyOf(path));
  return {
    value,
    placeOf(path) {
      for (let length = path.length; length > 0; length--) {
        const spot = spotOf(path.slice(0, length));
        if (spot) return `${shown}:${spot.line}:${spot.column}`;
      }
      return `${shown}:1:1`;
    },
    writtenAs: (path) => spotOf(path)?.written ?? null,
  };
}

function parsed(text: string, shown: string): AST.TOMLProgram {
  try {
    return parseTOML(`${text} `); // it takes a zero that ends the text for no number
  } catch (error) {
    const { message, lineNumber, column } = error as Error & { lineNumber: number; column: number };
    throw new Fault("E170", `${shown} is no TOML`, {
      where: `${shown}:${lineNumber}:${column + 1}`,
      found: message,
      expected: 'lines such as key = "text", key = 300 or [table]',
    });
  }
}

type Path = readonly (string | number)[];

function note(spots: Map<string, Spot>, path: Path, { loc }: AST.TOMLNode, written: string | null): void {
  spots.set(keyOf(path), { line: loc.start.line, column: loc.start.column + 1, written });
}

const keyOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String));

function noteEntry(spots: Map<string, Spot>, table: Path, entry: AST.TOMLKeyValue): void {
  const path = [...table, ...entry.key.keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value))];
  noteValue(spots, path, entry, entry.value);
}

function noteValue(spots: Map<string, Spot>, path: Path, at: AST.TOMLNode, value: AST.TOMLContentNode): void {
  note(spots, path, at, value.type === "TOMLValue" ? writtenOf(value) : null);
  if (value.type === "TOMLInlineTable") for (const entry of value.body) noteEntry(spots, path, entry);
  if (value.type === "TOMLArray")
    for (const [k, one] of value.elements.entries()) noteValue(spots, [...path, k], one, one);
}

function writtenOf(value: AST.TOMLValue): string | null {
  if (value.kind === "integer" || value.kind === "float") return value.number;
  return "datetime" in value ? value.datetime : null;
}

/** Dates and times as they are written: no setting counts in `Date`s. */
function plain(value: unknown, path: Path, spots: ReadonlyMap<string, Spot>): unknown {
  if (value instanceof Date) return spots.get(keyOf(path))?.written ?? value.toISOString();
  if (Array.isArray(value)) return value.map((one, k) => plain(one, [...path, k], spots));
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? Number(value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, plain(one, [...path, key], spots)]),
  );
}

/**
 * What `schema` makes of the file. @throws {Fault} E171 for a key that it does not know, with the nearest one that it does; E172 for a value of
 * the wrong kind. `fix` says the way out, a command or an edit.
 */
export function checkedToml<S extends z.ZodType>(
  file: TomlFile,
  schema: S,
  fix: readonly string[] = [],
): z.output<S> {
  const { success, data, error } = schema.safeParse(file.value);
  if (success) return data;
  const unknown = error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) {
    const key = unknown.keys[0]!;
    const where = file.placeOf([...unknown.path, key]);
    const known = keysAt(schema, unknown.path);
    const near = didYouMean(key, known);
    throw new Fault("E171", `Unknown key "${key}"`, {
      where,
      expected: near === undefined ? known.join(", ") : `did you mean ${near}?`,
      fix,
    });
  }
  const [issue] = error.issues;
  const path = issue!.path.map(String);
  const where = file.placeOf(path);
  const found = path.reduce(
    (at: unknown, step) => (at as Record<string, unknown> | undefined)?.[step],
    file.value,
  );
  throw new Fault("E172", `${path.join(".") || "The file"} is not what is taken there`, {
    where,
    found: found === undefined ? "nothing" : JSON.stringify(found),
    expected: issue!.message,
    fix,
  });
}

/** The keys that an object inside of `schema` takes. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const step of path) at = inside(unwrapped(at), step);
  const object = unwrapped(at);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodNullable)
    at = at.unwrap();
  return at;
}

function inside(schema: unknown, step: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}
