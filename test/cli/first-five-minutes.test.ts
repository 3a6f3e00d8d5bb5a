// Does docs/first-five-minutes.md work as written, in a fresh folder, with the packages as npm packs them?

import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "../fixtures/doc-blocks.js";
import { emptyFolder, filesIn, REPO } from "./cli.js";

const update = process.env.UPDATE_DOCS === "1";
const page = join(REPO, "docs/first-five-minutes.md");
const text = readFileSync(page, "utf8");
const blocks = blocksOf(text);
const found: { readonly at: Block; readonly code: string }[] = [];
afterAll(() => {
  if (update && found.length > 0) writeFileSync(page, rewritten(text, found));
});

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A bare environment without a network: npm may take what it has, and nothing else. */
const home = emptyFolder();
const environment = {
  PATH: process.env.PATH ?? "",
  HOME: home,
  LANG: "C.UTF-8",
  npm_config_offline: "true",
  npm_config_cache: join(home, "npm"),
  npm_config_update_notifier: "false",
  TICKPROOF_CACHE: join(home, "cache"),
  // What a page of verify says of threads must not depend on the machine that writes it.
  TICKPROOF_JOBS: "2",
  GIT_CONFIG_NOSYSTEM: "1",
};

const started = (program: string, args: readonly string[], cwd: string): Promise<Done> =>
  new Promise((done) => {
    const options = { cwd, env: environment, encoding: "utf8", maxBuffer: 1 << 26 } as const;
    execFile(program, args, options, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr }),
    );
  });

/** A package as `npm pack` leaves it, unpacked into `node_modules`, and beside it links to what it depends on. */
async function installed(folder: string, into: string): Promise<void> {
  const packed = await started("npm", ["pack", "--ignore-scripts", "--pack-destination", into, folder], REPO);
  expect(packed.code, packed.stderr).toBe(0);
  const tarball = packed.stdout.trim().split("\n").at(-1)!;
  const modules = join(into, "node_modules");
  mkdirSync(modules, { recursive: true });
  const unpacked = await started("tar", ["-xzf", join(into, tarball), "-C", into], into);
  expect(unpacked.code, unpacked.stderr).toBe(0);
  const { name, dependencies } = JSON.parse(readFileSync(join(into, "package/package.json"), "utf8")) as {
    name: string;
    dependencies: Record<string, string>;
  };
  renameSync(join(into, "package"), join(modules, name));
  const all = new Set(Object.keys(dependencies).filter((one) => one !== "tickproof"));
  // What they depend on in turn is found from where they really are.
  for (const one of all) {
    mkdirSync(dirname(join(modules, one)), { recursive: true });
    symlinkSync(join(REPO, "node_modules", one), join(modules, one), "junction");
  }
}

/** What a line of the page does; `cwd` is changed by `cd`. */
async function typed(line: string, at: { cwd: string; readonly packages: string }): Promise<Done> {
  const [program = "", ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain!,
  );
  if (program === "cd") {
    at.cwd = join(at.cwd, args[0]!);
    return { code: 0, stdout: "", stderr: "" };
  }
  if (program === "npm" && args[0] === "create") {
    const create = join(at.packages, "node_modules/create-tickproof/index.mjs");
    return started(process.execPath, [create, ...args.slice(2)], at.cwd);
  }
  return started(program, args, at.cwd);
}

/** What the page leaves out of the long tables: whoever adds a metric has no page of beginners to write anew. */
const FIGURES = ["strategy", "instrument", "from", "to", "fingerprint", "net", "costs", "maxDrawdown"];
const MORE = ["trades", "winRate", "profitFactor", "doubt", "report"];
const isLeftOut = (line: string, isRun: boolean): boolean => {
  const [first = "", second = "", third = ""] = line.split("\t");
  if (isRun) return ![...FIGURES, ...MORE, ""].includes(first);
  return first === "orb-mes" && second === "metric" && !["net", "trades", "maxDrawdown"].includes(third);
};

const shortened = (printed: string): string =>
  printed
    .split("\n")
    .map((line) => (isLeftOut(line, printed.startsWith("strategy\t")) ? "…" : line))
    .filter((line, k, all) => line !== "…" || all[k - 1] !== "…")
    .join("\n");

const kept = (printed: string): string =>
  tidied(
    shortened(printed)
      .replaceAll("\t", "  ")
      // What differs from one machine or day to the next.
      .replace(/ {2}\d+ kB$/gm, "  400 kB")
      .replace(/in [\d.]+ s$/gm, "in 0.5 s")
      .replace(/^(orb-mes {2}\w+ {2}.*?)[\d.]+$/gm, "$10.5")
      .replace(/^(.*bundles?) [\d.]+ (ms|s)$/gm, "$1"),
  );

test.skipIf(process.platform === "win32")(
  "the page works as written, step by step, offline, and asks nothing",
  { timeout: 1_200_000 },
  async () => {
    const packages = emptyFolder();
    await installed(REPO, packages);
    await installed(join(REPO, "create"), packages);
    const at = { cwd: emptyFolder(), packages };
    const steps = blocks.filter(
      ({ language, marks }) =>
        (language === "console" && marks.includes("run")) || (language === "diff" && marks.includes("edit")),
    );
    expect(steps.length).toBeGreaterThan(6);
    for (const step of steps) {
      if (step.language === "diff") {
        const file = join(at.cwd, "strategies/orb.ts");
        const [before = "", after = ""] = step.code
          .trimEnd()
          .split("\n")
          .map((line) => line.slice(1));
        const code = readFileSync(file, "utf8");
        expect(code).toContain(before);
        writeFileSync(file, code.replace(before, after));
        continue;
      }
      let printed = "";
      for (const line of step.code.trim().split("\n")) {
        const done = await typed(line.replace(/^\$ /, ""), at);
        // A refusal is part of the page, where it is one that names its code; our own mistakes are not.
        expect(done.code, `${line}\n${done.stdout}${done.stderr}`).toBeLessThan(4);
        expect(done.code, `${line}\n${done.stderr}`).toBeGreaterThanOrEqual(0);
        printed += done.code > 1 ? done.stderr : done.stdout;
      }
      const next = blockAfter(text, step, blocks);
      if (next?.language !== "text") continue;
      const code = `${kept(printed)}\n`;
      found.push({ at: next, code });
      if (!update) expect(next.code, step.code).toBe(code);
    }

    const names = filesIn(at.cwd).filter((name) => !/^(\.git|node_modules)\//.test(name));
    expect(names).toContain("sample/Executions.csv");
    expect(names.some((name) => /^reports\/orb-MES-.*\.html$/.test(name))).toBe(true);
    // An editor resolves what the strategy imports, and finds nothing wrong with what we wrote.
    const tsc = join(REPO, "node_modules/typescript/bin/tsc");
    const checked = await started(process.execPath, [tsc, "-p", "."], at.cwd);
    expect(checked, checked.stdout).toMatchObject({ code: 0, stdout: "" });
  },
);

test("create-tickproof is of the version of the package that it makes projects with", () => {
  const read = (file: string) => JSON.parse(readFileSync(join(REPO, file), "utf8")) as Record<string, never>;
  const [root, create] = [read("package.json"), read("create/package.json")];
  expect(create.version).toBe(root.version);
  expect(create.dependencies).toEqual({ tickproof: root.version });
  expect(existsSync(join(REPO, "templates/desk/gitignore"))).toBe(true);
  expect(readdirSync(join(REPO, "templates")).sort()).toEqual(["blank", "desk", "journal"]);
});
