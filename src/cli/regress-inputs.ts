// On which files does the result of a case hang?

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BASELINE_FILES } from "../regress/baseline.js";
import type { Inputs } from "../regress/kept.js";
import type { Bundle } from "../strategy/bundle.js";
import { sourcesOf } from "../strategy/closure.js";
import type { Call } from "./commands.js";
import type { Key } from "./options.js";
import { storedFiles } from "./stored-data.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Files beside and above a module that change what esbuild makes of it. */
const CONFIGS = ["package.json", "tsconfig.json", "jsconfig.json"];
/** Settings whose texts name files or folders. */
const FILE_KEYS = [
  "data",
  "finer",
  "mark",
  "funding",
  "chain",
  "rolls",
  "settlements",
  "events",
] as const satisfies readonly Key[];

/** Hash of the engine's compiled code; "unknown" in a build without it. */
export const engineCode = (): string =>
  readOr(join(ROOT, "dist/program/engine.sha256"), "unknown").trim().slice(0, 16);

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

/** All but files: the same key, and the same files, have the same result. Asked before anything is loaded. */
export function keyOf({ values, config, version }: Call, ci: boolean): string {
  const program = statSync(join(ROOT, "dist/program/program.cjs"), { throwIfNoEntry: false });
  const { file, contracts, sessions, params, texts } = config;
  return JSON.stringify([
    [version, engineCode(), program?.size, program?.mtimeMs],
    Object.values(runtimeFacts()),
    [process.cwd(), values.baselines, values.expect, ci],
    [file, [...texts], contracts, sessions, params],
    [values.timeLimit, values.memory],
  ]);
}

export function runtimeFacts(): Record<string, string> {
  const { node, v8, icu = "none", tz = "none" } = process.versions;
  return { node, v8, icu, tzdata: tz, os: process.platform, arch: process.arch };
}

/** Everything that was read, or would have been read had it been there. */
export function inputsOf(
  folder: string,
  { values, origins }: Call,
  bundles: readonly Pick<Bundle, "module" | "source">[],
  key: string,
): Inputs {
  const sources = bundles.flatMap((bundle) => [bundle.source, ...sourcesOf(bundle).map(({ path }) => path)]);
  const files = new Set([...BASELINE_FILES, "case.toml"].map((name) => join(folder, name)));
  const folders = new Set(["data", "strategies"]);
  for (const path of sources) {
    files.add(path);
    folders.add(dirname(path));
    for (const above of foldersAbove(path)) for (const name of CONFIGS) files.add(join(above, name));
  }
  const named = FILE_KEYS.flatMap((name) => origins[name].texts.map(fileIn));
  const bundled = namesIn(join(ROOT, "data")).map((name) => join(ROOT, "data", name));
  for (const path of ["data", ...named]) {
    if (isFolder(path)) {
      folders.add(path);
      for (const name of namesIn(path)) files.add(join(path, name));
    } else files.add(path);
  }
  for (const path of [...bundled, ...storedFiles(values)]) files.add(path);
  if (values.catalog !== "none") {
    folders.add(values.catalog);
    for (const name of namesIn(values.catalog)) folders.add(join(values.catalog, name));
  }
  return { key, files: [...files].filter((path) => !isFolder(path)), folders: [...folders] };
}

/** "FILE" of "SYMBOL=FILE". */
const fileIn = (text: string): string => (existsSync(text) ? text : text.replace(/^[^=]*=/, ""));
const namesIn = (folder: string): string[] => (isFolder(folder) ? readdirSync(folder).sort() : []);
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function foldersAbove(path: string): string[] {
  const found: string[] = [];
  for (let at = dirname(resolve(path)), below = ""; at !== below; below = at, at = dirname(at))
    found.push(at);
  return found;
}
