// Is this a file of QuantConnect LEAN?

import type { ColumnMap } from "../header.js";
import type { Recognised, VendorDialect } from "./dialect.js";

const DAY_MS = 86_400_000;

/** Shares and their options: prices are whole ten-thousandths of a dollar. */
const SCALE = 10_000;

/**
 * Minutes and seconds are stamped with milliseconds since midnight UTC; only the name of the file has the date, as in
 * 20131218_es_minute_trade_201312.csv. Quote bars have the bid's four prices and size, then the ask's: the bid is taken. Names
 * of futures end with their month; where there is none and all prices are whole numbers, they are scaled.
 */
export const lean: VendorDialect = {
  name: "QuantConnect LEAN",
  recognise({ names, rows, name, delimiter }) {
    const width = rows[0]!.length;
    if (names !== null || delimiter !== "," || (width !== 6 && width !== 11)) return null;
    const stamps = rows.map((row) => (/^\d{1,8}$/.test(row[0]!.trim()) ? Number(row[0]) : Number.NaN));
    const rising = stamps.every((at, i) => at < DAY_MS && (i === 0 || at > stamps[i - 1]!));
    const date = /(?:^|[/\\])(\d{4})(\d\d)(\d\d)_/.exec(name);
    if (!rising) return daily({ rows, name, width });
    if (date === null) return null;
    const midnight = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3]));
    const why = `no header, stamps count milliseconds of a day, which the name ${name} tells`;
    const isScaled = !/_\d{6,8}\.csv$/.test(name) && wholePrices(rows, 1);
    // Futures are kept in UTC, shares in the time of New York.
    const place = { why, midnight, zone: isScaled ? "America/New_York" : "UTC", ...(isScaled && SCALED) };
    if (width === 6) return { ...place, columns: leanColumns(6, 5) };
    const notes = ["Quote bars: the prices are the bid's; the ask's and both sizes are not used."];
    return { ...place, columns: leanColumns(11, -1), notes: [...notes, ...(place.notes ?? [])] };
  },
};

const SCALED = {
  priceDivisor: SCALE,
  notes: ["Prices are whole ten-thousandths, as LEAN keeps those of shares."],
};

/** Hours and days of shares, "20131007 00:00": their cents, scaled, are whole hundreds, which futures' prices never all are. */
function daily({
  rows,
  name,
  width,
}: {
  rows: readonly (readonly string[])[];
  name: string;
  width: number;
}): Recognised | null {
  const stamped = rows.every((row) => /^\d{8} \d\d:\d\d$/.test(row[0]!.trim()));
  if (width !== 6 || !stamped || rows.length < 2 || !/^[a-z.]+\.csv$/.test(name) || !wholePrices(rows, 100))
    return null;
  return {
    why: "no header, stamps such as 20131007 00:00, prices in whole hundreds",
    zone: "America/New_York",
    ...SCALED,
  };
}

const wholePrices = (rows: readonly (readonly string[])[], multiple: number): boolean =>
  rows.every((row) =>
    row.slice(1, 5).every((price) => /^\d{4,}$/.test(price.trim()) && Number(price) % multiple === 0),
  );

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
