// Which contracts are held, and what guards them?

import type { Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { FillKind } from "../domain/run.js";
import { copyOf, follow, type Holding, hasExits, leaveNext, shrunk } from "./holding.js";
import type { LimitBar } from "./limit.js";
import { tradedBeyond } from "./queue.js";
import { rollHolding } from "./roll.js";

/** Most positions come from one entry: with none or one of them no list is made by copying another. */
const NONE: readonly Holding[] = [];

/** The open contracts by the entries that brought them in, oldest first: what goes out first is what came in first. */
export class Positions {
  holdings = NONE;

  add(holding: Holding): void {
    this.holdings = this.holdings.length === 0 ? [holding] : [...this.holdings, holding];
  }

  remove(holding: Holding): void {
    this.holdings = this.holdings.length === 1 ? NONE : this.holdings.filter((other) => other !== holding);
  }

  clear(): void {
    this.holdings = NONE;
  }

  /** A manual exit or a reversal takes contracts out; their exit plans shrink with them. */
  release(closing: number): void {
    let left = closing;
    while (left > 0 && this.holdings.length > 0) {
      const oldest = this.holdings[0]!;
      const taken = Math.min(oldest.left, left);
      oldest.left -= taken;
      left -= taken;
      if (oldest.left === 0) this.holdings = this.holdings.length === 1 ? NONE : this.holdings.slice(1);
      else oldest.targets = shrunk(oldest, oldest.left);
    }
  }

  /** The walk came to `price`: stops that trail follow. */
  follow(price: Ticks): void {
    for (const holding of this.holdings) follow(holding, price);
  }

  /** What traded in a bar at the targets that still wait has brought them forward. */
  queue(walked: number, { low, high, volume }: LimitBar): void {
    for (const holding of this.holdings) {
      if (walked < holding.queuesFrom || holding.targets.length === 0) continue;
      const exit = -holding.side as Side;
      holding.targets = holding.targets.map((target) => ({
        ...target,
        queued: target.queued + tradedBeyond(exit, target.price, low, high, volume),
      }));
    }
  }

  /** The contracts are those of the next month now: `roll.ts`. */
  roll(shift: Ticks, offset: Ticks): void {
    this.holdings = this.holdings.map((holding) => rollHolding(holding, shift, offset));
  }

  /** Whatever was planned, all leaves at the market when `bar` opens. */
  leaveAt(bar: number, kind: FillKind): void {
    for (const holding of this.holdings) leaveNext(holding, bar - 1, kind);
  }

  moveStops(price: Ticks): void {
    for (const holding of this.holdings) {
      holding.stop = price;
      holding.stopKind = "stop loss";
    }
  }

  get guarded(): boolean {
    for (const holding of this.holdings) if (hasExits(holding)) return true;
    return false;
  }

  /** First bar at whose open contracts leave at the market; `Infinity` where none are due. */
  get due(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const holding of this.holdings) if (holding.due < due) due = holding.due;
    return due;
  }

  copy(): Holding[] {
    return copyOf(this.holdings);
  }

  takeBack(holdings: readonly Holding[]): void {
    this.holdings = copyOf(holdings);
  }
}
