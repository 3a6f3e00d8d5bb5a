// Is this CSV from Databento?

import { bare, has, type VendorDialect } from "./dialect.js";

const NANO = 1e9;

/**
 * OHLCV records as CSV: `rtype`, `publisher_id` and `instrument_id` stand beside the prices. Raw, a price is a whole number
 * of billionths and a stamp counts nanoseconds (DBN, "fixed-precision price"); pretty, both are written out. A thousandth
 * of a dollar has seven digits then. Without symbols the instrument's id tells contracts apart.
 */
export const databento: VendorDialect = {
  name: "Databento",
  recognise({ names, rows, columns }) {
    if (names === null || columns === null || !has(names, "rtype", "instrumentid")) return null;
    const id = names.findIndex((name) => bare(name) === "instrumentid");
    const raw = rows.every((row) => /^-?\d{7,}$/.test(row[columns.close]?.trim() ?? ""));
    return {
      why: "columns rtype and instrument_id",
      ...(columns.contract < 0 && { columns: { ...columns, contract: id } }),
      ...(raw && { priceDivisor: NANO, notes: ["Prices are whole billionths (Databento's raw form)."] }),
    };
  },
};
