// Where does the author's file say this?

import { readFileSync } from "node:fs";
import type { Bundle } from "./bundle.js";
import { excerptOf, printable } from "./excerpt.js";

/**
 * The first match in the strategy's own file, for what has no position at run time: an export, a parameter, a method.
 * Only the file's name where there is no match.
 */
export function placeIn(
  { source, file }: Bundle,
  pattern: RegExp,
  message: string,
): { where: string; excerpt?: string } {
  const text = readText(source) ?? "";
  const found = pattern.exec(text);
  if (found === null) return { where: file };
  const before = text.slice(0, found.index).split("\n");
  const [line, column] = [before.length, before.at(-1)!.length + 1];
  const excerpt = excerptOf(text, { line, column, length: found[0].trimEnd().length }, printable(message));
  return { where: `${file}:${line}:${column}`, excerpt };
}

/** `name` as a whole word. */
export const wordIn = (name: string): RegExp =>
  new RegExp(`(?<![\\w$])${name.replace(/\W/g, "\\$&")}(?![\\w$])`);

/** Null where the file is gone or cannot be read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
