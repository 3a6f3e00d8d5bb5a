// What guards the contracts of one entry?

import type { Ticks } from "../domain/money.js";
import type { ExitLevel, ExitPlan, Side, StopMove } from "../domain/order.js";
import type { FillKind } from "../domain/run.js";
import { allot } from "./allot.js";
import { better } from "./price.js";

export interface LiveTarget {
  readonly price: Ticks;
  readonly qty: number;
  readonly then: StopMove;
}

/**
 * The contracts that one entry fill opened, with what is left of its exit plan. Entries without a plan are holdings
 * too, so that a manual exit takes first what came in first. Copied before a walk is tried, hence flat and small.
 */
export interface Holding {
  readonly order: number;
  readonly side: Side;
  readonly entry: Ticks;
  readonly entryBar: number;
  left: number;
  /** NaN where there is none: no comparison with it is ever true. */
  stop: Ticks;
  stopKind: FillKind;
  /** Distance of the trailing stop, 0 where the stop does not trail. */
  trail: Ticks;
  /** Best price since it began to trail. */
  best: Ticks;
  targets: readonly LiveTarget[];
  /** First bar at whose open the time stop is due. */
  readonly due: number;
}

/** The plan of an entry, made concrete by its fill: distances become prices, portions become contracts. */
export function holdingOf(
  order: number,
  side: Side,
  entry: Ticks,
  qty: number,
  bar: number,
  plan: ExitPlan | null,
): Holding {
  if (plan === null) return bareHolding(order, side, entry, qty, bar);
  const stop = plan.stop ? levelPrice(plan.stop, -side as Side, entry, Number.NaN) : Number.NaN;
  const risk = Math.abs(entry - stop);
  const trail = plan.trail ?? 0;
  const trailed = entry - side * trail;
  const trailsFirst = trail > 0 && !(side * (stop - trailed) > 0);
  const { targets } = plan;
  const counts = allot(
    qty,
    targets.map((target) => target.portion),
  );
  return {
    order,
    side,
    entry,
    entryBar: bar,
    left: qty,
    stop: trailsFirst ? trailed : stop,
    stopKind: trailsFirst ? "trailing stop" : "stop loss",
    trail,
    best: entry,
    targets: targets
      .map((target, k) => ({
        price: levelPrice(target.at, side, entry, risk),
        qty: counts[k]!,
        then: target.then,
      }))
      .filter((target) => target.qty > 0),
    due: plan.timeStop === null ? Number.POSITIVE_INFINITY : bar + plan.timeStop,
  };
}

const NO_TARGETS: readonly LiveTarget[] = [];

/** Contracts that nothing guards: they wait for an order of their own. */
const bareHolding = (order: number, side: Side, entry: Ticks, left: number, entryBar: number): Holding => ({
  order,
  side,
  entry,
  entryBar,
  left,
  stop: Number.NaN,
  stopKind: "stop loss",
  trail: 0,
  best: entry,
  targets: NO_TARGETS,
  due: Number.POSITIVE_INFINITY,
});

/** True where some price or time still ends the holding by itself. */
export const hasExits = ({ stop, trail, targets, due }: Holding): boolean =>
  !Number.isNaN(stop) || trail > 0 || targets.length > 0 || due !== Number.POSITIVE_INFINITY;

/** Where a level of the plan lies for an entry at `entry`: `toward` is +1 for levels above it, -1 for those below. */
function levelPrice(level: ExitLevel, toward: Side, entry: Ticks, risk: Ticks): Ticks {
  switch (level.kind) {
    case "price":
      return level.at;
    case "distance":
      return entry + toward * level.ticks;
    case "r":
      // Away from the trader's favour: the next whole tick further out.
      return entry + toward * Math.ceil(level.multiple * risk - 1e-9);
  }
}

/** A target filled: the stop of the rest moves, never back. `netTicks` is the distance that pays the rest's costs. */
export function moveStop(holding: Holding, move: StopMove, at: Ticks, netTicks: Ticks): void {
  switch (move.kind) {
    case "stay":
      return;
    case "breakeven":
      return raise(holding, holding.entry + holding.side * move.ticks, "breakeven stop");
    case "breakevenNet":
      return raise(holding, holding.entry + holding.side * netTicks, "breakeven stop");
    case "trail":
      if (move.least === "breakeven") raise(holding, holding.entry, "breakeven stop");
      if (move.least === "breakevenNet") moveStop(holding, { kind: "breakevenNet" }, at, netTicks);
      holding.trail = move.ticks;
      holding.best = at;
      return raise(holding, at - holding.side * move.ticks, "trailing stop");
  }
}

/** The walk reached `price` in the holding's favour: a trailing stop follows. */
export function follow(holding: Holding, price: Ticks): void {
  if (holding.trail === 0) return;
  const best = better(-holding.side as Side, holding.best, price);
  if (best === holding.best) return;
  holding.best = best;
  raise(holding, best - holding.side * holding.trail, "trailing stop");
}

/** A stop only ever moves to the winning side. */
function raise(holding: Holding, stop: Ticks, kind: FillKind): void {
  if (holding.side * (stop - holding.stop) <= 0) return;
  holding.stop = stop;
  holding.stopKind = kind;
}

/** Fewer contracts are left than the targets were made for: the farthest give way first. */
export function shrunk(targets: readonly LiveTarget[], left: number): LiveTarget[] {
  const kept: LiveTarget[] = [];
  let room = left;
  for (const target of targets) {
    const qty = Math.min(target.qty, room);
    room -= qty;
    if (qty > 0) kept.push({ ...target, qty });
  }
  return kept;
}

export const copyOf = (holdings: readonly Holding[]): Holding[] =>
  holdings.map((holding) => ({ ...holding }));

/**
 * Whether two holdings will leave at the same prices. The best price so far need not be compared: where it makes a
 * difference, it has moved the stop.
 */
export const guardAlike = (a: Holding, b: Holding): boolean =>
  a.order === b.order &&
  a.entry === b.entry &&
  a.left === b.left &&
  Object.is(a.stop, b.stop) &&
  a.trail === b.trail &&
  a.targets.length === b.targets.length &&
  a.targets.every(({ price, qty }, k) => price === b.targets[k]!.price && qty === b.targets[k]!.qty);
