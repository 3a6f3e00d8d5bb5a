// What do we say of a file that holds no bars at all?

import { Fault } from "../domain/fault.js";

export const emptyFile = (path: string): Fault =>
  new Fault("E303", `${path} is empty`, {
    where: `${path}:1:1`,
    found: "no line with anything on it",
    expected: "a header line and one line a bar",
    fix: ["export it again: a download that fails often leaves an empty file"],
  });

export const noBars = (path: string, found: string): Fault =>
  new Fault("E304", `${path} has no bars`, {
    where: path,
    found,
    expected: "at least one line with time, open, high, low and close",
    fix: ["export it again with a span of time that has bars"],
  });

export const damagedGzip = (path: string, found: string): Fault =>
  new Fault("E306", `${path} is a damaged gzip file`, {
    where: path,
    found,
    why: "Nothing was imported: what was lost at the end would be missing bars.",
    fix: [`gzip --test ${path}`, "download or copy it again"],
  });

export const damagedZip = (path: string, found: string): Fault =>
  new Fault("E306", `${path} is a zip archive that cannot be read`, {
    where: path,
    found,
    fix: [`unzip -t ${path}`, "download or copy it again; unlock it if it has a password"],
  });

export const damagedZstd = (path: string, found: string): Fault =>
  new Fault("E306", `${path} is a zstd file that cannot be read`, {
    where: path,
    found,
    why: "Nothing was imported: what was lost would be missing bars.",
    fix: [`zstd --test ${path}`, "download or copy it again"],
  });

export const damagedDbn = (path: string, found: string): Fault =>
  new Fault("E306", `${path} is a Databento file that cannot be read`, {
    where: path,
    found,
    fix: ["download or copy it again", "or download it as CSV"],
  });

export const spreadsheet = (path: string): Fault =>
  new Fault("E305", `${path} is not a text file: it looks like a spreadsheet`, {
    where: path,
    expected: "a CSV file in UTF-8, plain or packed with gzip, zip or zstd",
    fix: ["save it as CSV in the spreadsheet program"],
  });

export const emptyArchive = (path: string): Fault =>
  new Fault("E304", `${path} has no bars`, {
    where: path,
    found: "an archive without files",
    fix: ["export it again with a span of time that has bars"],
  });

const MOST_MEMBERS = 20;

export function manyMembers(path: string, members: readonly string[], wanted: string | null): Fault {
  const more = members.length > MOST_MEMBERS ? [`and ${members.length - MOST_MEMBERS} more`] : [];
  const asked = wanted === null ? "" : `, and none, or more than one, is named for ${wanted}`;
  return new Fault("E343", `${path} holds ${members.length} files${asked}`, {
    where: path,
    found: [...members.slice(0, MOST_MEMBERS), ...more].join(", "),
    expected: "one file of bars, or a contract that one of them is named for",
    fix: [
      `--contract ${/_(\d{6,8})\.csv$/.exec(members[0]!)?.[1] ?? members[0]}`,
      `unzip -p ${path} ${members[0]} > bars.csv`,
    ],
  });
}

/** First bytes, in hex, of what people hand us in place of a CSV file, and the way to one. */
const SIGNATURES: readonly (readonly [hex: string, what: string, fix: (path: string) => string])[] = [
  ["504b0304", "a zip archive inside another", (path) => `unzip -p ${path} > bars.csv`],
  ["28b52ffd", "zstd inside another packing", (path) => `zstd --decompress --stdout ${path} > bars.csv`],
  ["50415231", "a Parquet file", () => "write it as CSV, for example with DuckDB: COPY … TO 'bars.csv'"],
  ["425a68", "a bzip2 file", (path) => `bunzip2 --stdout ${path} > bars.csv`],
  ["fd377a585a", "an xz file", (path) => `xz --decompress --stdout ${path} > bars.csv`],
  ["377abcaf", "a 7-Zip archive", (path) => `7z x ${path}`],
  ["d0cf11e0", "an old Excel workbook", () => "save it as CSV in the spreadsheet program"],
  ["fffe", "UTF-16 text", (path) => `iconv -f UTF-16 -t UTF-8 ${path} > bars.csv`],
  ["feff", "UTF-16 text", (path) => `iconv -f UTF-16 -t UTF-8 ${path} > bars.csv`],
  ["1f8b", "gzip inside gzip", (path) => `gunzip --stdout ${path} > bars.csv.gz`],
];

/** E305 for bytes that are no UTF-8 text; what they are, where their first bytes tell. */
export function binaryFault(path: string, start: Buffer, line: number, byte: number): Fault {
  const hex = start.toString("hex");
  const known = SIGNATURES.find(([signature]) => hex.startsWith(signature));
  const odd = byte < 0 ? "the end" : `byte 0x${byte.toString(16).padStart(2, "0").toUpperCase()}`;
  return new Fault("E305", `${path} is not a text file: it looks like ${known ? known[1] : "binary data"}`, {
    where: `${path}:${line}:1`,
    found: known
      ? `a file that begins as ${known[1]} does`
      : `${odd} on line ${line}, which is no UTF-8 text`,
    expected: "a CSV file in UTF-8, plain or packed with gzip, zip or zstd",
    fix: [known ? known[2](path) : "export it again as CSV (UTF-8)"],
  });
}

/** E305 for text that is clearly of another kind; null where it may be CSV. */
export function otherText(path: string, text: string): Fault | null {
  const start = text.trimStart().slice(0, 200);
  const what = /^(<!doctype|<html|<\?xml)/i.test(start)
    ? "a web page or XML: perhaps a download that asked for a login"
    : /^[[{]/.test(start)
      ? "JSON"
      : null;
  if (what === null) return null;
  return new Fault("E305", `${path} is not a CSV file: it looks like ${what}`, {
    where: `${path}:1:1`,
    found: start.split("\n")[0].slice(0, 60),
    expected: "a CSV file: a header line and one line a bar",
    fix: ["export it again as CSV"],
  });
}
