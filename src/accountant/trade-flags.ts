// Which flags does a trade get from its fills?

import { FILL_KINDS, TRADE_FLAGS, type TradeFlag } from "../domain/run.js";

const bitOf = (flag: TradeFlag): number => 1 << TRADE_FLAGS.indexOf(flag);
export const AMBIGUOUS = bitOf("A");
const GAP = bitOf("G");
const LIQUIDATED = bitOf("L");
export const PARTIAL = bitOf("P");
export const REVERSED = bitOf("F");
export const SCALED = bitOf("S");
export const HELD = bitOf("R");

const LIQUIDATION = FILL_KINDS.indexOf("liquidation");
const CUT_OFF = FILL_KINDS.indexOf("cut-off");
const STOP_KINDS: ReadonlySet<string> = new Set([
  "stop",
  "stop loss",
  "trailing stop",
  "breakeven stop",
  "liquidation",
  "loss limit",
]);
/** By fill kind: 1 where it is a kind of stop. */
const STOPS = Uint8Array.from(FILL_KINDS, (kind) => (STOP_KINDS.has(kind) ? 1 : 0));

/** Of a fill that opens contracts: a stop that filled at the open was jumped over. */
export const entryFlags = (kind: number, leg: number): number => (leg === 0 && STOPS[kind] === 1 ? GAP : 0);

/** Of one that closes them. */
export const closeFlags = (kind: number, leg: number): number =>
  entryFlags(kind, leg) | (kind === LIQUIDATION || kind === CUT_OFF ? LIQUIDATED : 0);
