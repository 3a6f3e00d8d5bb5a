// Which trades do the fills make?

import type { Bars } from "../domain/bars.js";
import type { CostRate, Instrument } from "../domain/contract.js";
import type { EpochMs, MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import {
  type Costs,
  FILL_KINDS,
  type FillColumns,
  type Leg,
  NO_STOP,
  type OpenPosition,
  type Trade,
  type TradeFlag,
} from "../domain/run.js";
import { type Ambiguity, type AmbiguousWalks, ambiguousWalks } from "./ambiguous.js";
import { fillCosts, NO_COSTS, plus, split, sumOf } from "./costs.js";
import { contractValue } from "./value.js";
import { type Place, rangeBetween } from "./walked.js";

export interface TradeSources extends Ambiguity {
  readonly fills: FillColumns;
  readonly reasons: readonly string[];
  readonly bars: Bars;
  readonly instrument: Instrument;
  readonly timeframeMs: number;
  /** Start cash; leverage at the first bar is measured against it. */
  readonly cash: MicroUsd;
  readonly equity: Float64Array;
  costAt(bar: number): CostRate;
}

interface Lot {
  left: number;
  readonly price: Ticks;
}

/** A trade in the making. Lots close first in, first out, and all lie on one side. */
interface Draft {
  n: number;
  side: Side;
  entryBar: number;
  entryTime: EpochMs;
  entryReason: string;
  readonly lots: Lot[];
  legs: Leg[];
  /** One bit a flag, in the order of FLAGS. */
  flags: number;
  held: number;
  entered: number;
  entrySum: number;
  exitSum: number;
  gross: MicroUsd;
  costs: Costs;
  slippage: MicroUsd;
  risk: MicroUsd | null;
  mae: MicroUsd;
  mfe: MicroUsd;
  leverage: number;
  ambiguous: AmbiguousWalks | null;
  last: Place;
}

/** Trades in the order of their entries, and what is still open after the last bar. Pure: the fill log says it all. */
export function tradesOf(sources: TradeSources): { trades: Trade[]; open: OpenPosition | null } {
  const { fills } = sources;
  const trades: Trade[] = [];
  let draft: Draft | null = null;
  let spare: Draft | null = null;
  // A trade looks back at its last fill and never further: two of them, taken in turn, are enough for any number.
  const pages: readonly [Fill, Fill] = [blankFill(), blankFill()];
  for (let k = 0; k < fills.length; k++) {
    const fill = readFill(sources, k, pages[(k & 1) as 0 | 1]);
    const closing: number = draft !== null && draft.side !== fill.side ? Math.min(fill.qty, draft.held) : 0;
    const opening = fill.qty - closing;
    const { taken, rest } = split(fill.costs, closing, fill.qty);
    if (draft !== null && closing > 0) {
      walkTo(draft, sources, fill.place);
      close(draft, fill, closing, taken, sources);
      if (opening > 0) draft.flags |= bitOf("R");
      if (draft.held === 0) {
        trades.push(finish(draft, fill, sources));
        spare = draft;
        draft = null;
      }
    }
    if (opening > 0) {
      if (draft === null) draft = begin(spare ?? blankDraft(), trades.length + 1, fill, sources);
      else {
        walkTo(draft, sources, fill.place);
        draft.flags |= bitOf("S");
      }
      open(draft, fill, opening, rest, sources);
    }
  }
  return { trades, open: draft === null ? null : openPosition(draft, sources) };
}

interface Fill {
  side: Side;
  qty: number;
  price: Ticks;
  slip: Ticks;
  kind: string;
  reason: string;
  stop: Ticks;
  value: MicroUsd;
  costs: Costs;
  /** Where the market stood: slippage is ours, the walk never went there. */
  readonly place: { -readonly [K in keyof Place]: Place[K] };
  time: EpochMs;
}

const blankFill = (): Fill => ({
  side: 1,
  qty: 0,
  price: 0,
  slip: 0,
  kind: "",
  reason: "",
  stop: 0,
  value: 0,
  costs: NO_COSTS,
  place: { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 },
  time: 0,
});

function readFill({ fills, reasons, instrument, costAt }: TradeSources, k: number, into: Fill): Fill {
  const side = fills.side[k] as Side;
  const price = fills.price[k]!;
  const qty = fills.qty[k]!;
  const bar = fills.bar[k]!;
  const slip = fills.slip[k]!;
  const value = contractValue(instrument, price);
  into.side = side;
  into.qty = qty;
  into.price = price;
  into.slip = slip;
  into.kind = FILL_KINDS[fills.kind[k]!]!;
  into.reason = reasons[fills.reason[k]!]!;
  into.stop = fills.stop[k]!;
  into.value = value;
  into.costs = fillCosts(costAt(bar), qty, qty * value);
  into.time = fills.time[k]!;
  const { place } = into;
  place.bar = bar;
  place.finer = fills.finer[k]!;
  place.walk = fills.walk[k]!;
  place.leg = fills.leg[k]!;
  place.at = price - side * slip;
  return into;
}

const blankDraft = (): Draft => ({
  n: 0,
  side: 1,
  entryBar: 0,
  entryTime: 0,
  entryReason: "",
  lots: [],
  legs: [],
  flags: 0,
  held: 0,
  entered: 0,
  entrySum: 0,
  exitSum: 0,
  gross: 0,
  costs: NO_COSTS,
  slippage: 0,
  risk: 0,
  mae: 0,
  mfe: 0,
  leverage: 0,
  ambiguous: null,
  last: blankFill().place,
});

/** A finished trade has taken its legs with it and left no lots: what is left of its draft is written over. */
function begin(draft: Draft, n: number, fill: Fill, sources: TradeSources): Draft {
  draft.n = n;
  draft.side = fill.side;
  draft.entryBar = fill.place.bar;
  draft.entryTime = fill.time;
  draft.entryReason = fill.reason;
  draft.legs = [];
  draft.flags = 0;
  draft.held = 0;
  draft.entered = 0;
  draft.entrySum = 0;
  draft.exitSum = 0;
  draft.gross = 0;
  draft.costs = NO_COSTS;
  draft.slippage = 0;
  draft.risk = 0;
  draft.mae = 0;
  draft.mfe = 0;
  draft.leverage = 0;
  draft.ambiguous = ambiguousWalks(sources);
  draft.last = fill.place;
  return draft;
}

function open(draft: Draft, fill: Fill, qty: number, costs: Costs, sources: TradeSources): void {
  const { instrument, equity, cash } = sources;
  draft.lots.push({ left: qty, price: fill.price });
  draft.held += qty;
  draft.entered += qty;
  draft.entrySum += qty * fill.price;
  draft.costs = plus(draft.costs, costs);
  draft.slippage += qty * fill.slip * instrument.tickValue;
  const atRisk = qty * Math.abs(fill.price - fill.stop) * instrument.tickValue;
  draft.risk = draft.risk === null || fill.stop === NO_STOP ? null : draft.risk + atRisk;
  const before = fill.place.bar === 0 ? cash : equity[fill.place.bar - 1]!;
  const notional = draft.held * Math.abs(fill.value);
  if (before > 0) draft.leverage = Math.max(draft.leverage, notional / before);
  noteFill(draft, fill, sources);
}

function noteFill(draft: Draft, fill: Fill, sources: TradeSources): void {
  if (fill.place.leg === 0 && isStopKind(fill.kind)) draft.flags |= bitOf("G");
  draft.ambiguous?.filled(fill.place, sources);
  draft.last = fill.place;
}

function close(draft: Draft, fill: Fill, qty: number, costs: Costs, sources: TradeSources): void {
  const { instrument } = sources;
  let left = qty;
  while (left > 0) {
    const lot = draft.lots[0]!;
    const taken = Math.min(lot.left, left);
    const gross = draft.side * taken * (fill.value - contractValue(instrument, lot.price));
    draft.gross += gross;
    draft.legs.push({
      qty: taken,
      entry: lot.price,
      exit: fill.price,
      exitBar: fill.place.bar,
      exitTime: fill.time,
      gross,
      reason: fill.reason,
    });
    lot.left -= taken;
    left -= taken;
    if (lot.left === 0) draft.lots.shift();
  }
  draft.held -= qty;
  draft.exitSum += qty * fill.price;
  draft.costs = plus(draft.costs, costs);
  draft.slippage += qty * fill.slip * instrument.tickValue;
  if (fill.kind === "liquidation") draft.flags |= bitOf("L");
  if (draft.held > 0) draft.flags |= bitOf("P");
  see(draft, openResult(draft, fill.place.at, instrument));
  noteFill(draft, fill, sources);
}

/** Marks the trade at the extremes of all prices between its last fill and `to`. */
function walkTo(draft: Draft, sources: TradeSources, to: Place): void {
  const range = rangeBetween(sources.bars, sources.finer, draft.last, to);
  see(draft, openResult(draft, range.low, sources.instrument));
  see(draft, openResult(draft, range.high, sources.instrument));
  draft.ambiguous?.held(draft.last, to, sources);
}

function see(draft: Draft, result: MicroUsd): void {
  if (result < draft.mae) draft.mae = result;
  if (result > draft.mfe) draft.mfe = result;
}

/** Gross result so far with the rest marked at `price`. */
function openResult(draft: Draft, price: Ticks, instrument: Instrument): MicroUsd {
  const value = contractValue(instrument, price);
  let result = draft.gross;
  for (const lot of draft.lots) {
    result += draft.side * lot.left * (value - contractValue(instrument, lot.price));
  }
  return result;
}

function finish(draft: Draft, exit: Fill, sources: TradeSources): Trade {
  const net = draft.gross - sumOf(draft.costs);
  const { entryBar } = draft;
  const exitBar = exit.place.bar;
  if (draft.ambiguous?.any) draft.flags |= bitOf("A");
  return {
    n: draft.n,
    side: draft.side,
    qty: draft.entered,
    entryBar,
    exitBar,
    entryTime: draft.entryTime,
    exitTime: exit.time,
    entrySum: draft.entrySum,
    exitSum: draft.exitSum,
    gross: draft.gross,
    costs: draft.costs,
    slippage: draft.slippage,
    net,
    risk: draft.risk,
    r: draft.risk === null || draft.risk === 0 ? null : net / draft.risk,
    mae: draft.mae,
    mfe: draft.mfe,
    bars: exitBar - entryBar + 1,
    heldMs: heldFor(draft, exit, sources),
    leverage: draft.leverage,
    entryReason: draft.entryReason,
    exitReason: exit.reason,
    flags: flagsOf(draft.flags),
    stake: draft.ambiguous?.stake(sources) ?? 0,
    legs: draft.legs,
  };
}

/** A fill within a bar is only known to lie in it; both ends are stamped with the open of the bar that was walked. */
function heldFor({ entryBar, entryTime }: Draft, { place, time }: Fill, sources: TradeSources): number {
  const least = place.bar === entryBar || sources.finer !== null ? 0 : sources.timeframeMs;
  return Math.max(time - entryTime, least);
}

function openPosition(draft: Draft, { bars, instrument }: TradeSources): OpenPosition {
  const close = contractValue(instrument, bars.closeTicks[bars.length - 1]!);
  let entrySum = 0;
  let profit = 0;
  for (const lot of draft.lots) {
    entrySum += lot.left * lot.price;
    profit += draft.side * lot.left * (close - contractValue(instrument, lot.price));
  }
  return {
    side: draft.side,
    qty: draft.held,
    entryTime: draft.entryTime,
    entrySum,
    profit,
  };
}

const FLAGS: readonly TradeFlag[] = ["A", "G", "L", "P", "R", "S"];
const bitOf = (flag: TradeFlag): number => 1 << FLAGS.indexOf(flag);

/** Every combination once: thousands of trades share a handful of lists. */
const FLAG_LISTS: readonly (readonly TradeFlag[])[] = Array.from({ length: 1 << FLAGS.length }, (_, bits) =>
  FLAGS.filter((flag) => (bits & bitOf(flag)) !== 0),
);
const flagsOf = (bits: number): readonly TradeFlag[] => FLAG_LISTS[bits]!;

const STOP_KINDS: ReadonlySet<string> = new Set([
  "stop",
  "stop loss",
  "trailing stop",
  "breakeven stop",
  "liquidation",
  "loss limit",
]);
const isStopKind = (kind: string): boolean => STOP_KINDS.has(kind);
