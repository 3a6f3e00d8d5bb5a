// How far is what a strategy calls a distance, and where is what it calls a level?

import { Fault } from "../domain/fault.js";
import type { Ticks } from "../domain/money.js";
import type { ExitLevel, Side, Trail } from "../domain/order.js";
import { checkDistance, checkPrice, checkSide, checkWords, described, type What } from "../risk/legal.js";
import type { DistanceRequest, LevelRequest } from "../strategy/ticket.js";

/** What a request is read against: the close at which it was sent. */
export interface Sent {
  readonly side: Side;
  readonly tickSize: number;
  /** What the contract's own price lies above the one in the bars, in ticks. */
  readonly offset: Ticks;
  /** Average true range over `period` bars at that close, in points; NaN while it warms up. */
  atr(period: number): number;
  readonly what: What;
}

export const contradiction = (found: string, expected: string, what: What): Fault =>
  new Fault("E416", `An order contradicts itself: ${found} (${described(what)})`, { found, expected });

/** Whole ticks; what is not on the grid goes up (`toward` > 0) or down. Float noise is on the grid. */
export function roundTo(price: number, tickSize: number, toward: number): Ticks {
  const ticks = price / tickSize;
  const nearest = Math.round(ticks);
  if (Math.abs(ticks - nearest) < 1e-6) return nearest;
  return toward > 0 ? Math.ceil(ticks) : Math.floor(ticks);
}

/** Distances round up: a stop further away risks more, a target further away is harder to reach. */
export const wholeTicks = (ticks: number, name: string, what: What): Ticks =>
  Math.ceil(checkDistance(ticks, name, what) - 1e-6);

const DISTANCE_WORDS = ["ticks", "points", "percent", "atr"] as const;
const LEVEL_WORDS = [...DISTANCE_WORDS, "price", "r"] as const;
const DEFAULT_ATR = 14;

/** The one of `words` that a request holds; a contradiction where it holds none or several. */
function onlyOne<W extends string>(request: object, words: readonly W[], name: string, what: What): W {
  const given = words.filter((word) => (request as Record<string, unknown>)[word] !== undefined);
  if (given.length === 1) return given[0]!;
  const found = given.length === 0 ? "none of them" : given.join(" and ");
  throw contradiction(`${name} with ${found}`, `exactly one of ${words.join(", ")}: { ticks: 16 }`, what);
}

/** A distance in whole ticks, or a percentage that becomes ticks where its price is known. */
export function distanceOf(
  request: DistanceRequest,
  name: string,
  { tickSize, offset, atr, what }: Sent,
  more: readonly string[] = [],
): Trail {
  if (typeof request !== "object" || request === null) {
    throw contradiction(`${name} ${String(request)}`, "{ ticks: 16 }, or points, percent, atr", what);
  }
  checkWords(request, new Set([...DISTANCE_WORDS, "period", ...more]), name, what);
  const kind = onlyOne(request, DISTANCE_WORDS, name, what);
  const amount = checkDistance((request as Record<string, unknown>)[kind], `${name} ${kind}`, what);
  switch (kind) {
    case "ticks":
      return { kind: "ticks", ticks: wholeTicks(amount, `${name} ticks`, what) };
    case "points":
      return { kind: "ticks", ticks: wholeTicks(amount / tickSize, `${name} points`, what) };
    case "percent":
      return { kind: "percent", percent: amount, ...(offset !== 0 && { offset }) };
    case "atr": {
      const { period = DEFAULT_ATR } = request as { period?: number };
      const range = checkPrice(atr(period), tickSize, `ATR(${period}) of ${name}`, what);
      return { kind: "ticks", ticks: wholeTicks((amount * range) / tickSize, `${name} atr`, what) };
    }
  }
}

/**
 * A level of an exit plan. `toward` is -1 for what a long has below its entry, +1 for what it has above; prices must lie
 * on that side of `entry` and round away from the trader's favour.
 */
export function levelOf(
  request: LevelRequest,
  toward: 1 | -1,
  entry: number,
  name: string,
  hasStop: boolean,
  sent: Sent,
): ExitLevel {
  const { side, tickSize, what } = sent;
  const priced = priceIn(request);
  if (priced !== undefined) {
    checkSide(side, toward, checkPrice(priced, tickSize, name, what), entry, name, what);
    return { kind: "price", at: roundTo(priced, tickSize, toward * side) };
  }
  const asked = request as DistanceRequest | { readonly r: number };
  if (typeof asked !== "object" || asked === null) {
    throw contradiction(`${name} ${String(asked)}`, "a price, or { ticks: 16 } and the like", what);
  }
  checkWords(asked, new Set([...LEVEL_WORDS, "period"]), `The level ${name}`, what);
  if (onlyOne(asked, LEVEL_WORDS, name, what) === "r") {
    if (!hasStop) throw contradiction(`${name} in r without a stop`, "a stop, which says what 1 R is", what);
    return { kind: "r", multiple: checkDistance((asked as { r: number }).r, `${name} r`, what) };
  }
  const distance = distanceOf(asked as DistanceRequest, name, sent);
  return distance.kind === "ticks" ? { kind: "distance", ticks: distance.ticks } : distance;
}

/** The price that a level names outright; undefined where it is a distance. */
function priceIn(request: LevelRequest): number | undefined {
  if (typeof request === "number") return request;
  if (typeof request !== "object" || request === null) return undefined;
  // A series, whose value at this close is the price.
  if ("now" in request) return request.now;
  if (!("price" in request)) return undefined;
  const others = Object.keys(request).length > 1;
  return others ? undefined : request.price;
}
