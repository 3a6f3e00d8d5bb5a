// Where in the author's own file did a strategy go wrong?

import { SourceMap } from "node:module";
import { dirname, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Fault, faultData, faultFrom } from "../domain/fault.js";
import type { Bundle } from "./bundle.js";
import { excerptOf, printable } from "./excerpt.js";
import { StrategyFailure } from "./failure.js";
import { shownPath } from "./find.js";
import { placeIn, readText } from "./place.js";

/** Bundles imported in this thread, by the URL of their module: what a stack names. */
const bundles = new Map<string, Bundle>();

export const rememberBundle = (bundle: Bundle): void => {
  bundles.set(pathToFileURL(bundle.module).href, bundle);
};

/** A strategy that a program handed over as a class: its file is the program's own. */
export interface InMemory {
  readonly name: string;
}

/** A place in user code, in the file as its author wrote it. */
interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string | null;
  /** The strategy that it belongs to; null for code that came in no bundle. */
  readonly bundle: Bundle | null;
}

/**
 * Whatever user code threw, as a fault (E401) with the author's own `file:line:column` and the lines around it. A fault
 * that the framework raised while user code called it keeps its words and gains the place.
 * `when` says what was going on; a `StrategyFailure` knows it itself.
 */
export function strategyFault(error: unknown, strategy: Bundle | InMemory, when = ""): Fault {
  const bundle = "module" in strategy ? strategy : null;
  if (error instanceof StrategyFailure) {
    const fault = strategyFault(error.cause, strategy, momentOf(error));
    if (fault.detail.where !== undefined || bundle === null) return fault;
    // A complaint about the method as a whole, with nothing of the author's on the stack.
    const method = error.bar < 0 ? /\bconstructor\b/ : /\bonBar\b/;
    return faultFrom({ ...faultData(fault), ...placeIn(bundle, method, fault.message) });
  }
  if (bundle !== null) rememberBundle(bundle);
  const origin = originOf(error);
  if (isFault(error)) {
    const data = faultData(error);
    if (data.where !== undefined || origin === null) return faultFrom(data);
    return faultFrom({ ...data, ...placeOf(origin, data.message) });
  }
  const text = thrownText(error);
  const message = `${(origin?.bundle ?? strategy).name} threw${when === "" ? "" : ` ${when}`}: ${text}`;
  if (origin !== null) return new Fault("E401", message, placeOf(origin, text));
  return new Fault("E401", message, bundle === null ? {} : { where: bundle.file });
}

/** Whether user code had a part in the error. If none of it was running, the mistake is the framework's own. */
export const isStrategyError = (error: unknown): boolean =>
  error instanceof StrategyFailure || isFault(error) || !(error instanceof Error) || originOf(error) !== null;

/** Whether code of the strategy was at work when the error was made. */
export function isOfBundle(error: unknown, bundle: Bundle): boolean {
  rememberBundle(bundle);
  return originOf(error)?.bundle === bundle;
}

/** The innermost place of the strategy on the stack; null where there is none. */
export function placeOfError(
  error: unknown,
  bundle: Bundle,
  message: string,
): { where: string; excerpt?: string } | null {
  rememberBundle(bundle);
  const origin = originOf(error);
  return origin === null ? null : placeOf(origin, message);
}

/** The lines of the strategy that led to where the error was made, innermost first: its own file's, and those that it imports. */
export function linesOfError(error: unknown, bundle: Bundle): { where: string; text: string }[] {
  rememberBundle(bundle);
  const lines = framesOf(error)
    .filter(({ path }) => bundles.get(path) === bundle)
    .map(({ line, column }) => mapped(bundle, line, column));
  return lines.map(({ file, line, text }) => ({
    where: `${shownPath(file)}:${line}`,
    text: text?.split("\n")[line - 1]?.trim() ?? "",
  }));
}

/** "at bar 2024-08-05 13:34 UTC, after 131 fills": where to look in the data. */
function momentOf({ bar, time, fills }: StrategyFailure): string {
  if (bar < 0) return "while it was constructed";
  const stamp = new Date(time).toISOString().slice(0, 16).replace("T", " ");
  return `at bar ${stamp} UTC, after ${fills} ${fills === 1 ? "fill" : "fills"}`;
}

function placeOf({ file, line, column, text }: Origin, message: string): { where: string; excerpt?: string } {
  const where = `${shownPath(file)}:${line}:${column}`;
  return text === null
    ? { where }
    : { where, excerpt: excerptOf(text, { line, column }, printable(message, 160)) };
}

/** By its fields: a fault from another copy of the framework, or from another realm, is one all the same. */
const isFault = (error: unknown): error is Fault =>
  error instanceof Error && error.name === "Fault" && /^E\d+$/.test(String((error as Partial<Fault>).code));

/** `TypeError: Cannot read properties of undefined`; for what is no error, what it is. */
export function thrownText(error: unknown): string {
  try {
    if (!(error instanceof Error)) {
      return printable(
        typeof error === "string" ? JSON.stringify(error) : `${typeof error} ${String(error)}`,
      );
    }
    return printable(error.message === "" ? error.name : `${error.name}: ${error.message}`);
  } catch {
    return "something that cannot be shown"; // its own toString throws
  }
}

const FRAME = /(?:\(|\bat (?:async )?)((?:file:\/\/|[\\/]|[A-Za-z]:[\\/]|node:)[^()\n]*?):(\d+):(\d+)\)?$/;
/** What called the engine is a program around it, and no part of the strategy. */
const OUTSIDE = /^at (?:async )?(?:runBacktest|runShared) \(/;
/** The folder of the compiled framework. */
const FRAMEWORK = `${dirname(dirname(fileURLToPath(import.meta.url)))}${sep}`;

/** The innermost frame of user code: of a bundle, or else of a class that a program handed to the engine. */
function originOf(error: unknown): Origin | null {
  const frames = framesOf(error);
  for (const { path, line, column } of frames) {
    const bundle = bundles.get(path);
    if (bundle !== undefined) return mapped(bundle, line, column);
  }
  for (const { path, line, column } of frames) {
    const file = path.startsWith("file:") ? fileURLToPath(path) : path;
    if (file.startsWith("node:") || file.startsWith(FRAMEWORK)) continue;
    return { file, line, column, text: readText(file), bundle: null };
  }
  return null;
}

function framesOf(error: unknown): { path: string; line: number; column: number }[] {
  let stack: unknown;
  try {
    stack = error instanceof Error ? error.stack : undefined;
  } catch {
    return [];
  }
  if (typeof stack !== "string") return [];
  const lines = stack.split("\n").map((line) => line.trim());
  const outside = lines.findIndex((line) => OUTSIDE.test(line));
  return lines.slice(0, outside < 0 ? lines.length : outside).flatMap((line) => {
    const frame = FRAME.exec(line);
    if (frame === null) return [];
    return [{ path: frame[1]!.replace(/\?[^/\\]*$/, ""), line: Number(frame[2]), column: Number(frame[3]) }];
  });
}

/** Through the source map beside the module, so that no flag of Node's is needed, here or in a worker. */
function mapped(bundle: Bundle, line: number, column: number): Origin {
  const nowhere = { file: bundle.source, line: 1, column: 1, text: null, bundle };
  const json = readText(`${bundle.module}.map`);
  if (json === null) return nowhere;
  const payload = JSON.parse(json) as ConstructorParameters<typeof SourceMap>[0];
  const entry = new SourceMap(payload).findEntry(line - 1, column - 1);
  if (!("originalSource" in entry)) return nowhere;
  const { originalSource, originalLine, originalColumn } = entry;
  const at = payload.sources.indexOf(originalSource);
  // As it was when it was bundled: the author may have edited the file since.
  const text = payload.sourcesContent[at] ?? null;
  return {
    file: originalSource,
    line: originalLine + 1,
    column: originalColumn + 1,
    text,
    bundle,
  };
}
