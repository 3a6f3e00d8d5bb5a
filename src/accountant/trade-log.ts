// How are the trades of a run written down?

import type { EpochMs, MicroUsd, Ticks } from "../domain/money.js";
import type { LegColumns, TradeColumns } from "../domain/run.js";

type Columns = Omit<TradeColumns, "length" | "legs">;

/** Trades and their legs in columns. How many trades there are, and legs at most, is known before: nothing grows. */
export class TradeLog {
  #length = 0;
  #legs = 0;
  /** Legs that belong to trades which are finished. */
  #legsDone = 0;
  readonly #columns: Columns;
  readonly #leg: Omit<LegColumns, "length">;

  constructor(trades: number, fills: number) {
    this.#columns = columnsOf(trades);
    // A leg ends a lot or ends the fill that closes it: there are at most as many as both together.
    this.#leg = legColumns(2 * fills);
  }

  leg(
    qty: number,
    entry: Ticks,
    exit: Ticks,
    exitBar: number,
    exitTime: EpochMs,
    gross: MicroUsd,
    reason: number,
  ): void {
    const at = this.#legs++;
    const leg = this.#leg;
    leg.qty[at] = qty;
    leg.entry[at] = entry;
    leg.exit[at] = exit;
    leg.exitBar[at] = exitBar;
    leg.exitTime[at] = exitTime;
    leg.gross[at] = gross;
    leg.reason[at] = reason;
  }

  /** The place of the next trade, to be filled in by its writer; the legs since the last one are its own. */
  next(): { columns: Columns; at: number } {
    const at = this.#length++;
    this.#columns.firstLeg[at] = this.#legsDone;
    this.#legsDone = this.#legs;
    return { columns: this.#columns, at };
  }

  /** What is finished: as many trades as were announced, and their legs. */
  columns(): TradeColumns {
    const legs = { length: this.#legsDone, ...mapped(this.#leg, this.#legsDone) };
    return { length: this.#length, ...this.#columns, legs };
  }
}

/** Written out: V8 looks every field up in a hash table where more than a dozen were added by computed names. */
function columnsOf(room: number): Columns {
  const integers = () => new Int32Array(room);
  const numbers = () => new Float64Array(room);
  return {
    side: new Int8Array(room),
    flags: new Uint8Array(room),
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
    leverage: numbers(),
    stake: numbers(),
  };
}

const legColumns = (room: number): Omit<LegColumns, "length"> => ({
  qty: new Int32Array(room),
  entry: new Int32Array(room),
  exit: new Int32Array(room),
  exitBar: new Int32Array(room),
  exitTime: new Float64Array(room),
  gross: new Float64Array(room),
  reason: new Int32Array(room),
});

const mapped = <T extends object>(columns: T, length: number): T =>
  Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [field, (column as Int32Array).slice(0, length)]),
  ) as T;
