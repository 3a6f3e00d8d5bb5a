// How does a new project come by the package that it needs?

import { execFileSync, execSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE_ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Without a network: a link to the installation that runs, unless the project finds one above itself already. An editor reads types through it,
 * and `npx tickproof` starts it. What could not be done, to be said; null where all is well.
 */
export function linkPackage(folder: string): string | null {
  try {
    createRequire(join(resolve(folder), "package.json")).resolve("tickproof/package.json");
    return null;
  } catch {
    // Then it is made to be found.
  }
  try {
    const bin = join(folder, "node_modules/.bin");
    mkdirSync(bin, { recursive: true });
    symlinkSync(PACKAGE_ROOT, join(folder, "node_modules/tickproof"), "junction");
    if (process.platform === "win32") return null;
    symlinkSync("../tickproof/dist/cli/main.cjs", join(bin, "tickproof"), "file");
    return madeProgram(join(bin, "tickproof"));
  } catch (error) {
    return `no link to tickproof could be made (${(error as Error).message}): npm install`;
  }
}

/** As npm does when it installs: a checkout's own build is no program yet. What npm has installed is one, and may be somebody else's. */
function madeProgram(path: string): string | null {
  if ((statSync(path).mode & 0o111) !== 0) return null;
  try {
    chmodSync(path, 0o755);
    return null;
  } catch (error) {
    return `npx cannot start tickproof yet (${(error as Error).message}): npm install`;
  }
}

/** `npm install` in the folder, by the program that started us where that says which it was. */
export function installPackage(folder: string): string | null {
  const manager = process.env.npm_execpath;
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=0", "--loglevel=error"];
  const isNpm = manager === undefined || /npm(-cli)?\.[cm]?js$/.test(manager);
  const args = ["install", ...(isNpm ? quiet : [])];
  const options = { cwd: folder, stdio: "ignore" } as const;
  try {
    if (manager !== undefined && existsSync(manager) && /\.[cm]?js$/.test(manager))
      execFileSync(process.execPath, [manager, ...args], options);
    // There npm is a batch file, which only a shell starts; a shell wants one line.
    else if (process.platform === "win32") execSync(["npm", ...args].join(" "), options);
    else execFileSync("npm", args, options);
    return null;
  } catch {
    return `npm could not install tickproof into it: ${linkPackage(folder) ?? "linked to the one that runs; npm install takes its place later"}`;
  }
}
