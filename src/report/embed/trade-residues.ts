// What of a trade does not follow from the rest of it?

import type { LegColumns, TradeColumns } from "../../domain/run.js";

export type TradesAlone = Omit<TradeColumns, "legs">;

/** How a file's trades are written: as they are, or as what does not follow; `early` before a leg of -0 followed as well. */
export const TOLD = { whole: 0, early: 1, rest: 2 } as const;

/**
 * Most of a trade's columns are told by the others: its times by its bars, its gross by its prices, its net by gross and costs, its only leg by
 * all of it. What is written down is the difference from that, which is nothing but for averages, rolls and rounding.
 */
export interface Told {
  readonly trades: TradesAlone;
  /** When bars open; 0 where there is no such bar. */
  readonly timesOf: (bars: Int32Array) => Float64Array;
  readonly tickValue: number;
}

/** Plain loops: a page restores twenty thousand trades before its first look. */
type Rule = readonly [column: keyof TradesAlone & string, told: (told: Told) => Float64Array];

/** In the order in which a reader can work them out. */
const TRADE_RULES: readonly Rule[] = [
  ["entryTime", ({ trades, timesOf }) => timesOf(trades.entryBar)],
  ["exitTime", ({ trades, timesOf }) => timesOf(trades.exitBar)],
  [
    "heldMs",
    ({ trades: { exitTime, entryTime } }) => {
      const told = new Float64Array(exitTime.length);
      for (let k = 0; k < told.length; k++) told[k] = exitTime[k]! - entryTime[k]!;
      return told;
    },
  ],
  [
    "gross",
    ({ trades: { side, exitSum, entrySum }, tickValue }) => {
      const told = new Float64Array(side.length);
      for (let k = 0; k < told.length; k++) told[k] = side[k]! * (exitSum[k]! - entrySum[k]!) * tickValue + 0;
      return told;
    },
  ],
  [
    "net",
    ({ trades: { gross, commission, exchange, clearing, nfa, funding } }) => {
      const told = new Float64Array(gross.length);
      for (let k = 0; k < told.length; k++)
        told[k] = gross[k]! - commission[k]! - exchange[k]! - clearing[k]! - nfa[k]! + funding[k]!;
      return told;
    },
  ],
];

interface ToldLegs {
  readonly trades: TradesAlone;
  readonly legs: LegColumns;
  readonly tickValue: number;
  readonly way: number;
}

/** Of a leg of the trade `k`. */
type LegRule = readonly [
  column: keyof LegColumns & string,
  told: (told: ToldLegs, leg: number, k: number) => number,
];

const LEG_RULES: readonly LegRule[] = [
  ["qty", ({ trades: { qty } }, _leg, k) => qty[k]!],
  ["entry", ({ trades: { entrySum, qty } }, _leg, k) => Math.round(entrySum[k]! / qty[k]!)],
  ["exit", ({ trades: { exitSum, qty } }, _leg, k) => Math.round(exitSum[k]! / qty[k]!)],
  ["exitBar", ({ trades: { exitBar } }, _leg, k) => exitBar[k]!],
  ["exitTime", ({ trades: { exitTime } }, _leg, k) => exitTime[k]!],
  [
    "gross",
    // Of a short that left where it came this is -0, as the account had it; its trade has 0.
    ({ trades: { side, gross }, legs: { qty, entry, exit }, tickValue, way }, leg, k) =>
      way === TOLD.early ? gross[k]! : side[k]! * (exit[leg]! - entry[leg]!) * qty[leg]! * tickValue,
  ],
  ["reason", ({ trades: { exitReason } }, _leg, k) => exitReason[k]!],
];

type Column = Float64Array | Int32Array;

/** What is left of trades and legs; null where some number is not whole, and differences would not add up again to the bit. */
export function residuesOf(
  told: Told & { readonly trades: TradeColumns },
): { trades: Columns; legs: Columns } | null {
  const { trades } = told;
  const { length: _length, legs, ...plain } = trades;
  const { length: _legs, ...plainLegs } = legs;
  const left: Record<string, Columns[string]> = { ...plain };
  for (const [name, tell] of TRADE_RULES) {
    const rest = differences(plain[name as keyof typeof plain] as Column, tell(told));
    if (rest === null) return null;
    left[name] = rest;
  }
  const owner = ownersOf(trades);
  const ofLegs = { trades, legs, tickValue: told.tickValue, way: TOLD.rest };
  const leftOfLegs: Record<string, Columns[string]> = { ...plainLegs };
  for (const [name, tell] of LEG_RULES) {
    const column = plainLegs[name as keyof typeof plainLegs] as Column;
    const rest = differences(
      column,
      Float64Array.from(column, (_, leg) => tell(ofLegs, leg, owner[leg]!)),
    );
    if (rest === null) return null;
    leftOfLegs[name] = rest;
  }
  return { trades: left, legs: leftOfLegs };
}

type Columns = Readonly<Record<string, Int8Array | Uint8Array | Int32Array | Float64Array>>;

function differences(column: Column, told: Float64Array): Float64Array | null {
  const rest = new Float64Array(column.length);
  for (let k = 0; k < column.length; k++) {
    const [value, from] = [column[k]!, told[k]!];
    if (!Number.isSafeInteger(value) || !Number.isSafeInteger(from)) return null;
    const left = value - from;
    if (!Number.isSafeInteger(left) || !Object.is(left === 0 ? from : from + left, value)) return null;
    if (left !== 0) rest[k] = left;
  }
  return rest;
}

/** The columns of trades as they were, of what `residuesOf` left: they are written into. */
export function tradesWithoutResidues(told: Told, way: number): void {
  for (const [name, tell] of TRADE_RULES) addUp(told.trades[name] as Column, tell(told), way);
}

function addUp(column: Column, told: Float64Array, way: number): void {
  const isEarly = way === TOLD.early;
  for (let k = 0; k < column.length; k++) {
    const left = column[k]!;
    column[k] = isEarly ? left + told[k]! + 0 : left === 0 ? told[k]! : left + told[k]!;
  }
}

/** The same of the legs, when the trades are as they were. */
export function legsWithoutResidues(told: ToldLegs): void {
  const { trades, legs, way } = told;
  const owner = ownersOf({ ...trades, legs });
  for (const [name, tell] of LEG_RULES) {
    const column = legs[name] as Column;
    addUp(
      column,
      Float64Array.from(column, (_, leg) => tell(told, leg, owner[leg]!)),
      way,
    );
  }
}

/** The trade of each leg. */
function ownersOf({ length, firstLeg, legs }: TradeColumns): Int32Array {
  const owner = new Int32Array(legs.length);
  for (let k = 0; k < length; k++) owner.fill(k, firstLeg[k]!, firstLeg[k + 1] ?? legs.length);
  return owner;
}

interface Leveraged {
  readonly trades: Pick<TradesAlone, "entrySum" | "leverage">;
  readonly tickValue: number;
  /** Equity at the close before each entry bar. */
  readonly before: Float64Array;
}

/** Of a trade that was entered at once, to the bit: a column of quotients hardly deflates, and is half of a block of trades. */
function toldLeverage({ trades: { entrySum }, tickValue, before }: Leveraged): Float64Array {
  const told = new Float64Array(before.length);
  for (let k = 0; k < told.length; k++)
    if (before[k]! > 0) told[k] = Math.abs(entrySum[k]! * tickValue) / before[k]!;
  return told;
}

/** Nothing where it is told, else itself; null where what is left could not be told from nothing. */
export function leverageLeft(of: Leveraged): Float64Array | null {
  const told = toldLeverage(of);
  const left = new Float64Array(told.length);
  for (let k = 0; k < told.length; k++) {
    const value = of.trades.leverage[k]!;
    if (Object.is(value, told[k])) continue;
    if (value === 0) return null;
    left[k] = value;
  }
  return left;
}

/** As it was: what is left is written into. */
export function wholeLeverage(of: Leveraged): void {
  const told = toldLeverage(of);
  const { leverage } = of.trades;
  for (let k = 0; k < told.length; k++) if (leverage[k] === 0) leverage[k] = told[k]!;
}
