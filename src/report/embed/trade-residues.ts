// What of a trade does not follow from the rest of it?

import type { LegColumns, TradeColumns } from "../../domain/run.js";

/**
 * Most of a trade's columns are told by the others: its times by its bars, its gross by its prices, its net by gross and costs, its only leg by
 * all of it. What is written down is the difference from that, which is nothing but for averages, rolls and rounding.
 */
export interface Told {
  readonly trades: TradeColumns;
  /** When a bar opens. */
  readonly timeOf: (bar: number) => number;
  readonly tickValue: number;
}

type Rule = readonly [column: keyof TradeColumns & string, told: (told: Told, k: number) => number];

/** In the order in which a reader can work them out. */
const TRADE_RULES: readonly Rule[] = [
  ["entryTime", ({ trades, timeOf }, k) => timeOf(trades.entryBar[k]!) || 0],
  ["exitTime", ({ trades, timeOf }, k) => timeOf(trades.exitBar[k]!) || 0],
  ["heldMs", ({ trades }, k) => trades.exitTime[k]! - trades.entryTime[k]!],
  [
    "gross",
    ({ trades, tickValue }, k) => trades.side[k]! * (trades.exitSum[k]! - trades.entrySum[k]!) * tickValue,
  ],
  [
    "net",
    ({ trades }, k) =>
      trades.gross[k]! -
      trades.commission[k]! -
      trades.exchange[k]! -
      trades.clearing[k]! -
      trades.nfa[k]! +
      trades.funding[k]!,
  ],
];

type LegRule = readonly [
  column: keyof LegColumns & string,
  told: (trades: TradeColumns, k: number) => number,
];

const LEG_RULES: readonly LegRule[] = [
  ["qty", ({ qty }, k) => qty[k]!],
  ["entry", ({ entrySum, qty }, k) => Math.round(entrySum[k]! / qty[k]!)],
  ["exit", ({ exitSum, qty }, k) => Math.round(exitSum[k]! / qty[k]!)],
  ["exitBar", ({ exitBar }, k) => exitBar[k]!],
  ["exitTime", ({ exitTime }, k) => exitTime[k]!],
  ["gross", ({ gross }, k) => gross[k]!],
  ["reason", ({ exitReason }, k) => exitReason[k]!],
];

type Column = Float64Array | Int32Array;

/** What is left of trades and legs; null where some number is not whole, and differences would not add up again to the bit. */
export function residuesOf(told: Told): { trades: Columns; legs: Columns } | null {
  const { trades } = told;
  const { length: _length, legs, ...plain } = trades;
  const { length: _legs, ...plainLegs } = legs;
  const left: Record<string, Columns[string]> = { ...plain };
  for (const [name, tell] of TRADE_RULES) {
    const rest = differences(plain[name as keyof typeof plain] as Column, (k) => tell(told, k));
    if (rest === null) return null;
    left[name] = rest;
  }
  const owner = ownersOf(trades);
  const leftOfLegs: Record<string, Columns[string]> = { ...plainLegs };
  for (const [name, tell] of LEG_RULES) {
    const column = plainLegs[name as keyof typeof plainLegs] as Column;
    const rest = differences(column, (leg) => tell(trades, owner[leg]!));
    if (rest === null) return null;
    leftOfLegs[name] = rest;
  }
  return { trades: left, legs: leftOfLegs };
}

type Columns = Readonly<Record<string, Int8Array | Uint8Array | Int32Array | Float64Array>>;

function differences(column: Column, told: (k: number) => number): Float64Array | null {
  const rest = new Float64Array(column.length);
  for (let k = 0; k < column.length; k++) {
    const from = told(k);
    if (!(Number.isSafeInteger(column[k]!) && Number.isSafeInteger(from)) || Object.is(column[k], -0))
      return null;
    rest[k] = column[k]! - from;
    if (!Number.isSafeInteger(rest[k]!)) return null;
  }
  return rest;
}

/** The columns as they were, of what `residuesOf` left. `trades` and `legs` are written into. */
export function withoutResidues(told: Told): void {
  const { trades } = told;
  for (const [name, tell] of TRADE_RULES) {
    const column = trades[name] as Column;
    for (let k = 0; k < column.length; k++) column[k] = column[k]! + tell(told, k) + 0;
  }
  const owner = ownersOf(trades);
  for (const [name, tell] of LEG_RULES) {
    const column = trades.legs[name] as Column;
    for (let leg = 0; leg < column.length; leg++) column[leg] = column[leg]! + tell(trades, owner[leg]!) + 0;
  }
}

/** The trade of each leg. */
function ownersOf({ length, firstLeg, legs }: TradeColumns): Int32Array {
  const owner = new Int32Array(legs.length);
  for (let k = 0; k < length; k++) owner.fill(k, firstLeg[k]!, firstLeg[k + 1] ?? legs.length);
  return owner;
}
