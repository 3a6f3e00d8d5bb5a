// How are the trades of a run written down?

import type { EpochMs, MicroUsd, Ticks } from "../domain/money.js";
import type { LegColumns, TradeColumns } from "../domain/run.js";

const INTEGERS = ["qty", "entryBar", "exitBar", "entryReason", "exitReason", "firstLeg"] as const;
const NUMBERS = [
  "entryTime",
  "exitTime",
  "entrySum",
  "exitSum",
  "gross",
  "commission",
  "exchange",
  "clearing",
  "nfa",
  "slippage",
  "net",
  "risk",
  "mae",
  "mfe",
  "heldMs",
  "leverage",
  "stake",
] as const;
type Columns = Omit<TradeColumns, "length" | "legs">;

/** Trades and their legs in columns. As many fills bound both, so there is nothing to grow. */
export class TradeLog {
  #length = 0;
  #legs = 0;
  /** Legs that belong to trades which are finished. */
  #legsDone = 0;
  readonly #columns: Columns;
  readonly #leg: Omit<LegColumns, "length">;

  constructor(fills: number) {
    this.#columns = columnsOf(fills);
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

  /** What is finished, cut to its exact length. */
  columns(): TradeColumns {
    return {
      length: this.#length,
      ...mapped(this.#columns, this.#length),
      legs: { length: this.#legsDone, ...mapped(this.#leg, this.#legsDone) },
    };
  }
}

function columnsOf(room: number): Columns {
  const columns: Record<string, unknown> = { side: new Int8Array(room), flags: new Uint8Array(room) };
  for (const field of INTEGERS) columns[field] = new Int32Array(room);
  for (const field of NUMBERS) columns[field] = new Float64Array(room);
  return columns as unknown as Columns;
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
