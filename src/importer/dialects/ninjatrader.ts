// Is this a NinjaTrader export?

import type { VendorDialect } from "./dialect.js";

/**
 * "20110301 090100;133.9;133.91;133.88;133.9;1200", days without the clock. A minute is stamped when it is over (Historical
 * Data window, NinjaTrader 7 and 8); in which zone depends on version and settings.
 */
export const ninjaTrader: VendorDialect = {
  name: "NinjaTrader",
  recognise({ delimiter, names, rows }) {
    const stamp = rows[0]![0]!.trim();
    if (names !== null || delimiter !== ";" || !/^\d{8}( \d{6})?$/.test(stamp)) return null;
    const why = `no header, semicolons, stamps such as ${stamp}`;
    return stamp.includes(" ") ? { why, stamp: "close" } : { why };
  },
};
