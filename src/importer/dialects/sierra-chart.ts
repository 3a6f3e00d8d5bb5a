// Is this a Sierra Chart export?

import { has, type VendorDialect } from "./dialect.js";

/** "Date, Time, Open, High, Low, Last, Volume, NumberOfTrades, BidVolume, AskVolume", in the chart's own time zone. */
export const sierraChart: VendorDialect = {
  name: "Sierra Chart",
  recognise({ names, rows }) {
    if (!has(names, "date", "time", "open", "high", "low", "last")) return null;
    const blanks = rows[0]!.slice(1).every((cell) => cell.startsWith(" "));
    if (has(names, "bidvolume", "askvolume")) return { why: "columns Last, BidVolume and AskVolume" };
    return blanks ? { why: "columns Date, Time and Last, a blank after each comma" } : null;
  },
};
