// Is this a TradingView export?

import type { VendorDialect } from "./dialect.js";

/** "time,open,high,low,close", then indicators as they are called on the chart. Seconds since 1970, or ISO with an offset. */
export const tradingView: VendorDialect = {
  name: "TradingView",
  recognise({ delimiter, names, rows }) {
    if (delimiter !== "," || names?.slice(0, 5).join() !== "time,open,high,low,close") return null;
    const more = names.slice(5);
    const stamp = rows[0]![0]!.trim();
    const stamped = /^\d{9,10}$/.test(stamp) || /^\d{4}-\d\d-\d\dT[\d:]+(Z|[+-]\d\d:\d\d)$/.test(stamp);
    if (!stamped || (more.length > 0 && !more.some((name) => /[A-Z]/.test(name)))) return null;
    const charted = more.length > 0 ? `, then names as on a chart (${more[0]})` : "";
    return { why: `columns time, open, high, low, close${charted}, stamps such as ${stamp}` };
  },
};
