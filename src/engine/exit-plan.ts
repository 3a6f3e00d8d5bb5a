// How does what a strategy asks for become an exit plan?

import type { Fault } from "../domain/fault.js";
import type { ExitLevel, ExitPlan, StopMove, Target, TrailPlan } from "../domain/order.js";
import { checkPrice, checkQuantity, checkWords, type What } from "../risk/legal.js";
import type { ExitRequest, StopMoveRequest, TargetRequest } from "../strategy/ticket.js";
import { contradiction, distanceOf, levelOf, type Sent, wholeTicks } from "./level.js";

export const EXIT_WORDS: ReadonlySet<string> = new Set([
  "stop",
  "stopTicks",
  "target",
  "targetTicks",
  "targets",
  "trail",
  "trailTicks",
  "timeStop",
  "single",
]);
const TARGET_WORDS: ReadonlySet<string> = new Set(["at", "portion", "then"]);

/** `entry` is where the order expects to fill: its limit, its trigger, or the last price. */
export function planOf(exit: ExitRequest, entry: number, sent: Sent): ExitPlan {
  const { what } = sent;
  checkWords(exit, EXIT_WORDS, "An exit plan", what);
  const stop = stopOf(exit, entry, sent);
  const { timeStop = null, single = "first" } = exit;
  if (timeStop !== null) checkQuantity(timeStop, what, "timeStop");
  if (single !== "first" && single !== "last") {
    throw contradiction(`single ${String(single)}`, '"first" or "last"', what);
  }
  return {
    stop,
    targets: targetsOf(exit, entry, stop !== null, sent),
    trail: trailOf(exit, entry, stop !== null, sent),
    timeStop,
    single,
  };
}

function stopOf({ stop, stopTicks }: ExitRequest, entry: number, sent: Sent): ExitLevel | null {
  const { what } = sent;
  if (stop !== undefined && stopTicks !== undefined) {
    throw contradiction("stop and stopTicks", "one of the two", what);
  }
  if (stopTicks !== undefined) return { kind: "distance", ticks: wholeTicks(stopTicks, "stopTicks", what) };
  if (stop === undefined) return null;
  return levelOf(stop, -1, entry, "stop", false, sent);
}

function trailOf(
  { trail, trailTicks }: ExitRequest,
  entry: number,
  hasStop: boolean,
  sent: Sent,
): TrailPlan | null {
  const { what } = sent;
  if (trail !== undefined && trailTicks !== undefined) {
    throw contradiction("trail and trailTicks", "one of the two", what);
  }
  if (trailTicks !== undefined) {
    return { trail: { kind: "ticks", ticks: wholeTicks(trailTicks, "trailTicks", what) }, from: null };
  }
  if (trail === undefined) return null;
  const distance = distanceOf(trail, "trail", sent, ["from"]);
  const from = trail.from === undefined ? null : levelOf(trail.from, 1, entry, "trail.from", hasStop, sent);
  return { trail: distance, from };
}

function targetsOf(exit: ExitRequest, entry: number, hasStop: boolean, sent: Sent): Target[] {
  const { what } = sent;
  const single: TargetRequest[] = [];
  if (exit.target !== undefined) single.push({ at: exit.target });
  if (exit.targetTicks !== undefined) single.push({ at: { ticks: exit.targetTicks } });
  if (single.length + (exit.targets === undefined ? 0 : 1) > 1) {
    throw contradiction("more than one of target, targetTicks and targets", "one of the three", what);
  }
  const requests = exit.targets ?? single;
  for (const request of requests) checkTarget(request, what);
  const portions = portionsOf(requests, what);
  return requests.map((request, k) => ({
    at: levelOf(request.at, 1, entry, "target", hasStop, sent),
    portion: portions[k]!,
    then: moveOf(request.then ?? "stay", hasStop, sent),
  }));
}

function checkTarget(request: TargetRequest, what: What): void {
  checkWords(request, TARGET_WORDS, "A target", what);
  if (request.at === undefined) {
    throw contradiction(
      "a target without `at`",
      "{ at: { ticks: 16 } }, { at: { r: 2 } } or { at: 5020 }",
      what,
    );
  }
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

function moveOf(request: StopMoveRequest, hasStop: boolean, sent: Sent): StopMove {
  const { what, tickSize } = sent;
  if (request === "stay") return { kind: "stay" };
  if (request === "breakeven") return { kind: "breakeven", ticks: 0 };
  if (request === "breakevenNet") return { kind: "breakevenNet" };
  if (typeof request !== "object" || request === null) throw unknownMove(String(request), what);
  if ("trail" in request) {
    const { trail, least = "anywhere" } = request;
    if (!LEAST.has(least)) throw unknownMove(`least ${String(least)}`, what);
    const distance = typeof trail === "number" ? { ticks: trail } : trail;
    return { kind: "trail", trail: distanceOf(distance, "trail", sent), least };
  }
  if ("breakeven" in request)
    return { kind: "breakeven", ticks: beyond(request.breakeven, "breakeven", what) };
  const { lock } = request;
  if (typeof lock !== "object" || lock === null)
    throw unknownMove(`{ ${Object.keys(request).join(", ")} }`, what);
  if ("ticks" in lock) return { kind: "breakeven", ticks: beyond(lock.ticks, "lock", what) };
  if ("points" in lock) return { kind: "breakeven", ticks: beyond(lock.points / tickSize, "lock", what) };
  if (!("r" in lock)) throw unknownMove(`lock { ${Object.keys(lock).join(", ")} }`, what);
  if (!hasStop) throw contradiction("a lock in r without a stop", "a stop, which says what 1 R is", what);
  return { kind: "lockR", multiple: checkPrice(lock.r, 1, "lock", what) };
}

/** Away from the trader's favour: between two ticks the stop takes the one nearer to the entry, or beyond it. */
const beyond = (ticks: number, name: string, what: What): number =>
  Math.floor(checkPrice(ticks, 1, name, what) + 1e-6);

const LEAST: ReadonlySet<string> = new Set(["anywhere", "breakeven", "breakevenNet"]);

const unknownMove = (found: string, what: What): Fault =>
  contradiction(
    `a stop that is to go to ${found}`,
    '"stay", "breakeven", "breakevenNet", { breakeven: 4 }, { lock: { r: 1 } } or { trail: { ticks: 20 } }',
    what,
  );
