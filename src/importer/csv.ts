// How do the rows of any CSV file reach the reader?

import { once } from "node:events";
import { CsvError, parse } from "csv-parse";
import type { RowReader } from "./row-reader.js";
import type { Dialect } from "./sniff.js";
import { type ReadHooks, type SourceFile, textOf } from "./source-file.js";

/** A row longer than this is a quote that was never closed. */
const LONGEST_ROW = 1 << 16;
const QUOTE = 34;

/**
 * Feeds every row below the header to the reader, with its line number. csv-parse cuts and unquotes; it neither
 * converts nor counts (its `cast` is 12 times slower than the handler below, its `info` doubles the time), and it
 * is lenient about column counts and stray quotes, because the reader reports those by line. Memory stays bounded:
 * the file is never held as a whole.
 */
export async function readCsv(
  file: SourceFile,
  dialect: Dialect,
  reader: RowReader,
  hooks: ReadHooks,
): Promise<void> {
  const rows = { line: dialect.startLine, quotes: false };
  const parser = parse({
    delimiter: dialect.delimiter,
    record_delimiter: dialect.newline === "\r" ? "\r" : ["\r\n", "\n"],
    relax_column_count: true,
    relax_quotes: true,
    // Blanks around a quote hide it from csv-parse; elsewhere the reader trims, for less.
    trim: dialect.quoted,
    max_record_size: LONGEST_ROW,
  });
  parser.on("data", (cells: string[]) => {
    // A row ends as many lines below its beginning as it has line ends inside quotes.
    const over = rows.quotes ? lineEnds(cells) : 0;
    reader.take(rows.line, cells);
    rows.line += 1 + over;
  });
  const failed: { error?: Error } = {};
  parser.on("error", (error: Error) => (failed.error = error));
  const ended = once(parser, "end").catch(() => undefined);
  try {
    let skip = dialect.startByte;
    for await (const chunk of textOf(file, hooks)) {
      const piece = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - piece.length;
      if (piece.length === 0) continue;
      rows.quotes ||= piece.includes(QUOTE);
      // After an error the rest is still read, for the checksum and for bytes that are no text.
      if (failed.error === undefined && !parser.write(piece)) {
        await Promise.race([once(parser, "drain").catch(() => undefined), ended]);
      }
    }
    if (failed.error === undefined) {
      parser.end();
      await ended;
    }
  } finally {
    parser.destroy();
  }
  if (failed.error === undefined) return;
  if (!(failed.error instanceof CsvError)) throw failed.error;
  const endless = failed.error.code === "CSV_MAX_RECORD_SIZE";
  reader.unreadable(
    rows.line,
    endless ? `a row longer than ${LONGEST_ROW} characters` : "a quote is never closed",
  );
}

function lineEnds(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count++;
  }
  return count;
}
