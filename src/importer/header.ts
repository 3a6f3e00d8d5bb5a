// Which column of the file is which?

import { didYouMean, Fault } from "../domain/fault.js";

/** Where each value of a bar stands in a row; -1 where the file has no such column. */
export interface ColumnMap {
  /** How many cells a row has. */
  readonly width: number;
  /** The stamp, or its date where the clock stands in a column of its own. */
  readonly stamp: number;
  readonly clock: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly contract: number;
  /** Names as the file has them, "" where it has none. */
  readonly names: readonly string[];
}

export const PRICE_NAMES = ["open", "high", "low", "close"] as const;

type Meaning = "stamp" | "date" | "clock" | "open" | "high" | "low" | "close" | "volume" | "contract";

/** Names that vendors use, best first, without blanks, signs and case: "Gmt time" is "gmttime". */
const VENDOR_NAMES: Readonly<Record<Meaning, readonly string[]>> = {
  stamp: (
    "tsevent timestamputc timestamp datetimeutc utcdatetime datetime dateandtime utctime timeutc gmttime ts tsutc " +
    "localtime opentime starttime startat openat bartime unixtimestamp unixtime unix epoch dt t"
  ).split(" "),
  date: ["date", "dateutc", "dategmt", "tradedate", "tradingday", "day"],
  clock: ["time", "timeofday", "clock"],
  open: ["open", "openprice", "o", "bidopen", "openbid", "bo"],
  high: ["high", "highprice", "h", "bidhigh", "highbid", "bh"],
  low: ["low", "lowprice", "l", "bidlow", "lowbid", "bl"],
  close:
    "close closeprice last latest lastprice closelast c settle settlement bidclose closebid bc price".split(
      " ",
    ),
  volume: ["volume", "vol", "totalvolume", "tradevolume", "realvolume", "v"],
  contract: ["contract", "symbol", "ticker", "instrument"],
};

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\([^)]*\)/g, "")
    .replace(/^\s*\d+\.\s*/, "")
    .replace(/[^a-z0-9]/g, "");

/**
 * The columns by their names, in any order and case. `firstRow` settles whether "date" and "time" are two halves of a
 * stamp. Null where the line has no name that we know, so that it may be no header. Faults: E320 a column is
 * missing, E321 a needed name stands twice.
 */
export function columnsOf(
  where: string,
  header: readonly string[],
  firstRow: readonly string[] | null,
): ColumnMap | null {
  const names = withClock(header, firstRow);
  const known = names.map(plain);
  const at = (meaning: Meaning): number => {
    for (const name of VENDOR_NAMES[meaning]) {
      const index = known.indexOf(name);
      if (index < 0) continue;
      const again = known.indexOf(name, index + 1);
      if (again >= 0) throw twice(where, names, index, again);
      return index;
    }
    return -1;
  };
  const recognised = known.filter((name) => Object.values(VENDOR_NAMES).some((all) => all.includes(name)));
  if (recognised.length === 0) return null;

  const [stamp, clock] = stampColumns(at, known, firstRow);
  const alone = stamp < 0 || clock >= 0 ? -1 : priceAlone(known, stamp);
  const prices =
    alone >= 0
      ? { open: alone, high: alone, low: alone, close: alone }
      : { open: at("open"), high: at("high"), low: at("low"), close: at("close") };
  const missing: string[] = PRICE_NAMES.filter((name) => prices[name] < 0);
  if (stamp < 0) missing.unshift("time");
  if (missing.length > 0) throw missingColumns(where, names, missing);
  return {
    width: names.length,
    stamp,
    clock,
    ...prices,
    volume: at("volume"),
    contract: at("contract"),
    names,
  };
}

const PRICE_ALONE = ["price", "settle", "settlement", "settlementprice", "value", ...VENDOR_NAMES.close];

/** The one price beside the stamp, in a file of two columns: a series of closes or settlements. */
function priceAlone(known: readonly string[], stamp: number): number {
  const other = 1 - stamp;
  return known.length === 2 && PRICE_ALONE.includes(known[other]!) ? other : -1;
}

/** One name for "2006-01-02,09:01:00": the rows have a cell more than the header, and it is the clock. */
function withClock(header: readonly string[], firstRow: readonly string[] | null): readonly string[] {
  const dates = header.filter((name) => ["date", "datetime", "time", "timestamp"].includes(plain(name)));
  if (dates.length !== 1 || firstRow?.length !== header.length + 1) return header;
  const date = header.indexOf(dates[0]!);
  const clock = firstRow[date + 1]!;
  if (hasClock(firstRow[date]!) || !clock.includes(":") || !looksLikeClock(clock)) return header;
  return header.toSpliced(date, 1, "date", "time");
}

/**
 * A column that is named as a whole stamp wins. "date" and "time" side by side are one stamp in two halves, unless
 * one of them is complete by itself. A nameless first column is what pandas writes for its index.
 */
function stampColumns(
  at: (meaning: Meaning) => number,
  known: readonly string[],
  firstRow: readonly string[] | null,
): readonly [stamp: number, clock: number] {
  const stamp = at("stamp");
  if (stamp >= 0) return [stamp, -1];
  const date = at("date");
  const time = at("clock");
  if (date < 0 && time < 0) return [known[0] === "" ? 0 : -1, -1];
  if (date < 0 || time < 0) return [Math.max(date, time), -1];
  const dateCell = firstRow?.[date] ?? "";
  if (looksLikeClock(firstRow?.[time] ?? "")) return [date, time];
  return [hasClock(dateCell) ? date : time, -1];
}

/** "9:30", "09:30:00.000", "9:30 AM", "093000", "0930". */
const looksLikeClock = (cell: string): boolean =>
  /^\s*(\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]m)?|\d{4}|\d{6})\s*$/i.test(cell);

const hasClock = (cell: string): boolean => /\d:\d\d/.test(cell);

/** What single trades and quotes have where bars have four prices. */
const TICKS = ["price", "last", "bid", "ask", "bidprice", "askprice", "lastprice"];

function wayOut(known: readonly string[], missing: readonly string[]): string {
  if (known.includes("pricecontract"))
    return "prices of several contracts, as pysystemtrade keeps them   --chain FILE";
  const isTicks = ["open", "high", "low"].every((name) => missing.includes(name));
  return isTicks && TICKS.some((name) => known.includes(name))
    ? "these look like ticks, one trade or quote a row: export bars of a second, a minute or longer"
    : "put the name of each column on the first line   time,open,high,low,close,volume";
}

function missingColumns(where: string, names: readonly string[], missing: readonly string[]): Fault {
  const listed = missing.map((name) => `"${name}"`).join(", ");
  const fix: string[] = [];
  // Among names of two letters everything is near everything.
  const spelled = names.map((name) => name.trim()).filter((name) => name.length > 2);
  for (const name of missing) {
    const near = didYouMean(name, spelled);
    if (near !== undefined) fix.push(`did you mean   rename the column "${near}" to "${name}"`);
  }
  const known = names.map(plain);
  fix.push(wayOut(known, missing));
  return new Fault("E320", `No column ${listed} in ${where}`, {
    where: `${where}:1`,
    found: names.map((name) => (name === "" ? "(no name)" : name)).join(", "),
    expected:
      "time (or date and time), open, high, low, close, and if possible volume; in any order and case",
    fix,
  });
}

function twice(where: string, names: readonly string[], first: number, second: number): Fault {
  return new Fault("E321", `Two columns are named "${names[first].trim()}" in ${where}`, {
    where: `${where}:1`,
    found: `columns ${first + 1} and ${second + 1}: ${names[first].trim()}, ${names[second].trim()}`,
    why: "They may hold different prices, and nothing says which to trade on.",
    fix: [`rename or delete one of the two`],
  });
}

/**
 * The columns of a row without header, by their number and by what the row holds: stamp, O, H, L, C and V as
 * NinjaTrader writes them, with the clock apart or not; or the 12 columns of a Binance kline. Null for others.
 */
export function columnsByPlace(row: readonly string[]): ColumnMap | null {
  // "4000" may be a clock or a price: only among seven columns is there no other place for it.
  const clock = row.length === 7 ? looksLikeClock(row[1]) : hasClock(row[1] ?? "");
  const split = clock && !hasClock(row[0]);
  const first = split ? 2 : 1;
  const values = row.length - first;
  const kline = row.length === 12 && !split;
  if (!kline && values !== 4 && values !== 5) return null;
  if (!row.slice(first).every((cell) => /^\s*[+-]?(\d|\.\d)/.test(cell))) return null;
  return {
    width: row.length,
    stamp: 0,
    clock: split ? 1 : -1,
    open: first,
    high: first + 1,
    low: first + 2,
    close: first + 3,
    volume: values >= 5 ? first + 4 : -1,
    contract: -1,
    names: row.map(() => ""),
  };
}

/** What a reader of the file must know of the columns that were taken. */
export function columnNotes({ names, open, close, width }: ColumnMap, header: number): string[] {
  const notes: string[] = [];
  if (header === width - 1)
    notes.push("The header has no name for the clock beside the date; it was taken by its place.");
  if (/^bo$|bid/.test(plain(names[open]!))) {
    notes.push("Quote bars: the prices are the bid's; the ask's and the sizes are not used.");
  } else if (/^settle/.test(plain(names[close]!))) notes.push(`The close is the column "${names[close]}".`);
  return notes;
}

/** The zone that a name such as "timestamp_utc", "Gmt time" or "Time (UTC-5)" promises; null where it says none. */
export function zoneInName(name: string): string | null {
  const lower = name.toLowerCase();
  const match =
    /(?:^|[^a-z])(?:utc|gmt)\s*([+-]\d{1,2}(?::?\d{2})?)?(?:[^a-z]|$)/.exec(lower) ??
    /^(?:utc|gmt)|(?:utc|gmt)$/.exec(lower);
  if (match === null) return null;
  return match[1] === undefined ? "UTC" : `UTC${match[1]}`;
}
