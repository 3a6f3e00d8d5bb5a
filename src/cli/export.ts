// How do the figures of a report come out of it again?

import { basename, join } from "node:path";
import { exported } from "../catalog/export.js";
import type { Comparison } from "../domain/comparison.js";
import { EXIT, Fault } from "../domain/fault.js";
import { instrumentOf } from "../instrument/instrument.js";
import { compareDocument } from "../report/compare-document.js";
import { comparisonOf } from "../report/embed/read-comparison.js";
import { blocksOfFile, runsOf, type StoredRun, writtenDocument } from "../report/embed/read-report.js";
import { writeFileSafely } from "../report/write.js";
import type { Action, Call } from "./commands.js";
import { toStdout } from "./data-export.js";
import { count } from "./progress.js";
import { wrongValue } from "./values.js";
import { runName, writeComparisonTable, writeSharedTables, writeTables } from "./write-reports.js";

const FORMATS = ["csv", "json"] as const;
type Format = (typeof FORMATS)[number];

/** The tables of a report and the document of its run, into a folder: what `--csv` and `--json` wrote, or would have written. */
export const exportReport: Action = async (call) => {
  const { out, values } = call;
  const report = namedReport(call);
  const formats = formatsOf(call);
  const blocks = blocksOfFile(report);
  const runs = await runsOf(blocks, basename(report));
  const [only] = runs;
  if (values.out === null && !out.json && runs.length === 1 && formats.join() === "json") {
    await toStdout([`${JSON.stringify(writtenDocument(only!))}\n`]);
    return EXIT.ok;
  }
  const folder = values.out ?? basename(report).replace(/\.html?$/i, "");
  const files: string[] = [];
  for (const restored of runs) {
    // Beside other runs with the run's name in front.
    const prefix = runs.length === 1 ? "" : `${runName(restored.run)}-`;
    for (const format of formats) files.push(...writeAs(format, restored, folder, prefix, call));
    if (formats.includes("csv")) files.push(...writeSource(restored, folder, prefix));
  }
  const compared = await comparisonOf(blocks, runs, basename(report));
  if (compared !== null) files.push(...writeComparison(compared.comparison, runs, formats, folder));
  if (out.json) out.document({ schema: "tickproof.extracted/1", report: basename(report), folder, files });
  else for (const file of files) out.answer(`  ${file}`);
  return EXIT.ok;
};

/** Of a comparison also what it has beside its runs; the figures of all runs side by side only where all bars are there to work them out. */
function writeComparison(
  comparison: Comparison,
  runs: readonly StoredRun[],
  formats: readonly Format[],
  folder: string,
): string[] {
  const files: string[] = [];
  const whole = runs.every(({ meta }) => meta.kept === meta.bars);
  if (formats.includes("csv")) {
    if (whole) files.push(writeComparisonTable(comparison, folder).path);
    files.push(...writeSharedTables(comparison, folder).map(({ path }) => path));
  }
  if (formats.includes("json") && whole) {
    const path = join(folder, "comparison.json");
    const document = compareDocument(comparison, { allTrades: true });
    writeFileSafely(path, `${JSON.stringify(document)}\n`, { makeFolder: true });
    files.push(path);
  }
  return files;
}

function writeAs(
  format: Format,
  restored: StoredRun,
  folder: string,
  prefix: string,
  { out }: Call,
): string[] {
  const { run, meta } = restored;
  if (format === "json") {
    const path = join(folder, `${prefix}run.json`);
    writeFileSafely(path, `${JSON.stringify(writtenDocument(restored))}\n`, { makeFolder: true });
    return [path];
  }
  const lacking = meta.detail === "overview" ? ["equity"] : [];
  const files = writeTables(run, folder, prefix, lacking).map(({ path }) => path);
  if (meta.kept < meta.bars) {
    out.warn(
      `the report keeps ${count(meta.kept)} of ${count(meta.bars)} bars one by one (--detail ${meta.detail}): ${
        meta.detail === "overview"
          ? "there are no bars.csv and equity.csv"
          : "no bars.csv, and equity.csv has no close where a bar is not kept"
      }`,
    );
    return files;
  }
  const path = join(folder, `${prefix}bars.csv`);
  const { bars, inputs } = run;
  writeFileSafely(path, exported({ bars, source: inputs.data }, instrumentOf(inputs.contract), "csv"));
  return [...files, path];
}

/** The strategy's file as it was run, where the report has it. Its own name may be anything: it is not asked. */
function writeSource({ meta: { source, strategy } }: StoredRun, folder: string, prefix: string): string[] {
  if (source.length === 0) return [];
  const ending = /\.[cm]?[jt]s$/.exec(strategy.file)?.[0] ?? ".txt";
  const path = join(folder, `${prefix}strategy${ending}`);
  writeFileSafely(path, source.join("\n"), { makeFolder: true });
  return [path];
}

function namedReport({ operands, values }: Call): string {
  const given = [...(values.fromReport === null ? [] : [values.fromReport]), ...operands];
  if (given.length === 1) return given[0]!;
  throw new Fault("E103", "tickproof export takes one report", {
    found: given.length === 0 ? "none" : given.join(" "),
    fix: ["tickproof export --from reports/ema-trend-MES-7c1f.html"],
  });
}

function formatsOf({ values, origins }: Call): readonly Format[] {
  const { format } = values;
  if (format === null) return FORMATS;
  const known = FORMATS.find((one) => one === format);
  if (known === undefined) throw wrongValue(origins.format.where, format, FORMATS.join(", "));
  return [known];
}
