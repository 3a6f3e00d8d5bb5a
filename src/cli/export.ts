// How do the figures of a report come out of it again?

import { basename, join } from "node:path";
import { exported } from "../catalog/export.js";
import { EXIT, Fault } from "../domain/fault.js";
import { instrumentOf } from "../instrument/instrument.js";
import { readReport, type StoredRun, writtenDocument } from "../report/embed/read-report.js";
import { writeFileSafely } from "../report/write.js";
import type { Action, Call } from "./commands.js";
import { toStdout } from "./data-export.js";
import { count } from "./progress.js";
import { wrongValue } from "./values.js";
import { runName, writeTables } from "./write-reports.js";

const FORMATS = ["csv", "json"] as const;
type Format = (typeof FORMATS)[number];

/** The tables of a report and the document of its run, into a folder: what `--csv` and `--json` wrote, or would have written. */
export const exportReport: Action = async (call) => {
  const { out, values } = call;
  const report = namedReport(call);
  const formats = formatsOf(call);
  const runs = await readReport(report);
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
  }
  if (out.json) out.document({ schema: "tickproof.extracted/1", report: basename(report), folder, files });
  else for (const file of files) out.answer(`  ${file}`);
  return EXIT.ok;
};

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
