// How does a CSV file become a calendar of rolls?

import { Decimal } from "decimal.js";
import type { LeanMode, LegPrices, SourceFile } from "../domain/chain.js";
import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { EpochMs, Ticks } from "../domain/money.js";
import { sessionOpen } from "../instrument/calendar.js";
import { toTicks } from "../instrument/instrument.js";
import { instantOfLocal, zoneOf } from "../instrument/time.js";
import { isLeanMap, leanRolls } from "./lean-map.js";
import { badRow, readTable, type Table, type TableKind, type TableRow } from "./small-table.js";
import { StampReader } from "./stamp.js";
import { linesOfFile } from "./text-lines.js";

/** One roll as a calendar tells it. */
export interface CalendarRoll {
  /** The first bar of the new contract opens at or after it. */
  readonly at: EpochMs;
  readonly from: string;
  readonly to: string;
  /** New less old, in ticks; null where the row does not say it. */
  readonly spread: Ticks | null;
  /** At which both legs were executed; null where the row does not say it. */
  readonly prices: LegPrices | null;
  readonly line: number;
}

export interface RollCalendar extends SourceFile {
  readonly path: string;
  /** In order of time. */
  readonly rolls: readonly CalendarRoll[];
}

type Column = "at" | "from" | "to" | "spread" | "fromPrice" | "toPrice";

const KIND: TableKind<Column> = {
  what: "roll calendar",
  flag: "--rolls",
  columns: {
    at: ["date", "time", "date_time", "datetime", "ts", "first_row_with_new_contract"],
    from: ["from", "current_contract", "previous_contract", "old"],
    to: ["to", "next_contract", "new_contract", "new"],
    spread: ["spread", "gap"],
    fromPrice: ["from_price", "fromprice", "old_price"],
    toPrice: ["to_price", "toprice", "new_price"],
  },
  required: ["at", "from", "to"],
  example: ["date,from,to,spread", "2024-03-11,MESH24,MESM24,57.75"],
};

export interface RollOptions {
  /** Of clocks without a zone. */
  readonly timeZone?: string;
  /** Which rows of a LEAN map file to take; null where it has rows of one mode only. */
  readonly mode?: LeanMode | null;
}

/**
 * Columns `date` (a trade date, or an instant), `from`, `to`, and if the calendar has them `spread`, or `from_price` and
 * `to_price`; the calendars of pysystemtrade and the map files of LEAN are read too. Clocks without a zone are UTC unless told. E371, E372, E389.
 */
export async function readRolls(
  path: string,
  instrument: Instrument,
  { timeZone = "UTC", mode = null }: RollOptions = {},
): Promise<RollCalendar> {
  const text = await linesOfFile(path, KIND.flag);
  if (isLeanMap(text.lines)) {
    const rolls = leanRolls(path, text.lines, instrument.contract, mode);
    return { path, file: text.file.name, sha256: text.sha256, rolls };
  }
  if (mode !== null) throw modeless(path, mode);
  const table = await readTable(path, KIND);
  const zone = zoneOf(timeZone);
  const stamps = new StampReader("mdy");
  const rolls = table.rows.flatMap((row): CalendarRoll[] => {
    const { cells } = row;
    if (cells.from === "" || cells.to === "") {
      throw badRow(
        table,
        row,
        "names no contract",
        `from "${cells.from}", to "${cells.to}"`,
        "two contracts",
      );
    }
    // pysystemtrade begins its lists with the first contract, which comes from none.
    if (/^0+$/.test(cells.from)) return [];
    const read = stamps.read(cells.at);
    const { kind } = stamps;
    if (Number.isNaN(read) || kind === null) {
      throw badRow(table, row, "has no date", cells.at, "a trade date such as 2024-03-11, or an instant");
    }
    const { session } = instrument.contract;
    const at =
      kind === "date"
        ? sessionOpen(session, Math.floor(read / 86_400_000))
        : kind === "instant"
          ? read
          : instantOfLocal(zone, read).time;
    const spread = ticksOf(table, row, "spread", instrument);
    const from = ticksOf(table, row, "fromPrice", instrument);
    const to = ticksOf(table, row, "toPrice", instrument);
    if ((from === null) !== (to === null)) {
      throw badRow(
        table,
        row,
        "has one price of two",
        `${cells.fromPrice}, ${cells.toPrice}`,
        "both prices or none",
      );
    }
    const prices = from === null || to === null ? null : { from, to };
    return [{ at, from: cells.from, to: cells.to, spread, prices, line: row.line }];
  });
  for (const [k, { at, line }] of rolls.entries()) {
    if (k === 0 || at > rolls[k - 1]!.at) continue;
    const row = table.rows.find((one) => one.line === line)!;
    throw badRow(table, row, "is not later than the row before", row.cells.at, "rolls in order of time");
  }
  return { path, file: table.file, sha256: table.sha256, rolls };
}

const modeless = (path: string, mode: string): Fault =>
  new Fault("E389", `${path} has no ways to roll to choose from`, {
    where: path,
    found: `--roll-mode ${mode}, and a calendar with a header`,
    expected: "a map file of LEAN, which has several",
    fix: ["leave --roll-mode out"],
  });

function ticksOf(
  table: Table<Column>,
  row: TableRow<Column>,
  column: "spread" | "fromPrice" | "toPrice",
  instrument: Instrument,
): Ticks | null {
  const text = row.cells[column];
  if (text === "") return null;
  const name = KIND.columns[column][0]!;
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) {
    throw badRow(table, row, `has a ${name} that is no number`, text, "a decimal number such as 57.75");
  }
  const { tickSize, symbol } = instrument.contract;
  const ticks = new Decimal(text).div(tickSize);
  if (ticks.isInteger()) return ticks.toNumber() + 0;
  const near = new Decimal(toTicks(Number(text), instrument)).times(tickSize).toFixed();
  throw badRow(
    table,
    row,
    `has a ${name} off the price grid`,
    text,
    `whole ticks: ${symbol} moves in steps of ${tickSize}; the nearest is ${near}`,
  );
}
