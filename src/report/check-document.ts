// What did the check of a file of bars find?

import { z } from "zod";
import type { DayCoverage } from "../bars/check/check.js";
import type { DataSource } from "../domain/bars.js";
import { FAULT_KINDS, type FaultKind, type Finding } from "../domain/findings.js";
import type { Session } from "../domain/session.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { findings as findingsShape, kind, rowAccount } from "./data-schema.js";
import { count, date, instant } from "./schema-parts.js";
import { sourceHead } from "./source-head.js";

/** One file or data set, checked. */
export interface CheckedFile {
  readonly source: DataSource;
  /** What the rows showed and what the series shows, by line and time; of each kind the first are listed. */
  readonly findings: readonly CheckFinding[];
  readonly counts: readonly CheckCount[];
  readonly days: readonly DayCoverage[];
  readonly session: Session;
}

/** Rows that could not be placed in time have none. */
export type CheckFinding = Omit<Finding, "from" | "until"> & {
  readonly from: number | null;
  readonly until: number | null;
};

export interface CheckCount {
  readonly kind: FaultKind;
  readonly grade: "error" | "warning";
  readonly count: number;
}

export const totalOf = (files: readonly CheckedFile[], grade: "error" | "warning"): number =>
  files.flatMap(({ counts }) => counts).reduce((sum, one) => sum + (one.grade === grade ? one.count : 0), 0);

/** The kinds of which nothing was found. */
export const cleanKinds = ({ counts }: CheckedFile): FaultKind[] =>
  FAULT_KINDS.filter((name) => !counts.some((one) => one.kind === name));

/** Bars there are of those that the calendar has, in the hours that the file covers. */
export function coverageOf({ days }: CheckedFile): { readonly expected: number; readonly present: number } {
  return {
    expected: days.reduce((sum, day) => sum + day.expected, 0),
    present: days.reduce((sum, day) => sum + day.present, 0),
  };
}

const grade = z.enum(["error", "warning"]);
const [finding] = [findingsShape.shape.listed.element];

export const checkSchema = z.strictObject({
  schema: z.literal("tickproof.check/1"),
  errors: count,
  warnings: count,
  files: z.array(
    z.strictObject({
      instrument: z.string(),
      timeframe: z.string(),
      file: z.string(),
      sha256: z.string(),
      bars: count,
      from: instant,
      to: instant,
      firstDay: date,
      lastDay: date,
      rows: rowAccount.nullable(),
      counts: z.array(z.strictObject({ kind, grade, count })),
      findings: z
        .array(finding.extend({ from: instant.nullable(), until: instant.nullable() }))
        .describe("of each kind the first"),
      clean: z.array(kind).describe("kinds of which nothing was found"),
      coverage: z.strictObject({
        expected: count.describe("bars by the exchange's calendar, in hours that the file covers"),
        present: count,
        days: z.array(z.strictObject({ date, expected: count, present: count })),
      }),
      notes: z.array(z.string()),
    }),
  ),
});
export type CheckDocument = z.infer<typeof checkSchema>;

export function checkDocument(files: readonly CheckedFile[]): CheckDocument {
  return {
    schema: "tickproof.check/1",
    errors: totalOf(files, "error"),
    warnings: totalOf(files, "warning"),
    files: files.map((file) => {
      const { source, findings, counts, days } = file;
      return {
        ...sourceHead(source),
        rows: source.rows === undefined ? null : { ...source.rows },
        counts: counts.map((one) => ({ ...one })),
        findings: findings.map((one) => ({
          ...one,
          from: one.from === null ? null : formatInstant(one.from),
          until: one.until === null ? null : formatInstant(one.until),
        })),
        clean: cleanKinds(file),
        coverage: {
          ...coverageOf(file),
          days: days.map((day) => ({
            date: formatDay(day.day),
            expected: day.expected,
            present: day.present,
          })),
        },
        notes: [...source.notes],
      };
    }),
  };
}
