// How does a file of multiple prices, as pysystemtrade writes it, become columns?

import { existsSync } from "node:fs";
import { cellsOf } from "./cells.js";
import { badRow, readTable, type Table, type TableKind, type TableRow } from "./small-table.js";
import { openSource, sampleOf } from "./source-file.js";
import { StampReader } from "./stamp.js";

/** One price a row and contract: what is held, and what is rolled into next. Not rounded to any grid. */
export interface MultiplePrices {
  readonly path: string;
  readonly file: string;
  readonly sha256: string;
  readonly length: number;
  /** The stamp as if it were UTC, rising. */
  readonly stamp: Float64Array;
  /** Daily rows, which are stamped with a nominal close of 23:00:00, or with a date alone. */
  readonly daily: Uint8Array;
  /** NaN where the row has none. */
  readonly price: Float64Array;
  readonly forward: Float64Array;
  readonly contract: readonly string[];
  readonly next: readonly string[];
  readonly line: Int32Array;
}

/** Row `row` is the first one of the contract `to`. */
export interface MultipleRoll {
  readonly row: number;
  readonly from: string;
  readonly to: string;
  /** The last row before it with a price of both; -1 where there is none. */
  readonly quoted: number;
}

type Column = "at" | "price" | "contract" | "forward" | "next";

const KIND: TableKind<Column> = {
  what: "file of multiple prices",
  flag: "--data",
  columns: {
    at: ["datetime", "index", "date", "ts", ""],
    price: ["price"],
    contract: ["price_contract"],
    forward: ["forward"],
    next: ["forward_contract"],
  },
  required: ["at", "price", "contract", "forward", "next"],
  example: [
    "DATETIME,PRICE,PRICE_CONTRACT,FORWARD,FORWARD_CONTRACT",
    "2023-08-31 23:00:00,4524.0,20230900,4573.25,20231200",
  ],
};

const SAMPLE_BYTES = 4096;
const NOMINAL_CLOSE = 23 * 3_600_000;
const DAY_MS = 86_400_000;

/** By its header. False for what cannot be opened: whoever reads it says why. */
export async function isMultiple(path: string, signal?: AbortSignal): Promise<boolean> {
  if (!existsSync(path)) return false; // a set of the catalog is no file
  try {
    const sample = await sampleOf(await openSource(path), SAMPLE_BYTES, { signal });
    const [header = ""] = sample.toString("latin1").split(/[\r\n]/);
    const names = cellsOf(header, ",").map(({ text }) => text.trim().toLowerCase());
    return ["price", "price_contract", "forward", "forward_contract"].every((name) => names.includes(name));
  } catch {
    return false;
  }
}

/** E371 for missing columns, E372 for a row that cannot be read, or that is not later than the one before. */
export async function readMultiple(path: string): Promise<MultiplePrices> {
  const table = await readTable(path, KIND);
  const { length } = table.rows;
  const stamps = new StampReader("mdy");
  const made = {
    stamp: new Float64Array(length),
    daily: new Uint8Array(length),
    price: new Float64Array(length),
    forward: new Float64Array(length),
    line: new Int32Array(length),
    contract: [] as string[],
    next: [] as string[],
  };
  for (const [k, row] of table.rows.entries()) {
    const { at, contract, next } = row.cells;
    const stamp = stamps.read(at);
    if (Number.isNaN(stamp))
      throw badRow(table, row, "has no date", at, "a stamp such as 2023-08-31 23:00:00");
    if (k > 0 && stamp <= made.stamp[k - 1]!) {
      throw badRow(
        table,
        row,
        "is not later than the row before",
        at,
        "rows in order of time, each stamp once",
      );
    }
    if (contract === "") throw badRow(table, row, "names no contract", "PRICE_CONTRACT is empty", "20230900");
    made.stamp[k] = stamp;
    made.daily[k] = stamps.kind === "date" || stamp % DAY_MS === NOMINAL_CLOSE ? 1 : 0;
    made.price[k] = numberIn(table, row, "price");
    made.forward[k] = numberIn(table, row, "forward");
    made.line[k] = row.line;
    made.contract.push(contract);
    made.next.push(next);
  }
  return { path, file: table.file, sha256: table.sha256, length, ...made };
}

function numberIn(table: Table<Column>, row: TableRow<Column>, column: "price" | "forward"): number {
  const text = row.cells[column];
  if (text === "" || /^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw badRow(table, row, `has a ${column} that is no number`, text, "a price, or nothing");
}

export function multipleRolls({ length, contract, next, price, forward }: MultiplePrices): MultipleRoll[] {
  const rolls: MultipleRoll[] = [];
  for (let row = 1; row < length; row++) {
    const [from, to] = [contract[row - 1]!, contract[row]!];
    if (from === to) continue;
    let quoted = row - 1;
    const tells = (k: number): boolean => next[k] === to && !Number.isNaN(price[k]! - forward[k]!);
    while (quoted >= 0 && contract[quoted] === from && !tells(quoted)) quoted--;
    rolls.push({ row, from, to, quoted: quoted >= 0 && contract[quoted] === from ? quoted : -1 });
  }
  return rolls;
}

/**
 * Difference-adjusted backwards ("Panama") in doubles, roll after roll, as pysystemtrade adds them: to each price before a roll
 * FORWARD less PRICE of the row before it. NaN where a roll or a row has no price.
 */
export function panama(prices: MultiplePrices): Float64Array {
  const adjusted = Float64Array.from(prices.price);
  for (const { row, quoted } of multipleRolls(prices)) {
    const gap = quoted < 0 ? Number.NaN : prices.forward[quoted]! - prices.price[quoted]!;
    for (let k = 0; k < row; k++) adjusted[k]! += gap;
  }
  return adjusted;
}
