// Was this strategy bundled before, from these very files?

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { writeWholeFile } from "../catalog/whole-file.js";
import { cacheFolder, OWN } from "./cache.js";

/** What became of a file when it was bundled, apart from how messages name it. */
export interface Kept {
  readonly module: string;
  readonly hash: string;
}

/** Which files had a say in a bundle, each with what was in it: the bundle holds as long as all of that does. */
interface Record extends Kept {
  /** SHA-256 by path; null for a file that was not there. */
  readonly files: Readonly<{ [path: string]: string | null }>;
  /** Of the names in each folder that was searched: a new file may be what an import means from now on. */
  readonly folders: Readonly<{ [path: string]: string | null }>;
}

/** Raised when a bundle is made in another way. */
const FORMAT = 1;
/** Files beside and above a module that change what esbuild makes of it. */
const CONFIGS = ["package.json", "tsconfig.json", "jsconfig.json"];

/** Null where anything differs, or where there is no cache: then it is bundled anew. */
export function keptBundle(entry: string, framework: string): Kept | null {
  const path = recordOf(entry, framework);
  if (path === null) return null;
  try {
    const { module, hash, files, folders } = JSON.parse(readFileSync(path, "utf8")) as Record;
    const same =
      Object.entries(files).every(([file, content]) => hashOf(file) === content) &&
      Object.entries(folders).every(([folder, names]) => namesOf(folder) === names);
    return same ? { module, hash } : null;
  } catch {
    return null;
  }
}

/**
 * Writes down from what a bundle was made. `inputs` are relative to the folder of `entry`, with what esbuild read of those that are
 * left in the bundle. Not for one that takes part of a package: who says which files of `node_modules` were looked at?
 */
export function keepBundle(
  entry: string,
  framework: string,
  { module, hash }: Kept,
  inputs: readonly { readonly path: string; readonly text: string | null }[],
): void {
  const path = recordOf(entry, framework);
  const cache = cacheFolder();
  if (path === null || cache === null || dirname(module) !== cache) return;
  const files: { [path: string]: string | null } = {};
  const folders: { [path: string]: string | null } = {};
  for (const { path: input, text } of inputs) {
    if (/(^|[\\/])node_modules[\\/]|^[\w-]{2,}:/.test(input)) return;
    const file = resolve(dirname(entry), input);
    files[file] = text === null ? hashOf(file) : sha256(text);
    for (let folder = dirname(file), above = ""; folder !== above; above = folder, folder = dirname(folder)) {
      if (above === "") folders[folder] = namesOf(folder);
      for (const name of CONFIGS) {
        if (!inheritedBy(join(folder, name), files)) return;
      }
    }
  }
  for (const made of [module, `${module}.map`]) files[made] = hashOf(made);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeWholeFile(path, JSON.stringify({ module, hash, files, folders } satisfies Record), OWN);
  } catch {
    // It only saves bundling it again.
  }
}

/** Adds a configuration and those that it extends. False where that goes through a package. */
function inheritedBy(config: string, files: { [path: string]: string | null }): boolean {
  if (config in files) return true;
  const text = read(config);
  files[config] = text === null ? null : sha256(text);
  const [, extended] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(text?.toString() ?? "") ?? [];
  const names = [...(extended?.matchAll(/"([^"]*)"/g) ?? [])].map(([, name]) => name!);
  return names.every((name) => {
    if (!name.startsWith(".") && !isAbsolute(name)) return false;
    const at = resolve(dirname(config), name);
    return [at, `${at}.json`, join(at, "tsconfig.json")].every((file) => inheritedBy(file, files));
  });
}

function recordOf(entry: string, framework: string): string | null {
  const cache = cacheFolder();
  if (cache === null) return null;
  const name = sha256(JSON.stringify([FORMAT, esbuildVersion(), framework, entry])).slice(0, 16);
  return join(cache, "bundles", `${name}.json`);
}

let version: string | undefined;

/** Without loading esbuild, which is what a kept bundle saves. */
function esbuildVersion(): string {
  version ??= (createRequire(import.meta.url)("esbuild/package.json") as { version: string }).version;
  return version;
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

function hashOf(file: string): string | null {
  const content = read(file);
  return content === null ? null : sha256(content);
}

function namesOf(folder: string): string | null {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).map((entry) =>
      entry.isSymbolicLink() ? `${entry.name} -> ${readlinkSync(join(folder, entry.name))}` : entry.name,
    );
    return sha256(entries.sort().join("\n"));
  } catch {
    return null;
  }
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
