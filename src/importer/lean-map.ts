// Which contract does a map file of QuantConnect LEAN hold, and until when?

import { LEAN_MODES, type LeanMode } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type Day } from "../domain/money.js";
import { sessionOpen, settlementOnOrAfter } from "../instrument/calendar.js";
import { contractSymbols } from "../instrument/contracts.js";
import { expiryOf } from "../instrument/expiry.js";
import { type ContractMonth, monthName } from "../instrument/month.js";
import { rootsOf } from "../instrument/roots.js";
import { dayOf, formatDay } from "../instrument/time.js";
import type { CalendarRoll } from "./read-rolls.js";
import type { Line } from "./text-lines.js";

const ROW = /^(\d{4})(\d\d)(\d\d),\s*([a-z0-9]+)(?: ([0-9a-z]+))?\s*(?:,\s*([^,]*))?(?:,\s*(\d+))?\s*$/i;

/** "20130125,gc veg5o7vcck2l,COMEX,3": the contract that is held until that date. No header. */
export const isLeanMap = (lines: readonly Line[]): boolean => lines.length > 0 && ROW.test(lines[0]!.text);

interface MapRow {
  readonly line: number;
  /** The last calendar date on which the contract is held. */
  readonly until: Day;
  readonly contract: string;
  readonly mode: string;
}

/**
 * The rolls of one mode: into the contract of a row with the first trade date after that of the row before. E372 for a row that
 * cannot be read, E389 where the file has several modes and none is chosen, or not the chosen one.
 */
export function leanRolls(
  path: string,
  lines: readonly Line[],
  contract: Contract,
  mode: LeanMode | null,
): CalendarRoll[] {
  const rows = lines.flatMap((line) => rowOf(path, line, contract));
  const modes = [...new Set(rows.map((row) => row.mode))].filter((one) => one !== "").sort();
  const named = modes.map((one) => LEAN_MODES[Number(one)] ?? one);
  const wanted =
    mode === null ? (modes.length === 1 ? modes[0] : undefined) : String(LEAN_MODES.indexOf(mode));
  if (modes.length > 0 && (wanted === undefined || !modes.includes(wanted))) {
    throw new Fault(
      "E389",
      mode === null ? `${path} has several ways to roll` : `${path} does not roll by ${mode}`,
      {
        where: path,
        found: named.join(", "),
        expected: "one of them",
        fix: named.map((one) => `--roll-mode ${one}`),
      },
    );
  }
  // Rows of old files have no mode.
  const held = rows.filter((row) => row.mode === (wanted ?? ""));
  const { session } = contract;
  return held.slice(1).map((row, k) => ({
    at: sessionOpen(session, settlementOnOrAfter(session, held[k]!.until + 1)),
    from: held[k]!.contract,
    to: row.contract,
    spread: null,
    prices: null,
    line: row.line,
  }));
}

function rowOf(path: string, { text, number }: Line, contract: Contract): MapRow[] {
  const [, year, month, date, product = "", id, , mode = ""] = ROW.exec(text) ?? [];
  if (year === undefined) {
    throw new Fault("E372", `${path}:${number} is no row of a map file`, {
      where: `${path}:${number}:1`,
      found: text.slice(0, 100),
      expected: "date, symbol, exchange, mode",
      fix: ["20130125,gc veg5o7vcck2l,COMEX,3"],
    });
  }
  const root = product.toUpperCase();
  if (!rootsOf(contract.symbol).includes(root) && contractSymbols().includes(root)) {
    throw new Fault("E372", `${path}:${number} holds ${root}, and the bars are of ${contract.symbol}`, {
      where: `${path}:${number}:1`,
      found: root,
      expected: rootsOf(contract.symbol).join(" or "),
      fix: [`the map file of ${contract.symbol}`],
    });
  }
  // The first row names the product only.
  if (id === undefined) return [];
  const until = dayOf(Number(year), Number(month), Number(date));
  return [
    {
      line: number,
      until,
      contract: monthName(contract.symbol, monthOfExpiry(expiryIn(id), contract)),
      mode,
    },
  ];
}

/** Days from 1899-12-30 that LEAN's identifiers count, in base 36 behind fourteen digits of other properties. */
function expiryIn(id: string): Day {
  let properties = 0n;
  for (const sign of id.toLowerCase()) properties = properties * 36n + BigInt(Number.parseInt(sign, 36));
  return Number((properties / 10n ** 14n) % 100_000n) + Date.UTC(1899, 11, 30) / DAY_MS;
}

/** The month whose last trading day is nearest to that date; without a rule of expiry that of the date. */
function monthOfExpiry(expiry: Day, contract: Contract): ContractMonth {
  const [year, month] = formatDay(expiry).split("-").map(Number) as [number, number];
  if (!contract.expiry) return { year, month };
  const near = [-1, 0, 1, 2].map((by): ContractMonth => {
    const at = 12 * year + month - 1 + by;
    return { year: Math.floor(at / 12), month: (at % 12) + 1 };
  });
  const apart = (one: ContractMonth) => Math.abs(expiryOf(contract, one).lastTradingDay - expiry);
  return near.reduce((best, one) => (apart(one) < apart(best) ? one : best));
}
