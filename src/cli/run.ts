// How is one strategy run on one contract?

import { readFileSync } from "node:fs";
import { EXIT, Fault, faultFrom } from "../domain/fault.js";
import type { Run } from "../domain/run.js";
import { runDocument } from "../report/json.js";
import { runReport } from "../report/run-report.js";
import { runSummary } from "../report/terminal.js";
import { type CellSpec, runCells } from "../research/cells.js";
import type { Action, Call } from "./commands.js";
import { Interrupted } from "./interrupt.js";
import { openFile } from "./open-file.js";
import { namedStrategies, type Plan, planOf } from "./plan.js";
import { count } from "./progress.js";
import { reproducingCommand } from "./terms.js";
import {
  fileLine,
  reportPath,
  runName,
  speedLine,
  type Written,
  writeReport,
  writeTables,
} from "./write-reports.js";

export const run: Action = async (call) => {
  const { out } = call;
  const strategies = namedStrategies(call, "run");
  refuseList(call, strategies[0]!);
  const plan = await planOf(call, strategies);
  const started = performance.now();
  const result = await finishedRun(plan.cells[0]!, call);
  const seconds = (performance.now() - started) / 1000;
  // The answer first: a full disk must not cost the user the numbers that were already computed.
  out.answer(runSummary(result, out.answerStyle));
  const files = writeAll(result, plan, call);
  if (out.json) out.document(runDocument(result));
  for (const { label, file } of files) {
    if (out.json) out.note(fileLine(label, file, out.noteStyle));
    else out.answer(fileLine(label, file, out.answerStyle));
  }
  out.note(speedLine(result.bars.length, seconds));
  return EXIT.ok;
};

function refuseList({ values }: Call, strategy: string): void {
  const { instrument } = values;
  if (instrument === null || instrument.length === 1) return;
  throw new Fault("E103", "tickproof run takes one contract", {
    found: instrument.join(","),
    fix: [`tickproof compare ${strategy} -i ${instrument.join(",")}`],
  });
}

/** Throws the fault of the run's only cell. */
async function finishedRun(cell: CellSpec, { values, out, signal }: Call): Promise<Run> {
  const progress = await out.progress({ what: "running", amount: count, unit: " bars" });
  const total = cell.series.bars.length;
  try {
    const [finished] = await runCells([cell], {
      ...(values.jobs !== null && { jobs: values.jobs }),
      ...(values.memory !== null && { memoryMb: values.memory }),
      timeLimitMs: values.timeLimit,
      signal,
      onProgress: (_done, _total, bars) => progress.update(bars, total),
    });
    if (signal.aborted && !finished?.run) throw new Interrupted();
    if (finished?.fault) throw faultFrom(finished.fault);
    if (!finished?.run) throw new Error("the run ended with neither a result nor a fault");
    return finished.run;
  } finally {
    progress.stop();
  }
}

function writeAll(result: Run, plan: Plan, call: Call): { label: string; file: Written }[] {
  const { values, out, version } = call;
  const written: { label: string; file: Written }[] = [];
  const path = reportPath(values.report, runName(result));
  if (path !== null) {
    const html = runReport(result, {
      command: reproducingCommand("run", plan.given, plan.symbols, plan.params, call),
      version,
      strategySource: readFileSync(plan.files[0]!, "utf8"),
    });
    written.push({ label: "report", file: writeReport(path, html, values.report) });
  }
  if (values.csv !== null) {
    for (const file of writeTables(result, values.csv)) written.push({ label: "table", file });
  }
  if (values.open && path !== null) openFile(path, out);
  return written;
}
