// How do strategies and contracts come side by side?

import type { Comparison } from "../domain/comparison.js";
import { EXIT, Fault, faultFrom } from "../domain/fault.js";
import type { Run } from "../domain/run.js";
import { embeddedComparison } from "../report/compare/blocks.js";
import { type CompareContext, sourcesOf } from "../report/compare/panel.js";
import { compareDocument } from "../report/compare-document.js";
import { compareReport } from "../report/compare-report.js";
import { compareTable } from "../report/compare-table.js";
import { runReport } from "../report/run-report.js";
import { shareCompareReport } from "../report/share-compare.js";
import { compareRuns } from "../research/compare.js";
import type { Action, Call } from "./commands.js";
import { areFiles, compareFiles } from "./compare-files.js";
import { nowMs } from "./elapsed.js";
import { Interrupted } from "./interrupt.js";
import { openFile } from "./open-file.js";
import { namedStrategies, type Plan, planOf } from "./plan.js";
import { poolOptions } from "./pool-options.js";
import { count } from "./progress.js";
import { fileLine, speedLine, type Written } from "./result-lines.js";
import { seesAhead } from "./sees-ahead.js";
import { reproducingCommand } from "./terms.js";
import {
  besideOf,
  comparisonName,
  reportPath,
  runName,
  writeComparisonTable,
  writeReport,
  writeSharedTables,
  writeTables,
} from "./write-reports.js";

export const compare: Action = async (call) => {
  const { values, out, signal } = call;
  if (areFiles(call.operands)) return compareFiles(call);
  const plan = await planOf(call, namedStrategies(call, "compare"));
  if (values.diff && plan.names.length < 2) throw nothingToDiff(plan);
  const started = nowMs();
  const comparison = await finishedComparison(plan, call);
  const seconds = (nowMs() - started) / 1000;
  const runs = comparison.cells.flatMap((cell) => (cell.run ? [cell.run] : []));
  if (signal.aborted && runs.length === 0) throw new Interrupted();
  const [only] = comparison.cells;
  if (comparison.cells.length === 1 && only?.fault) throw faultFrom(only.fault);
  out.answer(compareTable(comparison, out.answerStyle, values.normalize, values.diff));
  const files = writeAll(comparison, runs, plan, call);
  if (out.json) {
    const figures = compareDocument(comparison, { allTrades: values.diff });
    const embedded = runs.length === 0 ? null : embeddedComparison(comparison, contextOf(plan, call, runs));
    out.document({ ...figures, ...(embedded && { embedded }) });
  }
  for (const { label, file } of files) {
    // Piped, the answer is one table: what comes after it would be a row of it.
    if (out.json || out.answerStyle.tsv) out.note(fileLine(label, file, out.noteStyle));
    else out.answer(fileLine(label, file, out.answerStyle));
  }
  out.note(
    speedLine(
      runs.reduce((sum, { bars }) => sum + bars.length, 0),
      seconds,
    ),
  );
  if (comparison.interrupted) {
    out.warn(`interrupted: ${runs.length} of ${plan.cells.length} runs finished, the rest is missing`);
    return EXIT.interrupted;
  }
  return worstExit(comparison, call);
};

const nothingToDiff = ({ given, symbols }: Plan): Fault =>
  new Fault("E161", "--diff takes two strategies on the same contract", {
    found: `${given.join(" ")} -i ${symbols.join(",")}`,
    why: "Trades of different contracts are different trades.",
    fix: [`tickproof compare ${given.join(" ")} OTHER -i ${symbols.join(",")} --diff`],
  });

async function finishedComparison(plan: Plan, call: Call): Promise<Comparison> {
  const { out } = call;
  const progress = await out.progress({
    what: "running",
    amount: count,
    unit: " runs",
    then: "all on one account",
  });
  try {
    return await compareRuns(plan.cells, {
      ...poolOptions(call),
      baseline: call.values.baseline,
      // As for `run`: whoever wants the numbers alone is not made to wait for more.
      watch: call.values.report !== "none" || out.json,
      onProgress: (done, total) => progress.update(done, total),
    });
  } finally {
    progress.stop();
  }
}

/** Some cells failed: they are in the table with their reason; the exit code is that of the worst. */
function worstExit({ cells, sharedFault }: Comparison, { out }: Call): number {
  let worst: number = EXIT.ok;
  if (sharedFault) {
    worst = faultFrom(sharedFault).exit;
    out.warn(`no shared account: ${sharedFault.code} ${sharedFault.message}`);
  }
  if (seesAhead({ cells }, out)) worst = Math.max(worst, EXIT.untrusted);
  for (const { strategy, instrument, fault } of cells) {
    if (fault === null) continue;
    const { exit } = faultFrom(fault);
    worst = Math.max(worst, exit);
    out.warn(
      `${strategy} on ${instrument} failed: ${fault.code} ${fault.message}${fault.where ? ` (${fault.where})` : ""}`,
    );
  }
  return worst;
}

const contextOf = (plan: Plan, call: Call, runs: readonly Run[]): CompareContext => ({
  sources: sourcesOf(runs.map((run) => ({ run, source: plan.sources[fileOf(run, plan)]! }))),
  command: reproducingCommand("compare", plan.given, plan.symbols, plan.params, call),
  version: call.version,
  normalise: call.values.normalize,
  ...(call.values.reportDetail !== null && { detail: call.values.reportDetail }),
});

function writeAll(
  comparison: Comparison,
  runs: readonly Run[],
  plan: Plan,
  call: Call,
): { label: string; file: Written }[] {
  const { values, out, version } = call;
  const written: { label: string; file: Written }[] = [];
  const path = reportPath(
    values.report,
    `${comparisonName(comparison.instruments, runs)}${values.share ? "-shared" : ""}`,
  );
  if (path !== null && values.share) {
    const html = shareCompareReport(comparison, { version });
    written.push({ label: "report", file: writeReport(path, html, values.report) });
  } else if (path !== null) {
    const html = compareReport(comparison, contextOf(plan, call, runs));
    written.push({ label: "report", file: writeReport(path, html, values.report) });
    if (values.runReports) {
      for (const one of runs) written.push({ label: "run", file: writeRun(one, path, plan, call) });
    }
  }
  if (values.csv !== null) {
    written.push({ label: "table", file: writeComparisonTable(comparison, values.csv) });
    for (const file of writeSharedTables(comparison, values.csv)) written.push({ label: "table", file });
    for (const one of runs) {
      const prefix = `${runName(one)}-`;
      for (const file of writeTables(one, values.csv, prefix)) written.push({ label: "table", file });
    }
  }
  if (values.open && path !== null) openFile(path, out);
  return written;
}

function fileOf({ inputs: { strategy } }: Run, { names }: Plan): number {
  const i = names.indexOf(strategy.name);
  if (i < 0) throw new Error(`the run of ${strategy.name} was not planned`);
  return i;
}

function writeRun(one: Run, beside: string, plan: Plan, call: Call): Written {
  const { strategy, contract } = one.inputs;
  const i = fileOf(one, plan);
  const command = reproducingCommand(
    "run",
    [plan.given[i]!],
    [contract.symbol],
    { [strategy.name]: plan.params[strategy.name] ?? {} },
    call,
  );
  const html = runReport(one, {
    command,
    version: call.version,
    strategySource: plan.sources[i]!,
    ...(call.values.reportDetail !== null && { detail: call.values.reportDetail }),
  });
  return writeReport(besideOf(beside, runName(one)), html, call.values.report);
}
