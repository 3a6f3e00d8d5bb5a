// Which walks that could have gone otherwise did a trade take part in?

import type { FinerBars } from "../bars/magnify.js";
import type { MicroUsd } from "../domain/money.js";
import type { Place } from "./walked.js";

/** Walks whose other direction leaves the account with different equity, and by how much. */
export interface Ambiguity {
  /** By bar. */
  readonly ambiguous: ReadonlyMap<number, MicroUsd>;
  /** The same by finer bar: what `ambiguous` has of a bar is the sum of those in it. */
  readonly ambiguousFiner: ReadonlyMap<number, MicroUsd>;
  readonly finer: FinerBars | null;
}

/** Null where no walk of the run was in question: most runs have thousands of trades and nothing to remember of them. */
export const ambiguousWalks = ({ ambiguous }: Ambiguity): AmbiguousWalks | null =>
  ambiguous.size === 0 ? null : new AmbiguousWalks();

/** The walks that a trade took part in: its bars and its finer bars. Bars with a fill of its own count by finer bar. */
export class AmbiguousWalks {
  readonly #bars = new Set<number>();
  readonly #finer = new Set<number>();

  /** A fill within the walk takes part in what the walk leaves open; one at the open does not. */
  filled({ bar, finer, leg }: Place, { ambiguous, ambiguousFiner }: Ambiguity): void {
    if (leg === 0) return;
    if (finer === -1) this.#add(this.#bars, bar, ambiguous);
    else this.#add(this.#finer, finer, ambiguousFiner);
  }

  /**
   * Walks that the trade was held through without a fill on them can be ambiguous too: the other one would have ended it,
   * or moved its stop. A trade that filled at the open was held through the whole walk.
   */
  held(from: Place, to: Place, ambiguity: Ambiguity): void {
    const { ambiguous, finer } = ambiguity;
    const first = from.finer === -1 && from.leg === 0 ? from.bar : from.bar + 1;
    for (let bar = first; bar < to.bar; bar++) this.#add(this.#bars, bar, ambiguous);
    if (finer === null) return;
    const sameBar = from.bar === to.bar;
    if (from.finer !== -1) {
      const next = from.leg === 0 ? from.finer : from.finer + 1;
      this.#heldFiner(next, sameBar ? to.finer : finer.end[from.bar]!, ambiguity);
    }
    if (to.finer !== -1 && !sameBar) this.#heldFiner(finer.first[to.bar]!, to.finer, ambiguity);
  }

  #heldFiner(from: number, to: number, { ambiguousFiner }: Ambiguity): void {
    for (let at = from; at < to; at++) this.#add(this.#finer, at, ambiguousFiner);
  }

  get any(): boolean {
    return this.#bars.size + this.#finer.size > 0;
  }

  stake({ ambiguous, ambiguousFiner }: Ambiguity): MicroUsd {
    let stake = 0;
    for (const bar of this.#bars) stake += ambiguous.get(bar)!;
    for (const finer of this.#finer) stake += ambiguousFiner.get(finer)!;
    return stake;
  }

  #add(to: Set<number>, walk: number, ambiguous: ReadonlyMap<number, MicroUsd>): void {
    if (ambiguous.has(walk)) to.add(walk);
  }
}
