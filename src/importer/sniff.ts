// In which dialect of CSV is a file written?

import { basename } from "node:path";
import { didYouMean, Fault } from "../domain/fault.js";
import { cellsOf } from "./cells.js";
import { vendorOf } from "./dialects/all.js";
import { noBars, otherText } from "./file-faults.js";
import { type ColumnMap, columnNotes, columnsByPlace, columnsOf, zoneInName } from "./header.js";
import type { SourceFile } from "./source-file.js";
import type { DateOrder } from "./stamp.js";

export interface Dialect {
  readonly delimiter: string;
  /** Lines end with LF (a CR before it is dropped), or with CR alone as on old Macs. */
  readonly newline: "\n" | "\r";
  /** Offset in the unzipped text, and number counted from 1, of the first line that may hold a bar. */
  readonly startByte: number;
  readonly startLine: number;
  readonly columns: ColumnMap;
  /** Whose way of writing it is, or null for plain CSV. */
  readonly vendor: string | null;
  /** Whether stamps are opens or closes, where the vendor's are known; else null. */
  readonly stamp: "open" | "close" | null;
  /** The zone that the stamp's column name promises, or null. */
  readonly namedZone: string | null;
  /** The zone in which the vendor writes stamps that name none, or null. The user's word goes before it. */
  readonly usualZone: string | null;
  /** Prices are whole numbers of one part in this many; 1 where they are written out. */
  readonly priceDivisor: number;
  /** Numbers have a comma for their point: 5012,25. */
  readonly decimalComma: boolean;
  /** Which of day and month the vendor writes first, or null. */
  readonly usualOrder: DateOrder | null;
  /** Stamps are milliseconds since this midnight, or null where they are stamps in themselves. */
  readonly midnight: number | null;
  /** Some value at the beginning of the file stands in double quotes. */
  readonly quoted: boolean;
  /** The file says of itself that it is generated. */
  readonly synthetic: boolean;
  readonly notes: readonly string[];
}

const DELIMITERS: readonly (readonly [delimiter: string, name: string])[] = [
  [",", "comma"],
  [";", "semicolon"],
  ["\t", "tab"],
  ["|", "bar"],
];
/** How far down a header may stand below a title, a web address, or the like. */
const LINES_ABOVE_HEADER = 10;

interface Line {
  readonly text: string;
  readonly number: number;
  /** Offset of the byte after the line's end. */
  readonly next: number;
}

/**
 * Tells delimiter, header and columns from the beginning of a file, and nothing else about it. Faults: E303 empty,
 * E304 no bars, E305 other text, E320 missing columns, E321 a name twice, E322 no delimiter, E323 columns unknown.
 */
export function sniff({ path, packing, form }: SourceFile, sample: Buffer): Dialect {
  const bom = sample.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  const newline = sample.includes(10) || !sample.includes(13) ? "\n" : "\r";
  const all = linesIn(sample, bom, newline);
  const told = all.filter((line) => line.text.trim() !== "");
  const body = told.slice(told.findIndex((line) => !line.text.startsWith("#")));
  const comments = told.filter((line) => line.text.startsWith("#") && line.number < (body[0]?.number ?? 0));
  if (told.length === 0) throw noBars(path, "only blank lines");
  if (body[0].text.startsWith("#")) throw noBars(path, "only comments");
  const other = otherText(path, body[0].text);
  if (other) throw other;

  const common = {
    newline,
    quoted: sample.includes(34),
    synthetic: comments.some((line) => /\bsynthetic\b/i.test(line.text)),
  } as const;
  const name = packing.kind === "zip" ? packing.member : basename(path);
  const json = form === "json";
  const found = headed(path, body) ?? headless(path, body, name, json);
  const { delimiter, after, notes } = found;
  const start = all.find((line) => line.number > after);
  if (start === undefined) throw noBars(path, `a header and nothing below it`);
  const rows = rowsBelow(body, after, delimiter);
  const names = found.headed ? found.columns.names : null;
  const vendor = found.vendor ?? (rows.length === 0 ? null : vendorOf({ ...found, names, rows, name, json }));
  const columns = vendor?.columns ?? found.columns;
  const decimalComma = delimiter !== "," && hasDecimalCommas(rows, columns);
  return {
    ...common,
    delimiter,
    columns,
    startByte: all[after - 1]?.next ?? bom,
    startLine: after + 1,
    vendor: vendor?.vendor ?? null,
    stamp: vendor?.stamp ?? null,
    namedZone: zoneInName(columns.names[columns.stamp]),
    usualZone: vendor?.zone ?? null,
    priceDivisor: vendor?.priceDivisor ?? 1,
    midnight: vendor?.midnight ?? null,
    decimalComma,
    usualOrder: vendor?.dateOrder ?? null,
    notes: [
      ...(form === "dbn" ? ["Databento's binary form (DBN), read as its lines of CSV."] : []),
      ...notes,
      vendor === null ? "Plain CSV: no vendor's dialect." : `${vendor.vendor}: ${vendor.why}.`,
      ...(vendor?.notes ?? []),
      ...(columns.open === columns.close ? [ONE_PRICE] : []),
      ...(decimalComma ? ["Numbers have a comma for their point (5012,25)."] : []),
      ...unusedNote(columns),
    ],
  };
}

/**
 * Some price has a comma before one, two or more than three digits, which thousands never have, and none has a point before
 * such digits: "5,012" alone may be either.
 */
function hasDecimalCommas(
  rows: readonly (readonly string[])[],
  { open, high, low, close }: ColumnMap,
): boolean {
  const prices = rows.flatMap((row) => [open, high, low, close].map((at) => row[at]?.trim() ?? ""));
  return (
    prices.some((price) => /,(?:\d{1,2}|\d{4,})$/.test(price)) &&
    !prices.some((price) => /\.(?:\d{1,2}|\d{4,})$/.test(price))
  );
}

const ONE_PRICE =
  "One price a row: open, high, low and close of a bar are the same, so that nothing is known of the way between two bars.";

const MOST_ROWS = 20;

/** The first rows below line `after`, cut into cells; the last one of the sample may be cut short and is left out. */
function rowsBelow(body: readonly Line[], after: number, delimiter: string): string[][] {
  const rows = body.filter((line) => line.number > after).slice(0, MOST_ROWS);
  const whole = rows.length > 1 ? rows.slice(0, -1) : rows;
  return whole.map((line) => cellsOf(line.text, delimiter).map((cell) => cell.text));
}

interface Found {
  readonly delimiter: string;
  readonly columns: ColumnMap;
  readonly headed: boolean;
  /** Whose rows these are, where nothing but that tells their columns. */
  readonly vendor?: ReturnType<typeof vendorOf>;
  /** Number of the last line above the bars; 0 where the first line is a bar. */
  readonly after: number;
  readonly notes: readonly string[];
}

/** Looks for a header on the first lines that are not blank. A fault about it waits: a lower line may be better. */
function headed(path: string, body: readonly Line[]): Found | null {
  let fault: Fault | null = null;
  for (const [i, line] of body.slice(0, LINES_ABOVE_HEADER).entries()) {
    for (const [delimiter, name] of byCount(line.text)) {
      const names = cellsOf(line.text, delimiter).map((cell) => cell.text.trim());
      // Four prices make a bar, not a header.
      if (names.length < 2 || names.filter((text) => /^[+-]?\d+([.,]\d+)?$/.test(text)).length > 3) continue;
      const next = body[i + 1] ? cellsOf(body[i + 1].text, delimiter).map((cell) => cell.text.trim()) : null;
      const note = `${name[0].toUpperCase()}${name.slice(1)} separated, header on line ${line.number}.`;
      const stacked = pandasHeader(path, names, next, body, i, delimiter);
      if (stacked) return { delimiter, ...stacked, headed: true, vendor: YFINANCE, notes: [note] };
      try {
        const columns = columnsOf(path, names, next);
        if (columns === null) continue;
        const above =
          i > 0 ? [`${i} ${i === 1 ? "line" : "lines"} of text above the header passed over.`] : [];
        const taken = columnNotes(columns, names.length);
        return { delimiter, columns, headed: true, after: line.number, notes: [note, ...above, ...taken] };
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        fault ??= atLine(error, path, line.number);
      }
    }
  }
  if (fault) throw fault;
  return null;
}

const YFINANCE = {
  vendor: "Yahoo Finance",
  why: "a header of three lines with the ticker, as yfinance has pandas write it",
};

/**
 * A table of pandas with columns in two levels, as yfinance makes it: prices and tickers on two lines in either order, the name
 * of the index and nothing else on the third. "Price,Close,…", "Ticker,MNQ=F,…", "Datetime,,…".
 */
function pandasHeader(
  path: string,
  names: readonly string[],
  second: readonly string[] | null,
  body: readonly Line[],
  i: number,
  delimiter: string,
): { columns: ColumnMap; after: number } | null {
  const third = body[i + 2];
  if (!third || second?.length !== names.length) return null;
  const index = cellsOf(third.text, delimiter).map((cell) => cell.text.trim());
  if ([...names, ...second, index[0]!].some((text) => /\d[.:]?\d/.test(text) && !/[a-z]/i.test(text)))
    return null;
  if (index.length !== names.length || index[0] === "" || index.slice(1).some((text) => text !== ""))
    return null;
  const [prices, tickers] = second.some((name) => name.toLowerCase() === "open")
    ? [second, names]
    : [names, second];
  const several = [...new Set(tickers.slice(1))];
  if (several.length > 1) {
    throw new Fault("E321", `${path} holds ${several.length} tickers side by side: ${several.join(", ")}`, {
      where: `${path}:${body[i + (prices === names ? 1 : 0)].number}`,
      fix: ["download one ticker a file"],
    });
  }
  const columns = columnsOf(path, [index[0]!, ...prices.slice(1)], null);
  return columns && { columns, after: third.number };
}

function headless(path: string, body: readonly Line[], file: string, json: boolean): Found {
  const first = body[0];
  const candidates = byCount(first.text).filter(([delimiter]) => first.text.includes(delimiter));
  if (candidates.length === 0) throw oneColumn(path, first);
  for (const [delimiter, name] of candidates) {
    const row = cellsOf(first.text, delimiter).map((cell) => cell.text);
    const byPlace = columnsByPlace(row);
    const after = first.number - 1;
    const rows = rowsBelow(body, after, delimiter);
    const vendor = vendorOf({ delimiter, names: null, rows, columns: byPlace, name: file, json });
    const columns = vendor?.columns ?? byPlace;
    if (columns === null) continue;
    const order = columns.volume < 0 ? "open, high, low, close" : "open, high, low, close, volume";
    const notes = [`No header; ${name} separated; columns taken as time, ${order}.`];
    return { delimiter, columns, headed: false, vendor, after, notes };
  }
  const [delimiter, name] = candidates[0];
  const count = cellsOf(first.text, delimiter).length;
  throw new Fault("E323", `Cannot tell the columns of ${path}: no header, and ${count} columns`, {
    where: `${path}:${first.number}:1`,
    found: clipped(first.text),
    expected:
      `a header line, or (${name} separated) stamp, open, high, low, close and perhaps volume; ` +
      "or the 12 columns of a Binance kline",
    fix: [
      ...(count < 5 ? ["ticks, one trade or quote a row? export bars of a second, a minute or longer"] : []),
      "put the name of each column on the first line   time,open,high,low,close,volume",
    ],
  });
}

/** Delimiters by how often the line has them; a comma comes last, since it may stand inside a number or a date. */
function byCount(line: string): readonly (readonly [string, string])[] {
  const count = (delimiter: string) => cellsOf(line, delimiter).length - (delimiter === "," ? 0.5 : 0);
  return [...DELIMITERS].sort((a, b) => count(b[0]) - count(a[0]));
}

function oneColumn(path: string, line: Line): Fault {
  const counts = new Map<string, number>();
  for (const sign of line.text.trim().match(/[^\w.:+"'-]+/g) ?? []) {
    const kind = sign.trim() === "" ? "blank" : `"${sign.trim()}"`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [seems] = [...counts].sort((a, b) => b[1] - a[1]);
  return new Fault("E322", `Cannot tell the columns of ${path}: every line is one column`, {
    where: `${path}:${line.number}:1`,
    found: seems
      ? `${clipped(line.text)}\n(values seem to be separated by ${seems[0] === "blank" ? "blanks" : seems[0]})`
      : clipped(line.text),
    expected: "values separated by comma, semicolon, tab or bar (|)",
    fix: ["export it again with commas"],
  });
}

function linesIn(sample: Buffer, from: number, newline: "\n" | "\r"): Line[] {
  const lines: Line[] = [];
  const end = newline.charCodeAt(0);
  for (let number = 1; from < sample.length && lines.length < 1000; number++) {
    const at = sample.indexOf(end, from);
    const next = at < 0 ? sample.length : at + 1;
    const text = sample
      .subarray(from, at < 0 ? next : at)
      .toString("utf8")
      .replace(/\r$/, "");
    lines.push({ text, number, next });
    from = next;
  }
  return lines;
}

function atLine(fault: Fault, path: string, line: number): Fault {
  return new Fault(fault.code, fault.message, { ...fault.detail, where: `${path}:${line}` });
}

const MOST_NAMES = 8;

function unusedNote(columns: ColumnMap): string[] {
  const { width, names, ...used } = columns;
  const taken = new Set<number>(Object.values(used));
  const unused = names.filter((name, i) => name !== "" && !taken.has(i));
  if (unused.length === 0) return [];
  const shown = unused.slice(0, MOST_NAMES).join(", ");
  const more = unused.length > MOST_NAMES ? ` and ${unused.length - MOST_NAMES} more` : "";
  const volume = columns.volume < 0 ? didYouMean("volume", unused) : undefined;
  const hint = volume === undefined ? "" : ` Is "${volume}" the volume? Then rename it to "volume".`;
  return [`Columns not used: ${shown}${more}.${hint}`];
}

const clipped = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)} …` : text);
