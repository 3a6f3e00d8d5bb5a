// Which pages does a round of regression cases leave, and which of them are out of date?

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "../domain/fault.js";
import type { CaseResult } from "../domain/regress.js";
import { casePage, pageName, regressIndex } from "../report/regress-page.js";
import { writeFileSafely } from "../report/write.js";
import type { Call } from "./commands.js";
import type { RanCase } from "./regress-run.js";
import { INDEX_PAGE, REGRESS_FOLDER } from "./regress-words.js";

/**
 * A page for each case whose results differ, and one for all; answers where that lies. Pages are there for whoever looks: where they cannot be written, that is
 * said, and the verdicts stand.
 */
export function writePages(
  results: readonly CaseResult[],
  ran: readonly RanCase[],
  call: Call,
): string | null {
  const differing = new Set(
    results.filter(({ outputs }) => outputs.length > 0).map(({ name }) => pageName(name)),
  );
  const context = { version: call.version, command: "tickproof regress" };
  try {
    for (const { result, before, run } of ran) {
      if (before === null || run === null || result.outputs.length === 0) continue;
      const html = casePage(result, before, run, context);
      writeFileSafely(join(REGRESS_FOLDER, pageName(result.name)), html, { makeFolder: true });
    }
    for (const name of namesIn(REGRESS_FOLDER))
      if (/^case-.*\.html$/.test(name) && !differing.has(name) && isOf(name, results))
        rmSync(join(REGRESS_FOLDER, name), { force: true });
    const there = results.filter(({ name }) => existsSync(join(REGRESS_FOLDER, pageName(name))));
    const pages = new Set(there.map(({ name }) => name));
    writeFileSafely(INDEX_PAGE, regressIndex(results, pages, context), { makeFolder: true });
    return INDEX_PAGE;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    call.out.warn(`no pages: ${error.message}`);
    return null;
  }
}

/** A round of some cases says nothing of the others. */
const isOf = (file: string, results: readonly CaseResult[]): boolean =>
  results.some(({ name }) => pageName(name) === file);

/** Nothing differs: a page of a round before would say otherwise. */
export function forgetPages(): void {
  for (const name of namesIn(REGRESS_FOLDER))
    if (name === "index.html" || /^case-.*\.html$/.test(name))
      rmSync(join(REGRESS_FOLDER, name), { force: true });
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
