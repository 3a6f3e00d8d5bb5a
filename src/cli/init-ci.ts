// How does a project get a workflow that runs its regression cases?

import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import { withAttributes, workflowText } from "../report/ci-files.js";
import { writeFileSafely } from "../report/write.js";
import type { Action } from "./commands.js";
import { repository } from "./regress-git.js";

export const WORKFLOW = ".github/workflows/tickproof.yml";

type State = "written" | "replaced" | "unchanged" | "added to";

/** Nothing is written unless all of it can be. */
export const initCi: Action = async ({ operands, out, values }) => {
  if (operands.length > 0) {
    throw new Fault("E103", "tickproof init ci takes no argument", {
      found: operands.join(" "),
      fix: ["tickproof init ci", "tickproof --cwd FOLDER init ci"],
    });
  }
  const here = resolve(".");
  const root = repository(here) ?? here;
  const folder = relative(root, here).split(sep).join("/");
  const [workflow, attributes] = [join(root, WORKFLOW), join(here, ".gitattributes")];
  const wanted = workflowText({ folder, branch: branchOf(root) });
  const present = readIf(workflow);
  if (present !== null && present !== wanted && !values.force) throw alreadyThere(shown(workflow, here));
  const lines = withAttributes(readIf(attributes));

  const state: State = present === null ? "written" : present === wanted ? "unchanged" : "replaced";
  if (state !== "unchanged") writeFileSafely(workflow, wanted, { makeFolder: true });
  const added: State = lines === null ? "unchanged" : readIf(attributes) === null ? "written" : "added to";
  if (lines !== null) writeFileSafely(attributes, lines);

  const files = [
    { file: shown(workflow, here), state },
    { file: shown(attributes, here), state: added },
  ];
  if (out.json) out.document({ schema: "tickproof.initialised/1", files });
  else for (const one of files) out.answer(`  ${one.state.padEnd(10)}${one.file}`);
  for (const hint of hintsFor(here, root)) out.note(`  ${hint}`);
  return EXIT.ok;
};

/** What the workflow counts on and is not there yet. */
function hintsFor(here: string, root: string): string[] {
  const hints: string[] = [];
  if (!existsSync(join(root, ".git")))
    hints.push("no git repository is here yet: the workflow starts to run once it is pushed to GitHub");
  if (!existsSync(join(here, "package-lock.json")))
    hints.push("npm ci wants a package-lock.json: npm install --save-dev tickproof makes one; commit it");
  if (!existsSync(join(here, "baselines")))
    hints.push("there is no case yet: docs/regress.md says how baselines/NAME/case.toml looks");
  const ignored = (readIf(join(here, ".gitignore")) ?? "")
    .split("\n")
    .some((line) => /^\/?\.tickproof\/?$/.test(line.trim()));
  if (!ignored) hints.push("what regress keeps lies in .tickproof/: a line for your .gitignore");
  return hints;
}

const alreadyThere = (file: string): Fault =>
  new Fault("E183", `${file} is there already, and not as tickproof would write it`, {
    where: file,
    why: "Nothing was written: the changes in it may be yours.",
    fix: ["tickproof init ci --force", "or keep it as it is: nothing needs to be written"],
  });

/** The branch that is checked out at first is mostly the one that pull requests go to: main or master. */
function branchOf(root: string): string {
  const remote = readIf(join(root, ".git/refs/remotes/origin/HEAD"));
  const named = /^ref: refs\/remotes\/origin\/(.+)$/.exec(remote?.trim() ?? "")?.[1];
  if (named !== undefined) return named;
  const [main, master] = ["main", "master"].map((name) => existsSync(join(root, ".git/refs/heads", name)));
  return master && !main ? "master" : "main";
}

const shown = (path: string, here: string): string => relative(here, path).split(sep).join("/");

function readIf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === "ENOENT" ||
      (error as NodeJS.ErrnoException).code === "ENOTDIR"
    )
      return null;
    throw error;
  }
}
