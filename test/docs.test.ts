// Do the programs in docs/*.md run, and print what the page says?

import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "./fixtures/doc-blocks.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const docs = join(root, "docs");
/** Inside the repository, where `import "tickproof"` finds the package itself; git does not see it. */
const work = join(root, ".tickproof", "docs");
const run = promisify(execFile);
/** `UPDATE_DOCS=1 npx vitest run test/docs.test.ts` writes what the programs print into the pages, for review by git diff. */
const update = process.env.UPDATE_DOCS === "1";

/** The output that the page promises: a `text` block with nothing but blank lines before it. */
function promisedOutput(text: string, block: Block, blocks: readonly Block[]): Block | undefined {
  const next = blockAfter(text, block, blocks);
  return next?.language === "text" ? next : undefined;
}

/** Undefined for a fragment, which is no file at all, and for what is no program and has no name. */
function fileOf({ language, marks, line }: Block): string | undefined {
  if (marks.includes("part")) return undefined;
  const name = marks.find((mark) => mark.startsWith("file="))?.slice("file=".length);
  return name ?? (language === "ts" ? `line-${line}.ts` : undefined);
}

/**
 * A block of code says in its first line what becomes of it: `ts run` is a program of its own, and a `text` block right
 * after it is what it prints; `ts file=NAME`, or any other language, is a file beside the programs of its page; plain `ts` must compile, no more;
 * `ts part` is a fragment that could not.
 */
const pages = readdirSync(docs)
  .filter((name) => name.endsWith(".md"))
  .map((name) => {
    const text = readFileSync(join(docs, name), "utf8");
    return { name, folder: join(work, name.replace(/\.md$/, "")), text, blocks: blocksOf(text) };
  });
const programs = pages.flatMap((page) =>
  page.blocks
    // What is typed at a shell is run by `docs-journal.test.ts` and its like.
    .filter(({ language, marks }) => language === "ts" && marks.includes("run"))
    .map((block) => ({
      page,
      block,
      title: `docs/${page.name}:${block.line}`,
      path: join(page.folder, `line-${block.line}.ts`),
    })),
);

const printed: { readonly page: string; readonly at: Block; readonly code: string }[] = [];

afterAll(() => {
  for (const { name, text } of pages) {
    const changes = printed.filter(({ page }) => page === name);
    if (changes.length > 0) writeFileSync(join(docs, name), rewritten(text, changes));
  }
});

beforeAll(() => {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const options = {
    extends: "../../tsconfig.base.json",
    compilerOptions: { noEmit: true, rootDir: "../.." },
  };
  writeFileSync(join(work, "tsconfig.json"), JSON.stringify({ ...options, include: ["*/*.ts"] }));
  for (const { folder, blocks } of pages) {
    mkdirSync(folder);
    symlinkSync(join(root, "data"), join(folder, "data"), "junction");
    for (const block of blocks) {
      const file = fileOf(block);
      if (file !== undefined) writeFileSync(join(folder, file), block.code);
    }
  }
});

test("all code but fragments type-checks against the published types, as strictly as our own code", async () => {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  expect(programs.length).toBeGreaterThan(5);
  const { stdout } = await run(process.execPath, [compiler, "-p", join(work, "tsconfig.json")]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe("");
});

describe.each(programs)("$title", ({ page, block, path }) => {
  test("runs, and prints what the page says", async () => {
    const outfile = path.replace(/\.ts$/, ".mjs");
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
      logLevel: "silent",
    });
    const { stdout, stderr } = await run(process.execPath, [outfile], { cwd: page.folder });
    expect(stderr).toBe("");
    const promised = promisedOutput(page.text, block, page.blocks);
    if (promised === undefined) return;
    if (update) printed.push({ page: page.name, at: promised, code: `${tidied(stdout)}\n` });
    else expect(tidied(stdout)).toBe(tidied(promised.code));
  });
});

test("links between the pages lead somewhere", () => {
  const homes = [
    ...pages.map(({ name }) => join("docs", name)),
    "README.md",
    "src/README.md",
    "data/README.md",
  ];
  const broken = homes
    .filter((home) => existsSync(join(root, home)))
    .flatMap((home) => {
      const text = readFileSync(join(root, home), "utf8").replace(/^```[\s\S]*?^```$/gm, "");
      return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target]) => target!)
        .filter((target) => !existsSync(resolve(root, dirname(home), target)))
        .map((target) => `${home} → ${target}`);
    });
  expect(broken).toEqual([]);
});

test("docs/dependencies.md names every dependency with its pinned version, and none that is gone", () => {
  const manifest: Record<string, Record<string, string>> = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const pinned = { ...manifest.dependencies, ...manifest.devDependencies };
  const text = readFileSync(join(docs, "dependencies.md"), "utf8");
  const listed = Object.fromEntries(
    [...text.matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\| [^|]{20,} \|$/gm)].map(([, name, version]) => [
      name,
      version,
    ]),
  );
  expect(listed).toEqual(
    Object.fromEntries(
      Object.entries(pinned).map(([name, version]) => [name, version.replace(/^file:\.\//, "")]),
    ),
  );
  for (const version of Object.values(pinned))
    expect(version).toMatch(/^(\d+\.\d+\.\d+|file:\.\/vendor\/.+)$/);
});
