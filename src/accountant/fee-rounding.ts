// What does a broker make of a part of a cent?

import type { FeeRounding } from "../domain/account.js";
import type { MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { AccountTerms } from "../domain/run.js";
import { toCent } from "./value.js";

/** A fill as its costs need it. `order`: 0 where the account forced it; such a fill is an order of its own. */
export interface Charged {
  readonly order: number;
  readonly side: Side;
  readonly qty: number;
}

/** Null where nothing is rounded. */
export const feeRounder = ({ feeRounding = "exact" }: AccountTerms): FeeRounder | null =>
  feeRounding === "exact" ? null : new FeeRounder(feeRounding);

/**
 * Rounds what fills cost to the cent, ties up, fill by fill in their order. It starts from amounts that are whole
 * millionths of a dollar already. An order is its id and its side: the exits of a plan carry the id of their entry.
 */
export class FeeRounder {
  readonly #rounding: Exclude<FeeRounding, "exact">;
  /** What the fills of each order have cost so far, not rounded. */
  readonly #sums = new Map<number, MicroUsd>();
  /** What the sums were before each fill, so that a walk can be taken back. */
  readonly #keys: number[] = [];
  readonly #before: MicroUsd[] = [];

  constructor(rounding: Exclude<FeeRounding, "exact">) {
    this.#rounding = rounding;
  }

  /** What is charged for the next fill, which costs `exact`; one contract of it would cost `one`. */
  charge({ order, side, qty }: Charged, exact: MicroUsd, one: MicroUsd): MicroUsd {
    if (this.#rounding !== "order" || order === 0) return this.alone(qty, exact, one);
    const key = 2 * order + (side === 1 ? 1 : 0);
    const before = this.#sums.get(key) ?? 0;
    this.#keys.push(key);
    this.#before.push(before);
    this.#sums.set(key, before + exact);
    return toCent(before + exact) - toCent(before);
  }

  /** The same for a fill that is the whole of its order: what can be known of it beforehand. */
  alone(qty: number, exact: MicroUsd, one: MicroUsd): MicroUsd {
    return this.#rounding === "contract" ? qty * toCent(one) : toCent(exact);
  }

  get mark(): number {
    return this.#keys.length;
  }

  takeBack(mark: number): void {
    while (this.#keys.length > mark) this.#sums.set(this.#keys.pop()!, this.#before.pop()!);
  }
}
