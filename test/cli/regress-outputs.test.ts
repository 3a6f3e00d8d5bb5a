// What does `tickproof regress` leave in a job of GitHub's, and what does it leave alone?

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { project, REPO, tickproof } from "./cli.js";

const RUN = 'run = { strategy = "strategies/rsi-reversion.ts", instrument = "MES", to = "2025-03-14" }';
const STRATEGY = readFileSync(join(REPO, "strategies/rsi-reversion.ts"), "utf8");
const CHANGED = STRATEGY.replace("period: int({ default: 14", "period: int({ default: 15");
const changedLine = CHANGED.split("\n").findIndex((line) => line.includes("default: 15")) + 1;
const decidingLine = CHANGED.split("\n").findIndex((line) => line.includes("this.goTo(side * contracts")) + 1;

const PAGE = join(REPO, "docs/regress.md");

/** The page with this block in the place of the one that it has; `UPDATE_DOCS=1` writes it. */
function pageWith(block: string): string {
  const page = readFileSync(PAGE, "utf8").replace(
    /(```text\n)rsi ·[\s\S]*?(\n```)/,
    (_, a, b) => `${a}${block}${b}`,
  );
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page);
  return page;
}

let cwd = "";
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd,
    encoding: "utf8",
  });
const baseline = () =>
  ["summary.json", "trades.csv", "days.csv", "decisions.csv", "fingerprint.json"]
    .map((name) => readFileSync(join(cwd, "baselines/rsi", name), "utf8"))
    .join("\0");

beforeAll(async () => {
  cwd = project({
    "strategies/rsi-reversion.ts": STRATEGY,
    "baselines/rsi/case.toml": `[case]\n${RUN}\n`,
    ".gitignore": ".tickproof/\n",
  });
  expect((await tickproof(["regress"], { cwd })).code).toBe(0);
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "first");
  writeFileSync(join(cwd, "strategies/rsi-reversion.ts"), CHANGED);
});

test("in a job it annotates the lines, adds to the summary, leaves JUnit, and writes nothing to baselines", async () => {
  const summary = join(cwd, "step.md");
  writeFileSync(summary, "# of another command\n");
  const before = baseline();
  const env = { CI: "true", GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  const { code, stdout, stderr } = await tickproof(
    ["regress", "--json", "--junit", "out/junit.xml", "--summary", "out/summary.md"],
    { cwd, env },
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ schema: "tickproof.regress/1" });
  const commands = stderr.split("\n").filter((line) => line.startsWith("::"));
  expect(commands).toHaveLength(2);
  expect(commands[0]).toMatch(
    new RegExp(`^::error file=strategies/rsi-reversion\\.ts,line=${decidingLine},title=rsi%3A changed::`),
  );
  expect(commands[1]).toMatch(
    new RegExp(`^::notice file=strategies/rsi-reversion\\.ts,line=${changedLine},`),
  );
  const text = readFileSync(join(cwd, "out/summary.md"), "utf8");
  expect(text).toContain("| rsi | **changed** |");
  expect(text).toContain(`\`strategies/rsi-reversion.ts:${decidingLine}\``);
  const [, block = ""] = /```text\n([\s\S]*?)\n```/.exec(text)!;
  expect(pageWith(block)).toBe(readFileSync(PAGE, "utf8"));
  expect(readFileSync(summary, "utf8")).toBe(`# of another command\n\n${text}`);
  expect(readFileSync(join(cwd, "out/junit.xml"), "utf8")).toContain(
    '<testcase classname="rsi" name="metrics.net">',
  );
  expect(baseline()).toBe(before);
});

test("what is kept from the round before is left again, all the same", async () => {
  await tickproof(["regress"], { cwd });
  const { stderr, stdout } = await tickproof(["regress", "--annotations", "--junit", "again.xml"], { cwd });
  expect(stdout).toMatch(/^rsi\tchanged\t.*\tcached$/m);
  expect(stderr.match(/^::error /gm)).toHaveLength(1);
  expect(readFileSync(join(cwd, "again.xml"), "utf8")).toContain('failures="');
});

test("a file that cannot be written is said, and a summary that is full gets no more", async () => {
  const { code, stderr } = await tickproof(["regress", "--junit", "baselines"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("E127");
  const full = join(cwd, "full.md");
  writeFileSync(full, "x".repeat(900_000));
  await tickproof(["regress"], { cwd, env: { GITHUB_STEP_SUMMARY: full } });
  expect(readFileSync(full, "utf8")).toHaveLength(900_000);
});

test("a baseline that was changed with its strategy is explained; one that was changed alone is told in red", async () => {
  const updated = await tickproof(["regress", "--update", "--reason", "15 bars"], { cwd });
  expect(updated.code).toBe(0);
  git("commit", "-qam", "with its strategy");
  await tickproof(["regress", "--summary", "a.md"], { cwd });
  expect(readFileSync(join(cwd, "a.md"), "utf8")).not.toContain("CAUTION");

  // Somebody puts other outputs beside the same strategy.
  const file = join(cwd, "baselines/rsi/fingerprint.json");
  const tree = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(
    file,
    `${JSON.stringify({ ...tree, outputs: { ...tree.outputs, trades: "0".repeat(64) } }, null, 2)}\n`,
  );
  git("commit", "-qam", "alone");
  await tickproof(["regress", "--summary", "b.md"], { cwd });
  expect(readFileSync(join(cwd, "b.md"), "utf8")).toMatch(/\[!CAUTION\]\n.*`rsi`/);
  expect(existsSync(join(cwd, "b.md"))).toBe(true);
});
