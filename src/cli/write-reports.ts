// Where do the files of a result go?

import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Comparison } from "../domain/comparison.js";
import type { Run } from "../domain/run.js";
import type { Sweep } from "../domain/sweep.js";
import { sharedTables } from "../report/shared-rows.js";
import { sweepCsv } from "../report/sweep-table.js";
import { comparisonCsv, RUN_TABLES } from "../report/tables.js";
import { writeFileSafely } from "../report/write.js";
import { bytes } from "./progress.js";
import type { Written } from "./result-lines.js";

export const REPORTS = "reports";
const FINGERPRINT_DIGITS = 4;

/** Letters, digits, dot, dash and underscore: a strategy's own name may hold anything. */
const fileWord = (text: string): string => text.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "strategy";

/** "ema-trend-MES-7c1f" */
export const runName = ({ inputs, fingerprint }: Run): string =>
  `${fileWord(inputs.strategy.name)}-${inputs.contract.symbol}-${fingerprint.slice(0, FINGERPRINT_DIGITS)}`;

/** "compare-MES-MNQ-9a04": one hash over the fingerprints of all its runs. */
export function comparisonName(instruments: readonly string[], runs: readonly Run[]): string {
  const hash = createHash("sha256");
  for (const { fingerprint } of runs) hash.update(fingerprint);
  return `compare-${instruments.join("-")}-${hash.digest("hex").slice(0, FINGERPRINT_DIGITS)}`;
}

/** "sweep-ema-trend-MES-7c1f": one name for one space of parameters, whatever came out of it. */
export const sweepName = (strategy: string, instruments: readonly string[], hash: string): string =>
  `sweep-${fileWord(strategy)}-${instruments.join("-")}-${hash.slice(0, FINGERPRINT_DIGITS)}`;

/** The path of a report: the one that was asked for, else in reports/; null for `--report none`. */
export function reportPath(asked: string | null, name: string): string | null {
  if (asked === "none") return null;
  return asked ?? join(REPORTS, `${name}.html`);
}

/** Our own folders are made; one that the user named must exist, since it may be a slip of the keyboard. */
export function writeReport(path: string, html: string, asked: string | null): Written {
  writeFileSafely(path, html, { makeFolder: asked === null });
  return { path, size: bytes(Buffer.byteLength(html)) };
}

/** `trades.csv` and so on in `folder`; beside other runs with the run's name in front. One at a time: equity is long. */
export function writeTables(
  run: Run,
  folder: string,
  prefix = "",
  without: readonly string[] = [],
): Written[] {
  const tables = Object.entries(RUN_TABLES).filter(([table]) => !without.includes(table));
  return tables.map(([table, textOf]) => writeTable(folder, `${prefix}${table}`, textOf(run)));
}

export const writeComparisonTable = (comparison: Comparison, folder: string): Written =>
  writeTable(folder, "comparison", comparisonCsv(comparison));

/** `together-account.csv`, `together-postings.csv` and so on: the books of the shared account, where there is one. */
export function writeSharedTables({ shared }: Comparison, folder: string): Written[] {
  const tables = Object.entries(shared === null ? {} : sharedTables(shared));
  return tables.map(([table, textOf]) => writeTable(folder, `together-${table}`, textOf()));
}

export const writeSweepTable = (sweep: Sweep, folder: string): Written =>
  writeTable(folder, "sweep", sweepCsv(sweep));

function writeTable(folder: string, name: string, text: string): Written {
  const path = join(folder, `${name}.csv`);
  writeFileSafely(path, text, { makeFolder: true });
  return { path, size: bytes(Buffer.byteLength(text)) };
}

/** Beside the report of the comparison stand those of its runs. */
export const besideOf = (report: string, name: string): string =>
  statSync(report, { throwIfNoEntry: false })?.isFile() === false
    ? join(REPORTS, `${name}.html`)
    : join(dirname(report), `${name}.html`);
