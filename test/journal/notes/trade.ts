// What does a trade look like, in a test about what is written of it?

import type { JournalTrade } from "#domain/journal.js";

/** A1 of the worked example: long 2 MES, 09:49:12 to 10:12:40 in New York on 12 March 2026, +$82.52 at $100 of risk. */
export const A1: JournalTrade = {
  id: "t-7f3a9c",
  account: "eval-50k",
  root: "MES",
  contract: "MESH26",
  side: 1,
  qty: 2,
  most: 2,
  entryTime: Date.parse("2026-03-12T13:49:12Z"),
  exitTime: Date.parse("2026-03-12T14:12:40Z"),
  entrySum: 2 * 22456,
  exitSum: 2 * 22490,
  legs: [],
  gross: 85_000_000,
  costs: 2_480_000,
  estimated: false,
  net: 82_520_000,
  risk: 100_000_000,
  r: 0.8252,
  mae: null,
  mfe: null,
  equity: null,
  leverage: null,
  leverageMax: null,
  notional: 56_140_000_000,
  marginUsed: null,
  day: 20_524,
  fills: [],
  open: "no",
};

export const A2: JournalTrade = {
  ...A1,
  id: "t-0b51de",
  side: -1,
  entryTime: Date.parse("2026-03-12T15:05:00Z"),
  exitTime: Date.parse("2026-03-12T15:22:00Z"),
  net: -109_980_000,
  r: -1.0998,
};
