// How much margin do opposite positions save each other?

import type { MarginOffset } from "../domain/account.js";
import type { MarginRate } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";

/** Which of the two demands. */
export type Requirement = "initial" | "maintenance";

/** A spread that the terms name: its contracts by their places, its credit in hundred-millionths. */
interface Spread {
  readonly first: number;
  readonly second: number;
  readonly ratio: readonly [number, number];
  readonly share: bigint;
}

const FULL = 100_000_000n;

/** The contracts of an account's positions, and what they save each other. */
class Netting {
  /** Of each position, the place of its contract. */
  readonly #places: Int32Array;
  readonly #spreads: readonly Spread[];
  /** By place: contracts over all positions, the margin of one, and what the positions need each for itself. */
  readonly #net: Float64Array;
  readonly #rate: Float64Array;
  readonly #alone: Float64Array;

  constructor(symbols: readonly string[], offsets: readonly MarginOffset[]) {
    const contracts = [...new Set(symbols)];
    this.#places = Int32Array.from(symbols, (symbol) => contracts.indexOf(symbol));
    this.#spreads = offsets
      .map(({ first, second, ratio, credit }) => {
        const share = BigInt(credit);
        return { first: contracts.indexOf(first), second: contracts.indexOf(second), ratio, share };
      })
      .filter(({ first, second }) => first !== -1 && second !== -1 && first !== second);
    this.#net = new Float64Array(contracts.length);
    this.#rate = new Float64Array(contracts.length);
    this.#alone = new Float64Array(contracts.length);
  }

  /** A row a position: its contracts, and the margin of one. */
  credit(contracts: Float64Array, rates: Float64Array): MicroUsd {
    const [net, rate, alone] = [this.#net, this.#rate, this.#alone];
    for (let place = 0; place < net.length; place++) {
      net[place] = 0;
      rate[place] = 0;
      alone[place] = 0;
    }
    for (let k = 0; k < contracts.length; k++) {
      const place = this.#places[k]!;
      // Lanes of one contract need the same but around the clock time at which a rate changes: then the higher.
      if (rates[k]! > rate[place]!) rate[place] = rates[k]!;
      alone[place]! += Math.abs(contracts[k]!) * rates[k]!;
      net[place]! += contracts[k]!;
    }
    let credit: MicroUsd = 0;
    for (let place = 0; place < net.length; place++) {
      const saved = alone[place]! - Math.abs(net[place]!) * rate[place]!;
      if (saved > 0) credit += saved;
    }
    for (const spread of this.#spreads) credit += this.#form(spread);
    return credit;
  }

  /** What as many spreads as there are save; their contracts are used up. */
  #form({ first, second, ratio, share }: Spread): MicroUsd {
    const [net, rate] = [this.#net, this.#rate];
    const a = net[first]!;
    const b = net[second]!;
    if (a * b >= 0) return 0;
    const spreads = Math.min(Math.floor(Math.abs(a) / ratio[0]), Math.floor(Math.abs(b) / ratio[1]));
    const margin = spreads * (ratio[0] * rate[first]! + ratio[1] * rate[second]!);
    net[first] = a - Math.sign(a) * spreads * ratio[0];
    net[second] = b - Math.sign(b) * spreads * ratio[1];
    return Number((BigInt(margin) * share) / FULL);
  }
}

/**
 * The positions of an account. Together they need less than each for itself: first positions in one contract are netted, since
 * margin is on the net position; then the spreads that the terms name are formed, in their order, of what is opposite and
 * left, and each saves its share of both legs' margin, down to the whole micro-dollar. (The order and the whole ratios are
 * those of SPAN's spread charges: CME, "SPAN: the scanning risk and spread credits".)
 *
 * Never changed: whoever was told of them can ask later what they saved then.
 */
export class MarginLegs {
  readonly #netting: Netting;
  /** Signed. */
  readonly #contracts: Float64Array;
  readonly #initial: Float64Array;
  readonly #maintenance: Float64Array;
  /** What was asked for before. */
  readonly #known: Record<Requirement, MicroUsd | null> = { initial: null, maintenance: null };

  private constructor(
    netting: Netting,
    contracts: Float64Array,
    initial: Float64Array,
    maintenance: Float64Array,
  ) {
    this.#netting = netting;
    this.#contracts = contracts;
    this.#initial = initial;
    this.#maintenance = maintenance;
  }

  /** Positions in these contracts, all flat. */
  static of(symbols: readonly string[], offsets: readonly MarginOffset[] = []): MarginLegs {
    const flat = new Float64Array(symbols.length);
    return new MarginLegs(new Netting(symbols, offsets), flat, flat, flat);
  }

  /** The same with leg `k` of so many contracts (signed), each of which needs `rate`. */
  with(k: number, contracts: number, { initial, maintenance }: Pick<MarginRate, Requirement>): MarginLegs {
    const same =
      contracts === this.#contracts[k] &&
      initial === this.#initial[k] &&
      maintenance === this.#maintenance[k];
    if (same) return this;
    return new MarginLegs(
      this.#netting,
      this.#contracts.with(k, contracts),
      this.#initial.with(k, initial),
      this.#maintenance.with(k, maintenance),
    );
  }

  /** What all of them save each other. */
  credit(which: Requirement): MicroUsd {
    const known = this.#known[which];
    if (known !== null) return known;
    const rates = which === "initial" ? this.#initial : this.#maintenance;
    const credit = this.#netting.credit(this.#contracts, rates);
    this.#known[which] = credit;
    return credit;
  }
}
