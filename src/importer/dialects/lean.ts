// Is this a file of QuantConnect LEAN?

import type { ColumnMap } from "../header.js";
import type { VendorDialect } from "./dialect.js";

const DAY_MS = 86_400_000;

/**
 * Minutes and seconds are stamped with milliseconds since midnight UTC; only the name of the file has the date, as in
 * 20131218_es_minute_trade_201312.csv. Quote bars have the bid's four prices and size, then the ask's: the bid is taken.
 */
export const lean: VendorDialect = {
  name: "QuantConnect LEAN",
  recognise({ names, rows, name, delimiter }) {
    const width = rows[0]!.length;
    if (names !== null || delimiter !== "," || (width !== 6 && width !== 11)) return null;
    const stamps = rows.map((row) => (/^\d{1,8}$/.test(row[0]!.trim()) ? Number(row[0]) : Number.NaN));
    const rising = stamps.every((at, i) => at < DAY_MS && (i === 0 || at > stamps[i - 1]!));
    const date = /(?:^|[/\\])(\d{4})(\d\d)(\d\d)_/.exec(name);
    if (!rising || date === null) return null;
    const midnight = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3]));
    const why = `no header, stamps count milliseconds of a day, which the name ${name} tells`;
    if (width === 6) return { why, midnight, zone: "UTC", columns: leanColumns(6, 5) };
    return {
      why,
      midnight,
      zone: "UTC",
      columns: leanColumns(11, -1),
      notes: ["Quote bars: the prices are the bid's; the ask's and both sizes are not used."],
    };
  },
};

const leanColumns = (width: number, volume: number): ColumnMap => ({
  width,
  stamp: 0,
  clock: -1,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume,
  contract: -1,
  names: Array.from({ length: width }, () => ""),
});
