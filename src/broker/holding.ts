// What guards the contracts of one entry?

import type { Ticks } from "../domain/money.js";
import type { ExitLevel, ExitPlan, Side, StopMove, Trail } from "../domain/order.js";
import type { FillKind } from "../domain/run.js";
import { better } from "./price.js";
import { trailedStop } from "./trail.js";

export interface LiveTarget {
  readonly price: Ticks;
  readonly qty: number;
  readonly then: StopMove;
  /** Contracts that have traded at its price or beyond while it waited. */
  readonly queued: number;
}

/**
 * The contracts that one entry fill opened, with what is left of its exit plan. Entries without a plan are holdings
 * too, so that a manual exit takes first what came in first. Copied before a walk is tried, hence flat and small.
 */
export interface Holding {
  readonly order: number;
  /** Its entry, by place in the fill log. */
  readonly fill: number;
  readonly side: Side;
  readonly entry: Ticks;
  /** First walk whose volume counts for the queues of its targets: the next one where it was entered inside a bar, ... */
  readonly queuesFrom: number;
  /** ... and there the walk stood then. */
  readonly aliveAt: Ticks;
  /** Ticks between the entry and its first stop; NaN without one. */
  readonly risk: Ticks;
  left: number;
  /** NaN where there is none: no comparison with it is ever true. */
  stop: Ticks;
  stopKind: FillKind;
  /** How the stop trails, or null. */
  trail: Trail | null;
  /** Level that the walk must reach before it trails; NaN where it trails already or never does. */
  trailsFrom: Ticks;
  /** Best price since it began to trail. */
  best: Ticks;
  targets: readonly LiveTarget[];
  /** First bar at whose open it is left at the market, and what that is called. */
  due: number;
  dueKind: FillKind;
  /** Where its stop stood when it was last written down (`move-log.ts`). */
  noted: Ticks;
}

const NO_TARGETS: readonly LiveTarget[] = [];

/** Contracts that nothing guards: they wait for an order of their own. */
export const bareHolding = (
  order: number,
  fill: number,
  side: Side,
  entry: Ticks,
  left: number,
): Holding => ({
  order,
  fill,
  side,
  entry,
  queuesFrom: 0,
  aliveAt: Number.NaN,
  risk: Number.NaN,
  left,
  stop: Number.NaN,
  stopKind: "stop loss",
  trail: null,
  trailsFrom: Number.NaN,
  best: entry,
  targets: NO_TARGETS,
  due: Number.POSITIVE_INFINITY,
  dueKind: "time stop",
  noted: Number.NaN,
});

/**
 * The plan of an entry, made concrete by its fill: distances become prices, portions have become `counts` of contracts.
 * A bar tells nothing of its targets' queues if it was entered inside it, with the walk at `aliveAt`: those begin with walk
 * `queuesFrom`.
 */
export function guardedHolding(
  order: number,
  fill: number,
  side: Side,
  entry: Ticks,
  qty: number,
  bar: number,
  plan: ExitPlan,
  counts: readonly number[],
  queuesFrom: number,
  aliveAt: Ticks,
): Holding {
  const stop = plan.stop === null ? Number.NaN : levelPrice(plan.stop, -side as Side, entry, Number.NaN);
  const risk = Math.abs(entry - stop);
  const holding: Holding = {
    order,
    fill,
    side,
    entry,
    queuesFrom,
    aliveAt,
    risk,
    left: qty,
    stop,
    stopKind: "stop loss",
    trail: plan.trail?.trail ?? null,
    trailsFrom: Number.NaN,
    best: entry,
    targets: plan.targets
      .map(({ at, then }, k) => ({
        price: levelPrice(at, side, entry, risk),
        qty: counts[k]!,
        then,
        queued: 0,
      }))
      .filter((target) => target.qty > 0),
    due: plan.timeStop === null ? Number.POSITIVE_INFINITY : bar + plan.timeStop,
    dueKind: "time stop",
    noted: stop,
  };
  if (plan.trail !== null) {
    const { from } = plan.trail;
    if (from !== null) holding.trailsFrom = levelPrice(from, side, entry, risk);
    else {
      // On the tick of the plan's stop it is called by what moves it from now on.
      if (trailedStop(side, entry, plan.trail.trail) === stop) holding.stopKind = "trailing stop";
      beginTrail(holding, entry);
      // Where it begins is in the fill.
      holding.noted = holding.stop;
    }
  }
  return holding;
}

/** True where some price or time still ends the holding by itself. */
export const hasExits = ({ stop, trail, targets, due }: Holding): boolean =>
  !Number.isNaN(stop) || trail !== null || targets.length > 0 || due !== Number.POSITIVE_INFINITY;

/** Where a level of the plan lies for an entry at `entry`: `toward` is +1 for levels above it, -1 for those below. */
function levelPrice(level: ExitLevel, toward: Side, entry: Ticks, risk: Ticks): Ticks {
  switch (level.kind) {
    case "price":
      return level.at;
    case "distance":
      return entry + toward * level.ticks;
    case "percent":
      return entry + toward * outward((Math.abs(entry + (level.offset ?? 0)) * level.percent) / 100);
    case "r":
      return entry + toward * outward(level.multiple * risk);
  }
}

/** Away from the trader's favour: the next whole tick further out. Float noise is no tick. */
const outward = (distance: number): Ticks => Math.ceil(distance - 1e-6);

/** A target filled: the stop of the rest moves, never back. `netTicks` is the distance that pays the rest's costs. */
export function moveStop(holding: Holding, move: StopMove, at: Ticks, netTicks: Ticks): void {
  const { entry, side } = holding;
  switch (move.kind) {
    case "stay":
      return;
    case "breakeven":
      return raise(holding, entry + side * move.ticks, "breakeven stop");
    case "breakevenNet":
      return raise(holding, entry + side * netTicks, "breakeven stop");
    case "lockR":
      // Away from the trader's favour: between two ticks the one nearer to the entry.
      return raise(holding, entry + side * Math.floor(move.multiple * holding.risk + 1e-6), "breakeven stop");
    case "trail":
      if (move.least === "breakeven") raise(holding, entry, "breakeven stop");
      if (move.least === "breakevenNet") moveStop(holding, { kind: "breakevenNet" }, at, netTicks);
      holding.trail = move.trail;
      return beginTrail(holding, at);
  }
}

/** From `at` on the stop follows; where another stop stands nearer, that one stays until the trail has caught up. */
export function beginTrail(holding: Holding, at: Ticks): void {
  holding.trailsFrom = Number.NaN;
  holding.best = at;
  raise(holding, trailedStop(holding.side, at, holding.trail!), "trailing stop");
}

/** The walk reached `price` in the holding's favour: a trailing stop follows. */
export function follow(holding: Holding, price: Ticks): void {
  const { trail, side } = holding;
  if (trail === null || !Number.isNaN(holding.trailsFrom)) return;
  const best = better(-side as Side, holding.best, price);
  if (best === holding.best) return;
  holding.best = best;
  raise(holding, trailedStop(side, best, trail), "trailing stop");
}

/** A stop only ever moves to the winning side. */
function raise(holding: Holding, stop: Ticks, kind: FillKind): void {
  if (holding.side * (stop - holding.stop) <= 0) return;
  holding.stop = stop;
  holding.stopKind = kind;
}

/** Whatever else was planned, the rest leaves at the market at the next open. */
export function leaveNext(holding: Holding, bar: number, kind: FillKind): void {
  holding.stop = Number.NaN;
  holding.trail = null;
  holding.trailsFrom = Number.NaN;
  holding.targets = NO_TARGETS;
  holding.due = bar + 1;
  holding.dueKind = kind;
}

/** Fewer contracts are left than the targets were made for: the farthest give way first, the later among equals. */
export function shrunk({ side, targets }: Holding, left: number): readonly LiveTarget[] {
  const kept = new Map<LiveTarget, number>();
  let room = left;
  for (const target of [...targets].sort((a, b) => side * (a.price - b.price))) {
    const qty = Math.min(target.qty, room);
    room -= qty;
    kept.set(target, qty);
  }
  return targets.map((target) => ({ ...target, qty: kept.get(target)! })).filter(({ qty }) => qty > 0);
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
  a.due === b.due &&
  Object.is(a.stop, b.stop) &&
  Object.is(a.trailsFrom, b.trailsFrom) &&
  a.trail === b.trail &&
  a.targets.length === b.targets.length &&
  a.targets.every(({ price, qty }, k) => price === b.targets[k]!.price && qty === b.targets[k]!.qty);
