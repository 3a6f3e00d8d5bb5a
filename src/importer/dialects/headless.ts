// Who writes rows without a header?

import type { VendorDialect } from "./dialect.js";

/** "01/16/2024,09:30,4800.25,…": Kibot's text files, stamped at the open in Eastern time unless ordered otherwise. */
export const kibot: VendorDialect = {
  name: "Kibot",
  recognise: ({ names, rows, delimiter }) =>
    names === null &&
    delimiter === "," &&
    /^\d\d\/\d\d\/\d{4}$/.test(rows[0]![0]!.trim()) &&
    (rows[0]!.length === 6 || /^\d\d:\d\d$/.test(rows[0]![1]!.trim()))
      ? { why: "no header, commas, dates such as 01/16/2024 with the clock apart", dateOrder: "mdy" }
      : null,
};

/** "2024-01-16 09:30:00,4800.25,…": FirstRate Data, stamped at the open in Eastern time. */
export const firstRate: VendorDialect = {
  name: "FirstRate Data",
  recognise: ({ names, rows, delimiter }) =>
    names === null &&
    delimiter === "," &&
    rows[0]!.length === 6 &&
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(rows[0]![0]!.trim())
      ? { why: "no header, commas, stamps such as 2024-01-16 09:30:00" }
      : null,
};
