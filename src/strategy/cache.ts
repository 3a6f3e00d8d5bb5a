// Where do bundled strategies lie on disk?

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { writeWholeFile } from "../catalog/whole-file.js";
import { Fault } from "../domain/fault.js";

/**
 * TICKPROOF_CACHE, else the user's cache folder. Null where that is "none", and where there is no home to put it in: then nothing is kept
 * from one command to the next.
 */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string | null {
  if (env.TICKPROOF_CACHE === "none") return null;
  if (env.TICKPROOF_CACHE) return resolve(env.TICKPROOF_CACHE);
  if (platform === "win32" && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, "tickproof", "cache");
  // The XDG specification has relative paths ignored.
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, "tickproof");
  try {
    return join(homedir(), ".cache", "tickproof");
  } catch {
    return null;
  }
}

/**
 * Keeps a module and its source map, named by what is in them, and returns the module's path. Where the cache cannot
 * be written (read-only, full) they go to a private temporary folder that the end of the process removes.
 */
export function keepModule(name: string, code: string, map: string): string {
  const hash = createHash("sha256").update(code).update(map).digest("hex").slice(0, 16);
  const file = `${name.replace(/[^\w.-]/g, "_").slice(0, 60)}-${hash}.mjs`;
  const text = `${code}\n//# sourceMappingURL=${file}.map\n`;
  const folder = cacheFolder();
  if (folder !== null) {
    try {
      return keepIn(folder, file, text, map);
    } catch {
      // Falls through: any disk will do, the cache only saves writing the file again.
    }
  }
  try {
    return keepIn(ownFolder(), file, text, map);
  } catch (error) {
    throw new Fault("E122", "No place to put the compiled strategy", {
      found: (error as Error).message,
      expected: `a folder that can be written: ${[folder, tmpdir()].filter((place) => place !== null).join(" or ")}`,
      fix: ["TICKPROOF_CACHE=/a/folder/with/room tickproof …"],
    });
  }
}

/** What is kept here is run: nobody else may write it. */
export const OWN = 0o600;

function keepIn(folder: string, file: string, text: string, map: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, file);
  // The map first: whoever finds the module finds its map.
  if (!holds(`${path}.map`, map)) writeWholeFile(`${path}.map`, map, OWN);
  if (!holds(path, text)) writeWholeFile(path, text, OWN);
  return path;
}

/** A file of the right name may still be the torso that a full disk left, so its content is what counts. */
function holds(path: string, text: string): boolean {
  try {
    return readFileSync(path, "utf8") === text;
  } catch {
    return false;
  }
}

let own: string | undefined;

/** A folder that nobody else could have prepared: a fixed name in a shared temporary folder is an invitation. */
function ownFolder(): string {
  if (own === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "tickproof-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    own = folder;
  }
  return own;
}
