// How are runs compared that are finished and lie in files?

import { basename } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import { embeddedComparison } from "../report/compare/blocks.js";
import { type CompareContext, sourcesOf } from "../report/compare/panel.js";
import { compareDocument } from "../report/compare-document.js";
import { compareReport } from "../report/compare-report.js";
import { compareTable } from "../report/compare-table.js";
import { shareCompareReport } from "../report/share-compare.js";
import { compareFinished, type NamedRun } from "../research/compare-finished.js";
import type { Call } from "./commands.js";
import { openFile } from "./open-file.js";
import { finishedRuns } from "./report.js";
import { fileLine } from "./result-lines.js";
import { seesAhead } from "./sees-ahead.js";
import { comparisonName, reportPath, writeComparisonTable, writeReport } from "./write-reports.js";

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
  const runs: (NamedRun & { readonly source: string })[] = [];
  for (const path of operands) {
    for (const { run, meta } of await finishedRuns(path, version))
      runs.push({ name: basename(path).replace(FILE, ""), run, source: meta.source.join("\n") });
  }
  const comparison = compareFinished(runs, values.baseline);
  out.answer(compareTable(comparison, out.answerStyle, values.normalize, values.diff));
  const note = (label: string, file: ReturnType<typeof writeReport>) =>
    out.json || out.answerStyle.tsv
      ? out.note(fileLine(label, file, out.noteStyle))
      : out.answer(fileLine(label, file, out.answerStyle));
  const path = reportPath(
    values.report,
    `${comparisonName(
      comparison.instruments,
      runs.map(({ run }) => run),
    )}${values.share ? "-shared" : ""}`,
  );
  const context: CompareContext = {
    command: ["tickproof compare", ...operands.map((name) => basename(name))].join(" "),
    version,
    normalise: values.normalize,
    sources: sourcesOf(runs),
    ...(values.reportDetail !== null && { detail: values.reportDetail }),
  };
  if (path !== null) {
    const html = values.share
      ? shareCompareReport(comparison, { version })
      : compareReport(comparison, context);
    note("report", writeReport(path, html, values.report));
    if (values.open) openFile(path, out);
  }
  if (values.csv !== null) note("table", writeComparisonTable(comparison, values.csv));
  if (out.json)
    out.document({
      ...compareDocument(comparison, { allTrades: values.diff }),
      embedded: embeddedComparison(comparison, context),
    });
  return seesAhead(comparison, out) ? EXIT.untrusted : EXIT.ok;
}
