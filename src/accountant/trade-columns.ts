// What do the columns of the trades say?

import type { CostRate, Instrument } from "../domain/contract.js";
import { countedColumns } from "../domain/counted.js";
import type { EpochMs, MicroUsd } from "../domain/money.js";
import type { FillColumns, LegColumns, TradeColumns } from "../domain/run.js";
import { NO_STOP } from "../domain/run.js";
import { byteColumn, integerColumn, numberColumn, signColumn } from "../domain/shared-column.js";
import { closeFlags, entryFlags, REVERSED } from "./trade-flags.js";
import { ENTRY, EXIT, HIGH, LOW, netOf, QTY, type TradeRow, WIDTH } from "./trade-row.js";
import { contractValue } from "./value.js";

/** From that bar on, until the next. */
export interface CostSpan {
  readonly bar: number;
  readonly rate: CostRate;
}

/** What the columns say of trades that their rows need not: it follows from the fills. */
export interface TradeFills {
  readonly fills: FillColumns;
  readonly instrument: Instrument;
  /** The cost schedules that were in force. */
  readonly costs: readonly CostSpan[];
  /** A trade that lasts into another bar has lasted so long at least. */
  readonly leastMs: number;
  /** Largest notional ÷ equity by trade: few ask for it. */
  leverage(): Float64Array;
}

/** The log, as far as its columns go. */
export interface LongTrades {
  readonly length: number;
  readonly legs: number;
  /** Block after block: the rows of `count` trades, the first of which is number `from`. */
  eachBlock(use: (rows: Int32Array, from: number, count: number) => void): void;
  other(at: number): TradeRow;
  legsEnd(at: number): number;
  copyLeg(leg: number, into: LegColumns, at: number, time: Float64Array): void;
}

export function tradeColumns(log: LongTrades, terms: TradeFills): TradeColumns {
  const { length } = log;
  const columns = blankColumns(length, log.legs, () => terms.leverage());
  const making = new Making(log, columns, terms);
  log.eachBlock((rows, from, count) => making.make(rows, from, count));
  return columns;
}

/** The same for so many trades, made when the first column is read. */
export const countedTrades = countedColumns(blankColumns(0, 0, () => new Float64Array(0)));

function blankColumns(length: number, legs: number, leverage: () => Float64Array): TradeColumns {
  const integers = (count = length) => integerColumn(count);
  const numbers = (count = length) => numberColumn(count);
  return {
    length,
    side: signColumn(length),
    flags: byteColumn(length),
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
    get leverage() {
      return leverage();
    },
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

/** From trade to trade: which leg is next. */
class Making {
  readonly #log: LongTrades;
  readonly #columns: TradeColumns;
  readonly #terms: TradeFills;
  readonly #costs: PairCosts;
  #leg = 0;
  #otherLeg = 0;

  constructor(log: LongTrades, columns: TradeColumns, terms: TradeFills) {
    this.#log = log;
    this.#columns = columns;
    this.#terms = terms;
    this.#costs = new PairCosts(terms.costs);
  }

  /** A block of rows. */
  make(rows: Int32Array, from: number, count: number): void {
    for (let row = 0; row < count; ) {
      if (rows[row * WIDTH + QTY]! > 0) {
        const end = endOfPairs(rows, row, count);
        this.#makePairs(rows.subarray(row * WIDTH, end * WIDTH), from + row, end - row);
        row = end;
      } else {
        this.#columns.firstLeg[from + row] = this.#leg;
        this.#copy(from + row, rows[row * WIDTH + ENTRY]!);
        row++;
      }
    }
  }

  /** Of so many columns at once a loop keeps not all in registers: one pass for what belongs together. */
  #makePairs(rows: Int32Array, at: number, count: number): void {
    const columns = this.#columns;
    pairSides(rows, columns, this.#terms, at, at + count, this.#leg);
    pairTimes(rows, columns, this.#terms, at, at + count);
    pairResults(rows, columns, this.#terms, at, at + count);
    pairCosts(rows, columns, this.#terms, this.#costs, at, at + count);
    pairLegs(rows, columns, this.#terms.fills, at, at + count, this.#leg);
    this.#leg += count;
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
    c.heldMs[at] = heldFor(entered, left, exitBar === entryBar, leastMs);
  }
}

function endOfPairs(rows: Int32Array, row: number, count: number): number {
  let end = row;
  while (end < count && rows[end * WIDTH + QTY]! > 0) end++;
  return end;
}

// Trades `at` … `to` of one entry and one exit, and their rows. Their costs are amounts a contract; nothing was funded, and no walk
// was in question.

function pairSides(
  rows: Int32Array,
  columns: TradeColumns,
  { fills }: TradeFills,
  at: number,
  to: number,
  leg: number,
): void {
  const { side, qty, bar, kind, leg: place, reason } = fills;
  const {
    side: sides,
    flags,
    qty: contracts,
    entryBar,
    exitBar,
    entryReason,
    exitReason,
    firstLeg,
  } = columns;
  for (let k = at, row = 0; k < to; k++, row += WIDTH) {
    const entry = rows[row + ENTRY]!;
    const exit = rows[row + EXIT]!;
    const held = rows[row + QTY]!;
    sides[k] = side[entry]!;
    const filled = entryFlags(kind[entry]!, place[entry]!) | closeFlags(kind[exit]!, place[exit]!);
    flags[k] = filled | (qty[exit]! > held ? REVERSED : 0);
    contracts[k] = held;
    entryBar[k] = bar[entry]!;
    exitBar[k] = bar[exit]!;
    entryReason[k] = reason[entry]!;
    exitReason[k] = reason[exit]!;
    firstLeg[k] = leg + (k - at);
  }
}

function pairTimes(
  rows: Int32Array,
  { entryTime, exitTime, heldMs }: TradeColumns,
  { fills: { bar, time }, leastMs }: TradeFills,
  at: number,
  to: number,
): void {
  for (let k = at, row = 0; k < to; k++, row += WIDTH) {
    const entry = rows[row + ENTRY]!;
    const exit = rows[row + EXIT]!;
    const entered = time[entry]!;
    const left = time[exit]!;
    entryTime[k] = entered;
    exitTime[k] = left;
    heldMs[k] = heldFor(entered, left, bar[entry] === bar[exit], leastMs);
  }
}

function pairResults(
  rows: Int32Array,
  columns: TradeColumns,
  { fills, instrument }: TradeFills,
  at: number,
  to: number,
): void {
  const { side, price, stop } = fills;
  const { entrySum, exitSum, gross, risk, mae, mfe } = columns;
  const { tickValue } = instrument;
  for (let k = at, row = 0; k < to; k++, row += WIDTH) {
    const entry = rows[row + ENTRY]!;
    const qty = rows[row + QTY]!;
    const signed = side[entry]! * qty;
    const bought = price[entry]!;
    const sold = price[rows[row + EXIT]!]!;
    const stopped = stop[entry]!;
    const entered = contractValue(instrument, bought);
    // A trade has made 0, not −0, where nothing was made.
    const made = 0 + signed * (contractValue(instrument, sold) - entered);
    const lowest = signed * (contractValue(instrument, rows[row + LOW]!) - entered);
    const highest = signed * (contractValue(instrument, rows[row + HIGH]!) - entered);
    entrySum[k] = qty * bought;
    exitSum[k] = qty * sold;
    gross[k] = made;
    risk[k] = stopped === NO_STOP ? Number.NaN : qty * (Math.abs(bought - stopped) * tickValue);
    // Of 0 and −0 the smaller is −0: no trade has lost that.
    mae[k] = 0 + Math.min(0, lowest, highest, made);
    mfe[k] = Math.max(0, lowest, highest, made);
  }
}

function pairCosts(
  rows: Int32Array,
  columns: TradeColumns,
  { fills, instrument: { tickValue } }: TradeFills,
  costs: PairCosts,
  at: number,
  to: number,
): void {
  const { bar, slip } = fills;
  const { gross, commission, exchange, clearing, nfa, slippage, net } = columns;
  for (let k = at, row = 0; k < to; k++, row += WIDTH) {
    const entry = rows[row + ENTRY]!;
    const exit = rows[row + EXIT]!;
    const qty = rows[row + QTY]!;
    if (bar[entry]! >= costs.entryEnd || bar[exit]! >= costs.exitEnd) costs.look(bar[entry]!, bar[exit]!);
    const commissions = qty * costs.commission;
    const exchanges = qty * costs.exchange;
    const clearings = qty * costs.clearing;
    const nfas = qty * costs.nfa;
    commission[k] = commissions;
    exchange[k] = exchanges;
    clearing[k] = clearings;
    nfa[k] = nfas;
    slippage[k] = qty * (slip[entry]! + slip[exit]!) * tickValue;
    net[k] = gross[k]! - (commissions + exchanges + clearings + nfas);
  }
}

function pairLegs(
  rows: Int32Array,
  { legs, gross: made }: TradeColumns,
  { side, bar, time, price, reason }: FillColumns,
  at: number,
  to: number,
  first: number,
): void {
  const { qty, entry: bought, exit: sold, exitBar, exitTime, gross, reason: reasons } = legs;
  for (let k = at, leg = first, row = 0; k < to; k++, leg++, row += WIDTH) {
    const entry = rows[row + ENTRY]!;
    const exit = rows[row + EXIT]!;
    qty[leg] = rows[row + QTY]!;
    bought[leg] = price[entry]!;
    sold[leg] = price[exit]!;
    exitBar[leg] = bar[exit]!;
    exitTime[leg] = time[exit]!;
    // Of a leg it is the product as it comes: −0 where a short trade has made nothing.
    gross[leg] = made[k] === 0 && side[entry] === -1 ? -0 : made[k]!;
    reasons[leg] = reason[exit]!;
  }
}

/** A fill within a bar is only known to lie in it; both ends are stamped with the open of the bar that was walked. */
const heldFor = (entered: EpochMs, left: EpochMs, inOneBar: boolean, leastMs: number): number =>
  Math.max(left - entered, inOneBar ? 0 : leastMs);

/** What a contract pays at its entry and its exit together, with rising bars. */
class PairCosts {
  commission: MicroUsd = 0;
  exchange: MicroUsd = 0;
  clearing: MicroUsd = 0;
  nfa: MicroUsd = 0;
  /** Behind the bars for which these hold. */
  entryEnd = -1;
  exitEnd = -1;
  readonly #spans: readonly CostSpan[];
  #entry = 0;
  #exit = 0;

  constructor(spans: readonly CostSpan[]) {
    this.#spans = spans;
  }

  look(entryBar: number, exitBar: number): void {
    this.#entry = this.#spanOf(entryBar, this.#entry);
    this.#exit = this.#spanOf(exitBar, this.#exit);
    this.entryEnd = this.#endOf(this.#entry);
    this.exitEnd = this.#endOf(this.#exit);
    const { rate: entry } = this.#spans[this.#entry]!;
    const { rate: exit } = this.#spans[this.#exit]!;
    this.commission = entry.commission + exit.commission;
    this.exchange = entry.exchange + exit.exchange;
    this.clearing = entry.clearing + exit.clearing;
    this.nfa = entry.nfa + exit.nfa;
  }

  #spanOf(bar: number, from: number): number {
    let at = from;
    while (bar >= this.#endOf(at)) at++;
    return at;
  }

  #endOf(span: number): number {
    return this.#spans[span + 1]?.bar ?? Number.POSITIVE_INFINITY;
  }
}
