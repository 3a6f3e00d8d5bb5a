// Which movements of cash were there, in which order?

import { CASH_KINDS, type CashColumns, type CashKind } from "../domain/cash.js";
import type { Day, EpochMs, MicroUsd } from "../domain/money.js";
import type { RunTotals } from "../domain/run.js";

export interface CashEntry {
  readonly bar: number;
  readonly time: EpochMs;
  readonly kind: CashKind;
  readonly amount: MicroUsd;
  /** Signed contracts that it concerns; none unless told. */
  readonly qty?: number;
  /** Of one contract, in micro-dollars. */
  readonly value?: MicroUsd;
  /** In hundred-millionths. */
  readonly rate?: number;
  readonly text?: string;
}

type CashSums = Pick<RunTotals, "dataFees" | "liquidationFees" | "funding" | "interest" | "transfers">;

const FIELDS = ["bar", "fill", "day", "time", "kind", "amount", "qty", "value", "rate", "text"] as const;
type Field = (typeof FIELDS)[number];

/**
 * Append-only, except that a walk tried and given up is taken back by `truncate`. Whoever moves cash writes it down here:
 * the books are made of it after the run, and the auditor computes each row again.
 */
export class CashLog {
  length = 0;
  /** The trade date that the account is in: rows stand in its statement. */
  day: Day;
  readonly #texts: string[] = [];
  readonly #textIds = new Map<string, number>();
  #columns = emptyColumns(64);
  #room = 64;
  readonly #fills: { readonly length: number };

  /** `fills`: the log of the fills beside it. */
  constructor(fills: { readonly length: number }, day: Day) {
    this.day = day;
    this.#fills = fills;
  }

  push({ bar, time, kind, amount, qty = 0, value, rate, text }: CashEntry): void {
    if (this.length === this.#room) this.#grow();
    const at = this.length++;
    const columns = this.#columns;
    columns.bar[at] = bar;
    columns.fill[at] = this.#fills.length;
    columns.day[at] = this.day;
    columns.time[at] = time;
    columns.kind[at] = CASH_KINDS.indexOf(kind);
    columns.amount[at] = amount;
    columns.qty[at] = qty;
    columns.value[at] = value ?? Number.NaN;
    columns.rate[at] = rate ?? Number.NaN;
    columns.text[at] = text === undefined ? -1 : this.#textId(text);
  }

  truncate(length: number): void {
    this.length = length;
  }

  /** What all rows come to, by what they are shown as. */
  sums(): CashSums {
    const of = (...kinds: CashKind[]): MicroUsd => {
      let sum = 0;
      const { kind, amount } = this.#columns;
      for (let k = 0; k < this.length; k++) if (kinds.includes(CASH_KINDS[kind[k]!]!)) sum += amount[k]!;
      return sum;
    };
    return {
      dataFees: 0 - of("monthly fee"),
      liquidationFees: 0 - of("liquidation fee"),
      funding: of("funding"),
      interest: of("interest"),
      transfers: of("deposit", "withdrawal"),
    };
  }

  /** The finished log, copied to its exact length. Its texts come after the `reasons` of the fills, in one list with them. */
  columns(reasons: readonly string[]): { readonly cash: CashColumns; readonly reasons: readonly string[] } {
    const { length } = this;
    const cut = (field: Field) => this.#columns[field].subarray(0, length);
    const cash: CashColumns = {
      length,
      bar: Int32Array.from(cut("bar")),
      fill: Int32Array.from(cut("fill")),
      day: Int32Array.from(cut("day")),
      time: Float64Array.from(cut("time")),
      kind: Uint8Array.from(cut("kind")),
      amount: Float64Array.from(cut("amount")),
      qty: Int32Array.from(cut("qty")),
      value: Float64Array.from(cut("value")),
      rate: Float64Array.from(cut("rate")),
      text: Int32Array.from(cut("text"), (id) => (id === -1 ? -1 : reasons.length + id)),
    };
    return { cash, reasons: [...reasons, ...this.#texts] };
  }

  #textId(text: string): number {
    let id = this.#textIds.get(text);
    if (id === undefined) {
      id = this.#texts.push(text) - 1;
      this.#textIds.set(text, id);
    }
    return id;
  }

  #grow(): void {
    this.#room *= 2;
    const wider = emptyColumns(this.#room);
    for (const field of FIELDS) wider[field].set(this.#columns[field]);
    this.#columns = wider;
  }
}

function emptyColumns(room: number): Record<Field, Float64Array> {
  const columns = {} as Record<Field, Float64Array>;
  for (const field of FIELDS) columns[field] = new Float64Array(room);
  return columns;
}
