import { execFile } from "node:child_process";
import { cpSync, existsSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyFolder, project, REPO } from "./cli.js";

/** Makes Node fail to load one of our files, as after an installation that broke off in the middle. */
const without = (file: string): string => {
  const hook = `export async function load(url, context, next) {
    if (url.endsWith(${JSON.stringify(file)})) throw new Error("this file is broken");
    return next(url, context);
  }`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hook))});`;
  return `--import=${dataUrl(register)}`;
};
const dataUrl = (code: string): string =>
  `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;

const DIST = join(REPO, "dist");
const MAIN = join(DIST, "cli/main.cjs");

test("an installation that cannot even report its failure says so once and ends", async () => {
  // The modules themselves, as they are before the build joins them.
  const folder = project({
    "main.mjs": `const { commandLine } = await import(${JSON.stringify(join(DIST, "cli/command-line.js"))});
      process.exitCode = await commandLine(["run", "nosuch", "-i", "MES", "--json"], "0.0.0");`,
  });
  const { code, stderr } = await node([without("report/json.js"), "main.mjs"], folder);
  expect(code).toBe(70);
  expect(stderr.match(/and while that was reported/g)).toHaveLength(1);
  expect(stderr).toContain("Error: this file is broken");
});

test("an installation whose program cannot be loaded says so, and knows its version all the same", async () => {
  const folder = emptyFolder();
  cpSync(MAIN, join(folder, "dist/cli/main.cjs"));
  cpSync(join(REPO, "package.json"), join(folder, "package.json"));
  const main = join(folder, "dist/cli/main.cjs");
  const { code, stdout, stderr } = await node([main, "run", "ema-trend", "-i", "MES"], folder);
  expect({ code, stdout }).toEqual({ code: 70, stdout: "" });
  expect(stderr).toMatch(/^tickproof cannot start; is its installation complete\?\nError.*command-line/);
  expect((await node([main, "--version"], folder)).code).toBe(0);
});

test.runIf(existsSync(join(DIST, "program/program.cjs")))("a torn program file is told as such", async () => {
  const folder = emptyFolder();
  cpSync(join(DIST, "program"), join(folder, "dist/program"), { recursive: true });
  cpSync(MAIN, join(folder, "dist/cli/main.cjs"));
  cpSync(join(REPO, "package.json"), join(folder, "package.json"));
  truncateSync(join(folder, "dist/program/program.cjs"), 100_000);
  const { code, stderr } = await node([join(folder, "dist/cli/main.cjs"), "contracts"], folder);
  expect(code).toBe(70);
  expect(stderr).toContain("tickproof cannot start");
  expect(stderr).toContain("program.cjs");
});

/** Killed after a while: a program that reports its own reports would never end. */
const node = (
  args: readonly string[],
  cwd: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code as number | null), stdout, stderr }),
    );
  });
