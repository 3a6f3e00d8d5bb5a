// What open interest had each contract on each trade date, by a file that names it?

import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type Day } from "../domain/money.js";
import { settlementOnOrAfter, tradeDateOf } from "../instrument/calendar.js";
import { instantOfLocal, zoneOf } from "../instrument/time.js";
import { badRow, readTable, type TableKind } from "./small-table.js";
import { StampReader } from "./stamp.js";

type Column = "at" | "clock" | "contract" | "interest";

const KIND: TableKind<Column> = {
  what: "file of open interest",
  flag: "--open-interest",
  columns: {
    at: ["ts", "date", "datetime", "timestamp", "date_time", "time", "ts_event"],
    clock: ["time"],
    contract: ["contract", "symbol", "ticker", "instrument"],
    interest: ["open_interest", "openinterest", "open interest", "oi", "open int", "openint", "open_int"],
  },
  required: ["at", "interest"],
  example: ["date,contract,open_interest", "2024-03-11,MESM24,152034"],
};

export interface InterestRow {
  /** As the file calls it; "" where it has no such column. */
  readonly contract: string;
  readonly day: Day;
  readonly interest: number;
}

export interface InterestFile {
  readonly file: string;
  readonly sha256: string;
  /** In the order of the file. */
  readonly rows: readonly InterestRow[];
}

/**
 * Columns `date` (a trade date, or an instant in it), `contract` and `open_interest`, in any order; clocks without a zone are UTC
 * unless told. Rows without a figure are passed over. E371 for a missing column, E372 for a row that cannot be read.
 */
export async function readOpenInterest(
  path: string,
  { session }: Pick<Contract, "session">,
  timeZone = "UTC",
): Promise<InterestFile> {
  const table = await readTable(path, KIND);
  const zone = zoneOf(timeZone);
  const stamps = new StampReader("mdy");
  const rows = table.rows.flatMap((row): InterestRow[] => {
    const { at, clock, contract, interest } = row.cells;
    if (interest === "" || /^nan$/i.test(interest)) return [];
    const count = Number(interest.replaceAll(",", ""));
    if (!(Number.isFinite(count) && count >= 0)) {
      throw badRow(table, row, "has no open interest", interest, "a number of contracts, 0 or more");
    }
    const read = stamps.read(clock === "" || clock === at ? at : `${at} ${clock}`);
    if (Number.isNaN(read) || stamps.kind === null) {
      throw badRow(table, row, "has no date", at, "a trade date such as 2024-03-11, or an instant");
    }
    const day =
      stamps.kind === "date"
        ? settlementOnOrAfter(session, Math.floor(read / DAY_MS))
        : tradeDateOf(session, stamps.kind === "instant" ? read : instantOfLocal(zone, read).time);
    return [{ contract, day, interest: count }];
  });
  if (rows.length === 0) {
    throw new Fault("E371", `${path} is no ${KIND.what}: it has no figures`, {
      where: path,
      found: `${table.rows.length} rows, none with open interest`,
      expected: "a column open_interest with numbers",
      fix: KIND.example,
    });
  }
  return { file: table.file, sha256: table.sha256, rows };
}
