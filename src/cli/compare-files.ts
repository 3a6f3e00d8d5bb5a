// How are runs compared that are finished and lie in files?

import { basename } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import { compareDocument } from "../report/compare-document.js";
import { compareReport } from "../report/compare-report.js";
import { shareCompareReport } from "../report/share-compare.js";
import { compareTable } from "../report/terminal.js";
import { compareFinished, type NamedRun } from "../research/compare-finished.js";
import type { Call } from "./commands.js";
import { openFile } from "./open-file.js";
import { finishedRuns } from "./report.js";
import { comparisonName, fileLine, reportPath, writeComparisonTable, writeReport } from "./write-reports.js";

const FILE = /\.(html|json)$/i;

/** True where reports or documents of runs are named in place of strategies. Throws E164 for some of both. */
export function areFiles(operands: readonly string[]): boolean {
  const files = operands.filter((name) => FILE.test(name));
  if (files.length === 0) return false;
  if (files.length === operands.length && files.length > 1) return true;
  throw new Fault(
    "E164",
    "tickproof compare takes two finished runs or more, or strategies to run, not both",
    {
      found: operands.join(" "),
      fix: ["tickproof compare one.html two.html", "tickproof compare ema-trend rsi-reversion -i MES"],
    },
  );
}

export async function compareFiles(call: Call): Promise<number> {
  const { operands, values, out, version } = call;
  const runs: NamedRun[] = [];
  for (const path of operands) {
    for (const { run } of await finishedRuns(path))
      runs.push({ name: basename(path).replace(FILE, ""), run });
  }
  const comparison = compareFinished(runs, values.baseline);
  out.answer(compareTable(comparison, out.answerStyle, values.normalize, values.diff));
  const note = (label: string, file: ReturnType<typeof writeReport>) =>
    out.json
      ? out.note(fileLine(label, file, out.noteStyle))
      : out.answer(fileLine(label, file, out.answerStyle));
  const path = reportPath(
    values.report,
    `${comparisonName(
      comparison.instruments,
      runs.map(({ run }) => run),
    )}${values.share ? "-shared" : ""}`,
  );
  if (path !== null) {
    const command = ["tickproof compare", ...operands.map((name) => basename(name))].join(" ");
    const html = values.share
      ? shareCompareReport(comparison, { version })
      : compareReport(comparison, {
          command,
          version,
          normalise: values.normalize,
          ...(values.reportDetail !== null && { detail: values.reportDetail }),
        });
    note("report", writeReport(path, html, values.report));
    if (values.open) openFile(path, out);
  }
  if (values.csv !== null) note("table", writeComparisonTable(comparison, values.csv));
  if (out.json) out.document(compareDocument(comparison, { allTrades: values.diff }));
  return EXIT.ok;
}
