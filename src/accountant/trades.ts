// Which trades do the fills make?

import type { Bars } from "../domain/bars.js";
import type { CashColumns } from "../domain/cash.js";
import type { Instrument } from "../domain/contract.js";
import type { EpochMs, MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import {
  type Costs,
  FILL_KINDS,
  type FillColumns,
  NO_STOP,
  type OpenPosition,
  TRADE_FLAGS,
  type TradeColumns,
  type TradeFlag,
} from "../domain/run.js";
import { type Ambiguity, type AmbiguousWalks, ambiguousWalks } from "./ambiguous.js";
import { Fundings } from "./fundings.js";
import { LotQueue } from "./lots.js";
import { blankFill, type Fill, type FillSources, readFill } from "./trade-fill.js";
import { TradeLog } from "./trade-log.js";
import { contractValue } from "./value.js";
import { type Place, PriceRange, widenBetween } from "./walked.js";

export interface TradeSources extends Ambiguity, FillSources {
  readonly cashLog: CashColumns;
  readonly bars: Bars;
  readonly timeframeMs: number;
  /** Start cash; leverage at the first bar is measured against it. */
  readonly cash: MicroUsd;
  readonly equity: Float64Array;
}

/** A trade in the making, written over by the next: a run of thousands of trades makes one. Lots lie on one side. */
class Draft {
  readonly lots = new LotQueue();
  side: Side = 1;
  entryBar = 0;
  entryTime: EpochMs = 0;
  /** Index into the run's reasons. */
  entryReason = 0;
  /** One bit a flag, in the order of TRADE_FLAGS. */
  flags = 0;
  held = 0;
  entered = 0;
  entrySum = 0;
  exitSum = 0;
  gross: MicroUsd = 0;
  commission: MicroUsd = 0;
  exchange: MicroUsd = 0;
  clearing: MicroUsd = 0;
  nfa: MicroUsd = 0;
  slippage: MicroUsd = 0;
  funding: MicroUsd = 0;
  /** NaN once an entry had no stop. */
  risk: MicroUsd = 0;
  mae: MicroUsd = 0;
  mfe: MicroUsd = 0;
  leverage = 0;
  /** Of the contract that is held. */
  offset: Ticks = 0;
  ambiguous: AmbiguousWalks | null = null;
  last: Place;

  constructor(at: Place) {
    this.last = at;
  }
}

export interface TradesAndCosts {
  readonly trades: TradeColumns;
  readonly open: OpenPosition | null;
  /** Of all fills, those of the open position among them. */
  readonly costs: Costs;
  readonly slippage: MicroUsd;
}

/** Trades in the order of their entries, and what is still open after the last bar. Pure: the fill log says it all. */
export function tradesOf(sources: TradeSources): TradesAndCosts {
  const { fills } = sources;
  const log = new TradeLog(tradesIn(fills), fills.length);
  const paid: Paid = { commission: 0, exchange: 0, clearing: 0, nfa: 0, slippage: 0 };
  // A trade looks back at its last fill and never further: two of them, taken in turn, are enough for any number.
  const pages: readonly [Fill, Fill] = [blankFill(), blankFill()];
  const draft = new Draft(pages[0].place);
  const fundings = new Fundings(sources.cashLog);
  for (let k = 0; k < fills.length; k++) {
    if (fundings.next <= k) draft.funding += fundings.until(k);
    take(draft, readFill(sources, k, pages[(k & 1) as 0 | 1]), paid, sources, log);
  }
  draft.funding += fundings.until(fills.length);
  const { slippage, ...costs } = paid;
  return {
    trades: log.columns(),
    open: draft.held === 0 ? null : openPosition(draft, sources),
    costs,
    slippage,
  };
}

/** What all fills cost so far. */
type Paid = { -readonly [K in keyof Costs]: MicroUsd } & { slippage: MicroUsd };

/** One fill. A function of its own: V8 keeps the code of one that it has seen return, and throws away that of a loop. */
function take(draft: Draft, fill: Fill, paid: Paid, sources: TradeSources, log: TradeLog): void {
  paid.commission += fill.commission;
  paid.exchange += fill.exchange;
  paid.clearing += fill.clearing;
  paid.nfa += fill.nfa;
  paid.slippage += fill.qty * fill.slip * sources.instrument.tickValue;
  if (fill.kind === ROLL) {
    carry(draft, fill, sources, log);
    return;
  }
  const closing = draft.held > 0 && draft.side !== fill.side ? Math.min(fill.qty, draft.held) : 0;
  const opening = fill.qty - closing;
  if (draft.held > 0) walkTo(draft, sources, fill.place);
  if (closing > 0) {
    close(draft, fill, closing, sources, log);
    if (opening > 0) draft.flags |= REVERSED;
    if (draft.held === 0) finish(draft, fill, sources, log);
  }
  if (opening === 0) return;
  if (draft.held === 0) begin(draft, fill, sources);
  else draft.flags |= SCALED;
  open(draft, fill, opening, sources);
}

/** How often the position came back to nothing or went through it. */
function tradesIn({ length, side, qty }: FillColumns): number {
  let position = 0;
  let trades = 0;
  for (let k = 0; k < length; k++) {
    const before = position;
    position += side[k]! * qty[k]!;
    if (before !== 0 && before * position <= 0) trades++;
  }
  return trades;
}

function begin(draft: Draft, fill: Fill, sources: TradeSources): void {
  draft.side = fill.side;
  draft.entryBar = fill.place.bar;
  draft.entryTime = fill.time;
  draft.entryReason = fill.reason;
  draft.flags = 0;
  draft.entered = 0;
  draft.entrySum = 0;
  draft.exitSum = 0;
  draft.gross = 0;
  draft.commission = 0;
  draft.exchange = 0;
  draft.clearing = 0;
  draft.nfa = 0;
  draft.slippage = 0;
  draft.funding = 0;
  draft.risk = 0;
  draft.mae = 0;
  draft.mfe = 0;
  draft.leverage = 0;
  draft.ambiguous = ambiguousWalks(sources);
}

/** What a fill costs belongs to the contracts that it closes and to those that it opens by their numbers, rounded down for the first. */
function pay(draft: Draft, fill: Fill, closing: number, closes: boolean): void {
  draft.commission += share(fill.commission, closing, fill.qty, closes);
  draft.exchange += share(fill.exchange, closing, fill.qty, closes);
  draft.clearing += share(fill.clearing, closing, fill.qty, closes);
  draft.nfa += share(fill.nfa, closing, fill.qty, closes);
}

function share(amount: MicroUsd, closing: number, qty: number, closes: boolean): MicroUsd {
  const closed = closing === qty ? amount : closing === 0 ? 0 : Math.floor((amount * closing) / qty);
  return closes ? closed : amount - closed;
}

function open(draft: Draft, fill: Fill, qty: number, sources: TradeSources): void {
  const { instrument, equity, cash } = sources;
  draft.lots.push(qty, fill.price);
  draft.held += qty;
  draft.entered += qty;
  draft.entrySum += qty * fill.price;
  pay(draft, fill, fill.qty - qty, false);
  draft.slippage += qty * fill.slip * instrument.tickValue;
  const atRisk = fill.stop === NO_STOP ? Number.NaN : Math.abs(fill.price - fill.stop) * instrument.tickValue;
  draft.risk += qty * atRisk;
  const before = fill.place.bar === 0 ? cash : equity[fill.place.bar - 1]!;
  const notional = draft.held * Math.abs(fill.value);
  if (before > 0 && notional / before > draft.leverage) draft.leverage = notional / before;
  noteFill(draft, fill, sources);
}

function noteFill(draft: Draft, fill: Fill, sources: TradeSources): void {
  if (fill.place.leg === 0 && STOPS[fill.kind] === 1) draft.flags |= GAP;
  draft.ambiguous?.filled(fill.place, sources);
  draft.last = fill.place;
  draft.offset = fill.offset;
}

/**
 * One of the two fills of a roll: the contracts leave the old month with what they have made there, and come into the
 * new one at its price. The trade goes on: its risk, its excursions and its average entry and exit are not touched.
 */
function carry(draft: Draft, fill: Fill, sources: TradeSources, log: TradeLog): void {
  const { instrument, equity, cash } = sources;
  const out = fill.side !== draft.side;
  if (out) {
    walkTo(draft, sources, fill.place);
    takeLots(draft, fill, fill.qty, sources, log);
    draft.flags |= HELD;
  } else {
    draft.lots.push(fill.qty, fill.price);
    const before = fill.place.bar === 0 ? cash : equity[fill.place.bar - 1]!;
    const notional = fill.qty * Math.abs(fill.value);
    if (before > 0 && notional / before > draft.leverage) draft.leverage = notional / before;
  }
  pay(draft, fill, fill.qty, true);
  draft.slippage += fill.qty * fill.slip * instrument.tickValue;
  draft.last = fill.place;
  draft.offset = fill.offset;
  see(draft, openResult(draft, fill.place.at + fill.offset, instrument));
}

function close(draft: Draft, fill: Fill, qty: number, sources: TradeSources, log: TradeLog): void {
  const { instrument } = sources;
  takeLots(draft, fill, qty, sources, log);
  draft.held -= qty;
  draft.exitSum += qty * fill.price;
  pay(draft, fill, qty, true);
  draft.slippage += qty * fill.slip * instrument.tickValue;
  if (fill.kind === LIQUIDATION || fill.kind === CUT_OFF) draft.flags |= LIQUIDATED;
  if (draft.held > 0) draft.flags |= PARTIAL;
  see(draft, openResult(draft, fill.place.at + fill.offset, instrument));
  noteFill(draft, fill, sources);
}

/** First in, first out: what `qty` contracts have made since they came in. */
function takeLots(draft: Draft, fill: Fill, qty: number, { instrument }: TradeSources, log: TradeLog): void {
  const { lots } = draft;
  let left = qty;
  while (left > 0) {
    const entry = lots.firstPrice;
    const taken = lots.take(left);
    const gross = draft.side * taken * (fill.value - contractValue(instrument, entry));
    draft.gross += gross;
    log.leg(taken, entry, fill.price, fill.place.bar, fill.time, gross, fill.reason);
    left -= taken;
  }
}

const seen = new PriceRange();

/** Marks the trade at the extremes of all prices between its last fill and `to`. */
function walkTo(draft: Draft, sources: TradeSources, to: Place): void {
  widenBetween(sources.bars, sources.finer, draft.last, to, seen);
  see(draft, openResult(draft, seen.low + draft.offset, sources.instrument));
  see(draft, openResult(draft, seen.high + draft.offset, sources.instrument));
  draft.ambiguous?.held(draft.last, to, sources);
}

function see(draft: Draft, result: MicroUsd): void {
  if (result < draft.mae) draft.mae = result;
  if (result > draft.mfe) draft.mfe = result;
}

/** Gross result so far with the rest marked at `price`. */
const openResult = (draft: Draft, price: Ticks, instrument: Instrument): MicroUsd =>
  draft.gross + draft.side * draft.lots.worthAgainst(contractValue(instrument, price), instrument);

function finish(draft: Draft, exit: Fill, sources: TradeSources, log: TradeLog): void {
  if (draft.ambiguous?.any) draft.flags |= AMBIGUOUS;
  const { columns, at } = log.next();
  columns.side[at] = draft.side;
  columns.qty[at] = draft.entered;
  columns.entryBar[at] = draft.entryBar;
  columns.exitBar[at] = exit.place.bar;
  columns.entryTime[at] = draft.entryTime;
  columns.exitTime[at] = exit.time;
  columns.entrySum[at] = draft.entrySum;
  columns.exitSum[at] = draft.exitSum;
  columns.gross[at] = draft.gross;
  columns.commission[at] = draft.commission;
  columns.exchange[at] = draft.exchange;
  columns.clearing[at] = draft.clearing;
  columns.nfa[at] = draft.nfa;
  columns.slippage[at] = draft.slippage;
  columns.funding[at] = draft.funding;
  const costs = draft.commission + draft.exchange + draft.clearing + draft.nfa;
  columns.net[at] = draft.gross - costs + draft.funding;
  columns.risk[at] = draft.risk;
  columns.mae[at] = draft.mae;
  columns.mfe[at] = draft.mfe;
  columns.heldMs[at] = heldFor(draft, exit, sources);
  columns.leverage[at] = draft.leverage;
  columns.entryReason[at] = draft.entryReason;
  columns.exitReason[at] = exit.reason;
  columns.flags[at] = draft.flags;
  columns.stake[at] = draft.ambiguous?.stake(sources) ?? 0;
}

/** A fill within a bar is only known to lie in it; both ends are stamped with the open of the bar that was walked. */
function heldFor({ entryBar, entryTime }: Draft, { place, time }: Fill, sources: TradeSources): number {
  const least = place.bar === entryBar || sources.finer !== null ? 0 : sources.timeframeMs;
  return Math.max(time - entryTime, least);
}

function openPosition(
  { side, held, entryTime, lots, offset, funding }: Draft,
  { bars, instrument }: TradeSources,
): OpenPosition {
  const close = contractValue(instrument, bars.closeTicks[bars.length - 1]! + offset);
  return {
    side,
    qty: held,
    entryTime,
    entrySum: lots.priceSum,
    // Not −0 where a short position has made nothing.
    profit: 0 + side * lots.worthAgainst(close, instrument),
    funding,
  };
}

const bitOf = (flag: TradeFlag): number => 1 << TRADE_FLAGS.indexOf(flag);
const AMBIGUOUS = bitOf("A");
const GAP = bitOf("G");
const LIQUIDATED = bitOf("L");
const PARTIAL = bitOf("P");
const REVERSED = bitOf("R");
const SCALED = bitOf("S");
const HELD = bitOf("H");

const ROLL = FILL_KINDS.indexOf("roll");
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
