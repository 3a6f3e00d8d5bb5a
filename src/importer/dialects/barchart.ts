// Is this a Barchart download?

import { has, type VendorDialect } from "./dialect.js";

/**
 * "Time,Open,High,Low,Latest,Change,%Change,Volume", newest first, with a line below that says when it was downloaded.
 * Stamps are in the exchange's Central time.
 */
export const barchart: VendorDialect = {
  name: "Barchart",
  recognise({ names, rows }) {
    const changes = has(names, "change", "%change") || has(names, "change", "%chg");
    if (!changes || !(has(names, "latest") || has(names, "last"))) return null;
    const clock = /\d:\d\d/.test(rows[0]![0] ?? "");
    const why = "columns Change and %Change beside the last price";
    return { why, dateOrder: "mdy", ...(clock && { zone: "America/Chicago" }) };
  },
};
