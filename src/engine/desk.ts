// How does what a strategy asks for become an order?

import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Ticks } from "../domain/money.js";
import type { ExitLevel, ExitPlan, Order, Side, StopMove, Target } from "../domain/order.js";
import {
  checkDistance,
  checkPrice,
  checkQuantity,
  checkSide,
  checkTrigger,
  described,
  type What,
} from "../risk/legal.js";
import type { ExitRequest, OrderRequest, StopMoveRequest, TargetRequest } from "../strategy/ticket.js";

export interface Ticketed {
  readonly order: Order;
  /** The limit or trigger as it was asked for, before rounding. */
  readonly asked: number | null;
}

/**
 * Checks a request and puts it on the price grid. Prices round away from the trader's favour: a stop to the worse
 * side, a limit to where it is harder to reach. Throws the E41x faults of risk/legal.ts.
 */
export function orderOf(
  side: Side,
  request: OrderRequest,
  last: number,
  id: number,
  bar: number,
  { tickSize }: Instrument,
): Ticketed {
  const { qty, limit, stop, exit } = request;
  const what: What = { side, reason: request.reason };
  checkQuantity(qty, what);
  if (limit !== undefined && stop !== undefined) {
    throw contradiction("limit and stop in one order", "a limit order or a stop order", what);
  }
  const price = limit ?? stop;
  const entry = price === undefined ? last : checkPrice(price, limit === undefined ? "stop" : "limit", what);
  if (stop !== undefined) checkTrigger(side, stop, last, what);
  const plan = exit === undefined ? null : planOf(side, exit, entry, tickSize, what);
  const kind = limit !== undefined ? "limit" : stop !== undefined ? "stop" : "market";
  const reason = request.reason ?? kind;
  const tif = request.tif ?? "GTC";
  switch (kind) {
    case "market":
      return { order: { kind, id, bar, side, qty, reason, tif, exit: plan }, asked: null };
    case "limit": {
      const rounded = roundTo(entry, tickSize, -side);
      return { order: { kind, id, bar, side, qty, reason, tif, exit: plan, limit: rounded }, asked: entry };
    }
    case "stop": {
      const rounded = roundTo(entry, tickSize, side);
      return { order: { kind, id, bar, side, qty, reason, tif, exit: plan, trigger: rounded }, asked: entry };
    }
  }
}

/** Whole ticks; what is not on the grid goes up (`toward` > 0) or down. Float noise is on the grid. */
function roundTo(price: number, tickSize: number, toward: number): Ticks {
  const ticks = price / tickSize;
  const nearest = Math.round(ticks);
  if (Math.abs(ticks - nearest) < 1e-6) return nearest;
  return toward > 0 ? Math.ceil(ticks) : Math.floor(ticks);
}

function planOf(side: Side, exit: ExitRequest, entry: number, tickSize: number, what: What): ExitPlan {
  const stop = stopOf(side, exit, entry, tickSize, what);
  const targets = targetsOf(side, exit, entry, tickSize, stop !== null, what);
  const trail = exit.trailTicks === undefined ? null : wholeTicks(exit.trailTicks, "trailTicks", what);
  const { timeStop = null } = exit;
  if (timeStop !== null) checkQuantity(timeStop, what, "timeStop");
  return { stop, targets, trail, timeStop };
}

function stopOf(
  side: Side,
  exit: ExitRequest,
  entry: number,
  tickSize: number,
  what: What,
): ExitLevel | null {
  const { stop, stopTicks } = exit;
  if (stop !== undefined && stopTicks !== undefined) {
    throw contradiction("stop and stopTicks", "one of the two", what);
  }
  if (stopTicks !== undefined) return { kind: "distance", ticks: wholeTicks(stopTicks, "stopTicks", what) };
  if (stop === undefined) return null;
  checkSide(side, -1, checkPrice(stop, "exit.stop", what), entry, "stop", what);
  return { kind: "price", at: roundTo(stop, tickSize, -side) };
}

function targetsOf(
  side: Side,
  exit: ExitRequest,
  entry: number,
  tickSize: number,
  hasStop: boolean,
  what: What,
): Target[] {
  const single: TargetRequest[] = [];
  if (exit.target !== undefined) single.push({ price: exit.target });
  if (exit.targetTicks !== undefined) single.push({ ticks: exit.targetTicks });
  if (single.length + (exit.targets === undefined ? 0 : 1) > 1) {
    throw contradiction("more than one of target, targetTicks and targets", "one of the three", what);
  }
  const requests = exit.targets ?? single;
  const portions = portionsOf(requests, what);
  return requests.map((request, k) => ({
    at: targetLevel(side, request, entry, tickSize, hasStop, what),
    portion: portions[k]!,
    then: moveOf(request.then ?? "stay", what),
  }));
}

/** Portions are all given, or none is and the targets share evenly. */
function portionsOf(requests: readonly TargetRequest[], what: What): number[] {
  const given = requests.filter((request) => request.portion !== undefined).length;
  if (given === 0) return requests.map(() => 1 / requests.length);
  if (given < requests.length)
    throw contradiction("a portion for some targets only", "all portions or none", what);
  const portions = requests.map((request) => request.portion!);
  const sum = portions.reduce((total, portion) => total + portion, 0);
  if (portions.every((portion) => portion > 0) && sum <= 1 + 1e-9) return portions;
  throw contradiction(`portions ${portions.join(" + ")}`, "shares above 0 that add up to at most 1", what);
}

function targetLevel(
  side: Side,
  { price, ticks, r }: TargetRequest,
  entry: number,
  tickSize: number,
  hasStop: boolean,
  what: What,
): ExitLevel {
  if ([price, ticks, r].filter((value) => value !== undefined).length !== 1) {
    throw contradiction(
      "a target needs exactly one of price, ticks and r",
      "{ ticks: 16 } or { r: 2 }",
      what,
    );
  }
  if (ticks !== undefined) return { kind: "distance", ticks: wholeTicks(ticks, "target ticks", what) };
  if (r !== undefined) {
    if (!hasStop) throw contradiction("a target in r without a stop", "a stop, which says what 1 R is", what);
    return { kind: "r", multiple: checkDistance(r, "target r", what) };
  }
  checkSide(side, 1, checkPrice(price, "target", what), entry, "target", what);
  return { kind: "price", at: roundTo(price!, tickSize, side) };
}

function moveOf(request: StopMoveRequest, what: What): StopMove {
  if (request === "stay") return { kind: "stay" };
  if (request === "breakeven") return { kind: "breakeven", ticks: 0 };
  if (request === "breakevenNet") return { kind: "breakevenNet" };
  if ("trail" in request) {
    const ticks = wholeTicks(request.trail, "trail", what);
    return { kind: "trail", ticks, least: request.least ?? "anywhere" };
  }
  return { kind: "breakeven", ticks: Math.round(checkPrice(request.breakeven, "breakeven", what)) };
}

/** Distances round up: a stop further away risks more, a target further away is harder to reach. */
const wholeTicks = (ticks: number, name: string, what: What): Ticks =>
  Math.ceil(checkDistance(ticks, name, what) - 1e-6);

const contradiction = (found: string, expected: string, what: What): Fault =>
  new Fault("E416", `An order contradicts itself: ${found} (${described(what)})`, { found, expected });
