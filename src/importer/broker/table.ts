// Which rows and columns does a broker's CSV file have?

import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { cellsOf } from "../cells.js";
import { BadRow, type BrokerFile, type Recognised, type RowFate, type Signature } from "./format.js";

export interface TableRow {
  /** On which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** As it stands in the file. */
  readonly raw: string;
}

export interface Header extends Recognised {
  readonly delimiter: string;
  /** On which it stands. */
  readonly line: number;
  readonly signature: Signature;
  /** Place of each column of the signature that is there, by its name there. */
  readonly places: ReadonlyMap<string, number>;
  /** Names as the file has them. */
  readonly names: readonly string[];
  /** All records of the file, those above the header too. */
  readonly rows: readonly TableRow[];
}

const DELIMITERS = [",", ";", "\t", "|"];
/** How far down a header may stand below a preamble. */
const LINES_ABOVE = 60;
/** A record longer than this is a quote that was never closed. */
const LONGEST = 1 << 16;

/** The header of the file by the first signature that it meets; columns may stand in any order, and others beside them. */
export function headerIn(file: BrokerFile, signatures: readonly Signature[]): Header | null {
  const head = file.text.slice(0, 1 << 16).split(/\r\n|[\n\r]/, LINES_ABOVE);
  for (const signature of signatures) {
    for (const delimiter of DELIMITERS) {
      for (const [k, text] of head.entries()) {
        if (!text.includes(delimiter)) continue;
        const names = cellsOf(text, delimiter).map((cell) => cell.text);
        const places = placesOf(names, signature);
        if (signature.required.some((name) => !places.has(name))) continue;
        const rows = rowsOf(file.text, delimiter);
        if (rows === null) continue;
        const records = rows.map((row) => row.line);
        return {
          version: signature.version,
          delimiter,
          line: k + 1,
          signature,
          places,
          names,
          rows,
          records,
          score: places.size,
        };
      }
    }
  }
  return null;
}

/** Whole names only: "_timestamp" stands beside "Timestamp". Of two equal names the first counts. */
function placesOf(names: readonly string[], signature: Signature): Map<string, number> {
  const plain = names.map(plainName);
  const places = new Map<string, number>();
  for (const name of [...signature.required, ...(signature.optional ?? [])]) {
    const all = [name, ...(signature.aliases?.[name] ?? [])];
    const exact = names.findIndex((one) => all.includes(one.trim()));
    const at = exact >= 0 ? exact : all.map((one) => plain.indexOf(plainName(one))).find((k) => k >= 0);
    if (at !== undefined) places.set(name, at);
  }
  return places;
}

/** Case and blanks do not tell columns apart; underscores do. */
export const plainName = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, " ");

/** The line of the record in which a quote is never closed; null where there is none. */
export function openQuoteIn(text: string): number | null {
  for (const delimiter of DELIMITERS) {
    let ended = 0;
    const on_record = (_: unknown, { lines }: { readonly lines: number }): null => {
      ended = lines;
      return null;
    };
    try {
      parse(text, { ...LENIENT, delimiter, on_record });
    } catch (error) {
      if (error instanceof CsvError) return ended + 1;
      throw error;
    }
  }
  return null;
}

/** Rows of any length, and quotes within a cell, are for the reader of a row to judge. */
const LENIENT = { relax_column_count: true, relax_quotes: true, max_record_size: LONGEST } as const;

/** All records that are not blank; null where a quote is never closed. */
export function rowsOf(text: string, delimiter: string): TableRow[] | null {
  let parsed: { record: string[]; raw: string }[];
  try {
    parsed = parse(text, {
      delimiter,
      record_delimiter: /\r(?!\n)/.test(text) && !text.includes("\n") ? "\r" : ["\r\n", "\n"],
      ...LENIENT,
      raw: true,
    }) as unknown as { record: string[]; raw: string }[];
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
  const rows: TableRow[] = [];
  let line = 1;
  for (const { record, raw } of parsed) {
    const blank = record.every((cell) => cell.trim() === "");
    if (!blank) rows.push({ line, cells: record, raw: raw.replace(/[\r\n]+$/, "") });
    line += 1 + record.reduce((ends, cell) => ends + cell.split("\n").length - 1, 0);
  }
  return rows;
}

/** A row by the names of the signature. */
export interface Cells {
  /** Trimmed; "" where the column is not there or the row is too short. */
  (name: string): string;
  readonly line: number;
  readonly row: TableRow;
}

export const cellsBy =
  (header: Header) =>
  (row: TableRow): Cells =>
    Object.assign((name: string) => row.cells[header.places.get(name) ?? -1]?.trim() ?? "", {
      line: row.line,
      row,
    });

/** The rows below the header. */
export const bodyOf = (header: Header): readonly TableRow[] =>
  header.rows.filter((row) => row.line > header.line);

/**
 * Every record's fate: those above the header are none of the table, that of the header is told, and each below it is what `read`
 * makes of it. What it throws as `BadRow` rejects the row; so does a row that is cut short.
 */
export function fatesOf(header: Header, read: (cells: Cells) => RowFate): RowFate[] {
  const by = cellsBy(header);
  const needed = Math.max(...header.signature.required.map((name) => header.places.get(name)!)) + 1;
  return header.rows.map((row): RowFate => {
    const { line, raw, cells } = row;
    if (line < header.line) return { kind: "non-trade", line, why: "above the header" };
    if (line === header.line) return { kind: "header", line };
    if (isSameHeader(cells, header)) return { kind: "header", line };
    try {
      if (cells.length < needed) {
        throw new BadRow(`it has ${cells.length} of ${header.names.length} columns`);
      }
      return read(by(row));
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      return { kind: "rejected", line, why: error.message, bytes: raw };
    }
  });
}

/** Files that were put one below the other have their header again. */
const isSameHeader = (cells: readonly string[], { names }: Header): boolean =>
  cells.length === names.length && cells.every((cell, k) => cell.trim() === names[k]!.trim());
