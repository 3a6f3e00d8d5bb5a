// How are bars written to a file of the catalog?

import { createHash, type Hash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import {
  ABOUT,
  type BarColumns,
  CHECK,
  checkPlace,
  columnsOf,
  GROUP_ROWS,
  MAGIC,
  PRICES,
  pageHeader,
  toInt64,
} from "./layout.js";

/** What the bars themselves tell, once all of them are written. */
export interface Written {
  readonly bars: number;
  readonly sha256: string;
}

/**
 * Writes a file from its beginning to its end, a row group at a time: however many bars there are, it holds one group.
 * The same bars give the same bytes, in whatever portions they come.
 */
export class BarsWriter {
  readonly #file: number;
  readonly #hasVolume: boolean;
  readonly #time = new Float64Array(GROUP_ROWS);
  readonly #words = new Int32Array(2 * GROUP_ROWS);
  readonly #doubles: readonly Float64Array[];
  readonly #tradeDate = new Int32Array(GROUP_ROWS);
  readonly #hashes: readonly Hash[];
  readonly #groups: RowGroup[] = [];
  #filled = 0;
  #rows = 0;
  #offset = MAGIC.length;

  constructor(path: string, hasVolume: boolean) {
    this.#hasVolume = hasVolume;
    const doubles = PRICES.length + (hasVolume ? 1 : 0);
    this.#doubles = Array.from({ length: doubles }, () => new Float64Array(GROUP_ROWS));
    this.#hashes = Array.from({ length: 1 + doubles }, () => createHash("sha256"));
    this.#file = openSync(path, "wx");
    writeSync(this.#file, MAGIC);
  }

  /** Bars `from` to `to` (excluded). */
  add(bars: BarColumns, from = 0, to = bars.length): void {
    for (let at = from; at < to; ) {
      const count = Math.min(to - at, GROUP_ROWS - this.#filled);
      const here = this.#filled;
      this.#time.set(bars.time.subarray(at, at + count), here);
      const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume];
      this.#doubles.forEach((column, k) => {
        column.set(columns[k].subarray(at, at + count), here);
      });
      this.#tradeDate.set(bars.tradeDate.subarray(at, at + count), here);
      at += count;
      this.#filled += count;
      if (this.#filled === GROUP_ROWS) this.#flush();
    }
  }

  /** Ends the file with what `describe` says of its content, and brings it to the disk. */
  finish(describe: (written: Written) => string): Written {
    if (this.#filled > 0) this.#flush();
    const all = createHash("sha256");
    for (const hash of this.#hashes) all.update(hash.digest());
    const written = { bars: this.#rows, sha256: all.digest("hex") };
    writeAll(this.#file, this.#footer(describe(written)));
    fsyncSync(this.#file);
    closeSync(this.#file);
    return written;
  }

  /** Leaves the file as it is: whoever opened it takes it away. */
  abandon(): void {
    try {
      closeSync(this.#file);
    } catch {
      // Closed already: the fault that led here is the one to be told.
    }
  }

  #flush(): void {
    const rows = this.#filled;
    toInt64(this.#time.subarray(0, rows), this.#words);
    const pages = [
      bytesOf(this.#words, 2 * rows),
      ...this.#doubles.map((column) => bytesOf(column, rows)),
      bytesOf(this.#tradeDate, rows),
    ];
    this.#hashes.forEach((hash, k) => {
      hash.update(pages[k]);
    });
    const began = this.#offset;
    const columns = columnsOf(this.#hasVolume).map(({ name, element }, k) => {
      const page = pages[k];
      const header = pageHeader(rows, page.length, crc32(page));
      const size = BigInt(header.length + page.length);
      const place = BigInt(this.#offset);
      writeAll(this.#file, header);
      writeAll(this.#file, page);
      this.#offset += header.length + page.length;
      return {
        file_offset: 0n,
        meta_data: {
          type: element.type!,
          encodings: ["PLAIN" as const],
          path_in_schema: [name],
          codec: "UNCOMPRESSED" as const,
          num_values: BigInt(rows),
          total_uncompressed_size: size,
          total_compressed_size: size,
          data_page_offset: place,
          ...this.#range(name, rows),
        },
      };
    });
    const bytes = BigInt(this.#offset - began);
    this.#groups.push({
      columns,
      total_byte_size: bytes,
      num_rows: BigInt(rows),
      total_compressed_size: bytes,
    });
    this.#rows += rows;
    this.#filled = 0;
  }

  /** Least and greatest of the two columns that rise: so readers know which groups a span needs. */
  #range(name: string, rows: number): object {
    if (name === "time") return rangeOf(new Date(this.#time[0]), new Date(this.#time[rows - 1]));
    if (name !== "trade_date") return {};
    const dates = this.#tradeDate.subarray(0, rows);
    return rangeOf(dateOf(dates[0]), dateOf(dates[rows - 1]));
  }

  #footer(about: string): Buffer {
    const writer = new ByteWriter();
    const root: SchemaElement = { name: "bars", num_children: columnsOf(this.#hasVolume).length };
    const footer = new ParquetWriter({
      writer,
      schema: [root, ...columnsOf(this.#hasVolume).map(({ element }) => element)],
      codec: "UNCOMPRESSED",
      kvMetadata: [
        { key: ABOUT, value: about },
        { key: CHECK, value: "00000000" },
      ],
      createdBy: "tickproof",
    });
    footer.row_groups = this.#groups;
    footer.num_rows = BigInt(this.#rows);
    void footer.finish();
    // The writer began with the magic that stands at the beginning of the file already.
    const bytes = Buffer.from(writer.getBytes().slice(MAGIC.length));
    bytes.write(crc32(bytes).toString(16).padStart(8, "0"), checkPlace(bytes), "latin1");
    return bytes;
  }
}

const dateOf = (day: number): Date => new Date(day * 86_400_000);

const rangeOf = (least: Date, most: Date): object => ({
  statistics: { min_value: least, max_value: most, null_count: 0n },
});

const bytesOf = ({ buffer, byteOffset, BYTES_PER_ELEMENT }: NodeJS.TypedArray, count: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset, count * BYTES_PER_ELEMENT);

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}
