// Which files does a run leave, and what is its document?

import type { Run } from "../domain/run.js";
import { embeddedBlocks } from "../report/embed/blocks.js";
import { type RunDocument, runDocument } from "../report/json.js";
import { type ReportContext, runReport } from "../report/run-report.js";
import { shareReport } from "../report/share-report.js";
import type { Call } from "./commands.js";
import { openFile } from "./open-file.js";
import type { Plan } from "./plan.js";
import type { Written } from "./result-lines.js";
import { reproducingCommand } from "./terms.js";
import { reportPath, runName, writeReport, writeTables } from "./write-reports.js";

const contextOf = (plan: Plan, call: Call): ReportContext => ({
  command: reproducingCommand("run", plan.given, plan.symbols, plan.params, call),
  version: call.version,
  strategySource: plan.sources[0]!,
  ...(call.values.reportDetail !== null && { detail: call.values.reportDetail }),
});

/** With what its report draws, so that `tickproof report` can draw it again. */
export const documentOf = (result: Run, plan: Plan, call: Call): RunDocument => {
  const whole = { ...contextOf(plan, call), detail: "full" } as const;
  const { integrity, ...document } = runDocument(result);
  return { ...document, embedded: embeddedBlocks(result, whole), integrity };
};

export function writtenFiles(result: Run, plan: Plan, call: Call): { label: string; file: Written }[] {
  const { values, out } = call;
  const written: { label: string; file: Written }[] = [];
  const path = reportPath(values.report, `${runName(result)}${values.share ? "-shared" : ""}`);
  if (path !== null) {
    const context = contextOf(plan, call);
    const html = values.share ? shareReport(result, context) : runReport(result, context);
    written.push({ label: "report", file: writeReport(path, html, values.report) });
  }
  if (values.csv !== null) {
    for (const file of writeTables(result, values.csv)) written.push({ label: "table", file });
  }
  if (values.open && path !== null) openFile(path, out);
  return written;
}
