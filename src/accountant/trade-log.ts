// How are the trades of a run written down?

import { Rows } from "../bars/rows.js";
import type { CostRate, Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { TradeColumns } from "../domain/run.js";
import { type LongTrades, type TradeFills, tradeColumns } from "./trade-columns.js";
import { AMBIGUOUS } from "./trade-flags.js";
import {
  blankTrade,
  ENTRY,
  EXIT,
  HIGH,
  LOW,
  type OneLot,
  QTY,
  type TradeRow,
  type TradeSink,
  WIDTH,
} from "./trade-row.js";

/** Places in the row of any other trade: integers … */
const INTEGERS = [
  "side",
  "flags",
  "qty",
  "entryBar",
  "exitBar",
  "entryReason",
  "exitReason",
  "entryFill",
  "exitFill",
] as const;
const LEGS_END = INTEGERS.length;
/** … and numbers. */
const NUMBERS = [
  "entrySum",
  "exitSum",
  "gross",
  "commission",
  "exchange",
  "clearing",
  "nfa",
  "slippage",
  "funding",
  "risk",
  "mae",
  "mfe",
  "stake",
] as const;

const LEG_QTY = 0;
const LEG_ENTRY = 1;
const LEG_EXIT = 2;
const LEG_EXIT_BAR = 3;
const LEG_REASON = 4;
const LEG_FILL = 5;
const LEG_INTEGERS = 6;

/** Trades and their legs, in rows while they come in, in columns for whoever reads them. */
export class TradeLog implements TradeSink, LongTrades {
  readonly looks = true;
  /** How many of them are marked ambiguous. */
  ambiguous = 0;
  readonly #trades = new Rows(WIDTH);
  readonly #otherRows = new Rows(LEGS_END + 1, NUMBERS.length);
  /** Legs that belong to trades which are finished. */
  #legsDone = 0;
  readonly #legRows = new Rows(LEG_INTEGERS, 1);
  /** Trades that are not in rows yet, and what writes them. */
  #owed = 0;
  #write: (() => void) | null = null;

  get length(): number {
    return this.#trades.length + this.#owed;
  }

  owes(trades: number, write: () => void): void {
    this.#owed = trades;
    this.#write = write;
  }

  /** From here on all trades are in rows. */
  #writeOwed(): void {
    const write = this.#write;
    this.#owed = 0;
    this.#write = null;
    write?.();
  }

  pair(
    { k: entry, qty }: OneLot,
    _exit: Ticks,
    k: number,
    _exitRate: CostRate,
    _instrument: Instrument,
    low: Ticks,
    high: Ticks,
  ): void {
    const rows = this.#trades;
    const at = rows.add() * WIDTH;
    const { integers } = rows;
    integers[at + ENTRY] = entry;
    integers[at + EXIT] = k;
    integers[at + QTY] = qty;
    integers[at + LOW] = low;
    integers[at + HIGH] = high;
  }

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
    const place = rows.add();
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
    if ((trade.flags & AMBIGUOUS) !== 0) this.ambiguous++;
    const rows = this.#trades;
    const at = rows.add() * WIDTH;
    rows.integers[at + ENTRY] = this.#otherRows.length;
    rows.integers[at + QTY] = 0;
    const others = this.#otherRows;
    const place = others.add();
    const { integers, numbers } = others;
    const i = place * (LEGS_END + 1);
    for (let field = 0; field < INTEGERS.length; field++) integers[i + field] = trade[INTEGERS[field]!];
    this.#legsDone = this.#legRows.length;
    integers[i + LEGS_END] = this.#legsDone;
    const n = place * NUMBERS.length;
    for (let field = 0; field < NUMBERS.length; field++) numbers[n + field] = trade[NUMBERS[field]!];
  }

  /** The trades that are finished, and their legs. */
  columns(fills: TradeFills): TradeColumns {
    this.#writeOwed();
    return tradeColumns(this, fills);
  }

  /** How many legs all finished trades have. */
  get legs(): number {
    return this.length - this.#otherRows.length + this.#legsDone;
  }

  /** Block after block: the rows of `count` trades, the first of which is number `from`. */
  eachBlock(use: (rows: Int32Array, from: number, count: number) => void): void {
    this.#trades.each((rows, _, from, count) => use(rows, from, count));
  }

  readonly #read = blankTrade();

  /** One of the others; the object is written over each time. */
  other(at: number): TradeRow {
    const rows = this.#otherRows;
    const place = rows.placeOf(at);
    const integers = rows.integersAt(at);
    const numbers = rows.numbersAt(at);
    for (let k = 0; k < INTEGERS.length; k++)
      this.#read[INTEGERS[k]!] = integers[place * (LEGS_END + 1) + k]!;
    for (let k = 0; k < NUMBERS.length; k++) this.#read[NUMBERS[k]!] = numbers[place * NUMBERS.length + k]!;
    return this.#read;
  }

  /** Behind its last leg. */
  legsEnd(at: number): number {
    const rows = this.#otherRows;
    return rows.integersAt(at)[rows.placeOf(at) * (LEGS_END + 1) + LEGS_END]!;
  }

  /** Leg number `leg` of the others. */
  copyLeg(leg: number, into: TradeColumns["legs"], at: number, time: Float64Array): void {
    const rows = this.#legRows;
    const integers = rows.integersAt(leg);
    const place = rows.placeOf(leg);
    const i = place * LEG_INTEGERS;
    into.qty[at] = integers[i + LEG_QTY]!;
    into.entry[at] = integers[i + LEG_ENTRY]!;
    into.exit[at] = integers[i + LEG_EXIT]!;
    into.exitBar[at] = integers[i + LEG_EXIT_BAR]!;
    into.exitTime[at] = time[integers[i + LEG_FILL]!]!;
    into.gross[at] = rows.numbersAt(leg)[place]!;
    into.reason[at] = integers[i + LEG_REASON]!;
  }
}
