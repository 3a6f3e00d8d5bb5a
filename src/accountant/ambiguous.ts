// Which walks that could have gone otherwise did a trade take part in?

import type { FinerBars } from "../bars/magnify.js";
import type { MicroUsd } from "../domain/money.js";
import type { Place } from "./walked.js";

/** Walks whose other direction leaves the account with different equity, and by how much. */
export interface Ambiguity {
  /** By bar. */
  readonly ambiguous: Stakes;
  /** The same by finer bar: what `ambiguous` has of a bar is the sum of those in it. */
  readonly ambiguousFiner: Stakes;
  readonly finer: FinerBars | null;
}

/** What is at stake by walk. Walks rise, so that those of a stretch are found without looking at each of its bars. */
export class Stakes {
  readonly #stakes = new Map<number, MicroUsd>();
  readonly #walks: number[] = [];
  /** -1 where there is none. Asked with every fill. */
  newest = -1;

  get size(): number {
    return this.#walks.length;
  }
  has(walk: number): boolean {
    return this.#stakes.has(walk);
  }
  of(walk: number): MicroUsd {
    return this.#stakes.get(walk)!;
  }

  /** What has been said of the newest walk is added to. */
  add(walk: number, stake: MicroUsd): void {
    const before = this.#stakes.get(walk);
    if (before === undefined) this.#walks.push(walk);
    this.newest = walk;
    this.#stakes.set(walk, (before ?? 0) + stake);
  }

  /** Those of `from` … `to`. */
  *between(from: number, to: number): Generator<number> {
    const walks = this.#walks;
    let low = 0;
    let high = walks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (walks[middle]! < from) low = middle + 1;
      else high = middle;
    }
    for (; low < walks.length && walks[low]! < to; low++) yield walks[low]!;
  }
}

/** The walks that a trade took part in: its bars and its finer bars. Bars with a fill of its own count by finer bar. */
export class AmbiguousWalks {
  readonly #bars = new Set<number>();
  readonly #finer = new Set<number>();

  /** A fill within the walk takes part in what the walk leaves open; one at the open does not. */
  filled({ bar, finer, leg }: Place, { ambiguous, ambiguousFiner }: Ambiguity): void {
    if (leg === 0) return;
    if (finer === -1) {
      if (ambiguous.has(bar)) this.#bars.add(bar);
    } else if (ambiguousFiner.has(finer)) this.#finer.add(finer);
  }

  /**
   * Walks that the trade was held through without a fill on them can be ambiguous too: the other one would have ended it,
   * or moved its stop. A trade that filled at the open was held through the whole walk.
   */
  held(from: Place, to: Place, ambiguity: Ambiguity): void {
    const { ambiguous, finer } = ambiguity;
    const first = from.finer === -1 && from.leg === 0 ? from.bar : from.bar + 1;
    for (const bar of ambiguous.between(first, to.bar)) this.#bars.add(bar);
    if (finer === null) return;
    const sameBar = from.bar === to.bar;
    if (from.finer !== -1) {
      const next = from.leg === 0 ? from.finer : from.finer + 1;
      this.#heldFiner(next, sameBar ? to.finer : finer.end[from.bar]!, ambiguity);
    }
    if (to.finer !== -1 && !sameBar) this.#heldFiner(finer.first[to.bar]!, to.finer, ambiguity);
  }

  #heldFiner(from: number, to: number, { ambiguousFiner }: Ambiguity): void {
    for (const at of ambiguousFiner.between(from, to)) this.#finer.add(at);
  }

  get any(): boolean {
    return this.#bars.size + this.#finer.size > 0;
  }

  stake({ ambiguous, ambiguousFiner }: Ambiguity): MicroUsd {
    let stake = 0;
    for (const bar of this.#bars) stake += ambiguous.of(bar);
    for (const finer of this.#finer) stake += ambiguousFiner.of(finer);
    return stake;
  }
}
