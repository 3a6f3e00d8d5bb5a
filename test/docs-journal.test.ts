// Do the pages on journals tell the truth, from their first command to their last?

import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BROKER_FORMATS } from "#importer/broker/all.js";
import { emptyFolder, REPO, tickproof } from "./cli/cli.js";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "./fixtures/doc-blocks.js";

const update = process.env.UPDATE_DOCS === "1";

async function typed(line: string, folder: string): Promise<string> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  const [program, ...args] = words;
  if (program === "cp" && args[0] === "-R") {
    cpSync(join(REPO, args[1]!), join(folder, args[2]!), { recursive: true });
    return "";
  }
  if (program === "cat") return readFileSync(join(folder, args[0]!), "utf8");
  expect(program).toBe("tickproof");
  const { code, stdout, stderr } = await tickproof(args, { cwd: folder });
  expect(`${code} ${stderr}`, line).toMatch(/^[01] /);
  return stdout;
}

/** A `console run` block is typed in one folder a page, one command after the other; a `text` block right after it is what comes out. */
describe.each(["journal.md", "journal-notes.md"])("docs/%s", (name) => {
  const page = join(REPO, "docs", name);
  const text = readFileSync(page, "utf8");
  const blocks = blocksOf(text);
  const inputs = blocks.filter(({ language, marks }) => language === "console" && marks.includes("run"));
  const found: { readonly at: Block; readonly code: string }[] = [];
  const folder = emptyFolder();

  afterAll(() => {
    if (update && found.length > 0) writeFileSync(page, rewritten(text, found));
  });

  // One after the other: each works on what those before it left.
  test("its commands, in their order, print what the page says", async () => {
    expect(inputs.length).toBeGreaterThanOrEqual(4);
    for (const block of inputs) {
      let printed = "";
      for (const line of block.code.trim().split("\n"))
        printed += await typed(line.replace(/^\$ /, ""), folder);
      const next = blockAfter(text, block, blocks);
      if (next?.language !== "text") continue;
      // The day of the import is today's; on the page it is the Monday after the last fill.
      const dated = printed
        .replace(/(already imported) \d{4}-\d\d-\d\d/g, "$1 2025-07-28")
        // The page of a review is what its drawings weigh.
        .replace(/\t\d+ kB$/gm, "\t390 kB");
      const code = `${tidied(dated.replaceAll("\t", "  "))}\n`;
      found.push({ at: next, code });
      if (!update) expect(next.code, block.code).toBe(code);
    }
  });
});

describe("docs/journal-import.md", () => {
  const list = readFileSync(join(REPO, "docs/journal-import.md"), "utf8");
  test("has a line for each format, and names none that there is not", () => {
    const [table = ""] = /^\| format[\s\S]*?\n\n/m.exec(list) ?? [];
    const named = [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, id]) => id);
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
