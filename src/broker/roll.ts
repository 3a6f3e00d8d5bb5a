// What does a roll into the next contract change for orders and exits?

import type { Ticks } from "../domain/money.js";
import type { ExitLevel, ExitPlan, Order, StopMove, Trail } from "../domain/order.js";
import type { Holding } from "./holding.js";
import type { Working } from "./working.js";

/**
 * Orders live in the prices of the bars, which run through the roll without a jump: their levels are shifted by the spread
 * as the bars are. What was held is shifted by `shift` besides, the part of the executed spread that the bars do not
 * have: so a trade risks after the roll what it risked before. Percentages are of the new contract's price from now on,
 * which lies `offset` above that of the bars.
 */
export function rollHolding(holding: Holding, shift: Ticks, offset: Ticks): Holding {
  const { entry, aliveAt, stop, trailsFrom, best, targets, trail } = holding;
  return {
    ...holding,
    entry: entry + shift,
    aliveAt: aliveAt + shift,
    stop: stop + shift,
    trailsFrom: trailsFrom + shift,
    best: best + shift,
    trail: trail === null ? null : rollTrail(trail, offset),
    targets: targets.map((target) => ({
      ...target,
      price: target.price + shift,
      then: rollMove(target.then, offset),
    })),
  };
}

export function rollWorking(working: Working, offset: Ticks): void {
  working.order = rollOrder(working.order, offset);
}

function rollOrder(order: Order, offset: Ticks): Order {
  const exit = order.exit === null ? null : rollPlan(order.exit, offset);
  const triggers = order.triggers.map((child) => rollOrder(child, offset));
  if (order.kind === "trailing stop") {
    return { ...order, exit, triggers, trail: rollTrail(order.trail, offset) };
  }
  return { ...order, exit, triggers };
}

const rollPlan = (plan: ExitPlan, offset: Ticks): ExitPlan => ({
  ...plan,
  stop: plan.stop === null ? null : rollLevel(plan.stop, offset),
  targets: plan.targets.map(({ at, portion, then }) => ({
    at: rollLevel(at, offset),
    portion,
    then: rollMove(then, offset),
  })),
  trail: plan.trail && {
    trail: rollTrail(plan.trail.trail, offset),
    from: plan.trail.from && rollLevel(plan.trail.from, offset),
  },
});

const rollMove = (move: StopMove, offset: Ticks): StopMove =>
  move.kind === "trail" ? { ...move, trail: rollTrail(move.trail, offset) } : move;

const rollTrail = (trail: Trail, offset: Ticks): Trail =>
  trail.kind === "percent" ? { ...trail, offset } : trail;

const rollLevel = (level: ExitLevel, offset: Ticks): ExitLevel =>
  level.kind === "percent" ? { ...level, offset } : level;
