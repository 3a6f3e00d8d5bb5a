// Which contract month does a name mean?

import type { Day } from "../domain/money.js";
import { formatDay } from "./time.js";

/** Month 1 to 12. */
export interface ContractMonth {
  readonly year: number;
  readonly month: number;
}

export type NamedMonth = ContractMonth & { readonly root: string };

/** Month codes of the exchanges, January to December. */
export const MONTH_CODES = "FGHJKMNQUVXZ";
const MONTH_WORDS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** What may stand between two parts of a name. */
const GAP = "[ _.'-]?";
/** 26, 2026; a year of four digits first, lest 20 be taken for it. */
const YEAR = "(?<year>(?:19|20)\\d{2}|\\d{2})";
const NUMBER = "(?<month>0[1-9]|1[0-2])";
const WORD = `(?<word>${MONTH_WORDS.join("|")})[A-Z]{0,6}`;

/** The spellings of a month behind its root, each to be put between anchors. */
const SPELLINGS: readonly string[] = [
  // MESH6, MES_H26, MES H2026
  `${GAP}(?<code>[${MONTH_CODES}])(?<year>(?:19|20)\\d{2}|\\d{1,2})`,
  // ES2020H (CSI, pysystemtrade's brokers)
  `${GAP}(?<year>(?:19|20)\\d{2})(?<code>[${MONTH_CODES}])`,
  // MES 03-26, MES_03_26, MES 03-2026 (NinjaTrader, and as file names)
  `[ _]${NUMBER}[-_]${YEAR}`,
  // MES MAR26, MES MAR 2026, MES March '26
  `${GAP}${WORD}[ _.'-]{0,2}${YEAR}`,
  // MES202603, MES 2026-03, MES_2026-03, 20260300 (pysystemtrade), 202603
  `${GAP}(?<year>(?:19|20)\\d{2})[-_]?${NUMBER}(?:00)?`,
];

/** A month code and a digit alone are as well a step of bars: M5, H1. */
const WHOLE = SPELLINGS.map((spelling, k) => new RegExp(`^(?<root>.${k === 0 ? "+" : "*"}?)${spelling}$`));

/**
 * "MESH6", "MES 03-26", "MES MAR26", "ESZ25", "CLF2026", "ES202003", "20191200", and as vendors dress them: "/MESH6", "@ESH26",
 * "CME:MESH26", "MESH6.CME", "F.US.MESH26". A year of one or two digits is the one nearest to `near`, a trade date on which the
 * contract is known to have traded. Null: the name holds no month, or, as a spread does, several.
 */
export function monthIn(name: string, near: Day): NamedMonth | null {
  const text = bare(name);
  for (const form of WHOLE) {
    const month = monthOf(form.exec(text), near);
    if (month !== null && isRoot(month.root)) return month;
  }
  return null;
}

/** Without what vendors put before and behind a symbol: exchange, country, asset class. */
function bare(name: string): string {
  return name
    .trim()
    .toUpperCase()
    .replace(/^[/@#]/, "")
    .replace(/^[A-Z_]+:/, "")
    .replace(/^F\.[A-Z]{2,3}\./, "")
    .replace(/[.@](CME|CBT|CBOT|NYM|NYMEX|CMX|COMEX|GLBX|XCME|XCBT|XNYM|XCEC|ECBOT|GLOBEX|FUT)$/, "");
}

/** Another month in what should be the root of the product: a calendar spread, such as MESH6-MESM6. */
const isRoot = (root: string): boolean => !/[ /:]|[A-Z0-9]-[A-Z0-9]/.test(root);

/**
 * The month that a file is named for, among other words: "ES_03_26_1min.txt", "esh24_intraday-1min_historical-data-03-11-2024.csv",
 * "20131218_es_minute_trade_201312.csv". Before anything else the roots of the product are looked for. Null: none is found.
 */
export function monthInFileName(stem: string, near: Day, roots: readonly string[]): NamedMonth | null {
  const text = stem.trim().toUpperCase();
  const lean = monthOf(LEAN.exec(text), near);
  if (lean !== null) return lean;
  const known = roots.map((root) => root.replace(/[^A-Z0-9]/g, "\\$&")).join("|");
  // Behind the first word: a step, an export's name, a date of download.
  const own =
    known === "" ? null : inSpellings(text, `(?:^|[^A-Z0-9])(?<root>${known})`, "(?![A-Z0-9])", near);
  if (own !== null || isStep(text)) return own;
  return monthIn(stem, near) ?? inSpellings(text, "^(?<root>[A-Z0-9]{1,4}?)", "(?=[ _.,(-])", near);
}

/** "20131218_es_minute_trade_201312", "gc_trade_201312". */
const LEAN =
  /^(?:\d{8}_)?(?<root>[A-Z0-9]+)_(?:[A-Z]+_)*(?:TRADE|QUOTE|OPENINTEREST)_(?:[A-Z]+_)*(?<year>(?:19|20)\d{2})(?<month>0[1-9]|1[0-2])(?:\d\d)?$/;

/** "MES_M5", "ES-H1": five minutes and an hour, not June and March. */
const isStep = (text: string): boolean => /[ _-][MH]\d$/.test(text);

function inSpellings(text: string, root: string, end: string, near: Day): NamedMonth | null {
  for (const spelling of SPELLINGS) {
    const found = new RegExp(`${root}${spelling}${end}`).exec(text);
    if (found === null || isStep(text.slice(0, found.index + found[0].length))) continue;
    const month = monthOf(found, near);
    if (month !== null) return month;
  }
  return null;
}

function monthOf(found: RegExpExecArray | null, near: Day): NamedMonth | null {
  if (found?.groups === undefined) return null;
  const { root = "", code, month, word, year } = found.groups;
  return {
    root: root.replace(/[ _.-]+$/, "").trim(),
    year: wholeYear(year!, near),
    month:
      code !== undefined
        ? MONTH_CODES.indexOf(code) + 1
        : word !== undefined
          ? MONTH_WORDS.indexOf(word) + 1
          : Number(month),
  };
}

/** "MESH26": root, month code and two digits of the year. */
export const monthName = (root: string, { year, month }: ContractMonth): string =>
  `${root}${MONTH_CODES[month - 1]}${String(year % 100).padStart(2, "0")}`;

/** Before and after, by months. */
export const compareMonths = (a: ContractMonth, b: ContractMonth): number =>
  12 * (a.year - b.year) + a.month - b.month;

function wholeYear(digits: string, near: Day): number {
  if (digits.length === 4) return Number(digits);
  const cycle = 10 ** digits.length;
  const around = Number(formatDay(near).slice(0, 4));
  const year = Math.floor(around / cycle) * cycle + Number(digits);
  const all = [year - cycle, year, year + cycle];
  return all.reduce((best, one) => (Math.abs(one - around) < Math.abs(best - around) ? one : best));
}
