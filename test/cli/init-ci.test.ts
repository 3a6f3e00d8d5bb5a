import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withAttributes, workflowText } from "#report/ci-files.js";
import { emptyFolder, project, tickproof } from "./cli.js";

const WORKFLOW = ".github/workflows/tickproof.yml";

/** The package is a guest of other tools here: where it is not, the shape is still held to below. */
function parsed(text: string): Record<string, unknown> | null {
  try {
    const name = "yaml";
    return createRequire(import.meta.url)(name).parse(text, { strict: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}

test("the workflow installs, runs regress as the label says, and uploads what it left whatever the verdict was", () => {
  const text = workflowText({ folder: "", branch: "main" });
  const document = parsed(text);
  if (document !== null) {
    const { steps } = (document.jobs as { regress: { steps: Record<string, unknown>[] } }).regress;
    expect(steps.map((step) => step.uses ?? step.run)).toEqual([
      "actions/checkout@v4",
      "actions/setup-node@v4",
      "npm ci",
      'npx tickproof regress --expect "$EXPECT" --junit .tickproof/regress/junit.xml --summary .tickproof/regress/summary.md',
      "actions/upload-artifact@v4",
    ]);
    expect(steps.at(-1)).toMatchObject({
      if: "always()",
      with: { name: "tickproof-regress", "include-hidden-files": true },
    });
    expect(document.permissions).toEqual({ contents: "read" });
  }
  // No tab, an even indent, and never a step deeper than one level at once.
  let before = 0;
  for (const line of text.split("\n").filter((line) => line.trim() !== "")) {
    const indent = /^ */.exec(line)![0].length;
    expect(line).not.toMatch(/\t/);
    expect(indent % 2).toBe(0);
    expect(indent - before).toBeLessThanOrEqual(4);
    before = indent;
  }
  // A label is somebody else's text: it is compared, and never becomes part of a command.
  expect(text.match(/run:.*\$\{\{/)).toBeNull();
});

test("the names of a folder and a branch cannot become keys of the workflow", () => {
  const folder = 'a "b": {c}\n- run: evil';
  const text = workflowText({ folder, branch: 'x"]\non: push' });
  const document = parsed(text);
  expect(text.split("\n").filter((line) => line.trim() === "- run: evil")).toEqual([]);
  if (document === null) return;
  expect(Object.keys(document)).toEqual(["name", "on", "permissions", "concurrency", "jobs"]);
  expect((document.on as { push: { branches: string[] } }).push.branches).toEqual(['x"]\non: push']);
});

test("is written once, and never over a file that was changed unless that is said", async () => {
  const cwd = project({
    "package-lock.json": "{}",
    "baselines/a/case.toml": "",
    ".gitignore": ".tickproof/\n",
  });
  mkdirSync(join(cwd, ".git"));
  const first = await tickproof(["init", "ci"], { cwd });
  expect(first).toMatchObject({ code: 0, stderr: "" });
  const made = readFileSync(join(cwd, WORKFLOW), "utf8");
  const again = await tickproof(["init", "ci", "--json"], { cwd });
  expect(JSON.parse(again.stdout)).toEqual({
    schema: "tickproof.initialised/1",
    files: [
      { file: WORKFLOW, state: "unchanged" },
      { file: ".gitattributes", state: "unchanged" },
    ],
  });
  writeFileSync(join(cwd, WORKFLOW), `${made}# mine\n`);
  const refused = await tickproof(["init", "ci", "--json"], { cwd });
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.stdout)).toMatchObject({ code: "E183", where: WORKFLOW });
  expect(readFileSync(join(cwd, WORKFLOW), "utf8")).toBe(`${made}# mine\n`);
  expect((await tickproof(["init", "ci", "--force"], { cwd })).code).toBe(0);
  expect(readFileSync(join(cwd, WORKFLOW), "utf8")).toBe(made);
});

test("in a folder of a repository the workflow lies at its root and works in the folder", async () => {
  const root = project({ "strategies/sub/package-lock.json": "{}" });
  mkdirSync(join(root, ".git"));
  const cwd = join(root, "strategies/sub");
  expect((await tickproof(["init", "ci", "-q"], { cwd })).code).toBe(0);
  expect(existsSync(join(cwd, ".github"))).toBe(false);
  const text = readFileSync(join(root, WORKFLOW), "utf8");
  expect(text).toContain('working-directory: "strategies/sub"');
  expect(text).toContain("            strategies/sub/.tickproof/regress/*.html\n");
  expect(existsSync(join(cwd, ".gitattributes"))).toBe(true);
});

test("lines are added to .gitattributes, none is said twice and none is lost", () => {
  const all = withAttributes(null)!;
  expect(withAttributes(all)).toBeNull();
  const mine = "*.csv -text\nbaselines/**   text   eol=lf";
  const added = withAttributes(mine)!;
  expect(added.startsWith(`${mine}\n\n`)).toBe(true);
  expect(added.match(/eol=lf/g)).toHaveLength(1);
  expect(withAttributes(added)).toBeNull();
});

test("without a package lock, a repository or a case it says what is missing, and still writes", async () => {
  const cwd = emptyFolder();
  const { code, stderr } = await tickproof(["init", "ci"], { cwd });
  expect(code).toBe(0);
  for (const word of ["git repository", "package-lock.json", "case.toml", ".gitignore"])
    expect(stderr).toContain(word);
  expect((await tickproof(["init"], { cwd })).stderr).toContain("init ci");
});
