// How is the report of a finished run drawn again, without running it?

import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { EXIT, Fault } from "../domain/fault.js";
import { sourcesOf } from "../report/compare/panel.js";
import { compareReport } from "../report/compare-report.js";
import { keepBlocks } from "../report/embed/blocks.js";
import { detailFor } from "../report/embed/kept.js";
import { FORMAT } from "../report/embed/layout.js";
import { alteredComparison, comparisonOf, type StoredComparison } from "../report/embed/read-comparison.js";
import { blocksOfFile, runsOf, type StoredBlock, type StoredRun } from "../report/embed/read-report.js";
import type { RestoredRun } from "../report/embed/restore-run.js";
import { altered, type Integrity } from "../report/integrity.js";
import { summaryOf } from "../report/json.js";
import { type FinishedDocument, readFinishedDocument } from "../report/read-document.js";
import { runReport } from "../report/run-report.js";
import { shareCompareReport } from "../report/share-compare.js";
import { shareReport } from "../report/share-report.js";
import type { Action, Call } from "./commands.js";
import { openFile } from "./open-file.js";
import { fileLine } from "./result-lines.js";
import { besideOf, comparisonName, reportPath, runName, writeReport } from "./write-reports.js";

/** Of the document of a run or a comparison (`--json`), or of a report that was written before. */
export const report: Action = async (call) => {
  const { out, values, operands } = call;
  const [path, second] = operands;
  if (path === undefined || second !== undefined) {
    throw new Fault("E103", "tickproof report takes one report, or the document of one run or comparison", {
      found: operands.length === 0 ? "none" : operands.join(" "),
      fix: ["tickproof run STRATEGY -i SYMBOL --json > run.json", "tickproof report run.json"],
    });
  }
  const asked = askedOf(path, call);
  const { runs, compared } = await finishedIn(path, call.version);
  if (compared !== null && values.print) out.note(ofRunsAlone(call));
  const drawn = compared === null ? null : drawComparison(compared, runs, asked, call);
  const ofRuns: Drawn[] = [];
  // A shared page is of R alone: no run's own is put beside it.
  if (compared === null || (values.runReports && !values.share))
    for (const stored of runs) {
      const one = drawRun(stored, drawn === null && runs.length === 1 ? asked : null, drawn, call);
      if (one !== null) ofRuns.push(one);
    }
  const first = drawn ?? ofRuns[0];
  if (first === undefined) return EXIT.ok;
  if (out.json) {
    const others = ofRuns.filter((one) => one !== first);
    const beside = others.map(({ report, fingerprint }) => ({ report, fingerprint }));
    out.document({ schema: "tickproof.drawn/1", ...first, ...(runs.length > 1 && { runs: beside }) });
  }
  if (values.open) openFile(first.report, out);
  return EXIT.ok;
};

/** Where the page goes; null for its own name. Whoever wants none has nothing to ask of this command. */
function askedOf(path: string, { values, origins }: Call): string | null {
  const asked = values.out ?? values.report;
  if (asked !== "none") return asked;
  const { where } = values.out === null ? origins.report : origins.out;
  throw new Fault("E105", "tickproof report writes a report, and is asked to write none", {
    where,
    found: "none",
    expected: "the path of the page, or nothing for one in reports/",
    fix: [`tickproof report ${path} -o report.html`],
  });
}

const ofRunsAlone = ({ values }: Call): string =>
  values.share || !values.runReports
    ? "  --print is for pages of runs, and none is drawn here: the page of the comparison lists no trades"
    : "  --print is for the pages of the runs: that of the comparison lists no trades";

interface Drawn {
  readonly report: string;
  /** Null of a comparison: its runs have one each. */
  readonly fingerprint: string | null;
}

function drawComparison(
  { comparison, command, footing }: StoredComparison,
  runs: readonly StoredRun[],
  asked: string | null,
  { values, out, version }: Call,
): Drawn | null {
  const name = comparisonName(
    comparison.instruments,
    runs.map(({ run }) => run),
  );
  const path = reportPath(asked, `${name}${values.share ? "-shared" : ""}`);
  if (path === null) return null;
  const html = values.share
    ? shareCompareReport(comparison, { version })
    : compareReport(comparison, {
        command,
        version,
        normalise: footing,
        sources: sourcesOf(runs.map(({ run, meta }) => ({ run, source: meta.source.join("\n") }))),
        ...(values.reportDetail !== null && { detail: values.reportDetail }),
      });
  const written = writeReport(path, html, asked);
  if (!out.json) out.answer(fileLine("report", written, out.answerStyle));
  return { report: path, fingerprint: null };
}

/**
 * Beside the page of its comparison, where there is one. What stands there already may be better: a comparison keeps the lines that its
 * strategies drew only up to two million values.
 */
function drawRun(stored: StoredRun, asked: string | null, beside: Drawn | null, call: Call): Drawn | null {
  const { values, out } = call;
  const { run, meta } = stored;
  const name = `${runName(run)}${values.share ? "-shared" : values.print ? "-print" : ""}`;
  const to = beside === null ? reportPath(asked, name) : besideOf(beside.report, name);
  if (to === null) return null;
  if (beside !== null && existsSync(to)) {
    out.note(`  ${to} is there already and stays as it is`);
    return { report: to, fingerprint: meta.fingerprint };
  }
  const written = writeReport(to, page(stored, call), beside === null ? asked : beside.report);
  if (!out.json) out.answer(fileLine(beside === null ? "report" : "run", written, out.answerStyle));
  return { report: to, fingerprint: meta.fingerprint };
}

function page(stored: StoredRun, { values, version }: Call): string {
  const { run, meta, blocks } = stored;
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
    meta.detail === (values.reportDetail ?? detailFor(meta.bars)) &&
    isOfToday(stored)
  )
    keepBlocks(run, context, blocks);
  return values.share ? shareReport(run, context) : runReport(run, context);
}

/** Else its figures are not those that the page is drawn with, though the Tickproof that wrote them called itself the same. */
const isOfToday = ({ run, meta, summary }: StoredRun): boolean =>
  meta.format === FORMAT && JSON.stringify(summary) === JSON.stringify(summaryOf(run));

interface Finished {
  readonly runs: readonly StoredRun[];
  /** Null where the file is of a run, or of a comparison that does not hold all that its page shows. */
  readonly compared: StoredComparison | null;
}

/** The runs of a report, or of the document that `--json` wrote, with all their bars. */
export const finishedRuns = async (path: string, version: string): Promise<readonly StoredRun[]> =>
  (await finishedIn(path, version)).runs;

async function finishedIn(path: string, version: string): Promise<Finished> {
  const name = path === "-" ? "stdin" : basename(path);
  const found = isPage(path)
    ? await storedIn(blocksOfFile(path), name)
    : await fromDocument(path, name, version);
  for (const { meta } of found.runs) if (meta.kept < meta.bars) throw tooLittle(name, meta);
  return found;
}

async function storedIn(blocks: readonly StoredBlock[], name: string): Promise<Finished> {
  const runs = await runsOf(blocks, name);
  return { runs, compared: await comparisonOf(blocks, runs, name) };
}

function isPage(path: string): boolean {
  if (path === "-") return false;
  try {
    return /^\s*<(!doctype|html)/i.test(readFileSync(path, "utf8").slice(0, 1000));
  } catch {
    return false; // What is wrong with it is told by whoever reads all of it.
  }
}

async function fromDocument(path: string, name: string, version: string): Promise<Finished> {
  const document = readFinishedDocument(path);
  const { embedded } = document;
  if (embedded === undefined) {
    const isRun = document.schema === "tickproof.run/1";
    const what = isRun ? "a run, but not the bars that its report draws" : "a comparison, but not its runs";
    throw new Fault(isRun ? "E155" : "E168", `${name} has the figures of ${what}`, {
      where: name,
      found: "a document without `embedded`: made by a program, or by an older Tickproof",
      expected: `the document that \`tickproof ${isRun ? "run" : "compare"} --json\` writes`,
      fix: [
        isRun
          ? "tickproof run STRATEGY -i SYMBOL --json > run.json"
          : "tickproof compare STRATEGY… -i SYMBOL,… --json > compare.json",
      ],
    });
  }
  const found = await storedIn(embedded, name);
  const changed = changedIn(document, found, version);
  if (changed.length > 0) {
    throw new Fault("E511", `${name} was altered since it was written`, {
      where: name,
      found: changed.slice(0, 5).join(", "),
      expected:
        document.schema === "tickproof.run/1"
          ? "every section with the hash that it had"
          : "the figures that its runs come to",
      why: "The report would show other figures than the document.",
      fix: ["take another copy of the file", "or run again and save it"],
    });
  }
  return found;
}

/** Of a run by its seal. A comparison has none: its figures are worked out again. */
function changedIn(document: FinishedDocument, { runs, compared }: Finished, version: string) {
  if (document.schema === "tickproof.compare/1") return alteredComparison(document, compared, version);
  const changed = altered(document, document.integrity as Integrity);
  const other = runs[0]?.run.fingerprint !== document.fingerprint;
  return changed.length === 0 && other ? ["the data of another run"] : changed;
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
