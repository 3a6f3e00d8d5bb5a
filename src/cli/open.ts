// Which report does the user want to look at?

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import type { Action, Call } from "./commands.js";
import { openFile } from "./open-file.js";
import { REPORTS } from "./write-reports.js";

/** The newest report in reports/, or the one that is named: a path, or part of a file's name there. */
export const open: Action = async ({ operands, out }) => {
  const path = reportNamed(operands);
  if (out.json) out.document({ schema: "tickproof.opened/1", report: path });
  else out.answer(`  ${path}`);
  openFile(path, out);
  return EXIT.ok;
};

function reportNamed(operands: Call["operands"]): string {
  const [wanted, second] = operands;
  if (second !== undefined) {
    throw new Fault("E103", "tickproof open takes one report", {
      found: operands.join(" "),
      fix: [`tickproof open ${wanted}`],
    });
  }
  if (wanted !== undefined && statSync(wanted, { throwIfNoEntry: false })?.isFile()) return wanted;
  const there = reportsByAge();
  const found = there.find((name) => wanted === undefined || name.includes(wanted));
  if (found !== undefined) return join(REPORTS, found);
  throw new Fault("E157", wanted === undefined ? "There is no report yet" : `No report ${wanted}`, {
    where: wanted ?? REPORTS,
    ...(there.length > 0 && { found: there.slice(0, 5).join(", ") }),
    expected: wanted === undefined ? `a report in ${REPORTS}/` : `a file, or part of a name in ${REPORTS}/`,
    fix: ["tickproof run ema-trend -i MES"],
  });
}

/** Newest first; of equally old ones by name, so that the answer is always the same. */
function reportsByAge(): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(REPORTS).filter((name) => name.endsWith(".html"));
  } catch {
    return [];
  }
  const aged = names.map((name) => ({ name, at: statSync(join(REPORTS, name)).mtimeMs }));
  return aged.sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}
