// How are the trades of a run written down?

import type { MicroUsd, Ticks } from "../domain/money.js";
import type { LegColumns, TradeColumns } from "../domain/run.js";
import type { TradeRow, TradeSink } from "./trade-row.js";

/** Rows of one block: small enough that the allocator hands the same memory out again. */
const SHIFT = 9;
const ROWS = 1 << SHIFT;
const MASK = ROWS - 1;

// Places in a row of integers …
const SIDE = 0;
const FLAGS = 1;
const QTY = 2;
const ENTRY_BAR = 3;
const EXIT_BAR = 4;
const ENTRY_REASON = 5;
const EXIT_REASON = 6;
const FIRST_LEG = 7;
const ENTRY_FILL = 8;
const EXIT_FILL = 9;
const INTEGERS = 10;
// … and of numbers.
const ENTRY_SUM = 0;
const EXIT_SUM = 1;
const GROSS = 2;
const COMMISSION = 3;
const EXCHANGE = 4;
const CLEARING = 5;
const NFA = 6;
const SLIPPAGE = 7;
const FUNDING = 8;
const RISK = 9;
const MAE = 10;
const MFE = 11;
const STAKE = 12;
const NUMBERS = 13;

const LEG_QTY = 0;
const LEG_ENTRY = 1;
const LEG_EXIT = 2;
const LEG_EXIT_BAR = 3;
const LEG_REASON = 4;
const LEG_FILL = 5;
const LEG_INTEGERS = 6;

/** What the columns say of trades that their rows need not: it follows from the fills. */
export interface TradeTimes {
  /** Of each fill. */
  readonly time: Float64Array;
  /** A trade that lasts into another bar has lasted so long at least. */
  readonly leastMs: number;
  /** Largest notional ÷ equity by trade. */
  readonly leverage: Float64Array;
}

/** Trades and their legs, in rows while they come in, in columns for whoever reads them. */
export class TradeLog implements TradeSink {
  readonly looks = true;
  length = 0;
  #legs = 0;
  /** Legs that belong to trades which are finished. */
  #legsDone = 0;
  readonly #trades = new Rows(INTEGERS, NUMBERS);
  readonly #legRows = new Rows(LEG_INTEGERS, 1);

  leg(
    qty: number,
    entry: Ticks,
    exit: Ticks,
    exitBar: number,
    fill: number,
    gross: MicroUsd,
    reason: number,
  ): void {
    const rows = this.#legRows;
    const place = rows.open(this.#legs++);
    const { integers } = rows;
    const at = place * LEG_INTEGERS;
    integers[at + LEG_QTY] = qty;
    integers[at + LEG_ENTRY] = entry;
    integers[at + LEG_EXIT] = exit;
    integers[at + LEG_EXIT_BAR] = exitBar;
    integers[at + LEG_REASON] = reason;
    integers[at + LEG_FILL] = fill;
    rows.numbers[place] = gross;
  }

  write(trade: TradeRow): void {
    const rows = this.#trades;
    const place = rows.open(this.length++);
    const { integers, numbers } = rows;
    const i = place * INTEGERS;
    integers[i + SIDE] = trade.side;
    integers[i + FLAGS] = trade.flags;
    integers[i + QTY] = trade.qty;
    integers[i + ENTRY_BAR] = trade.entryBar;
    integers[i + EXIT_BAR] = trade.exitBar;
    integers[i + ENTRY_REASON] = trade.entryReason;
    integers[i + EXIT_REASON] = trade.exitReason;
    integers[i + FIRST_LEG] = this.#legsDone;
    integers[i + ENTRY_FILL] = trade.entryFill;
    integers[i + EXIT_FILL] = trade.exitFill;
    this.#legsDone = this.#legs;
    const n = place * NUMBERS;
    numbers[n + ENTRY_SUM] = trade.entrySum;
    numbers[n + EXIT_SUM] = trade.exitSum;
    numbers[n + GROSS] = trade.gross;
    numbers[n + COMMISSION] = trade.commission;
    numbers[n + EXCHANGE] = trade.exchange;
    numbers[n + CLEARING] = trade.clearing;
    numbers[n + NFA] = trade.nfa;
    numbers[n + SLIPPAGE] = trade.slippage;
    numbers[n + FUNDING] = trade.funding;
    numbers[n + RISK] = trade.risk;
    numbers[n + MAE] = trade.mae;
    numbers[n + MFE] = trade.mfe;
    numbers[n + STAKE] = trade.stake;
  }

  /** How many trades have one of the `flags`. */
  flagged(flags: number): number {
    return this.#trades.flagged(FLAGS, flags, this.length);
  }

  /** The trades that are finished, and their legs. */
  columns({ time, leastMs, leverage }: TradeTimes): TradeColumns {
    const { length } = this;
    const trades = this.#trades;
    const integers = (field: number) => trades.integersOf(field, new Int32Array(length));
    const numbers = (field: number) => trades.numbersOf(field, length);
    const entryTime = timesOf(integers(ENTRY_FILL), time);
    const exitTime = timesOf(integers(EXIT_FILL), time);
    const entryBar = integers(ENTRY_BAR);
    const exitBar = integers(EXIT_BAR);
    const gross = numbers(GROSS);
    const commission = numbers(COMMISSION);
    const exchange = numbers(EXCHANGE);
    const clearing = numbers(CLEARING);
    const nfa = numbers(NFA);
    const funding = numbers(FUNDING);
    const net = new Float64Array(length);
    const heldMs = new Float64Array(length);
    for (let at = 0; at < length; at++) {
      net[at] = gross[at]! - (commission[at]! + exchange[at]! + clearing[at]! + nfa[at]!) + funding[at]!;
      // A fill within a bar is only known to lie in it; both ends are stamped with the open of the bar that was walked.
      heldMs[at] = Math.max(exitTime[at]! - entryTime[at]!, exitBar[at] === entryBar[at] ? 0 : leastMs);
    }
    return {
      length,
      side: trades.integersOf(SIDE, new Int8Array(length)),
      flags: trades.integersOf(FLAGS, new Uint8Array(length)),
      qty: integers(QTY),
      entryBar,
      exitBar,
      entryReason: integers(ENTRY_REASON),
      exitReason: integers(EXIT_REASON),
      firstLeg: integers(FIRST_LEG),
      entryTime,
      exitTime,
      entrySum: numbers(ENTRY_SUM),
      exitSum: numbers(EXIT_SUM),
      gross,
      commission,
      exchange,
      clearing,
      nfa,
      slippage: numbers(SLIPPAGE),
      funding,
      net,
      risk: numbers(RISK),
      mae: numbers(MAE),
      mfe: numbers(MFE),
      heldMs,
      leverage,
      stake: numbers(STAKE),
      legs: this.#legColumns(time),
    };
  }

  #legColumns(time: Float64Array): LegColumns {
    const length = this.#legsDone;
    const rows = this.#legRows;
    const integers = (field: number) => rows.integersOf(field, new Int32Array(length));
    return {
      length,
      qty: integers(LEG_QTY),
      entry: integers(LEG_ENTRY),
      exit: integers(LEG_EXIT),
      exitBar: integers(LEG_EXIT_BAR),
      exitTime: timesOf(integers(LEG_FILL), time),
      gross: rows.numbersOf(0, length),
      reason: integers(LEG_REASON),
    };
  }
}

function timesOf(fills: Int32Array, time: Float64Array): Float64Array {
  const times = new Float64Array(fills.length);
  for (let k = 0; k < fills.length; k++) times[k] = time[fills[k]!]!;
  return times;
}

/** So many integers and so many doubles a row. */
class Rows {
  /** Of the block of the newest row. */
  integers: Int32Array;
  numbers: Float64Array;
  readonly #width: number;
  readonly #numberWidth: number;
  readonly #blocks: { readonly integers: Int32Array; readonly numbers: Float64Array }[] = [];

  constructor(integers: number, numbers: number) {
    this.#width = integers;
    this.#numberWidth = numbers;
    this.integers = new Int32Array(0);
    this.numbers = new Float64Array(0);
  }

  /** Place in its block of the row after all others. */
  open(row: number): number {
    const place = row & MASK;
    if (place === 0) {
      this.integers = new Int32Array(ROWS * this.#width);
      this.numbers = new Float64Array(ROWS * this.#numberWidth);
      this.#blocks.push({ integers: this.integers, numbers: this.numbers });
    }
    return place;
  }

  integersOf<C extends Int32Array | Int8Array | Uint8Array>(field: number, into: C): C {
    for (const [k, { integers }] of this.#blocks.entries())
      copy(integers, field, this.#width, into, k * ROWS, Math.min((k + 1) * ROWS, into.length));
    return into;
  }

  numbersOf(field: number, length: number): Float64Array {
    const into = new Float64Array(length);
    for (const [k, { numbers }] of this.#blocks.entries())
      copy(numbers, field, this.#numberWidth, into, k * ROWS, Math.min((k + 1) * ROWS, length));
    return into;
  }

  flagged(field: number, flags: number, length: number): number {
    let count = 0;
    for (const [k, { integers }] of this.#blocks.entries()) {
      const rows = Math.min(ROWS, length - k * ROWS);
      for (let row = 0, at = field; row < rows; row++, at += this.#width)
        if ((integers[at]! & flags) !== 0) count++;
    }
    return count;
  }
}

type Column = Int32Array | Int8Array | Uint8Array | Float64Array;

function copy(rows: Column, field: number, width: number, into: Column, from: number, to: number): void {
  for (let k = from, at = field; k < to; k++, at += width) into[k] = rows[at]!;
}
