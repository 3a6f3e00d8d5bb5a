// What becomes of a trade of several entries and exits?

import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { type Costs, FILL_KINDS, NO_STOP, type OpenPosition } from "../domain/run.js";
import { type Ambiguity, AmbiguousWalks } from "./ambiguous.js";
import type { Fundings } from "./fundings.js";
import { LotQueue } from "./lots.js";
import { type Fill, type FillSources, timeOfFill } from "./trade-fill.js";
import { AMBIGUOUS, closeFlags, entryFlags, HELD, PARTIAL, REVERSED, SCALED } from "./trade-flags.js";
import { blankTrade, type TradeRow, type TradeSink } from "./trade-row.js";
import { contractValue } from "./value.js";
import { type Place, PriceRange, widenBetween } from "./walked.js";

export interface TradeSources extends Ambiguity, FillSources {
  /** Null where no funding is counted. */
  readonly fundings: Fundings | null;
  readonly bars: Bars;
}

/** A trade in the making, written over by the next: a run of thousands of trades makes one. Lots lie on one side. */
export interface Draft extends TradeRow {
  readonly lots: LotQueue;
  side: Side;
  held: number;
  /** What the open lots were worth when they came in. */
  basis: MicroUsd;
  /** Of the contract that is held. */
  offset: Ticks;
  ambiguous: AmbiguousWalks | null;
  last: Place;
}

export const blankDraft = (last: Place): Draft => ({
  ...blankTrade(),
  side: 1,
  lots: new LotQueue(),
  held: 0,
  basis: 0,
  offset: 0,
  ambiguous: null,
  last,
});

/** What all fills cost so far. */
export type Paid = { -readonly [K in keyof Costs]: MicroUsd } & { slippage: MicroUsd };

/** One fill. A function of its own: V8 keeps the code of one that it has seen return, and throws away that of a loop. */
export function take(draft: Draft, fill: Fill, paid: Paid, sources: TradeSources, log: TradeSink): void {
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
  if (draft.held === 0) begin(draft, fill);
  else draft.flags |= SCALED;
  open(draft, fill, opening, sources);
}

export function begin(draft: Draft, fill: Fill): void {
  draft.side = fill.side;
  draft.entryBar = fill.place.bar;
  draft.entryFill = fill.k;
  draft.entryReason = fill.reason;
  draft.flags = 0;
  draft.qty = 0;
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
  draft.ambiguous = null;
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

export function open(draft: Draft, fill: Fill, qty: number, sources: TradeSources): void {
  const { instrument } = sources;
  draft.lots.push(qty, fill.price);
  draft.basis += qty * fill.value;
  draft.held += qty;
  draft.qty += qty;
  draft.entrySum += qty * fill.price;
  pay(draft, fill, fill.qty - qty, false);
  draft.slippage += qty * fill.slip * instrument.tickValue;
  const atRisk = fill.stop === NO_STOP ? Number.NaN : Math.abs(fill.price - fill.stop) * instrument.tickValue;
  draft.risk += qty * atRisk;
  noteFill(draft, fill, sources);
}

function noteFill(draft: Draft, fill: Fill, sources: TradeSources): void {
  draft.flags |= entryFlags(fill.kind, fill.place.leg);
  walksOf(draft, sources)?.filled(fill.place, sources);
  draft.last = fill.place;
  draft.offset = fill.offset;
}

/**
 * One of the two fills of a roll: the contracts leave the old month with what they have made there, and come into the
 * new one at its price. The trade goes on: its risk, its excursions and its average entry and exit are not touched.
 */
function carry(draft: Draft, fill: Fill, sources: TradeSources, log: TradeSink): void {
  const { instrument } = sources;
  const out = fill.side !== draft.side;
  if (out) {
    walkTo(draft, sources, fill.place);
    takeLots(draft, fill, fill.qty, sources, log);
    draft.flags |= HELD;
  } else {
    draft.lots.push(fill.qty, fill.price);
    draft.basis += fill.qty * fill.value;
  }
  pay(draft, fill, fill.qty, true);
  draft.slippage += fill.qty * fill.slip * instrument.tickValue;
  draft.last = fill.place;
  draft.offset = fill.offset;
  // Between its two fills nothing is held.
  see(draft, openResult(draft, out ? 0 : fill.qty, fill.place.at + fill.offset, instrument));
}

function close(draft: Draft, fill: Fill, qty: number, sources: TradeSources, log: TradeSink): void {
  const { instrument } = sources;
  takeLots(draft, fill, qty, sources, log);
  draft.held -= qty;
  draft.exitSum += qty * fill.price;
  pay(draft, fill, qty, true);
  draft.slippage += qty * fill.slip * instrument.tickValue;
  draft.flags |= closeFlags(fill.kind, fill.place.leg);
  if (draft.held > 0) draft.flags |= PARTIAL;
  see(draft, openResult(draft, draft.held, fill.place.at + fill.offset, instrument));
  noteFill(draft, fill, sources);
}

/** First in, first out: what `qty` contracts have made since they came in. */
function takeLots(draft: Draft, fill: Fill, qty: number, { instrument }: TradeSources, log: TradeSink): void {
  const { lots } = draft;
  let left = qty;
  while (left > 0) {
    const entry = lots.firstPrice;
    const taken = lots.take(left);
    const worth = taken * contractValue(instrument, entry);
    const gross = draft.side * (taken * fill.value - worth);
    draft.basis -= worth;
    draft.gross += gross;
    log.leg(taken, entry, fill.price, fill.place.bar, fill.k, gross, fill.reason);
    left -= taken;
  }
}

const seen = new PriceRange();

/** Marks the trade at the extremes of all prices between its last fill and `to`. */
function walkTo(draft: Draft, sources: TradeSources, to: Place): void {
  widenBetween(sources.bars, sources.finer, draft.last, to, seen);
  see(draft, openResult(draft, draft.held, seen.low + draft.offset, sources.instrument));
  see(draft, openResult(draft, draft.held, seen.high + draft.offset, sources.instrument));
  walksOf(draft, sources)?.held(draft.last, to, sources);
}

/** Null while no walk of the run was in question: most runs have thousands of trades and nothing to remember of them. */
function walksOf(draft: Draft, { ambiguous }: TradeSources): AmbiguousWalks | null {
  if (ambiguous.size > 0) draft.ambiguous ??= new AmbiguousWalks();
  return draft.ambiguous;
}

function see(draft: Draft, result: MicroUsd): void {
  if (result < draft.mae) draft.mae = result;
  if (result > draft.mfe) draft.mfe = result;
}

/** Gross result so far with the `held` contracts that are left marked at `price`. */
const openResult = (draft: Draft, held: number, price: Ticks, instrument: Instrument): MicroUsd =>
  draft.gross + draft.side * (held * contractValue(instrument, price) - draft.basis);

function finish(draft: Draft, exit: Fill, sources: TradeSources, log: TradeSink): void {
  if (draft.ambiguous?.any) draft.flags |= AMBIGUOUS;
  draft.exitBar = exit.place.bar;
  draft.exitReason = exit.reason;
  draft.exitFill = exit.k;
  draft.stake = draft.ambiguous?.stake(sources) ?? 0;
  log.write(draft);
}

export function openPosition(
  { side, held, basis, entryFill, lots, offset, funding }: Draft,
  sources: TradeSources,
): OpenPosition {
  const { bars, instrument } = sources;
  const close = contractValue(instrument, bars.closeTicks[bars.length - 1]! + offset);
  const entryTime = timeOfFill(sources, entryFill);
  return {
    side,
    qty: held,
    entryTime,
    entrySum: lots.priceSum,
    // Not −0 where a short position has made nothing.
    profit: 0 + side * (held * close - basis),
    funding,
  };
}

const ROLL = FILL_KINDS.indexOf("roll");
