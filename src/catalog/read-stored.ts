// What does a file of the catalog hold?

import { closeSync, fstatSync, openSync, readvSync } from "node:fs";
import { crc32 } from "node:zlib";
import { parquetMetadata } from "hyparquet/src/metadata.js";
import { Fault } from "../domain/fault.js";
import { damaged, unreadable } from "./faults.js";
import {
  ABOUT,
  type BarColumns,
  CHECK,
  checkPlace,
  columnsOf,
  fromInt64,
  MAGIC,
  PRICES,
  pageHeader,
} from "./layout.js";

interface Page {
  readonly name: string;
  readonly width: number;
  /** Of its header, behind which the values lie. */
  readonly offset: number;
  readonly headerBytes: number;
}

export interface Group {
  readonly rows: number;
  readonly pages: readonly Page[];
}

/** A file whose footer was read and found whole. */
export interface StoredFile {
  readonly path: string;
  readonly rows: number;
  readonly groups: readonly Group[];
  /** What was written of the bars, as text. */
  readonly about: string;
  readonly hasVolume: boolean;
}

/** Opens for the time of `use`, and says in our own words what the system would not do. */
export function withFile<T>(path: string, use: (file: number) => T): T {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return use(file);
  } catch (error) {
    throw error instanceof Fault ? error : unreadable(path, error);
  } finally {
    closeSync(file);
  }
}

/** Reads the footer. Throws E395 where the file is damaged, E398 where it is none of ours, E397 where it cannot be read. */
export function openStored(path: string): StoredFile {
  return withFile(path, (file) => storedIn(path, file));
}

function storedIn(path: string, file: number): StoredFile {
  const size = fstatSync(file).size;
  const ends = Buffer.alloc(8);
  if (size < 16) throw damaged(path, `${size} bytes, too few for a file of bars`);
  const head = Buffer.alloc(4);
  readAt(path, file, [head], 0);
  readAt(path, file, [ends], size - 8);
  if (!head.equals(MAGIC) || !ends.subarray(4).equals(MAGIC)) {
    throw damaged(path, "it does not begin and end as Parquet does");
  }
  const length = ends.readUInt32LE(0);
  if (length > size - 12) throw damaged(path, "its footer would be longer than the file");
  const footer = Buffer.alloc(length + 8);
  readAt(path, file, [footer], size - footer.length);
  const at = checkPlace(footer);
  if (at < 0) throw foreign(path);
  const said = footer.toString("latin1", at, at + 8);
  footer.write("00000000", at, "latin1");
  if (crc32(footer).toString(16).padStart(8, "0") !== said) {
    throw damaged(path, "the checksum of its footer does not match");
  }
  const { row_groups, key_value_metadata, schema } = parquetMetadata(footer);
  const hasVolume = schema.some(({ name }) => name === "volume");
  const layout = columnsOf(hasVolume);
  const about = key_value_metadata?.find(({ key }) => key === ABOUT)?.value;
  if (about === undefined || schema.length !== layout.length + 1) throw foreign(path);
  const groups = row_groups.map(({ num_rows, columns }) => ({
    rows: Number(num_rows),
    pages: layout.map(({ name, width }, k) => {
      const { data_page_offset, total_compressed_size } = columns[k].meta_data!;
      const headerBytes = Number(total_compressed_size) - width * Number(num_rows);
      return { name, width, offset: Number(data_page_offset), headerBytes };
    }),
  }));
  return { path, rows: groups.reduce((sum, { rows }) => sum + rows, 0), groups, about, hasVolume };
}

/**
 * Reads groups into columns, one behind the other, and says so of each; every page is held against its checksum (E395). Trade dates
 * are left alone: they follow from the calendar as it is today.
 */
export function readGroups(
  { path, hasVolume }: StoredFile,
  groups: readonly Group[],
  into: Omit<BarColumns, "length" | "tradeDate">,
  file: number,
  eachGroup: (from: number, to: number) => void = () => {},
): void {
  let at = 0;
  for (const { rows, pages } of groups) {
    for (const page of pages) {
      const column = columnOf(page.name, into);
      if (column === null) continue;
      const values = new Uint8Array(column.buffer, column.byteOffset + at * page.width, rows * page.width);
      const header = Buffer.alloc(page.headerBytes);
      readAt(path, file, [header, values], page.offset);
      if (!pageHeader(rows, values.length, crc32(values)).equals(header)) {
        throw damaged(path, `the checksum of column ${page.name} does not match`);
      }
      if (page.name === "time") fromInt64(into.time.subarray(at, at + rows));
    }
    if (!hasVolume) into.volume.fill(Number.NaN, at, at + rows);
    eachGroup(at, at + rows);
    at += rows;
  }
}

function columnOf(name: string, into: Omit<BarColumns, "length" | "tradeDate">): Float64Array | null {
  if (name === "time") return into.time;
  if (name === "volume") return into.volume;
  const price = PRICES.find((one) => one === name);
  return price === undefined ? null : into[price];
}

/** Fills all buffers, one behind the other, from one place of the file. */
function readAt(path: string, file: number, buffers: Uint8Array[], position: number): void {
  const wanted = buffers.reduce((sum, { length }) => sum + length, 0);
  let got = readvSync(file, buffers, position);
  const [last] = buffers.slice(-1);
  // A read may come short of what was asked for, of very large ones or on a slow disk: the rest belongs to the last buffer.
  while (got < wanted) {
    const missing = wanted - got;
    if (missing > last.length) throw damaged(path, "it ends before its footer says");
    const more = readvSync(file, [last.subarray(last.length - missing)], position + got);
    if (more === 0) throw damaged(path, "it ends before its footer says");
    got += more;
  }
}

const foreign = (path: string): Fault =>
  new Fault("E398", `${path} was not written by Tickproof`, {
    where: path,
    found: `Parquet without "${ABOUT}" and "${CHECK}" in its metadata`,
    expected: "a file that tickproof data import wrote",
    fix: ["move it out of the catalog"],
  });
