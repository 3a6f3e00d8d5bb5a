// What do the rows of a small CSV file say: an instant, and numbers beside it?

import { Decimal } from "decimal.js";
import { Fault } from "../domain/fault.js";
import type { EpochMs } from "../domain/money.js";
import { instantOfLocal, zoneOf } from "../instrument/time.js";
import { cellsOf } from "./cells.js";
import { dateOrderFault } from "./choices.js";
import { otherText } from "./file-faults.js";
import { shownText } from "./row-faults.js";
import { openSource, textOf } from "./source-file.js";
import { type DateOrder, StampReader } from "./stamp.js";

/** One column of numbers: the names it may have, compared by their letters and digits only. */
export interface Wanted {
  readonly names: readonly string[];
  readonly needed: boolean;
}

export interface TableOptions {
  /** What the file holds, and the flag that names it, for messages. */
  readonly what: string;
  readonly flag: string;
  /** A header and a row as they should look. */
  readonly example: readonly [string, string];
  readonly timeZone?: string;
  readonly dateOrder?: DateOrder;
}

export interface Table {
  readonly name: string;
  readonly sha256: string;
  /** True where rows are named by dates alone; their times are then midnights. */
  readonly dates: boolean;
  /** In the order of the file. */
  readonly time: readonly EpochMs[];
  /** NaN in an empty cell of a column that need not be there. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly line: readonly number[];
}

const TIMES = [
  "ts",
  "time",
  "timestamp",
  "datetime",
  "stamp",
  "date",
  "fundingtime",
  "fundingratetimestamp",
  "calctime",
  "opentime",
];

/**
 * Reads columns by name, in any order; others are not looked at. Stamps without a zone are taken for UTC, in which venues of
 * perpetuals count, unless `timeZone` says otherwise. A number may be a percentage ("0.0100%"). All or nothing: E380 for a
 * missing column, E381 for the first row that cannot be read.
 */
export async function readTable(
  path: string,
  wanted: Readonly<Record<string, Wanted>>,
  options: TableOptions,
): Promise<Table> {
  const { name, sha256, lines } = await linesOf(path, options);
  const other = lines[0] === undefined ? null : otherText(path, lines[0].text);
  if (other !== null) throw other;
  const [header, ...rows] = lines;
  if (header === undefined || rows.length === 0) throw noRows(path, options);
  const columns = columnsOf(path, header, wanted, options);
  const read = (order: DateOrder) => new TableReader(path, columns, order, options).read(rows);
  let table = read(options.dateOrder ?? "mdy");
  if (options.dateOrder === undefined && table.stamps.needsOrder && !table.stamps.secondOver12) {
    if (!table.stamps.firstOver12) throw dateOrderFault(path, false);
    table = read("dmy");
  }
  return { name, sha256, ...table.found };
}

interface Line {
  readonly number: number;
  readonly text: string;
}

async function linesOf(path: string, { flag }: TableOptions) {
  try {
    const file = await openSource(path);
    const parts: Buffer[] = [];
    let sha256 = "";
    for await (const chunk of textOf(file, { onSha256: (hash) => (sha256 = hash) })) parts.push(chunk);
    const text = Buffer.concat(parts)
      .toString("utf8")
      .replace(/^\ufeff/, "");
    const lines: Line[] = text.split(/\r\n|[\n\r]/).map((line, k) => ({ number: k + 1, text: line }));
    const kept = lines.filter((line) => line.text.trim() !== "" && !line.text.startsWith("#"));
    return { name: file.name, sha256, lines: kept };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const fix = error.detail.fix?.map((way) => way.replaceAll("--data", flag)) ?? [];
    throw new Fault(error.code, error.message, { ...error.detail, fix });
  }
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

interface Columns {
  readonly delimiter: string;
  readonly width: number;
  readonly time: number;
  /** Column of each wanted number, -1 where the file has none. */
  readonly at: readonly (readonly [key: string, column: number, needed: boolean])[];
}

function columnsOf(
  path: string,
  header: Line,
  wanted: Readonly<Record<string, Wanted>>,
  options: TableOptions,
): Columns {
  const counted = [",", ";", "\t", "|"].map((sign) => ({ sign, cells: cellsOf(header.text, sign) }));
  const { sign, cells } = counted.sort((a, b) => b.cells.length - a.cells.length)[0]!;
  const words = cells.map(({ text }) => lettersOf(text));
  const place = (names: readonly string[]) => {
    const found = names.map((name) => words.indexOf(name)).filter((column) => column >= 0);
    return found[0] ?? -1;
  };
  const missing = (name: string) =>
    new Fault("E380", `${path} is no file of ${options.what}: it has no column ${name}`, {
      where: `${path}:${header.number}:1`,
      found: shownText(header.text),
      expected: `a header line such as ${options.example[0]}`,
      fix: [...options.example],
    });
  const time = place(TIMES);
  if (time < 0) throw missing("time");
  const at = Object.entries(wanted).map(([key, { names, needed }]) => {
    const column = place(names);
    if (column < 0 && needed) throw missing(names[0]!);
    return [key, column, needed] as const;
  });
  return { delimiter: sign, width: cells.length, time, at };
}

class TableReader {
  readonly #path: string;
  readonly #columns: Columns;
  readonly #options: TableOptions;
  readonly #stamps: StampReader;

  constructor(path: string, columns: Columns, order: DateOrder, options: TableOptions) {
    this.#path = path;
    this.#columns = columns;
    this.#options = options;
    this.#stamps = new StampReader(order);
  }

  read(rows: readonly Line[]) {
    const time: number[] = [];
    const line: number[] = [];
    const { at } = this.#columns;
    const values = Object.fromEntries(at.map(([key]) => [key, [] as number[]]));
    for (const row of rows) {
      const cells = this.#cellsOf(row);
      time.push(this.#instantOf(row, cells[this.#columns.time]!));
      line.push(row.number);
      for (const [key, column, needed] of at) {
        values[key]!.push(column < 0 ? Number.NaN : this.#numberOf(row, cells[column]!, column, needed));
      }
    }
    const dates = this.#stamps.kind === "date";
    return { stamps: this.#stamps, found: { dates, time, line, values } };
  }

  #cellsOf(row: Line): string[] {
    const { delimiter, width } = this.#columns;
    const plain = !row.text.includes('"');
    const cells = plain
      ? row.text.split(delimiter).map((cell) => cell.trim())
      : cellsOf(row.text, delimiter).map((cell) => cell.text.trim());
    while (cells.length > width && cells.at(-1) === "") cells.pop();
    if (cells.length !== width)
      throw this.#bad(row, 0, `${cells.length} columns`, `${width} as in the header`);
    return cells;
  }

  #instantOf(row: Line, text: string): EpochMs {
    const read = this.#stamps.read(text);
    const column = this.#columns.time;
    if (Number.isNaN(read) || this.#stamps.kind === null) {
      throw this.#bad(row, column, text, this.#options.example[1].split(",")[0]!);
    }
    const { timeZone } = this.#options;
    if (this.#stamps.kind !== "local" || timeZone === undefined) return read;
    const { time, kind } = instantOfLocal(zoneOf(timeZone), read);
    if (kind === "exact") return time;
    const problem = kind === "nonexistent" ? "a time that exists" : "a stamp in UTC: it exists twice";
    throw this.#bad(row, column, text, `${problem} in ${timeZone}`);
  }

  #numberOf(row: Line, text: string, column: number, needed: boolean): number {
    if (text === "" && !needed) return Number.NaN;
    const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)$/i.exec(text);
    if (match === null) throw this.#bad(row, column, text, "a number");
    return match[2] === "%" ? new Decimal(match[1]!).div(100).toNumber() : Number(match[1]);
  }

  #bad(row: Line, column: number, found: string, expected: string): Fault {
    const cell = cellsOf(row.text, this.#columns.delimiter)[column];
    const where = `${this.#path}:${row.number}:${(cell?.start ?? 0) + 1}`;
    return badRow(where, row.text, found, expected, this.#options);
  }
}

export const badRow = (
  where: string,
  text: string,
  found: string,
  expected: string,
  { what }: Pick<TableOptions, "what">,
): Fault =>
  new Fault("E381", `Bad row of ${what} in ${where}`, {
    where,
    found: shownText(found),
    expected,
    ...(text === "" ? {} : { excerpt: shownText(text, 110) }),
    fix: ["repair the row in the file"],
  });

const noRows = (path: string, { what, flag, example }: TableOptions): Fault =>
  new Fault("E380", `${path} has no ${what}`, {
    where: path,
    found: "no row below a header",
    expected: `a header line such as ${example[0]}, and rows`,
    fix: [`leave ${flag} out, if there are none`],
  });
