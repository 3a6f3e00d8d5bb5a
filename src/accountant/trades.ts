// Which trades do the fills make?

import type { Bars } from "../domain/bars.js";
import type { CostRate, Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
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
import { fillCosts, NO_COSTS, plus, split, sumOf } from "./costs.js";
import { contractValue } from "./value.js";
import { type Place, PriceRange, rangeBetween } from "./walked.js";

export interface TradeSources {
  readonly fills: FillColumns;
  readonly reasons: readonly string[];
  readonly bars: Bars;
  readonly instrument: Instrument;
  readonly timeframeMs: number;
  /** Start cash; leverage at the first bar is measured against it. */
  readonly cash: MicroUsd;
  readonly equity: Float64Array;
  costAt(bar: number): CostRate;
  /** Bars whose two walks leave the account with different equity, and by how much. */
  readonly ambiguous: ReadonlyMap<number, MicroUsd>;
}

interface Lot {
  left: number;
  readonly price: Ticks;
}

/** A trade in the making. Lots close first in, first out, and all lie on one side. */
interface Draft {
  readonly n: number;
  readonly side: Side;
  readonly entryBar: number;
  readonly entryReason: string;
  readonly lots: Lot[];
  readonly legs: Leg[];
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
  ambiguousBars: Set<number> | null;
  last: Place;
}

/** Trades in the order of their entries, and what is still open after the last bar. Pure: the fill log says it all. */
export function tradesOf(sources: TradeSources): { trades: Trade[]; open: OpenPosition | null } {
  const { fills } = sources;
  const trades: Trade[] = [];
  let draft: Draft | null = null;
  for (let k = 0; k < fills.length; k++) {
    const fill = readFill(sources, k);
    const closing: number = draft !== null && draft.side !== fill.side ? Math.min(fill.qty, draft.held) : 0;
    const opening = fill.qty - closing;
    const { taken, rest } = split(fill.costs, closing, fill.qty);
    if (draft !== null && closing > 0) {
      walkTo(draft, sources, fill.place);
      close(draft, fill, closing, taken, sources);
      if (opening > 0) draft.flags |= bitOf("R");
      if (draft.held === 0) {
        trades.push(finish(draft, fill, sources));
        draft = null;
      }
    }
    if (opening > 0) {
      if (draft === null) draft = begin(trades.length + 1, fill);
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
  readonly side: Side;
  readonly qty: number;
  readonly price: Ticks;
  readonly slip: Ticks;
  readonly kind: string;
  readonly reason: string;
  readonly stop: Ticks;
  readonly value: MicroUsd;
  readonly costs: Costs;
  readonly place: Place;
}

function readFill({ fills, reasons, instrument, costAt }: TradeSources, k: number): Fill {
  const side = fills.side[k] as Side;
  const price = fills.price[k]!;
  const qty = fills.qty[k]!;
  const bar = fills.bar[k]!;
  const slip = fills.slip[k]!;
  const value = contractValue(instrument, price);
  return {
    side,
    qty,
    price,
    slip,
    kind: FILL_KINDS[fills.kind[k]!]!,
    reason: reasons[fills.reason[k]!]!,
    stop: fills.stop[k]!,
    value,
    costs: fillCosts(costAt(bar), qty, qty * value),
    // Where the market stood: slippage is ours, the walk never went there.
    place: { bar, walk: fills.walk[k]!, leg: fills.leg[k]!, at: price - side * slip },
  };
}

const begin = (n: number, fill: Fill): Draft => ({
  n,
  side: fill.side,
  entryBar: fill.place.bar,
  entryReason: fill.reason,
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
  ambiguousBars: null,
  last: fill.place,
});

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

/** A fill within the walk takes part in what the walk leaves open; one at the open does not. */
function noteFill(draft: Draft, fill: Fill, { ambiguous }: TradeSources): void {
  const { bar, leg } = fill.place;
  if (leg === 0 && isStopKind(fill.kind)) draft.flags |= bitOf("G");
  if (leg > 0 && ambiguous.has(bar)) (draft.ambiguousBars ??= new Set()).add(bar);
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
  const range = new PriceRange();
  rangeBetween(sources.bars, draft.last, to, range);
  see(draft, openResult(draft, range.low, sources.instrument));
  see(draft, openResult(draft, range.high, sources.instrument));
  heldThrough(draft, sources.ambiguous, to.bar);
}

/**
 * Bars that the trade was held through without a fill on their walk can be ambiguous too: the other walk would have
 * ended it, or moved its stop. A trade that filled at the open was held through the whole walk of that bar.
 */
function heldThrough(draft: Draft, ambiguous: ReadonlyMap<number, MicroUsd>, before: number): void {
  if (ambiguous.size === 0) return;
  for (let bar = draft.last.leg === 0 ? draft.last.bar : draft.last.bar + 1; bar < before; bar++) {
    if (ambiguous.has(bar)) (draft.ambiguousBars ??= new Set()).add(bar);
  }
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

function finish(draft: Draft, exit: Fill, { bars, timeframeMs, ambiguous }: TradeSources): Trade {
  const net = draft.gross - sumOf(draft.costs);
  const { entryBar } = draft;
  const exitBar = exit.place.bar;
  // A fill within a bar is only known to lie in it; both ends are stamped with their bar's open.
  const heldMs = Math.max(bars.time[exitBar]! - bars.time[entryBar]!, exitBar === entryBar ? 0 : timeframeMs);
  let stake = 0;
  if (draft.ambiguousBars !== null) {
    draft.flags |= bitOf("A");
    for (const bar of draft.ambiguousBars) stake += ambiguous.get(bar)!;
  }
  return {
    n: draft.n,
    side: draft.side,
    qty: draft.entered,
    entryBar,
    exitBar,
    entryTime: bars.time[entryBar]!,
    exitTime: bars.time[exitBar]!,
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
    heldMs,
    leverage: draft.leverage,
    entryReason: draft.entryReason,
    exitReason: exit.reason,
    flags: flagsOf(draft.flags),
    stake,
    legs: draft.legs,
  };
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
    entryTime: bars.time[draft.entryBar]!,
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
]);
const isStopKind = (kind: string): boolean => STOP_KINDS.has(kind);
