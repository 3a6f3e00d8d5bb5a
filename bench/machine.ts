// On what was it measured, and of which commit?

import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that this program's sources lie in, wherever it was built to beside them. */
export const BENCH = fileURLToPath(new URL("../", import.meta.url));

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly v8: string;
  /** First line of what the C compiler says of itself; null where there is none. */
  readonly cc: string | null;
  /** Processes that wanted to run, over the minute before: what is above 0 was not ours, so figures of a busy machine show. */
  readonly load: number;
}

export function machine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    v8: process.versions.v8,
    cc: said("cc", "--version"),
    load: Number(loadavg()[0]!.toFixed(2)),
  };
}

export interface Commit {
  readonly commit: string;
  /** When it was committed, YYYY-MM-DD. */
  readonly date: string;
}

/** The commit that is checked out; null outside of git. Throws where files differ from it: figures would be of neither. */
export function commitMeasured(): Commit | null {
  const line = said("git", "-C", BENCH, "log", "-1", "--format=%H %cs");
  if (line === null) return null;
  const changed = execFileSync(
    "git",
    ["-C", join(BENCH, ".."), "status", "--porcelain", "--untracked-files=no"],
    {
      encoding: "utf8",
    },
  )
    .split("\n")
    .filter((file) => file !== "" && !file.endsWith("bench/history.jsonl"));
  if (changed.length > 0)
    throw new Error(
      `--record: commit first, then measure what was committed; changed:\n${changed.join("\n")}`,
    );
  const [commit, date] = line.split(" ") as [string, string];
  return { commit, date };
}

function said(program: string, ...words: readonly string[]): string | null {
  try {
    return execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split(
      "\n",
    )[0]!;
  } catch {
    return null;
  }
}
