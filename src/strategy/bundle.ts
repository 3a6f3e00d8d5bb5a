// How does a TypeScript file become a module that plain Node can run?

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import type { BuildFailure, Message, Plugin } from "esbuild";
import { didYouMean, Fault } from "../domain/fault.js";
import { keepModule } from "./cache.js";
import { excerptOf, printable } from "./excerpt.js";
import { filesIn, shownPath, unknownStrategy } from "./find.js";
import { type Kept, keepBundle, keptBundle } from "./kept-bundle.js";
import { readText } from "./place.js";

/** A strategy ready to be imported, here or in a worker. Plain data. */
export interface Bundle {
  /** `ema-trend` of `strategies/ema-trend.ts`. */
  readonly name: string;
  /** The author's file as messages show it: relative to where the program was started, if it lies below. */
  readonly file: string;
  /** The author's file, absolute. */
  readonly source: string;
  /** The executable module. Its source map lies beside it, with `.map` added. */
  readonly module: string;
  /** SHA-256 of the code without comments, layout and folders of this machine: the strategy's identity. */
  readonly hash: string;
}

/** Stands in the hashed code where the executed one names this installation of the framework. */
const FRAMEWORK = "tickproof:framework";
/** Set where the build joins the modules in `dist/program/`, whose `index.js` then is the framework that runs. */
declare const BUNDLED: true | undefined;
const INDEX = typeof BUNDLED === "undefined" ? "../index.js" : "./index.js";
export const FRAMEWORK_URL = new URL(INDEX, import.meta.url).href;

/**
 * Bundles a strategy with all that it imports, except `tickproof`: that becomes the URL of the very framework that
 * runs, so that a file anywhere on disk extends the same `Strategy`. Throws E402 with the place if it does not compile.
 */
export async function bundleStrategy(path: string): Promise<Bundle> {
  const source = resolve(path);
  const real = realPath(source);
  const name = basename(source, extname(source));
  const made = keptBundle(real, FRAMEWORK_URL) ?? (await bundled(source, real, name));
  return { name, file: shownPath(source), source, ...made };
}

async function bundled(source: string, real: string, name: string): Promise<Kept> {
  const folder = dirname(real);
  // Loaded here and not above: workers import this room too, and esbuild would double the time they take to start.
  const { build, transform } = await import("esbuild");
  const result = await build({
    entryPoints: [`./${basename(real)}`],
    absWorkingDir: folder,
    // Nothing is written there; the name only makes the paths in the map relative to the folder.
    outfile: join(folder, "bundle.mjs"),
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    charset: "utf8",
    legalComments: "none",
    sourcemap: "external",
    metafile: true,
    logLevel: "silent",
    plugins: [framework],
  }).catch((error: BuildFailure) => {
    throw Array.isArray(error.errors) ? compileFault(error.errors, source, folder) : error;
  });
  const [map, code] = ["bundle.mjs.map", "bundle.mjs"].map(
    (name) => result.outputFiles.find((file) => basename(file.path) === name)!.text,
  ) as [string, string];
  // Layout, comments and the paths in them have no say in what a strategy is.
  const bare = await transform(code, { minifyWhitespace: true, charset: "utf8" });
  const made = {
    module: keepModule(name, executable(code), absoluteSources(map, folder)),
    hash: createHash("sha256").update(bare.code).digest("hex"),
  };
  const read = textsIn(map);
  const inputs = Object.keys(result.metafile.inputs).map((path) => ({ path, text: read.get(path) ?? null }));
  keepBundle(real, FRAMEWORK_URL, made, inputs);
  return made;
}

/** What esbuild read of each file: it may have been changed since. */
function textsIn(map: string): ReadonlyMap<string, string> {
  const { sources, sourcesContent } = JSON.parse(map) as { sources: string[]; sourcesContent: string[] };
  return new Map(sources.map((source, i) => [source, sourcesContent[i]!]));
}

const framework: Plugin = {
  name: "framework",
  setup({ onResolve }) {
    onResolve({ filter: /^tickproof$/ }, () => ({ path: FRAMEWORK, external: true }));
  },
};

/**
 * CommonJS packages reach for `require`, which a module does not have. They get one as a function at the end, where it
 * moves no mapped column and is still there from the start.
 */
function executable(code: string): string {
  const linked = code.replaceAll(`"${FRAMEWORK}"`, JSON.stringify(FRAMEWORK_URL));
  if (!linked.includes('Dynamic require of "')) return linked;
  return `${linked}
import{createRequire as tickproofRequire}from"node:module";
function require(id){return tickproofRequire(import.meta.url)(id)}`;
}

function realPath(source: string): string {
  try {
    return realpathSync(source);
  } catch {
    throw unknownStrategy(shownPath(source), process.cwd());
  }
}

function absoluteSources(map: string, folder: string): string {
  const parsed = JSON.parse(map) as { sources: string[] };
  const sources = parsed.sources.map((source) => resolve(folder, source));
  return JSON.stringify({ ...parsed, sources });
}

function compileFault(errors: readonly Message[], source: string, folder: string): Fault {
  const shown = shownPath(source);
  const first = errors[0]!;
  const missing = /^Could not resolve "(.*)"$/.exec(first.text)?.[1];
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const reason = missing === undefined ? first.text : `there is no "${missing}" to import`;
  const message = `${shown} does not compile: ${printable(reason)}${others}`;
  const fix = missing === undefined ? [] : missingFix(missing, first.location?.file, folder);
  if (first.location === null)
    return new Fault("E402", message, { where: shown, ...(fix.length > 0 && { fix }) });
  const { file, line, lineText, length } = first.location;
  // esbuild counts bytes, editors count characters.
  const column = Buffer.from(lineText).subarray(0, first.location.column).toString().length + 1;
  const path = resolve(folder, file);
  return new Fault("E402", message, {
    where: `${shownPath(path)}:${line}:${column}`,
    excerpt: excerptOf(
      readText(path) ?? "\n".repeat(line - 1) + lineText,
      { line, column, length },
      printable(first.text),
    ),
    ...(fix.length > 0 && { fix }),
  });
}

function missingFix(missing: string, importer: string | undefined, folder: string): string[] {
  if (missing.startsWith("tickproof/")) return ['import { … } from "tickproof"'];
  if (!/^[./]/.test(missing)) {
    const name = missing
      .split("/")
      .slice(0, missing.startsWith("@") ? 2 : 1)
      .join("/");
    const near = didYouMean(name, ["tickproof"]);
    return [...(near === undefined ? [] : [`import { … } from "${near}"`]), `npm install ${name}`];
  }
  const from = dirname(resolve(folder, importer ?? ""));
  const target = resolve(from, missing);
  const near = didYouMean(basename(target), filesIn(dirname(target)));
  if (near === undefined) return [];
  const path = relative(from, join(dirname(target), near)).replaceAll("\\", "/");
  return [`import … from "${path.startsWith(".") ? path : `./${path}`}"`];
}
