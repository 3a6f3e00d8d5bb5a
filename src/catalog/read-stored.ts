// What does a file of the catalog hold?

import { closeSync, fstatSync, openSync, readv, readvSync } from "node:fs";
import { promisify } from "node:util";
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
  const file = opened(path);
  try {
    return use(file);
  } catch (error) {
    throw inOurWords(path, error);
  } finally {
    closeSync(file);
  }
}

/** The same for a use that takes its time. */
export async function whileOpen<T>(path: string, use: (file: number) => Promise<T>): Promise<T> {
  const file = opened(path);
  try {
    return await use(file);
  } catch (error) {
    throw inOurWords(path, error);
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
}

const inOurWords = (path: string, error: unknown): unknown =>
  error instanceof Fault ? error : unreadable(path, error);

/** Reads the footer. Throws E395 where the file is damaged, E398 where it is none of ours, E397 where it cannot be read. */
export function openStored(path: string): StoredFile {
  return withFile(path, (file) => storedIn(path, file));
}

function storedIn(path: string, file: number): StoredFile {
  const size = fstatSync(file).size;
  const ends = Buffer.alloc(8);
  if (size < 16) throw damaged(path, `${size} bytes, too few for a file of bars`);
  const head = Buffer.alloc(4);
  readExact(path, file, head, 0);
  readExact(path, file, ends, size - 8);
  if (!head.equals(MAGIC) || !ends.subarray(4).equals(MAGIC)) {
    throw damaged(path, "it does not begin and end as Parquet does");
  }
  const length = ends.readUInt32LE(0);
  if (length > size - 12) throw damaged(path, "its footer would be longer than the file");
  const footer = Buffer.alloc(length + 8);
  readExact(path, file, footer, size - footer.length);
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

type Columns = Omit<BarColumns, "length" | "tradeDate">;

/** A page and the memory that it is read into. */
interface Room {
  readonly page: Page;
  readonly header: Buffer;
  readonly values: Uint8Array;
}

/** Trade dates have none: they follow from the calendar as it is today. */
function roomsOf({ rows, pages }: Group, into: Columns, at: number): Room[] {
  return pages.flatMap((page) => {
    const column = columnOf(page.name, into);
    if (column === null) return [];
    const values = new Uint8Array(column.buffer, column.byteOffset + at * page.width, rows * page.width);
    return [{ page, header: Buffer.alloc(page.headerBytes), values }];
  });
}

/** What was read is held against the checksum of its page (E395), and times become numbers. */
function settle(
  { path, hasVolume }: StoredFile,
  { rows }: Group,
  rooms: readonly Room[],
  into: Columns,
  at: number,
): void {
  for (const { page, header, values } of rooms) {
    if (!pageHeader(rows, values.length, crc32(values)).equals(header)) {
      throw damaged(path, `the checksum of column ${page.name} does not match`);
    }
    if (page.name === "time") fromInt64(into.time.subarray(at, at + rows));
  }
  if (!hasVolume) into.volume.fill(Number.NaN, at, at + rows);
}

/** Reads one group into the beginning of the columns. */
export function readGroup(stored: StoredFile, group: Group, into: Columns, file: number): void {
  const rooms = roomsOf(group, into, 0);
  for (const { page, header, values } of rooms) {
    const got = readvSync(file, [header, values], page.offset);
    readRest(stored.path, file, header.length, values, page.offset, got);
  }
  settle(stored, group, rooms, into, 0);
}

const readvAside = promisify(readv);

/**
 * Reads all groups into columns, one behind the other, and says so of each. While one is held against its checksums and worked
 * on, the system reads the next.
 */
export async function readAllGroups(
  stored: StoredFile,
  into: Columns,
  file: number,
  eachGroup: (from: number, to: number) => void,
): Promise<void> {
  const { path, groups } = stored;
  const begin = async (group: Group, at: number): Promise<Room[]> => {
    const rooms = roomsOf(group, into, at);
    const reading = rooms.map(async ({ page, header, values }) => {
      const { bytesRead } = await readvAside(file, [header, values], page.offset);
      readRest(path, file, header.length, values, page.offset, bytesRead);
    });
    // All of them come to an end before the file is closed, even where one fails.
    const failed = (await Promise.allSettled(reading)).find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return rooms;
  };
  let coming = groups.length === 0 ? null : begin(groups[0]!, 0);
  try {
    for (let k = 0, at = 0; coming !== null; k++) {
      const group = groups[k]!;
      const rooms: Room[] = await coming;
      const next = at + group.rows;
      coming = k + 1 < groups.length ? begin(groups[k + 1]!, next) : null;
      settle(stored, group, rooms, into, at);
      eachGroup(at, next);
      at = next;
    }
  } catch (error) {
    await coming?.catch(() => undefined);
    throw error;
  }
}

function columnOf(name: string, into: Columns): Float64Array | null {
  if (name === "time") return into.time;
  if (name === "volume") return into.volume;
  const price = PRICES.find((one) => one === name);
  return price === undefined ? null : into[price];
}

function readExact(path: string, file: number, bytes: Buffer, position: number): void {
  readRest(path, file, 0, bytes, position, 0);
}

/** A read may come short of what was asked for, of very large ones or on a slow disk: the rest belongs to the values. */
function readRest(
  path: string,
  file: number,
  header: number,
  values: Uint8Array,
  position: number,
  got: number,
): void {
  const wanted = header + values.length;
  for (let sofar = got; sofar < wanted; ) {
    const missing = wanted - sofar;
    if (missing > values.length) throw damaged(path, "it ends before its footer says");
    const more = readvSync(file, [values.subarray(values.length - missing)], position + sofar);
    if (more === 0) throw damaged(path, "it ends before its footer says");
    sofar += more;
  }
}

const foreign = (path: string): Fault =>
  new Fault("E398", `${path} was not written by Tickproof`, {
    where: path,
    found: `Parquet without "${ABOUT}" and "${CHECK}" in its metadata`,
    expected: "a file that tickproof data import wrote",
    fix: ["move it out of the catalog"],
  });
