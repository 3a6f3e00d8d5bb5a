// Does docs/journal.md tell the truth about a journal, from its first command to its last?

import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { BROKER_FORMATS } from "#importer/broker/all.js";
import { emptyFolder, REPO, tickproof } from "./cli/cli.js";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "./fixtures/doc-blocks.js";

/** A `console run` block is typed in one folder, one command after the other; a `text` block right after it is what comes out. */
const PAGE = fileURLToPath(new URL("../docs/journal.md", import.meta.url));
const update = process.env.UPDATE_DOCS === "1";
const text = readFileSync(PAGE, "utf8");
const blocks = blocksOf(text);
const inputs = blocks.filter(({ language, marks }) => language === "console" && marks.includes("run"));
const found: { readonly at: Block; readonly code: string }[] = [];
const folder = emptyFolder();

afterAll(() => {
  if (update && found.length > 0) writeFileSync(PAGE, rewritten(text, found));
});

async function typed(line: string): Promise<string> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  const [program, ...args] = words;
  if (program === "cp" && args[0] === "-R") {
    cpSync(join(REPO, args[1]!), join(folder, args[2]!), { recursive: true });
    return "";
  }
  expect(program).toBe("tickproof");
  const { code, stdout, stderr } = await tickproof(args, { cwd: folder });
  expect(`${code} ${stderr}`, line).toMatch(/^[01] /);
  return stdout;
}

// One after the other: each works on what those before it left.
test("its commands, in their order, print what the page says", { timeout: 240_000 }, async () => {
  expect(inputs.length).toBeGreaterThanOrEqual(4);
  for (const block of inputs) {
    let printed = "";
    for (const line of block.code.trim().split("\n")) printed += await typed(line.replace(/^\$ /, ""));
    const next = blockAfter(text, block, blocks);
    if (next?.language !== "text") continue;
    // The day of the import is today's; on the page it is the Monday after the last fill.
    const dated = printed
      .replace(/(already imported) \d{4}-\d\d-\d\d/g, "$1 2025-07-28")
      // The page of a review is what its drawings weigh.
      .replace(/\t\d+ kB$/gm, "\t150 kB");
    const code = `${tidied(dated.replaceAll("\t", "  "))}\n`;
    found.push({ at: next, code });
    if (!update) expect(next.code, block.code).toBe(code);
  }
});

describe("docs/journal-import.md", () => {
  const list = readFileSync(join(REPO, "docs/journal-import.md"), "utf8");
  test("has a line for each format, and names none that there is not", () => {
    const named = [...list.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, id]) => id);
    expect(named.toSorted()).toEqual(BROKER_FORMATS.map(({ id }) => id).toSorted());
  });
});

test("the bundled journal is whole in the package", () => {
  expect(readdirSync(join(REPO, "data/journal")).sort()).toEqual([
    "README.md",
    "accounts.toml",
    "exports",
    "plan.toml",
  ]);
});
