// How is the report of a finished run drawn again, without running it?

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import { keepBlocks } from "../report/embed/blocks.js";
import { detailFor } from "../report/embed/kept.js";
import { readReport, runsOf, type StoredRun } from "../report/embed/read-report.js";
import type { RestoredRun } from "../report/embed/restore-run.js";
import { altered, type Integrity } from "../report/integrity.js";
import { readRunDocument } from "../report/read-document.js";
import { runReport } from "../report/run-report.js";
import { shareReport } from "../report/share-report.js";
import type { Action, Call } from "./commands.js";
import { openFile } from "./open-file.js";
import { fileLine, reportPath, runName, writeReport } from "./write-reports.js";

/** Of the document of a run (`--json`), or of a report that was written before. */
export const report: Action = async (call) => {
  const { out, values, operands } = call;
  const [path, second] = operands;
  if (path === undefined || second !== undefined) {
    throw new Fault("E103", "tickproof report takes the document of one run, or its report", {
      found: operands.length === 0 ? "none" : operands.join(" "),
      fix: ["tickproof run STRATEGY -i SYMBOL --json > run.json", "tickproof report run.json"],
    });
  }
  const runs = await finishedRuns(path);
  for (const restored of runs) {
    const { run, meta } = restored;
    const asked = runs.length === 1 ? (values.out ?? values.report) : null;
    const to = reportPath(asked, `${runName(run)}${values.share ? "-shared" : values.print ? "-print" : ""}`);
    if (to === null) continue;
    const written = writeReport(to, page(restored, call), asked);
    if (out.json) out.document({ schema: "tickproof.drawn/1", report: to, fingerprint: meta.fingerprint });
    else out.answer(fileLine("report", written, out.answerStyle));
    if (values.open) openFile(to, out);
  }
  return EXIT.ok;
};

function page({ run, meta, blocks }: StoredRun, { values, version }: Call): string {
  const context = {
    command: meta.command,
    version,
    ...(meta.source.length > 0 && { strategySource: meta.source.join("\n") }),
    ...(values.reportDetail !== null && { detail: values.reportDetail }),
    everyTrade: values.print,
  };
  if (
    blocks.length > 0 &&
    meta.version === version &&
    meta.detail === (values.reportDetail ?? detailFor(meta.bars))
  )
    keepBlocks(run, context, blocks);
  return values.share ? shareReport(run, context) : runReport(run, context);
}

/** The runs of a report, or of the document that `--json` wrote, with all their bars. */
export async function finishedRuns(path: string): Promise<readonly StoredRun[]> {
  const runs = isPage(path) ? await readReport(path) : await fromDocument(path);
  for (const { meta } of runs) if (meta.kept < meta.bars) throw tooLittle(basename(path), meta);
  return runs;
}

function isPage(path: string): boolean {
  if (path === "-") return false;
  try {
    return /^\s*<(!doctype|html)/i.test(readFileSync(path, "utf8").slice(0, 1000));
  } catch {
    return false; // What is wrong with it is told by whoever reads all of it.
  }
}

async function fromDocument(path: string): Promise<readonly StoredRun[]> {
  const name = path === "-" ? "stdin" : basename(path);
  const document = readRunDocument(path);
  const { embedded, integrity } = document;
  if (embedded === undefined) {
    throw new Fault("E155", `${name} has the figures of a run, but not the bars that its report draws`, {
      where: name,
      found: "a document without `embedded`: made by a program, or by an older Tickproof",
      expected: "the document that `tickproof run --json` writes",
      fix: ["tickproof run STRATEGY -i SYMBOL --json > run.json"],
    });
  }
  const runs = await runsOf(embedded, name);
  const [restored] = runs;
  const changed = altered(document, integrity as Integrity);
  if (changed.length > 0 || restored?.run.fingerprint !== document.fingerprint) {
    throw new Fault("E511", `${name} was altered since it was written`, {
      where: name,
      found: changed.length > 0 ? changed.slice(0, 5).join(", ") : "the data of another run",
      expected: "every section with the hash that it had",
      why: "The report would show other figures than the document.",
      fix: ["take another copy of the file", "or run again and save it"],
    });
  }
  return runs;
}

const tooLittle = (name: string, { kept, bars, detail }: RestoredRun["meta"]): Fault =>
  new Fault("E156", `${name} does not keep all bars: its report cannot be drawn again`, {
    where: name,
    found: `${kept} of ${bars} bars (--detail ${detail})`,
    expected: "all of them",
    fix: [
      "draw it from the document of the run: tickproof report run.json",
      "or run again with --detail full",
    ],
  });
