// What does the walk meet next?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { Holding, LiveTarget } from "./holding.js";
import { type LimitBar, type LimitRule, limitFill, limitReached } from "./limit.js";
import { stopFill } from "./stop.js";
import { touchFill } from "./touched.js";
import type { Working } from "./working.js";

/** What comes first at one price: forced and protective exits before all else, what is in our favour last. */
export const RANK = { forced: 0, planStop: 1, stop: 2, target: 3, limit: 4, activation: 5 } as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

/** A stretch of the walk, and what must be known to see what it meets. */
export interface Stretch {
  /** Which walk it is of all so far. */
  readonly walked: number;
  readonly ticks: LimitBar;
  /** True at the open, before anything has traded in the bar. */
  readonly opening: boolean;
  /** False where no more contracts may fill in this bar: what waits for a better price then waits on. */
  readonly room: boolean;
  readonly rule: LimitRule;
}

/** The next thing to happen on the walk. One object, filled anew by each search: nothing is allocated on the way. */
export class Touch {
  /** Where on the walk. */
  at: Ticks = 0;
  /** At what price before slippage. */
  price: Ticks = 0;
  rank: Rank = RANK.forced;
  holding: Holding | null = null;
  target: LiveTarget | null = null;
  working: Working | null = null;
  #from: Ticks = 0;
  #to: Ticks = 0;
  #found = false;

  /** The nearest touch on the way `from` → `to`; at one price the lower rank, then the older. False: there is none. */
  find(
    from: Ticks,
    to: Ticks,
    stretch: Stretch,
    working: readonly Working[],
    holdings: readonly Holding[],
    stopOut: Ticks,
    position: number,
  ): boolean {
    this.#from = from;
    this.#to = to;
    this.#found = false;
    if (position !== 0 && !Number.isNaN(stopOut)) {
      const price = stopFill(position > 0 ? -1 : 1, stopOut, from, to);
      if (price !== null) this.#offer(price, price, RANK.forced, null, null, null);
    }
    for (const holding of holdings) this.#offerExits(holding, stretch);
    for (const one of working) if (one.phase === "resting") this.#offerOrder(one, stretch);
    return this.#found;
  }

  #offerExits(holding: Holding, { walked, ticks, opening, room, rule }: Stretch): void {
    const from = this.#from;
    const to = this.#to;
    const exit = -holding.side as Side;
    const waiting = walked >= holding.queuesFrom;
    const first = waiting ? ticks.open : holding.aliveAt;
    const stop = Number.isNaN(holding.stop) ? null : stopFill(exit, holding.stop, from, to);
    if (stop !== null) this.#offer(stop, stop, RANK.planStop, holding, null, null);
    if (room) {
      for (const target of holding.targets) {
        const passed = exit * (target.price - first) >= 1;
        const through = rule.through(target.qty, target.queued, waiting, passed, opening, ticks);
        const price = limitFill(exit, target.price, through, from, to, first);
        if (price === null) continue;
        this.#offer(
          limitReached(exit, target.price, through, from),
          price,
          RANK.target,
          holding,
          target,
          null,
        );
      }
    }
    if (Number.isNaN(holding.trailsFrom)) return;
    const at = touchFill(exit, holding.trailsFrom, from, to, first);
    if (at !== null) this.#offer(at, at, RANK.activation, holding, null, null);
  }

  #offerOrder(one: Working, { walked, ticks, opening, room, rule }: Stretch): void {
    const from = this.#from;
    const to = this.#to;
    const { order } = one;
    const { side, kind } = order;
    const waiting = walked >= one.queuesFrom;
    const first = waiting ? ticks.open : one.aliveAt;
    switch (kind) {
      case "stop":
        return this.#offerAt(stopFill(side, one.trigger, from, to), RANK.stop, one);
      case "trailing stop":
        if (!Number.isNaN(one.best))
          return this.#offerAt(stopFill(side, one.trigger, from, to), RANK.stop, one);
        return this.#offerAt(touchFill(side, order.activation!, from, to, first), RANK.activation, one);
      case "market if touched":
        return this.#offerAt(touchFill(side, one.trigger, from, to, first), RANK.limit, one);
      case "stop limit":
        if (!Number.isNaN(one.trigger)) {
          return this.#offerAt(stopFill(side, one.trigger, from, to), RANK.stop, one);
        }
        break;
      case "limit":
        break;
      case "market":
      case "on open":
      case "on close":
        return;
    }
    if (!room) return;
    const passed = side * (one.limit - first) >= 1;
    const through = rule.through(one.left, one.queued, waiting, passed, opening, ticks);
    const price = limitFill(side, one.limit, through, from, to, first);
    if (price === null) return;
    this.#offer(limitReached(side, one.limit, through, from), price, RANK.limit, null, null, one);
  }

  #offerAt(price: Ticks | null, rank: Rank, working: Working): void {
    if (price !== null) this.#offer(price, price, rank, null, null, working);
  }

  #offer(
    at: Ticks,
    price: Ticks,
    rank: Rank,
    holding: Holding | null,
    target: LiveTarget | null,
    working: Working | null,
  ): void {
    if (this.#found) {
      const nearer = Math.abs(this.at - this.#from) - Math.abs(at - this.#from);
      if (nearer < 0 || (nearer === 0 && rank >= this.rank)) return;
    }
    this.#found = true;
    this.at = at;
    this.price = price;
    this.rank = rank;
    this.holding = holding;
    this.target = target;
    this.working = working;
  }
}
