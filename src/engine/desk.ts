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
  checkWords,
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
  checkWords(request, ORDER_WORDS, "An order", what, EXIT_WORDS);
  checkQuantity(qty, what);
  if (limit !== undefined && stop !== undefined) {
    throw contradiction("limit and stop in one order", "a limit order or a stop order", what);
  }
  const price = limit ?? stop;
  const entry =
    price === undefined ? last : checkPrice(price, tickSize, limit === undefined ? "stop" : "limit", what);
  if (stop !== undefined) checkTrigger(side, stop, last, what);
  const plan = exit === undefined ? null : planOf(side, exit, entry, tickSize, what);
  const kind = limit !== undefined ? "limit" : stop !== undefined ? "stop" : "market";
  const reason = request.reason ?? kind;
  const tif = request.tif ?? "GTC";
  if (tif !== "GTC" && tif !== "DAY") throw contradiction(`tif ${String(tif)}`, '"GTC" or "DAY"', what);
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

const ORDER_WORDS: ReadonlySet<string> = new Set(["qty", "limit", "stop", "exit", "reason", "tif"]);
const EXIT_WORDS: ReadonlySet<string> = new Set([
  "stop",
  "stopTicks",
  "target",
  "targetTicks",
  "targets",
  "trailTicks",
  "timeStop",
]);
const TARGET_WORDS: ReadonlySet<string> = new Set(["price", "ticks", "r", "portion", "then"]);

/** Whole ticks; what is not on the grid goes up (`toward` > 0) or down. Float noise is on the grid. */
function roundTo(price: number, tickSize: number, toward: number): Ticks {
  const ticks = price / tickSize;
  const nearest = Math.round(ticks);
  if (Math.abs(ticks - nearest) < 1e-6) return nearest;
  return toward > 0 ? Math.ceil(ticks) : Math.floor(ticks);
}

function planOf(side: Side, exit: ExitRequest, entry: number, tickSize: number, what: What): ExitPlan {
  checkWords(exit, EXIT_WORDS, "An exit plan", what);
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
  checkSide(side, -1, checkPrice(stop, tickSize, "exit.stop", what), entry, "stop", what);
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

/** All portions are given, or none and the targets share evenly, or all but the last, which takes the rest. */
function portionsOf(requests: readonly TargetRequest[], what: What): number[] {
  const given = requests.map((request) => request.portion).filter((portion) => portion !== undefined);
  if (given.length === 0) return requests.map(() => 1 / requests.length);
  const sum = given.reduce((total, portion) => total + portion, 0);
  const rest = given.length === requests.length - 1 && requests.at(-1)!.portion === undefined;
  if (given.length < requests.length && !rest) {
    throw contradiction("a portion for some targets only", "all portions, all but the last, or none", what);
  }
  const portions = rest ? [...given, 1 - sum] : given;
  const whole = portions.every((portion) => portion > (rest ? 1e-9 : 0)) && sum <= 1 + 1e-9;
  if (whole) return portions;
  const most = rest ? "less than 1, so that the last target has a rest to take" : "at most 1";
  throw contradiction(`portions ${given.join(" + ")}`, `shares above 0 that add up to ${most}`, what);
}

function targetLevel(
  side: Side,
  request: TargetRequest,
  entry: number,
  tickSize: number,
  hasStop: boolean,
  what: What,
): ExitLevel {
  checkWords(request, TARGET_WORDS, "A target", what);
  const { price, ticks, r } = request;
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
  checkSide(side, 1, checkPrice(price, tickSize, "target", what), entry, "target", what);
  return { kind: "price", at: roundTo(price!, tickSize, side) };
}

function moveOf(request: StopMoveRequest, what: What): StopMove {
  if (request === "stay") return { kind: "stay" };
  if (request === "breakeven") return { kind: "breakeven", ticks: 0 };
  if (request === "breakevenNet") return { kind: "breakevenNet" };
  if (typeof request !== "object" || request === null) throw unknownMove(String(request), what);
  if ("trail" in request) {
    const least = request.least ?? "anywhere";
    if (!LEAST.has(least)) throw unknownMove(`least ${String(least)}`, what);
    return { kind: "trail", ticks: wholeTicks(request.trail, "trail", what), least };
  }
  if (!("breakeven" in request)) throw unknownMove(`{ ${Object.keys(request).join(", ")} }`, what);
  // Away from the trader's favour: between two ticks the stop takes the one nearer to the entry, or beyond it.
  return { kind: "breakeven", ticks: Math.floor(checkPrice(request.breakeven, 1, "breakeven", what) + 1e-6) };
}

const LEAST: ReadonlySet<string> = new Set(["anywhere", "breakeven", "breakevenNet"]);

const unknownMove = (found: string, what: What): Fault =>
  contradiction(
    `a stop that is to go to ${found}`,
    '"stay", "breakeven", "breakevenNet", { breakeven: 4 } or { trail: 20 }',
    what,
  );

/** Distances round up: a stop further away risks more, a target further away is harder to reach. */
const wholeTicks = (ticks: number, name: string, what: What): Ticks =>
  Math.ceil(checkDistance(ticks, name, what) - 1e-6);

const contradiction = (found: string, expected: string, what: What): Fault =>
  new Fault("E416", `An order contradicts itself: ${found} (${described(what)})`, { found, expected });
