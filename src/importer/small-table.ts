// How does a small CSV file with named columns become rows of texts?

import { Fault } from "../domain/fault.js";
import { cellsOf } from "./cells.js";
import { shownText } from "./row-faults.js";
import { linesOfFile } from "./text-lines.js";

export interface TableKind<C extends string> {
  /** "a roll calendar" */
  readonly what: string;
  readonly flag: string;
  /** The names that each column may have, in lower case; the first is ours. */
  readonly columns: Readonly<Record<C, readonly string[]>>;
  readonly required: readonly C[];
  /** Lines that show how it is to look. */
  readonly example: readonly string[];
}

export interface TableRow<C extends string> {
  readonly line: number;
  /** Trimmed; "" where the column is not there or the cell is empty. */
  readonly cells: Readonly<Record<C, string>>;
}

export interface Table<C extends string> {
  readonly path: string;
  readonly kind: TableKind<C>;
  readonly file: string;
  readonly sha256: string;
  readonly rows: readonly TableRow<C>[];
}

/** Columns in any order and case; others are not looked at. E371 where a column or all rows are missing. */
export async function readTable<C extends string>(path: string, kind: TableKind<C>): Promise<Table<C>> {
  const { file, lines, sha256 } = await linesOfFile(path, kind.flag);
  const [header, ...body] = lines;
  if (header === undefined || body.length === 0) {
    throw new Fault("E371", `${path} is no ${kind.what}: it has no rows`, {
      where: path,
      found: header === undefined ? "only blank lines and comments" : "a header and nothing below it",
      expected: "a header line, and a row for each entry",
      fix: kind.example,
    });
  }
  const delimiter = [",", ";", "\t", "|"].reduce((best, sign) =>
    cellsOf(header.text, sign).length > cellsOf(header.text, best).length ? sign : best,
  );
  const heads = cellsOf(header.text, delimiter).map(({ text }) => text.trim().toLowerCase());
  const place = Object.fromEntries(
    Object.entries<readonly string[]>(kind.columns).map(([column, names]) => [
      column,
      heads.findIndex((head) => names.includes(head)),
    ]),
  ) as Record<C, number>;
  const missing = kind.required.find((column) => place[column] < 0);
  if (missing !== undefined) {
    throw new Fault("E371", `${path} is no ${kind.what}: it has no column ${kind.columns[missing][0]}`, {
      where: `${path}:${header.number}:1`,
      found: shownText(header.text),
      expected: `a header line with ${kind.required.map((column) => kind.columns[column][0]).join(", ")}`,
      fix: kind.example,
    });
  }
  const rows = body.map(({ number: line, text }): TableRow<C> => {
    const found = cellsOf(text, delimiter).map((cell) => cell.text.trim());
    const cells = Object.fromEntries(
      Object.entries<number>(place).map(([column, at]) => [column, found[at] ?? ""]),
    ) as Record<C, string>;
    return { line, cells };
  });
  return { path, kind, file: file.name, sha256, rows };
}

/** E372: what is wrong with one row. Nothing of the file is used. */
export const badRow = <C extends string>(
  { path, kind }: Table<C>,
  { line }: TableRow<C>,
  problem: string,
  found: string,
  expected: string,
): Fault =>
  new Fault("E372", `${path}:${line} ${problem}`, {
    where: `${path}:${line}:1`,
    found,
    expected,
    fix: kind.example,
  });
