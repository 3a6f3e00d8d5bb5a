// What does it take to know a vendor's export when we see it?

import type { ColumnMap } from "../header.js";
import type { DateOrder } from "../stamp.js";

/** The beginning of a file, cut into cells: all that a dialect is recognised by. */
export interface Beginning {
  readonly delimiter: string;
  /** Names of the header as they stand there; null where the first line is a row. */
  readonly names: readonly string[] | null;
  /** The first rows, some twenty of them; at least one. */
  readonly rows: readonly (readonly string[])[];
  /** Where the columns are by their names, or by their places; null where neither tells. */
  readonly columns: ColumnMap | null;
  /** Name of the file, or of the member of an archive: only for what the content leaves out. */
  readonly name: string;
  /** The rows stood in JSON. */
  readonly json: boolean;
}

/** What is known of a file once its dialect is; each part only where the dialect differs from plain CSV. */
export interface Recognised {
  /** What in the file tells, for its reader: "no header, semicolons, stamps such as 20110301 090100". */
  readonly why: string;
  readonly columns?: ColumnMap;
  /** Whether stamps are the bars' opens or closes. */
  readonly stamp?: "open" | "close";
  /** The zone in which this vendor writes stamps that name none. */
  readonly zone?: string;
  /** Which of day and month this vendor writes first. */
  readonly dateOrder?: DateOrder;
  /** Prices are whole numbers of one part in this many. */
  readonly priceDivisor?: number;
  /** Stamps are milliseconds since this midnight. */
  readonly midnight?: number;
  readonly notes?: readonly string[];
}

/** One vendor's way to write bars. A file of its own in this folder, and a line in all.ts. */
export interface VendorDialect {
  readonly name: string;
  /** Null where the beginning is not plainly of this dialect. */
  recognise(beginning: Beginning): Recognised | null;
}

/** A header's name without blanks, signs and case. */
export const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9%]/g, "");

/** Whether the header has all of these names. */
export function has(names: readonly string[] | null, ...wanted: readonly string[]): boolean {
  const known = new Set((names ?? []).map(bare));
  return wanted.every((name) => known.has(name));
}
