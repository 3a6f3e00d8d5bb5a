// How does a project begin?

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EXIT, Fault, faultFrom } from "../domain/fault.js";
import { BASELINE_FILES } from "../regress/baseline.js";
import { CLOCK_STEP_MS } from "../regress/kept.js";
import { columnsOf } from "../report/text-style.js";
import { oneLine } from "../report/visible.js";
import { refusal, writeFileSafely } from "../report/write.js";
import type { Action, Call } from "./commands.js";
import { CASE, type Group, packageName, projectFiles } from "./init-files.js";
import { installPackage, linkPackage } from "./init-link.js";
import type { Template } from "./init-options.js";
import { repository } from "./regress-git.js";
import { REGRESS_FOLDER } from "./regress-words.js";
import { quoted } from "./terms.js";

/** Nothing is asked, nothing is fetched unless `--install` says so, and nothing that is there is touched. */
export const init: Action = async (call) => {
  const { operands, values, out, version } = call;
  const folder = emptyTarget(operands);
  const within = repository(dirname(resolve(folder, "x")));
  const git = values.git && within === null;
  const groups = projectFiles({
    template: values.template,
    name: packageName(basename(resolve(folder))),
    version,
    git: within === null || within === resolve(folder),
  });
  const notes = values.dryRun ? [] : await written(folder, groups, call, git);
  const next = nextCommand(folder, values.template);
  if (out.json) {
    out.document({
      schema: "tickproof.initialised/1",
      folder: withSlashes(folder),
      template: values.template,
      dryRun: values.dryRun,
      files: groups
        .flatMap(({ files }) => files)
        .map(({ path }) => ({ file: path, state: values.dryRun ? "would be written" : "written" })),
      next,
    });
  } else out.answer(shownTree(folder, groups, next, values.dryRun, call));
  for (const note of notes) out.note(`  ${note}`);
  return EXIT.ok;
};

const withSlashes = (path: string): string =>
  process.platform === "win32" ? path.replaceAll("\\", "/") : path;

/** As a shell takes it, whatever is in it; null where no line shows it as it is. */
function pasteable(path: string): string | null {
  if (path === "" || oneLine(path) !== path) return null;
  const word = path.startsWith("-") ? `./${path}` : path;
  if (process.platform !== "win32") return quoted(word);
  // Each of its shells reads other signs within quotes.
  return /^[\w./:\\-]+$/.test(word) ? word : /["$%`!]/.test(word) ? null : `"${word}"`;
}

/** A folder that is not there yet, or that holds nothing but a repository's own. */
function emptyTarget(operands: readonly string[]): string {
  const [folder = ".", ...others] = operands;
  if (others.length > 0) {
    throw new Fault("E103", `tickproof init takes one folder, not ${operands.length}`, {
      found: operands.map(oneLine).join(" "),
      fix: [`tickproof init ${pasteable(folder) ?? "desk"}`],
    });
  }
  // A variable of a script that was never set: whoever means this folder says so.
  if (folder === "") {
    throw new Fault("E103", "tickproof init was given an empty name for a folder", {
      found: '""',
      fix: ["tickproof init desk", "tickproof init .   (this folder)"],
    });
  }
  const inside = namesIn(folder)?.filter((name) => name !== ".git") ?? [];
  if (inside.length === 0) return folder;
  const some = inside.sort().slice(0, 3).map(oneLine).join(", ");
  throw occupied(folder, inside.length > 3 ? `${some} and ${inside.length - 3} more` : some);
}

/** Null where it is not there yet. */
function namesIn(folder: string): string[] | null {
  try {
    const there = statSync(resolve(folder), { throwIfNoEntry: false });
    if (there === undefined) return null;
    if (there.isDirectory()) return readdirSync(resolve(folder));
  } catch (error) {
    throw refusal(folder, error, ELSEWHERE);
  }
  throw occupied(folder, "a file");
}

const ELSEWHERE = "begin it elsewhere: tickproof init FOLDER";

function occupied(folder: string, found: string): Fault {
  const here = resolve(folder) === resolve(".");
  const shown = here ? "This folder" : oneLine(folder);
  return new Fault("E183", `${shown} is not empty, and a project begins in an empty folder`, {
    where: here ? "." : folder,
    found,
    expected: "a folder that is empty, or not there yet",
    why: "Nothing was written: what is there is yours.",
    fix: [
      `tickproof init ${(here ? null : pasteable(`${folder}-2`)) ?? "desk"}`,
      "tickproof init ci   (the workflow alone)",
    ],
  });
}

/** All of it, or nothing: what was written is taken back where something goes wrong. What is to be said besides. */
async function written(
  folder: string,
  groups: readonly Group[],
  call: Call,
  git: boolean,
): Promise<string[]> {
  const files = groups.flatMap((group) => group.files);
  const made = missingFolders(folder);
  const wrote: string[] = [];
  try {
    for (const { path, text } of files) {
      const to = join(folder, path);
      writeFileSafely(to, text(), { makeFolder: true, elsewhere: ELSEWHERE });
      wrote.push(path);
    }
    if (files.some(({ path }) => path.startsWith(CASE))) {
      // A folder of its own name and nobody else's: it was not there.
      wrote.push(...BASELINE_FILES.map((name) => `${CASE}/${name}`), ".gitattributes");
      await firstBaseline(folder, call);
    }
  } catch (error) {
    takeBack(folder, wrote, made);
    throw error;
  }
  const linked = call.values.install ? installPackage(folder) : linkPackage(folder);
  return [linked, git ? begunRepository(folder) : null].filter((note) => note !== null);
}

/** Those that will have to be made for it, the innermost first. */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.push(at);
  return missing;
}

/** What else the environment sets is for the user's own runs: a case is the same for everybody. */
const OF_THE_MACHINE = ["CACHE", "CHROMIUM", "SHARED", "JOBS", "TIME_LIMIT", "MEMORY", "COLUMN_MEMORY"];

/** The case is run once, so that the first edit of the strategy has something to be held against. */
async function firstBaseline(folder: string, { version, signal }: Call): Promise<void> {
  const [{ prepare }, { casesOf }, { runCases }, { accept }] = await Promise.all([
    import("./prepare.js"),
    import("./regress-cases.js"),
    import("./regress-run.js"),
    import("./regress-update.js"),
  ]);
  const here = process.cwd();
  const kept = new Map<string, string>();
  for (const [name, value = ""] of Object.entries(process.env)) {
    if (!name.startsWith("TICKPROOF_") || OF_THE_MACHINE.some((one) => name === `TICKPROOF_${one}`)) continue;
    kept.set(name, value);
    delete process.env[name];
  }
  process.chdir(folder);
  try {
    let call: Call | undefined;
    const { go } = await prepare(["regress", "--quiet"], version, async () => async (asked) => {
      call = asked;
      return EXIT.ok;
    });
    await go(signal);
    const cases = casesOf(call!);
    // What was written in the same tick of the clock may have been read before or after: then nothing would be kept.
    await delay(CLOCK_STEP_MS);
    const asking = { folder: cases.folder, names: cases.names, ci: false, done: () => {} };
    const ran = await runCases(asking, call!);
    const bad = ran.find(({ result }) => result.verdict !== "new")?.result;
    if (bad?.fault != null) throw faultFrom(bad.fault);
    if (bad !== undefined) throw new Error(`the template's own case is ${bad.verdict}: ${bad.headline}`);
    await accept(ran, cases, call!, false).keep();
  } finally {
    process.chdir(here);
    for (const [name, value] of kept) process.env[name] = value;
  }
}

/** File by file, and folders only where nothing is left in them: what somebody else put there meanwhile stays. */
function takeBack(folder: string, paths: readonly string[], made: readonly string[]): void {
  const tried = (remove: () => void) => {
    try {
      remove();
    } catch {
      // What went wrong before is what the user has to hear about.
    }
  };
  for (const path of paths) tried(() => rmSync(join(folder, path), { force: true }));
  // What regress keeps, beneath its own name, in a folder that had none.
  tried(() => rmSync(join(folder, REGRESS_FOLDER), { recursive: true, force: true }));
  const within = new Set([dirname(REGRESS_FOLDER)]);
  for (const path of paths) for (let at = dirname(path); at !== "."; at = dirname(at)) within.add(at);
  const inner = [...within].filter((name) => name !== ".").sort((a, b) => b.length - a.length);
  for (const at of [...inner.map((name) => join(folder, name)), ...made]) tried(() => rmdirSync(at));
}

/** Staged and not committed: a commit bears a name and a message, and both are the user's. */
function begunRepository(folder: string): string | null {
  const run = (args: readonly string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  try {
    run(["init", "--quiet"]);
    run(["symbolic-ref", "HEAD", "refs/heads/main"]);
    run(["add", "--all"]);
    return null;
  } catch {
    return "git could not begin a repository here: `git diff` will show nothing until there is one";
  }
}

function nextCommand(folder: string, template: Template): string {
  const command = {
    orb: "tickproof run orb",
    blank: "tickproof run my-strategy",
    journal: "tickproof journal import sample/Fills.csv sample/Orders.csv",
  }[template];
  const way = withSlashes(relative(".", folder));
  const into = way === "" ? null : pasteable(way);
  // A name that no line can hold as it is: better no way than a wrong one.
  return `${into === null ? "" : `cd ${into} && `}npx ${command}`;
}

function shownTree(
  folder: string,
  groups: readonly Group[],
  next: string,
  dry: boolean,
  { out }: Call,
): string {
  const { tsv } = out.answerStyle;
  const head = `${oneLine(basename(resolve(folder)))}/${dry ? "   (nothing was written)" : ""}`;
  const rows = groups.map(({ shown, note }) => [shown, note]);
  if (tsv) return [head, ...rows.map((row) => row.join("\t")), `next\t${next}`].join("\n");
  const lines = columnsOf(rows, ["left", "left"], 3);
  return [`  ${head}`, ...lines.map((line) => `    ${line}`), "", `  next: ${next}`].join("\n");
}
