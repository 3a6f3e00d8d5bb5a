// Which contract month does a name mean?

import type { Day } from "../domain/money.js";
import { formatDay } from "./time.js";

/** Month 1 to 12. */
export interface ContractMonth {
  readonly year: number;
  readonly month: number;
}

/** Month codes of the exchanges, January to December. */
export const MONTH_CODES = "FGHJKMNQUVXZ";

const FORMS: readonly RegExp[] = [
  // MESH6, MES_H26, MES H2026
  new RegExp(`^(?<root>.+?)[ _.-]?(?<code>[${MONTH_CODES}])(?<year>20\\d{2}|\\d{1,2})$`),
  // MES 03-26, MES 03-2026 (NinjaTrader)
  /^(?<root>.+?)[ _](?<month>0[1-9]|1[0-2])-(?<year>(?:20)?\d{2})$/,
  // MES202603, MES 2026-03, 20260300 (pysystemtrade), 202603
  /^(?<root>.*?)[ _]?(?<year>(?:19|20)\d{2})-?(?<month>0[1-9]|1[0-2])(?:00)?$/,
];

/**
 * "MESH6", "MES 03-26", "ESZ25", "CLF2026", "ES202003", "20191200". A year of one or two digits is the one nearest to
 * `near`, a trade date on which the contract is known to have traded. Null: the name holds no month.
 */
export function monthIn(name: string, near: Day): (ContractMonth & { readonly root: string }) | null {
  const text = name
    .trim()
    .toUpperCase()
    .replace(/^\//, "")
    .replace(/^[A-Z_]+:/, "");
  for (const form of FORMS) {
    const found = form.exec(text)?.groups;
    if (!found) continue;
    const { root = "", code, month, year } = found;
    return {
      root: root.trim(),
      year: wholeYear(year!, near),
      month: code === undefined ? Number(month) : MONTH_CODES.indexOf(code) + 1,
    };
  }
  return null;
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
