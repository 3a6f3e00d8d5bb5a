// What does a trade of one entry and one exit come to?

import type { Bars } from "../domain/bars.js";
import type { CostRate, Instrument } from "../domain/contract.js";
import type { FillRow } from "../domain/fill-row.js";
import type { Ticks } from "../domain/money.js";
import { FILL_KINDS, NO_STOP } from "../domain/run.js";
import { closeFlags, entryFlags, REVERSED } from "./trade-flags.js";
import { blankTrade, type TradeSink } from "./trade-row.js";
import { contractValue } from "./value.js";
import { PriceRange, widenBetween } from "./walked.js";

const ROLL = FILL_KINDS.indexOf("roll");

/** The entry whose contracts are held, all brought in by one fill. */
export interface OneLot {
  fill: FillRow;
  /** Which one of the log. */
  k: number;
  /** Contracts that it opened; 0 where nothing is held. */
  qty: number;
  rate: CostRate;
}

const range = new PriceRange();
const from = { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 };
const to = { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 };
const trade = blankTrade();

/** Whether a fill ends the trade of a lot: it takes all its contracts out. */
export const endsWith = ({ fill, qty }: OneLot, exit: FillRow): boolean =>
  exit.side !== fill.side && exit.qty >= qty && exit.kind !== ROLL;

/**
 * Writes the trade down that ends with `exit`, fill number `k`: what `TradeMaker` at large says of it, without the bookkeeping
 * that several entries and exits take. The schedules of cost must be amounts a contract.
 */
export function closeLot(
  { fill: entry, k: entryFill, qty, rate }: OneLot,
  exit: FillRow,
  k: number,
  exitRate: CostRate,
  {
    bars,
    instrument,
    log,
  }: { readonly bars: Bars; readonly instrument: Instrument; readonly log: TradeSink },
): void {
  const { side } = entry;
  const { tickValue } = instrument;
  const entered = contractValue(instrument, entry.price);
  const signed = side * qty;
  const left = signed * (contractValue(instrument, exit.price) - entered);
  // A trade has made 0, not −0, where nothing was made.
  const gross = 0 + left;
  let lowest = 0;
  let highest = 0;
  if (log.looks) {
    lookBetween(entry, exit, bars);
    lowest = signed * (contractValue(instrument, range.low) - entered);
    highest = signed * (contractValue(instrument, range.high) - entered);
  }
  log.leg(qty, entry.price, exit.price, exit.bar, k, left, exit.reason);
  const { stop } = entry;
  trade.side = side;
  trade.flags = entryFlags(entry) | closeFlags(exit) | (exit.qty > qty ? REVERSED : 0);
  trade.qty = qty;
  trade.entryBar = entry.bar;
  trade.exitBar = exit.bar;
  trade.entryReason = entry.reason;
  trade.exitReason = exit.reason;
  trade.entryFill = entryFill;
  trade.exitFill = k;
  trade.entrySum = qty * entry.price;
  trade.exitSum = qty * exit.price;
  trade.gross = gross;
  trade.commission = qty * (rate.commission + exitRate.commission);
  trade.exchange = qty * (rate.exchange + exitRate.exchange);
  trade.clearing = qty * (rate.clearing + exitRate.clearing);
  trade.nfa = qty * (rate.nfa + exitRate.nfa);
  trade.slippage = qty * (entry.slip + exit.slip) * tickValue;
  trade.risk = stop === NO_STOP ? Number.NaN : qty * (Math.abs(entry.price - stop) * tickValue);
  // Of 0 and −0 the smaller is −0: no trade has lost that.
  trade.mae = 0 + Math.min(0, lowest, highest, gross);
  trade.mfe = Math.max(0, lowest, highest, gross);
  log.write(trade);
}

/** All prices that the walk showed from the entry to the exit. */
function lookBetween(entry: FillRow, exit: FillRow, bars: Bars): void {
  const at: Ticks = entry.price - entry.side * entry.slip;
  const out: Ticks = exit.price - exit.side * exit.slip;
  if (entry.leg === 0 && exit.leg === 0 && entry.bar < exit.bar) {
    range.begin(at);
    range.addBars(bars, entry.bar, exit.bar);
    range.add(out);
    return;
  }
  from.bar = entry.bar;
  from.walk = entry.walk;
  from.leg = entry.leg;
  from.at = at;
  to.bar = exit.bar;
  to.walk = exit.walk;
  to.leg = exit.leg;
  to.at = out;
  widenBetween(bars, null, from, to, range);
}
