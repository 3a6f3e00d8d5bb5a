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
  #columns = NONE;
  #room = 0;
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
    const sums = new Float64Array(CASH_KINDS.length);
    const { kind, amount } = this.#columns;
    for (let k = 0; k < this.length; k++) sums[kind[k]!]! += amount[k]!;
    const of = (kind: CashKind): MicroUsd => sums[CASH_KINDS.indexOf(kind)]!;
    return {
      dataFees: 0 - of("monthly fee"),
      liquidationFees: 0 - of("liquidation fee"),
      funding: of("funding"),
      interest: of("interest"),
      transfers: of("deposit") + of("withdrawal"),
    };
  }

  /** The finished log, copied to its exact length. Its texts come after the `reasons` of the fills, in one list with them. */
  columns(reasons: readonly string[]): { readonly cash: CashColumns; readonly reasons: readonly string[] } {
    const { length } = this;
    const integers = (field: Field) => this.#cut(field, new Int32Array(length));
    const numbers = (field: Field) => this.#cut(field, new Float64Array(length));
    const cash: CashColumns = {
      length,
      bar: integers("bar"),
      fill: integers("fill"),
      day: integers("day"),
      time: numbers("time"),
      kind: this.#cut("kind", new Uint8Array(length)),
      amount: numbers("amount"),
      qty: integers("qty"),
      value: numbers("value"),
      rate: numbers("rate"),
      text: integers("text").map((id) => (id === -1 ? -1 : reasons.length + id)),
    };
    return { cash, reasons: [...reasons, ...this.#texts] };
  }

  /** `from` of typed arrays walks an iterator; `set` copies. */
  #cut<T extends Int32Array | Float64Array | Uint8Array>(field: Field, into: T): T {
    into.set(this.#columns[field].subarray(0, this.length));
    return into;
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
    this.#room = Math.max(64, 2 * this.#room);
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

/** Of a log in which nothing stands yet: most short runs settle nothing. */
const NONE = emptyColumns(0);
