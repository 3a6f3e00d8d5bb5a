// What does a round of regression cases leave for those who were not there?

import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { CaseResult, FingerprintTree, Layer } from "../domain/regress.js";
import { exitOf } from "../regress/verdict.js";
import { annotationLine } from "../report/annotation.js";
import { regressAnnotations } from "../report/regress-annotations.js";
import { regressJunit } from "../report/regress-junit.js";
import { MOST_SUMMARY, regressSummary } from "../report/regress-markdown.js";
import { caseText } from "../report/regress-text.js";
import { writeFileSafely } from "../report/write.js";
import type { Call } from "./commands.js";
import { repository } from "./regress-git.js";
import { isSet } from "./regress-words.js";

/** JUnit, summary and workflow commands, as they were asked for or as GitHub's jobs have a place for them. */
export function leaveFiles(
  results: readonly CaseResult[],
  call: Call,
  ci: boolean,
  env: NodeJS.ProcessEnv,
): void {
  const { junit, summary, annotations, baselines, expect } = call.values;
  const fails = (result: CaseResult) => exitOf(result, ci) !== 0;
  if (junit !== null)
    writeFileSafely(junit, regressJunit(results, { fails, block: caseText }), { makeFolder: true });
  const job = isSet(env.GITHUB_STEP_SUMMARY) ? env.GITHUB_STEP_SUMMARY : null;
  if (summary !== null || job !== null) {
    const unexplained = unexplainedEdits(baselines, results, env);
    const terms = { expect, fails, block: caseText, unexplained };
    if (summary !== null) writeFileSafely(summary, regressSummary(results, terms), { makeFolder: true });
    // Other commands of the same step have written there, too.
    if (job !== null) {
      const there = statSync(job, { throwIfNoEntry: false })?.size ?? 0;
      const most = MOST_SUMMARY - there - 1;
      if (most > 1000)
        appendFileSync(job, `${there === 0 ? "" : "\n"}${regressSummary(results, { ...terms, most })}`);
    }
  }
  if (annotations || isSet(env.GITHUB_ACTIONS)) {
    const root = repository(".") ?? resolve(".");
    const fileOf = (shown: string) => relative(root, resolve(shown)).split(sep).join("/");
    // The runner hears both streams; stdout is the answer's.
    for (const one of regressAnnotations(results, { fails, fileOf }))
      process.stderr.write(`${annotationLine(one)}\n`);
  }
}

/** What a baseline may change with. Other bars are no reason that a reviewer could read in the code, and the runtime is nobody's. */
const EXPLAINING: readonly Layer[] = ["engine", "strategy", "params", "specs", "fill model", "seed"];

/**
 * Cases whose baseline is not that of the branch that a pull request goes to, or of the commit before, although nothing that it depends on changed. None where
 * git does not know: a checkout of the last commit alone has nothing to hold against.
 */
function unexplainedEdits(folder: string, results: readonly CaseResult[], env: NodeJS.ProcessEnv): string[] {
  const root = repository(folder);
  if (root === null) return [];
  const base = [...(env.GITHUB_BASE_REF ? [`origin/${env.GITHUB_BASE_REF}`] : []), "HEAD^1"].find(
    (name) =>
      git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]) !== null,
  );
  if (base === undefined) return [];
  return results
    .map(({ name }) => name)
    .filter((name) => {
      const path = relative(root, resolve(folder, name, "fingerprint.json"))
        .split(sep)
        .join("/");
      const [was, now] = [git(root, ["show", `${base}:${path}`]), textOf(join(root, path))].map(treeOf);
      if (!was || !now || JSON.stringify(was.outputs) === JSON.stringify(now.outputs)) return false;
      return EXPLAINING.every((layer) => was.layers?.[layer]?.hash === now.layers?.[layer]?.hash);
    });
}

/** Whatever is wrong with a baseline was said where it was read. */
function treeOf(text: string | null): Partial<FingerprintTree> | null {
  try {
    return text === null ? null : (JSON.parse(text) as Partial<FingerprintTree>);
  } catch {
    return null;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function git(cwd: string, args: readonly string[]): string | null {
  try {
    return execFileSync("git", [...args], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 1 << 26,
    });
  } catch {
    return null;
  }
}
