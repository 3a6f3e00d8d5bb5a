// What does a trade of one entry and one exit come to?

import type { Bars } from "../domain/bars.js";
import type { CostRate, Instrument } from "../domain/contract.js";
import type { FillRow } from "../domain/fill-row.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { FILL_KINDS, NO_STOP } from "../domain/run.js";
import { closeFlags, entryFlags, REVERSED } from "./trade-flags.js";
import type { TradeSink } from "./trade-sums.js";
import { contractValue } from "./value.js";
import { PriceRange, widenBetween } from "./walked.js";

const ROLL = FILL_KINDS.indexOf("roll");

/** The entry whose contracts are held, all brought in by one fill. */
export class OneLot {
  /** Its fill; read into the same row each time. */
  fill: FillRow;
  /** Which one of the log. */
  k = -1;
  /** Contracts that it opened. */
  qty = 0;
  rate: CostRate;

  constructor(fill: FillRow, rate: CostRate) {
    this.fill = fill;
    this.rate = rate;
  }
}

const range = new PriceRange();
const from = { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 };
const to = { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 };

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
  const { stop } = entry;
  const commission = qty * (rate.commission + exitRate.commission);
  const exchange = qty * (rate.exchange + exitRate.exchange);
  const clearing = qty * (rate.clearing + exitRate.clearing);
  const nfa = qty * (rate.nfa + exitRate.nfa);
  const reversed = exit.qty > qty ? REVERSED : 0;
  log.leg(qty, entry.price, exit.price, exit.bar, k, left, exit.reason);
  log.write(
    side,
    entryFlags(entry) | closeFlags(exit) | reversed,
    qty,
    entry.bar,
    exit.bar,
    entry.reason,
    exit.reason,
    entryFill,
    k,
    qty * entry.price,
    qty * exit.price,
    gross,
    commission + exchange + clearing + nfa,
    commission,
    exchange,
    clearing,
    nfa,
    qty * (entry.slip + exit.slip) * tickValue,
    0,
    stop === NO_STOP ? Number.NaN : qty * (Math.abs(entry.price - stop) * tickValue),
    least(lowest, highest, gross),
    most(lowest, highest, gross),
    0,
  );
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

/** Of three results and none. */
function least(a: MicroUsd, b: MicroUsd, c: MicroUsd): MicroUsd {
  let result = 0;
  if (a < result) result = a;
  if (b < result) result = b;
  return c < result ? c : result;
}

function most(a: MicroUsd, b: MicroUsd, c: MicroUsd): MicroUsd {
  let result = 0;
  if (a > result) result = a;
  if (b > result) result = b;
  return c > result ? c : result;
}
