// On which files does the result of a case hang?

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { contractFiles } from "../instrument/contracts.js";
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
  for (const path of [...bundled, ...contractFiles(), ...storedFiles(values)]) files.add(path);
  if (values.catalog !== "none") {
    folders.add(values.catalog);
    for (const name of namesIn(values.catalog)) folders.add(join(values.catalog, name));
  }
  return { key, files: [...files].filter((path) => !isFolder(path)), folders: [...folders] };
}

/** Modules of Node whose answers hang on nothing but what they are given. */
const PURE = ["assert", "buffer", "events", "path", "querystring", "string_decoder", "url", "util"];
const REACHES_OUT =
  /(?:\bfrom|\bimport|\brequire|\bgetBuiltinModule)\s*\(?\s*["'](?:node:)?([\w/]+)["']|\bprocess\b|\bfetch\s*\(/g;

/** Whether it reads by itself what `inputsOf` cannot know: a file, the environment, the net. Then no result of it is kept. */
export function reachesOut({ module }: Pick<Bundle, "module">): boolean {
  try {
    const found = [...readFileSync(module, "utf8").matchAll(REACHES_OUT)];
    return found.some(([, name]) => name === undefined || (isBuiltin(name) && !PURE.includes(name)));
  } catch {
    return true;
  }
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
