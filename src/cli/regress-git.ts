// What does git know of the baselines?

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { BASELINE_FILES } from "../regress/baseline.js";

/** Files of other baselines than those of `names` that differ from what was committed; none where there is no git. */
export function unrelatedEdits(folder: string, names: readonly string[]): string[] {
  if (repository(folder) === null) return [];
  let text: string;
  try {
    text = execFileSync("git", ["status", "--porcelain", "-z", "--untracked-files=all", "--", "."], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 1 << 28,
    });
  } catch {
    return [];
  }
  const root = repository(folder)!;
  return text
    .split("\0")
    .filter((entry) => /^..\s/.test(entry))
    .map((entry) => entry.slice(3))
    .filter((path) => {
      const inside = resolve(root, path)
        .slice(resolve(folder).length + 1)
        .replaceAll("\\", "/");
      const [name, file] = inside.split("/");
      // What a case asks for may well be edited beside: it is no result.
      return (BASELINE_FILES as readonly (string | undefined)[]).includes(file) && !names.includes(name!);
    });
}

/** The folder with `.git` in it, or above it; null where there is none. */
export function repository(folder: string): string | null {
  for (let at = resolve(folder), below = ""; at !== below; below = at, at = dirname(at))
    if (existsSync(join(at, ".git"))) return at;
  return null;
}
