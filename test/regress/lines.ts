// Decisions and trades, drawn as a test needs them.

import type { DecisionLine, TradeLine } from "#domain/regress.js";

const MINUTE = 60_000;

export const event = (minute: number, text: string, parts: Partial<DecisionLine> = {}): DecisionLine => ({
  time: minute * MINUTE,
  kind: "asked",
  order: 1,
  text,
  values: [],
  site: "",
  ...parts,
});

export const trade = (n: number, entry: number, exit: number, parts: Partial<TradeLine> = {}): TradeLine => ({
  n,
  side: 1,
  qty: 1,
  entryTime: entry * MINUTE,
  entrySum: 100,
  exitTime: exit * MINUTE,
  exitSum: 104,
  gross: 5_000_000,
  costs: 1_240_000,
  net: 3_760_000,
  risk: null,
  flags: "",
  entryReason: "in",
  exitReason: "out",
  ...parts,
});
