// How do bars lie in a Parquet file of the catalog?

import type { SchemaElement } from "hyparquet";
import type { Bars } from "../domain/bars.js";

/** The columns that are kept. Ticks are not: they follow from the prices and from what the contract is today. */
export type BarColumns = Pick<
  Bars,
  "length" | "time" | "open" | "high" | "low" | "close" | "volume" | "tradeDate"
>;

export const PRICES = ["open", "high", "low", "close"] as const;

/** Bars in one row group: 7 MB of them. What is read or written at once, and the step in which a span is cut out. */
export const GROUP_ROWS = 131_072;

export interface ColumnLayout {
  readonly name: string;
  readonly width: 4 | 8;
  readonly element: SchemaElement;
}

const double = (name: string): ColumnLayout => ({
  name,
  width: 8,
  element: { name, type: "DOUBLE", repetition_type: "REQUIRED" },
});

/**
 * Plain Parquet that pandas, polars and DuckDB read as it is: every column required, uncompressed, in PLAIN encoding, one
 * page a row group. Its bytes are those of the typed arrays, so that reading is copying (docs/decisions/0018).
 */
export function columnsOf(hasVolume: boolean): readonly ColumnLayout[] {
  return [
    {
      name: "time",
      width: 8,
      element: {
        name: "time",
        type: "INT64",
        repetition_type: "REQUIRED",
        converted_type: "TIMESTAMP_MILLIS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
      },
    },
    ...PRICES.map(double),
    ...(hasVolume ? [double("volume")] : []),
    {
      name: "trade_date",
      width: 4,
      element: {
        name: "trade_date",
        type: "INT32",
        repetition_type: "REQUIRED",
        converted_type: "DATE",
        logical_type: { type: "DATE" },
      },
    },
  ];
}

/**
 * The header of a page in Thrift's compact protocol (parquet.thrift, PageHeader): a plain data page of so many values
 * and bytes, with the CRC-32 of the bytes. Written by one, expected to the byte by the other: a page whose header or
 * content has changed is found when it is read.
 */
export function pageHeader(rows: number, bytes: number, crc: number): Buffer {
  const out: number[] = [];
  const int = (delta: number, value: number): void => {
    out.push((delta << 4) | 5);
    let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
    for (; zigzag > 127; zigzag >>>= 7) out.push((zigzag & 127) | 128);
    out.push(zigzag);
  };
  int(1, 0); // type: DATA_PAGE
  int(1, bytes); // uncompressed
  int(1, bytes); // compressed
  int(1, crc | 0);
  out.push(0x1c); // field 5: data_page_header
  int(1, rows);
  int(1, 0); // encoding: PLAIN
  int(1, 3); // definition levels: RLE, of which a required column has none
  int(1, 3); // repetition levels
  out.push(0, 0); // ends of both structs
  return Buffer.from(out);
}

/** Whole milliseconds as 64-bit integers, and back: two words at a time, since a BigInt for each bar costs ten times more. */
export function toInt64(time: Float64Array, words: Int32Array): void {
  for (let i = 0, k = 0; i < time.length; i++) {
    const high = Math.floor(time[i] / 4_294_967_296);
    words[k++] = time[i] - high * 4_294_967_296;
    words[k++] = high;
  }
}

/** In place: the eight bytes of each integer become those of the double. */
export function fromInt64(time: Float64Array): void {
  const high = new Int32Array(time.buffer, time.byteOffset, 2 * time.length);
  const low = new Uint32Array(time.buffer, time.byteOffset, 2 * time.length);
  for (let i = 0; i < time.length; i++) time[i] = high[2 * i + 1] * 4_294_967_296 + low[2 * i];
}

export const MAGIC = Buffer.from("PAR1");
/** Key of the description in the file's metadata. */
export const ABOUT = "tickproof";
/** Key of the footer's own CRC-32: eight hex digits, taken over the footer with zeros in their place. */
export const CHECK = "tickproof.check";

/** Where the eight digits stand in the footer, or -1. Behind the key come the field's type and its length. */
export function checkPlace(footer: Buffer): number {
  const key = footer.lastIndexOf(CHECK);
  return key < 0 ? -1 : key + CHECK.length + 2;
}
