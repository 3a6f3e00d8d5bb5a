// What do the columns of the trades say?

import type { CostRate, Instrument } from "../domain/contract.js";
import type { FillColumns, LegColumns, TradeColumns } from "../domain/run.js";
import { NO_STOP } from "../domain/run.js";
import { closeFlags, entryFlags, REVERSED } from "./trade-flags.js";
import { netOf, type TradeRow } from "./trade-row.js";
import { contractValue } from "./value.js";

/** What the columns say of trades that their rows need not: it follows from the fills. */
export interface TradeFills {
  readonly fills: FillColumns;
  readonly instrument: Instrument;
  /** Makes a reader of the cost schedule in force in a bar, to be asked with rising bars. */
  costs(): (bar: number) => CostRate;
  /** A trade that lasts into another bar has lasted so long at least. */
  readonly leastMs: number;
  /** Largest notional ÷ equity by trade. */
  readonly leverage: Float64Array;
}

/** A trade of one entry and one exit: numbers of its fills, contracts, and the furthest prices on the way. */
export interface PairRow {
  entry: number;
  exit: number;
  qty: number;
  low: number;
  high: number;
}

/** The log, as far as its columns go. */
export interface LongTrades {
  readonly length: number;
  readonly legs: number;
  readPair(at: number, pair: PairRow): void;
  other(at: number): TradeRow;
  legsEnd(at: number): number;
  copyLeg(leg: number, into: LegColumns, at: number, time: Float64Array): void;
}

/** V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 1024;

export function tradeColumns(log: LongTrades, terms: TradeFills): TradeColumns {
  const { length } = log;
  const columns = blankColumns(length, log.legs, terms.leverage);
  const making = new Making(log, columns, terms);
  for (let from = 0; from < length; from += BLOCK) making.make(from, Math.min(from + BLOCK, length));
  return columns;
}

function blankColumns(length: number, legs: number, leverage: Float64Array): TradeColumns {
  const integers = (count = length) => new Int32Array(count);
  const numbers = (count = length) => new Float64Array(count);
  return {
    length,
    side: new Int8Array(length),
    flags: new Uint8Array(length),
    qty: integers(),
    entryBar: integers(),
    exitBar: integers(),
    entryReason: integers(),
    exitReason: integers(),
    firstLeg: integers(),
    entryTime: numbers(),
    exitTime: numbers(),
    entrySum: numbers(),
    exitSum: numbers(),
    gross: numbers(),
    commission: numbers(),
    exchange: numbers(),
    clearing: numbers(),
    nfa: numbers(),
    slippage: numbers(),
    funding: numbers(),
    net: numbers(),
    risk: numbers(),
    mae: numbers(),
    mfe: numbers(),
    heldMs: numbers(),
    leverage,
    stake: numbers(),
    legs: {
      length: legs,
      qty: integers(legs),
      entry: integers(legs),
      exit: integers(legs),
      exitBar: integers(legs),
      exitTime: numbers(legs),
      gross: numbers(legs),
      reason: integers(legs),
    },
  };
}

/** From trade to trade: which leg is next, and which costs hold. */
class Making {
  readonly #log: LongTrades;
  readonly #columns: TradeColumns;
  readonly #terms: TradeFills;
  readonly #entryCosts: (bar: number) => CostRate;
  readonly #exitCosts: (bar: number) => CostRate;
  readonly #pair: PairRow = { entry: 0, exit: 0, qty: 0, low: 0, high: 0 };
  #leg = 0;
  #otherLeg = 0;

  constructor(log: LongTrades, columns: TradeColumns, terms: TradeFills) {
    this.#log = log;
    this.#columns = columns;
    this.#terms = terms;
    this.#entryCosts = terms.costs();
    this.#exitCosts = terms.costs();
  }

  make(from: number, to: number): void {
    const pair = this.#pair;
    for (let at = from; at < to; at++) {
      this.#log.readPair(at, pair);
      this.#columns.firstLeg[at] = this.#leg;
      if (pair.qty > 0) this.#makePair(at, pair);
      else this.#copy(at, pair.entry);
    }
  }

  /** Its costs are amounts a contract; nothing was funded, and no walk was in question. */
  #makePair(at: number, { entry, exit, qty, low, high }: PairRow): void {
    const c = this.#columns;
    const { fills, instrument } = this.#terms;
    const { tickValue } = instrument;
    const side = fills.side[entry]!;
    const bought = fills.price[entry]!;
    const sold = fills.price[exit]!;
    const rate = this.#entryCosts(fills.bar[entry]!);
    const exitRate = this.#exitCosts(fills.bar[exit]!);
    const signed = side * qty;
    const entered = contractValue(instrument, bought);
    const left = signed * (contractValue(instrument, sold) - entered);
    // A trade has made 0, not −0, where nothing was made.
    const gross = 0 + left;
    const lowest = signed * (contractValue(instrument, low) - entered);
    const highest = signed * (contractValue(instrument, high) - entered);
    const stop = fills.stop[entry]!;
    c.side[at] = side;
    const flags =
      entryFlags(fills.kind[entry]!, fills.leg[entry]!) | closeFlags(fills.kind[exit]!, fills.leg[exit]!);
    c.flags[at] = flags | (fills.qty[exit]! > qty ? REVERSED : 0);
    c.qty[at] = qty;
    c.entryReason[at] = fills.reason[entry]!;
    c.exitReason[at] = fills.reason[exit]!;
    c.entrySum[at] = qty * bought;
    c.exitSum[at] = qty * sold;
    c.gross[at] = gross;
    const commission = qty * (rate.commission + exitRate.commission);
    const exchange = qty * (rate.exchange + exitRate.exchange);
    const clearing = qty * (rate.clearing + exitRate.clearing);
    const nfa = qty * (rate.nfa + exitRate.nfa);
    c.commission[at] = commission;
    c.exchange[at] = exchange;
    c.clearing[at] = clearing;
    c.nfa[at] = nfa;
    c.slippage[at] = qty * (fills.slip[entry]! + fills.slip[exit]!) * tickValue;
    c.net[at] = gross - (commission + exchange + clearing + nfa);
    c.risk[at] = stop === NO_STOP ? Number.NaN : qty * (Math.abs(bought - stop) * tickValue);
    // Of 0 and −0 the smaller is −0: no trade has lost that.
    c.mae[at] = 0 + Math.min(0, lowest, highest, gross);
    c.mfe[at] = Math.max(0, lowest, highest, gross);
    this.#stamp(at, entry, exit, fills.bar[entry]!, fills.bar[exit]!);
    const { legs } = c;
    const leg = this.#leg++;
    legs.qty[leg] = qty;
    legs.entry[leg] = bought;
    legs.exit[leg] = sold;
    legs.exitBar[leg] = fills.bar[exit]!;
    legs.exitTime[leg] = fills.time[exit]!;
    legs.gross[leg] = left;
    legs.reason[leg] = fills.reason[exit]!;
  }

  #copy(at: number, other: number): void {
    const c = this.#columns;
    const trade = this.#log.other(other);
    c.side[at] = trade.side;
    c.flags[at] = trade.flags;
    c.qty[at] = trade.qty;
    c.entryReason[at] = trade.entryReason;
    c.exitReason[at] = trade.exitReason;
    c.entrySum[at] = trade.entrySum;
    c.exitSum[at] = trade.exitSum;
    c.gross[at] = trade.gross;
    c.commission[at] = trade.commission;
    c.exchange[at] = trade.exchange;
    c.clearing[at] = trade.clearing;
    c.nfa[at] = trade.nfa;
    c.slippage[at] = trade.slippage;
    c.funding[at] = trade.funding;
    c.net[at] = netOf(trade);
    c.risk[at] = trade.risk;
    c.mae[at] = trade.mae;
    c.mfe[at] = trade.mfe;
    c.stake[at] = trade.stake;
    this.#stamp(at, trade.entryFill, trade.exitFill, trade.entryBar, trade.exitBar);
    const end = this.#log.legsEnd(other);
    const { time } = this.#terms.fills;
    for (; this.#otherLeg < end; this.#otherLeg++)
      this.#log.copyLeg(this.#otherLeg, c.legs, this.#leg++, time);
  }

  #stamp(at: number, entryFill: number, exitFill: number, entryBar: number, exitBar: number): void {
    const c = this.#columns;
    const { fills, leastMs } = this.#terms;
    c.entryBar[at] = entryBar;
    c.exitBar[at] = exitBar;
    const entered = fills.time[entryFill]!;
    const left = fills.time[exitFill]!;
    c.entryTime[at] = entered;
    c.exitTime[at] = left;
    // A fill within a bar is only known to lie in it; both ends are stamped with the open of the bar that was walked.
    c.heldMs[at] = Math.max(left - entered, exitBar === entryBar ? 0 : leastMs);
  }
}
