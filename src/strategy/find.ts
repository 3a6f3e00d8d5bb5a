// Which file is meant by a strategy's name?

import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean, Fault } from "../domain/fault.js";

export const STRATEGY_EXTENSIONS = [".ts", ".mts", ".js", ".mjs"];
const PACKAGE_ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * `ema-trend` is `strategies/ema-trend.ts` of the project, or else of this package; whatever has a slash or an
 * extension is a path. Returns it absolute. Throws E120 where there is no such file and E121 where it is no module.
 */
export function resolveStrategyFile(nameOrPath: string, cwd: string): string {
  const isPath = /[/\\]/.test(nameOrPath) || nameOrPath.startsWith(".") || extname(nameOrPath) !== "";
  const folders = strategyFolders(cwd);
  const bases = isPath ? [resolve(cwd, nameOrPath)] : folders.map((folder) => join(folder, nameOrPath));
  for (const base of nameOrPath === "" ? [] : bases) {
    const endings = isPath ? ["", ...STRATEGY_EXTENSIONS] : STRATEGY_EXTENSIONS;
    const found = endings.map((ending) => base + ending).find(isFile);
    if (found !== undefined) return moduleFile(found, cwd);
    if (isPath && kindOf(base) === "folder") throw folderFault(base, cwd);
  }
  throw unknownStrategy(nameOrPath, cwd);
}

/** Names that need no path, sorted: the project's strategies and the built-in ones. */
export function strategyNames(cwd: string): string[] {
  return [...new Set(strategyFolders(cwd).flatMap(namesIn))].sort();
}

const strategyFolders = (cwd: string): string[] => [
  ...new Set([join(cwd, "strategies"), join(PACKAGE_ROOT, "strategies")]),
];

const namesIn = (folder: string): string[] =>
  filesIn(folder)
    .filter((file) => STRATEGY_EXTENSIONS.includes(extname(file)) && !/^[._]|\.(test|d)\.m?[jt]s$/.test(file))
    .map((file) => basename(file, extname(file)));

/** Names of the files of a folder, sorted; none where there is no folder. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => isFile(join(folder, name)))
      .sort();
  } catch {
    return [];
  }
}

/** As a message or a report names a file: below the project without the folders above it, else in full. */
export function shownPath(path: string, cwd = process.cwd()): string {
  for (const root of [cwd, PACKAGE_ROOT]) {
    const inside = relative(root, path);
    if (inside !== "" && !isAbsolute(inside) && inside.split(/[\\/]/)[0] !== "..") {
      return inside.replaceAll("\\", "/");
    }
  }
  return path;
}

function kindOf(path: string): "file" | "folder" | "other" | undefined {
  try {
    const found = statSync(path);
    return found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
  } catch {
    return undefined;
  }
}
const isFile = (path: string): boolean => kindOf(path) === "file";

function moduleFile(path: string, cwd: string): string {
  if (STRATEGY_EXTENSIONS.includes(extname(path))) return path;
  throw new Fault("E121", `${shownPath(path, cwd)} is not a strategy file`, {
    where: shownPath(path, cwd),
    found: extname(path) === "" ? "a file without an extension" : `a file that ends in ${extname(path)}`,
    expected: `a TypeScript or JavaScript module: ${STRATEGY_EXTENSIONS.join(", ")}`,
  });
}

function folderFault(path: string, cwd: string): Fault {
  const inside = namesIn(path).map((name) => `${shownPath(path, cwd)}/${name}.ts`);
  return new Fault("E121", `${shownPath(path, cwd)} is a folder, not a strategy file`, {
    where: shownPath(path, cwd),
    expected: "one file",
    ...(inside.length > 0 && { fix: inside.slice(0, 5) }),
  });
}

/** E120: says what there is, and which of it was probably meant. */
export function unknownStrategy(nameOrPath: string, cwd: string): Fault {
  const names = strategyNames(cwd);
  const stem = basename(nameOrPath, extname(nameOrPath));
  const near = names.includes(stem) ? stem : didYouMean(stem, names);
  const neighbours = filesIn(dirname(resolve(cwd, nameOrPath))).filter((file) =>
    STRATEGY_EXTENSIONS.includes(extname(file)),
  );
  const beside =
    neighbours.find((file) => basename(file, extname(file)) === stem) ??
    didYouMean(basename(nameOrPath), neighbours);
  const path = beside && relative(cwd, join(dirname(resolve(cwd, nameOrPath)), beside)).replaceAll("\\", "/");
  const ways = [
    ...(near ? [near] : []),
    ...(path ? [path.startsWith(".") || isAbsolute(path) ? path : `./${path}`] : []),
  ];
  return new Fault(
    "E120",
    `There is no strategy ${JSON.stringify(nameOrPath)}.${ways[0] ? ` Did you mean ${ways[0]}?` : ""}`,
    {
      found: nameOrPath,
      expected: `a path to a file, or one of ${names.join(", ")}`,
      fix: ways.length > 0 ? ways : ["./my-strategy.ts   (a path needs a slash or an extension)"],
    },
  );
}
