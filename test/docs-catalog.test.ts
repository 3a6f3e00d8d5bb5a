// Do the commands on docs/catalog.md print what the page says?

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyFolder, REPO, tickproof } from "./cli/cli.js";
import { type Block, blockAfter, blocksOf, rewritten, tidied } from "./fixtures/doc-blocks.js";

const PAGE = join(REPO, "docs/catalog.md");
/** `UPDATE_DOCS=1 npx vitest run test/docs-catalog.test.ts` writes what the commands print into the page, for review by git diff. */
const update = process.env.UPDATE_DOCS === "1";

/** The bundled bars, and a file that begins in their last day and goes on behind it. */
function project(): string {
  const folder = emptyFolder();
  cpSync(join(REPO, "data/MES-5m.csv"), join(folder, "MES-5m.csv"));
  const lines = readFileSync(join(folder, "MES-5m.csv"), "utf8").trimEnd().split("\n");
  const last = lines.slice(-200);
  const day = last.map((line) =>
    line.replace(/^[^,]+/, (time) => new Date(Date.parse(time) + 86_400_000).toISOString()),
  );
  const end = Date.parse(last.at(-1)!.split(",")[0]!);
  const after = day.filter((line) => Date.parse(line.split(",")[0]!) > end).slice(0, 8);
  writeFileSync(join(folder, "newer.csv"), `${[...lines.slice(0, 2), ...last, ...after].join("\n")}\n`);
  return folder;
}

/** The size of a file hangs on the length of each sentence in its description: not what the page is about. */
const sizeless = (text: string): string => text.replace(/\t\d+(?=\t[0-9a-f]{12}\t)/g, "\t");

test("the commands of docs/catalog.md print what the page shows", async () => {
  const page = readFileSync(PAGE, "utf8");
  const blocks = blocksOf(page);
  const shells = blocks.filter(({ marks }) => marks.includes("shell"));
  expect(shells.length).toBeGreaterThan(3);
  const cwd = project();
  const changes: { at: Block; code: string }[] = [];
  for (const block of shells) {
    let printed = "";
    for (const line of block.code.trim().split("\n")) {
      const { stdout, stderr, code } = await tickproof(line.split(" ").slice(1), { cwd });
      expect([line, code, stderr]).toEqual([line, 0, ""]);
      printed += stdout;
    }
    const shown = blockAfter(page, block, blocks)!;
    expect(shown.language).toBe("text");
    if (update) changes.push({ at: shown, code: `${tidied(printed)}\n` });
    else expect(sizeless(tidied(printed))).toBe(sizeless(tidied(shown.code)));
  }
  if (update) writeFileSync(PAGE, rewritten(page, changes));
});
