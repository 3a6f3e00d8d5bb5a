// Which columns does a table have, whatever a version or a language calls them?

import { cellsOf } from "../cells.js";
import type { DateOrder } from "../stamp.js";
import type { BrokerFile, ClockEvidence, RawFill, ReadHints, Signature } from "./format.js";
import { bodyOf, type Cells, cellsBy, type Header, headerIn, plainName } from "./table.js";
import { type NumberReader, numberReader, type Stamps, stampsOf } from "./values.js";
import { zoneInText } from "./zone-names.js";

/** Patterns of a column's names, in lower case, with plain apostrophes and single blanks. */
export type Names = Readonly<Record<string, RegExp>>;

export interface Layout {
  readonly version: number;
  /** Without them the file is of another kind. */
  readonly required: Names;
  readonly optional: Names;
}

const DELIMITERS = [",", ";", "\t", "|"];
const LINES_ABOVE = 60;

/** The header that has all columns of a layout, by the first layout that fits. */
export function headerLike(file: BrokerFile, layouts: readonly Layout[]): Header | null {
  const names = namesIn(file.text);
  for (const layout of layouts) {
    const signature = signatureOf(layout, names);
    const header = signature === null ? null : headerIn(file, [signature]);
    if (header !== null) return header;
  }
  return null;
}

/** Everything at the beginning of the file that may be a column's name. */
function namesIn(text: string): readonly string[] {
  const head = text.slice(0, 1 << 16).split(/\r\n|[\n\r]/, LINES_ABOVE);
  const names = new Set<string>();
  for (const line of head) {
    for (const delimiter of DELIMITERS) {
      if (line.includes(delimiter))
        for (const { text: name } of cellsOf(line, delimiter)) names.add(name.trim());
    }
  }
  return [...names];
}

/** A signature in the file's own words, null where a needed column is nowhere. */
function signatureOf({ version, required, optional }: Layout, names: readonly string[]): Signature | null {
  const plain = names.map((name) => plainName(name).replace(/[\u2018\u2019\u00b4`]/g, "'"));
  const aliases: Record<string, string[]> = {};
  for (const [key, pattern] of [...Object.entries(required), ...Object.entries(optional)]) {
    aliases[key] = names.filter((_, k) => pattern.test(plain[k]!));
  }
  if (Object.keys(required).some((key) => aliases[key]!.length === 0)) return null;
  return { version, required: Object.keys(required), optional: Object.keys(optional), aliases };
}

/** Name of a column as the file has it, "" where it has none. */
export const nameOf = (header: Header, key: string): string =>
  header.names[header.places.get(key) ?? -1] ?? "";

export interface Reading {
  readonly all: readonly Cells[];
  readonly number: NumberReader;
  readonly stamps: Stamps;
  readonly notes: readonly string[];
}

/**
 * How the file writes numbers and stamps, decided from all of them together. `stamps` tells which texts of a row are stamps;
 * `order` what the format promises of its dates, whoever else asks.
 */
export function readingOf(
  file: BrokerFile,
  header: Header,
  hints: ReadHints,
  numbers: readonly string[],
  stamps: (cells: Cells) => readonly string[],
  order: DateOrder | null = null,
): Reading {
  const all = bodyOf(header).map(cellsBy(header));
  const texts = all.flatMap((cells) => numbers.map((name) => cells(name)));
  // Where commas part the columns, and no number is quoted for having one, a comma is no decimal sign.
  const pointed = header.delimiter === "," && !texts.some((text) => text.includes(","));
  const decimal = hints.decimal ?? (pointed ? "." : null);
  const read = stampsOf(
    file.path,
    all.flatMap((cells) => stamps(cells).filter(isStampLike)),
    { ...hints, dateOrder: hints.dateOrder ?? order },
  );
  return {
    all,
    number: numberReader(file.path, texts, { ...hints, decimal }),
    stamps: read,
    notes: read.note === null ? [] : [read.note],
  };
}

/** Totals and remarks in the column of stamps are none, and do not decide how the others are read. */
const isStampLike = (text: string): boolean => /\d/.test(text);

/** What most rows leave unsaid. */
export const BLANK = {
  account: null,
  id: null,
  order: null,
  commission: null,
  fees: null,
  pair: null,
  part: null,
  brokerPnl: null,
  by: null,
  effect: null,
} satisfies Partial<RawFill>;

/** The cells that tell a row from others, whatever else a later export adds. */
export const identityOf = (cells: Cells, names: readonly string[]): string =>
  names.map((name) => cells(name)).join("\u001f");

export const orNull = (text: string): string | null => (text === "" ? null : text);

/** The clock of stamps of which nothing more is known than whether they have an offset. */
export const clockOf = (kind: Stamps["kind"]): ClockEvidence =>
  kind === "instant" ? { kind: "row", said: "each row has an offset" } : { kind: "none" };

/** As above, where the name of the stamps' column may tell the zone. */
export function clockByColumn(header: Header, key: string, kind: Stamps["kind"]): ClockEvidence {
  if (kind === "instant") return clockOf(kind);
  const name = nameOf(header, key).trim();
  const zone = zoneInText(name);
  return zone === null
    ? { kind: "none" }
    : { kind: "zone", zone, said: `the column "${name}" names ${zone}` };
}
