// What does a new project hold, and what is never touched to make one?

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import { emptyFolder, filesIn, project, REPO, tickproof } from "./cli.js";

// Each of them starts several processes, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

const ours = (folder: string): string[] =>
  filesIn(folder).filter((name) => !/^(\.git|node_modules|\.tickproof)\//.test(name));

test("a folder that is not empty is refused, with the way out, and nothing in it is touched", async () => {
  const cwd = project({ "mine/notes.txt": "mine", file: "mine" });
  const before = filesIn(cwd);
  for (const args of [
    ["init"],
    ["init", "mine"],
    ["init", "file"],
    ["init", "mine", "--template", "blank"],
  ]) {
    const { code, stderr, stdout } = await tickproof(args, { cwd });
    expect({ code, stdout }, args.join(" ")).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^E183 /);
    expect(stderr).toMatch(/tickproof init (desk|mine-2|file-2)/);
  }
  const many = await tickproof(["init", "a", "b", "--json"], { cwd });
  expect(JSON.parse(many.stdout)).toMatchObject({ schema: "tickproof.error/1", code: "E103" });
  expect(filesIn(cwd)).toEqual(before);
  expect(readFileSync(join(cwd, "file"), "utf8")).toBe("mine");
});

test("an empty name is no folder: nothing is written, and what is there stays", async () => {
  const cwd = project({ "data/mine.csv": "mine", "journal/mine.toml": "mine", "sample/mine": "mine" });
  const before = filesIn(cwd);
  // Where a folder has the name of a file to write, what was written before it would have been taken back.
  mkdirSync(join(cwd, "package.json"));
  const { code, stderr, stdout } = await tickproof(["init", ""], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^E103 /);
  expect(stderr).toContain("tickproof init .");
  expect(filesIn(cwd)).toEqual(before);
});

test("a path that cannot be a folder is the user's mistake, with a way out that init has", async () => {
  const cwd = project({ f: "mine" });
  for (const [folder, wanted] of [
    ["f/x", "E126"],
    ["f/x/y", "E126"],
    ["n".repeat(300), "E128"],
  ] as const) {
    for (const more of [[], ["--dry-run"]]) {
      const { code, stderr } = await tickproof(["init", folder, ...more], { cwd });
      expect(code, stderr).toBe(2);
      expect(stderr.slice(0, 5)).toBe(`${wanted} `);
      expect(stderr).toContain("tickproof init FOLDER");
      expect(stderr).not.toContain("--report");
    }
  }
  expect(filesIn(cwd)).toEqual(["f"]);
});

test("the baseline comes from the project alone: what the environment sets for other runs is not asked", async () => {
  const cwd = emptyFolder();
  const env = { TICKPROOF_BASELINES: "other", TICKPROOF_CASH: "1000000", TICKPROOF_SLIPPAGE: "nonsense" };
  const set = await tickproof(["init", "set"], { cwd, env });
  expect(set.code, set.stderr).toBe(0);
  expect((await tickproof(["init", "plain"], { cwd })).code).toBe(0);
  expect(ours(join(cwd, "set"))).toEqual(ours(join(cwd, "plain")));
  const fingerprint = (name: string) =>
    readFileSync(join(cwd, name, "baselines/orb-mes/fingerprint.json"), "utf8");
  expect(fingerprint("set")).toBe(fingerprint("plain"));

  // What init has run, regress need not run again.
  const { code, stdout, stderr } = await tickproof(["regress", "--json"], { cwd: join(cwd, "plain") });
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ cases: [{ name: "orb-mes", verdict: "same", cached: true }] });
});

test("where the case cannot be run nothing is left, not even the folders that were made for it", async () => {
  // A case that asks for a strategy that is not there.
  const preload = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const read = fs.readFileSync;
    fs.readFileSync = (path, ...rest) =>
      String(path).endsWith("case.toml") ? '[case]\\nrun = { strategy = "gone", instrument = "MES" }\\n' : read(path, ...rest);
    syncBuiltinESMExports();`;
  const cwd = project({ "here/.git/HEAD": "ref: refs/heads/main\n", "preload.mjs": preload });
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(join(cwd, "preload.mjs"))}` };
  for (const folder of ["a/b/c", "here"]) {
    const { code, stderr } = await tickproof(["init", folder], { cwd, env });
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(/^E120 .*gone/);
  }
  expect(readdirSync(cwd).filter((name) => !name.startsWith("."))).toEqual(["here", "preload.mjs"]);
  expect(readdirSync(join(cwd, "here"))).toEqual([".git"]);
});

test.skipIf(process.platform === "win32")(
  "the way into the project can be pasted, whatever it is called",
  async () => {
    const cwd = emptyFolder();
    const names = ['a"b', "$(touch x)", "a\\b", "it's", "`touch x`", "plain", "--", "./-dash", "two\nlines"];
    for (const name of names) {
      const { code, stdout, stderr } = await tickproof(
        ["init", "--template", "journal", "--dry-run", "--json", "--", name],
        { cwd },
      );
      expect(code, stderr).toBe(0);
      const { next, folder } = JSON.parse(stdout) as { next: string; folder: string };
      expect(folder).toBe(name);
      const into = /^(cd .*) && npx /s.exec(next)?.[1];
      if (name.includes("\n")) {
        expect(into).toBeUndefined();
        continue;
      }
      mkdirSync(join(cwd, name));
      const there = execFileSync("sh", ["-c", `${into} && pwd`], { cwd, encoding: "utf8" });
      expect(basename(there.trimEnd())).toBe(basename(name));
    }
    expect(existsSync(join(cwd, "x"))).toBe(false);
  },
);

test("an installation of somebody else is linked as it is", () => {
  chmodSync(join(REPO, "dist/cli/main.cjs"), 0o755);
  const folder = emptyFolder();
  // As the system answers whoever does not own the file.
  const script = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    fs.chmodSync = () => { throw new Error("EPERM: operation not permitted, chmod"); };
    syncBuiltinESMExports();
    const { linkPackage } = await import(${JSON.stringify(pathToFileURL(join(REPO, "dist/cli/init-link.js")))});
    console.log(JSON.stringify(linkPackage(${JSON.stringify(folder)})));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(said.trim()).toBe("null");
  expect(existsSync(join(folder, "node_modules/tickproof/package.json"))).toBe(true);
});

test.skipIf(process.platform === "win32")(
  "--install asks npm for what it has, and says nothing of its own",
  async () => {
    const cwd = project({
      "bin/npm": '#!/bin/sh\nprintf "%s\\n" "$@" > asked\nps -o comm= -p $PPID > parent\n',
    });
    chmodSync(join(cwd, "bin/npm"), 0o755);
    const env = { PATH: `${join(cwd, "bin")}:${process.env.PATH}` };
    const args = ["init", "desk", "--template", "journal", "--no-git", "--install"];
    const { code, stderr } = await tickproof(args, { cwd, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const asked = readFileSync(join(cwd, "desk/asked"), "utf8").trim().split("\n");
    expect(asked.slice(0, 2)).toEqual(["install", "--prefer-offline"]);
  },
);

test("what lies in a project is what its pages speak of", async () => {
  const cwd = emptyFolder();
  for (const template of ["orb", "journal"]) {
    await tickproof(["init", template, "--template", template], { cwd });
    const page = readFileSync(join(cwd, template, "sample/README.md"), "utf8");
    const named = [...page.matchAll(/`([\w./-]+\.(?:csv|ts|toml))`/g)].map(([, file]) => file!);
    expect(named.length).toBeGreaterThan(3);
    for (const file of named)
      expect(existsSync(join(cwd, template, file.includes("/") ? file : join("sample", file))), file).toBe(
        true,
      );
  }
});

test("--dry-run shows every file that would be written, and writes none", async () => {
  const cwd = emptyFolder();
  const dry = await tickproof(["init", "a/b", "--dry-run", "--json"], { cwd });
  expect(dry.code).toBe(0);
  expect(readdirSync(cwd)).toEqual([]);
  const wrote = await tickproof(["init", "a/b", "--json"], { cwd });
  expect(wrote.code, wrote.stderr).toBe(0);
  const [planned, done] = [dry, wrote].map(
    ({ stdout }) => JSON.parse(stdout) as { files: { file: string; state: string }[]; next: string },
  );
  expect(planned!.files.map(({ file }) => file)).toEqual(done!.files.map(({ file }) => file));
  expect(done!.next).toBe("cd a/b && npx tickproof run orb");
  // The baseline is made by a run; what made it lies beside the case.
  const made = ours(join(cwd, "a/b")).filter((name) => !/^baselines\/orb-mes\/(?!case)/.test(name));
  expect(made).toEqual(done!.files.map(({ file }) => file).sort());
  expect(existsSync(join(cwd, "a/b/baselines/orb-mes/fingerprint.json"))).toBe(true);
  const bars = readFileSync(join(cwd, "a/b/data/MES-1m.csv"), "utf8");
  expect(bars).toMatch(/^# synthetic data.*proves nothing about markets\n/);
  const again = await tickproof(["init", "a/b"], { cwd });
  expect(again.code).toBe(2);
});

test("two projects are the same to the byte, but for their names", async () => {
  const cwd = emptyFolder();
  for (const name of ["one", "Zwei Öfen"]) {
    const { code, stderr } = await tickproof(["init", name, "--template", "blank", "--no-git"], { cwd });
    expect(code, stderr).toBe(0);
  }
  const [one, two] = ["one", "Zwei Öfen"].map((name) => join(cwd, name));
  expect(ours(two!)).toEqual(ours(one!));
  for (const file of ours(one!).filter((name) => name !== "package.json"))
    expect(readFileSync(join(two!, file)).equals(readFileSync(join(one!, file))), file).toBe(true);
  expect(JSON.parse(readFileSync(join(two!, "package.json"), "utf8"))).toMatchObject({ name: "zwei-fen" });
  expect(existsSync(join(one!, ".git"))).toBe(false);
});

test.each([
  ["blank", ["run", "my-strategy", "--report", "none"]],
  ["journal", ["journal", "import", "sample/Fills.csv", "sample/Orders.csv", "sample/Executions.csv"]],
])("a project of template %s does what comes next: %j", async (template, next) => {
  const cwd = emptyFolder();
  expect((await tickproof(["init", ".", "--template", template], { cwd })).code).toBe(0);
  const { code, stderr } = await tickproof(next, { cwd });
  expect(code, stderr).toBeLessThan(2);
});

const hasGit = (() => {
  try {
    execFileSync("git", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test.runIf(hasGit)(
  "a repository is begun with everything staged and nothing committed, and never inside another",
  async () => {
    const cwd = emptyFolder();
    await tickproof(["init", "desk", "--template", "journal"], { cwd });
    const git = (folder: string, ...args: string[]) =>
      execFileSync("git", args, { cwd: folder, encoding: "utf8", env: { ...process.env, HOME: cwd } });
    const desk = join(cwd, "desk");
    expect(
      git(desk, "status", "--porcelain")
        .split("\n")
        .filter(Boolean)
        .every((line) => line.startsWith("A  ")),
    ).toBe(true);
    expect(git(desk, "symbolic-ref", "HEAD").trim()).toBe("refs/heads/main");

    const outer = join(cwd, "outer");
    mkdirSync(outer);
    git(outer, "init", "--quiet");
    writeFileSync(join(outer, "README.md"), "mine\n");
    const { code } = await tickproof(["init", "outer/inner", "--template", "blank"], { cwd });
    expect(code).toBe(0);
    expect(existsSync(join(outer, "inner/.git"))).toBe(false);
    expect(existsSync(join(outer, "inner/.github"))).toBe(false);
    expect(git(outer, "diff", "--cached", "--name-only")).toBe("");
  },
);

test("a clone of an empty repository is an empty folder", async () => {
  const cwd = project({ ".git/HEAD": "ref: refs/heads/main\n" });
  const { code, stderr } = await tickproof(["init", "--template", "blank"], { cwd });
  expect(code, stderr).toBe(0);
  expect(existsSync(join(cwd, ".github/workflows/tickproof.yml"))).toBe(true);
  expect(readFileSync(join(cwd, ".git/HEAD"), "utf8")).toBe("ref: refs/heads/main\n");
});

test("hostile names of folders stay names", async () => {
  const cwd = emptyFolder();
  const name = "\u001b[31m<script><img onerror=x>\u202e";
  const { code, stdout, stderr } = await tickproof(["init", name, "--template", "journal", "--no-git"], {
    cwd,
  });
  expect(code, stderr).toBe(0);
  for (const mark of ["\u001b", "\u202e"]) expect(stdout + stderr).not.toContain(mark);
  const made = readdirSync(cwd);
  expect(made).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(cwd, made[0]!, "package.json"), "utf8"))).toMatchObject({
    name: "31m-script-img-onerror-x",
  });
});
