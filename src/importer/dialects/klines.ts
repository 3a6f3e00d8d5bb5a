// Are these klines of a crypto exchange?

import type { ColumnMap } from "../header.js";
import { has, type VendorDialect } from "./dialect.js";

const EPOCH_MS = /^\d{13}(\d{3})?$/;

/** Stamp, open, high, low, close, volume, and what we do not use behind them. */
const inOrder = (row: readonly string[]): ColumnMap => ({
  width: row.length,
  stamp: 0,
  clock: -1,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume: 5,
  contract: -1,
  names: row.map(() => ""),
});

/** Twelve columns: open time, prices, volume, close time, quote volume, trades, taker volumes, unused. */
export const binance: VendorDialect = {
  name: "Binance",
  recognise({ names, rows }) {
    const row = rows[0]!;
    if (row.length !== 12) return null;
    if (names !== null) {
      const named =
        has(names, "opentime", "closetime") &&
        ["count", "numberoftrades", "takerbuyvolume"].some((name) => has(names, name));
      return named ? { why: "columns open_time, close_time and taker volumes" } : null;
    }
    if (!EPOCH_MS.test(row[0]!.trim()) || !EPOCH_MS.test(row[6]!.trim())) return null;
    return { why: "no header, twelve columns, two of them times since 1970", columns: inOrder(row) };
  },
};

/** Start time, prices, volume, turnover: seven columns, newest first as the interface answers. */
export const bybit: VendorDialect = {
  name: "Bybit",
  recognise({ names, rows }) {
    const row = rows[0]!;
    if (names !== null) {
      return has(names, "turnover") &&
        (has(names, "starttime") || has(names, "startat") || has(names, "timestamp"))
        ? { why: "a column of turnover beside the start time" }
        : null;
    }
    if (row.length !== 7 || !EPOCH_MS.test(row[0]!.trim())) return null;
    return { why: "no header, seven columns, the first a time since 1970", columns: inOrder(row) };
  },
};

/** Candles as freqtrade keeps them: a JSON list of [time, open, high, low, close, volume]. */
export const freqtrade: VendorDialect = {
  name: "freqtrade",
  recognise: ({ json, rows }) =>
    json && rows[0]!.length === 6 && EPOCH_MS.test(rows[0]![0]!.trim())
      ? { why: "JSON lists of time since 1970, four prices and volume" }
      : null,
};
