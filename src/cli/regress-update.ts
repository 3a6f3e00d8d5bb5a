// How does what came out become the baseline?

import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Fault } from "../domain/fault.js";
import type { Recorded } from "../domain/regress.js";
import { BASELINE_FILES, baselineTexts } from "../regress/baseline.js";
import { CLOCK_STEP_MS, forgetResult } from "../regress/kept.js";
import { fileDiff } from "../regress/line-diff.js";
import { NO_TRADES } from "../regress/verdict.js";
import { baselineAttributes } from "../report/ci-files.js";
import { oneLine } from "../report/visible.js";
import { writeFileSafely } from "../report/write.js";
import type { Call } from "./commands.js";
import type { Cases } from "./regress-cases.js";
import { repository, unrelatedEdits } from "./regress-git.js";
import type { RanCase } from "./regress-run.js";
import { REGRESS_FOLDER } from "./regress-words.js";

/** What stands in the way of any writing, before anything runs. */
export function refuseWriting(
  { values, operands }: Call,
  { folder, names, obsolete }: Cases,
  ci: boolean,
): void {
  const { update, prune, reason, dryRun } = values;
  if (!update && !prune) {
    const alone = reason === null ? (dryRun ? "--dry-run" : null) : "--reason";
    if (alone === null) return;
    throw new Fault("E180", `${alone} goes with --update`, {
      fix: [`tickproof regress --update ${alone}${alone === "--reason" ? ' "…"' : ""}`],
    });
  }
  if (dryRun) return;
  if (ci) {
    throw new Fault("E176", "Baselines are not written under CI", {
      where: "CI in the environment",
      why: "What a pull request changes is accepted by whoever reviews it, not by the machine that tests it.",
      fix: ['run it where you work: tickproof regress --update --reason "…", and commit what it wrote'],
    });
  }
  if (update && (reason === null || reason.trim() === "")) {
    throw new Fault("E175", "--update takes a reason", {
      expected: "one sentence: it stands in the baseline, beside the change",
      fix: [
        `tickproof regress --update ${operands.join(" ")}${operands.length > 0 ? " " : ""}--reason "wider stop"`,
      ],
    });
  }
  const others = update && operands.length > 0 ? unrelatedEdits(folder, [...names, ...obsolete]) : [];
  if (others.length > 0) {
    throw new Fault("E177", "Other baselines are edited and not committed", {
      found: others.slice(0, 5).join(", "),
      why: "A change of results and the reason that is given for it belong together.",
      fix: [`git commit them, or   git checkout -- ${others[0]}`, "or name them too"],
    });
  }
}

export interface Accepted {
  /** Cases whose baseline is now what came out, or would be. */
  readonly accepted: readonly string[];
  readonly removed: readonly string[];
  /** What is to be said of it. */
  readonly lines: readonly string[];
  readonly files: readonly string[];
  /** Remembers what was written, so that the next call need not run it. */
  readonly keep: () => Promise<void>;
}

/** A case without a baseline gets one; the others only with --update, and what is obsolete goes only with --prune. */
export function accept(
  ran: readonly RanCase[],
  { folder, obsolete }: Cases,
  call: Call,
  ci: boolean,
): Accepted {
  const { update, prune, dryRun, reason } = call.values;
  const wanted = ran.filter((one) => canBeAccepted(one) && (update || (one.result.verdict === "new" && !ci)));
  const anew = wanted.map(({ result, now, keepAs }) => {
    const recorded = withReason(now!, reason ?? (result.verdict === "new" ? "first baseline" : ""));
    return { tree: recorded.tree, changes: changesFor(folder, result.name, recorded), keepAs };
  });
  const changes = anew.flatMap((one) => one.changes);
  const names = wanted.map(({ result }) => result.name);
  const removed = prune ? obsolete : [];
  const refused = update ? ran.filter((one) => one.result.verdict !== "same" && !canBeAccepted(one)) : [];
  const lines = refused.map(
    ({ result }) => `! ${oneLine(result.name)}: nothing to accept, it is ${result.verdict}`,
  );
  if (dryRun) {
    const files = [...changes.map(({ path }) => path)];
    const diff = diffOf(changes);
    const gone = removed.map((name) => `would remove ${folder}/${name}`);
    return {
      accepted: [],
      removed: [],
      lines: [...lines, ...(diff === "" ? ["nothing would be written"] : [diff]), ...gone],
      files,
      keep: async () => {},
    };
  }
  const attributes = changes.length === 0 ? null : attributesFor(folder);
  writeChanges(attributes === null ? changes : [...changes, attributes]);
  for (const name of removed) removeBaseline(folder, name);
  if (names.length > 0)
    lines.push(`wrote ${names.map((name) => oneLine(`${folder}/${name}`)).join(", ")}: commit it`);
  if (attributes !== null)
    lines.push("wrote .gitattributes: pull requests fold the long files, line ends stay as they are");
  if (removed.length > 0)
    lines.push(`removed ${removed.map((name) => oneLine(`${folder}/${name}`)).join(", ")}`);
  if (update && names.length === 0 && refused.length === 0)
    lines.push("every baseline is what comes out: nothing to write");
  const keep = async () => {
    // An edit in the same tick of the file system's clock would have the same time.
    if (anew.length > 0) await delay(CLOCK_STEP_MS);
    for (const { tree, changes: files, keepAs } of anew)
      keepAs?.(tree, new Map(files.map(({ path, text }) => [path, text])));
  };
  return { accepted: names, removed, lines, files: changes.map(({ path }) => path), keep };
}

interface Change {
  readonly path: string;
  readonly text: string;
}

const withReason = (now: Recorded, text: string): Recorded => ({
  ...now,
  tree: { ...now.tree, reasons: [...now.tree.reasons, { text, run: now.tree.run }] },
});

/** The files that would have to be written. */
function changesFor(folder: string, name: string, recorded: Recorded): Change[] {
  const texts = baselineTexts(recorded);
  return BASELINE_FILES.map((file) => ({ path: join(folder, name, file), text: texts[file] }));
}

/** What becomes of it: nothing where it was invalid, failed, or does not trade. */
const canBeAccepted = ({ result, now }: RanCase): boolean =>
  now !== null &&
  !result.notes.includes(NO_TRADES) &&
  // The same result of other code has another fingerprint: the next difference is to be told from this code.
  ((result.verdict === "same" && now.tree.run !== result.fingerprint) ||
    ["changed", "accepted", "within", "new", "data-drift"].includes(result.verdict));

function writeChanges(changes: readonly Change[]): void {
  // The fingerprint last: until then the old one says that the files beside it are not whole.
  for (const { path, text } of changes) writeFileSafely(path, text, { makeFolder: true });
}

function removeBaseline(folder: string, name: string): string[] {
  const at = join(folder, name);
  const files = BASELINE_FILES.map((file) => join(at, file)).filter((path) => existsSync(path));
  for (const path of files) rmSync(path);
  if (readdirSync(at).length === 0) rmdirSync(at);
  forgetResult(REGRESS_FOLDER, name);
  return files;
}

/** As a patch would show it. */
const diffOf = (changes: readonly Change[]): string =>
  changes
    .map(({ path, text }) =>
      fileDiff(path.replaceAll("\\", "/"), existsSync(path) ? readFileSync(path, "utf8") : null, text),
    )
    .filter((diff) => diff !== "")
    .join("\n");

/** For pull requests to fold them. Null where git has a say in it already, or is not there. */
function attributesFor(folder: string): Change | null {
  const root = repository(".");
  if (root === null) return null;
  const path = join(root, ".gitattributes");
  if (existsSync(path)) return null;
  const inside = relative(root, resolve(folder)).replaceAll("\\", "/");
  // Baselines of another place are another repository's to fold.
  if (inside.startsWith("..")) return null;
  return { path, text: `${baselineAttributes(inside).join("\n")}\n` };
}
