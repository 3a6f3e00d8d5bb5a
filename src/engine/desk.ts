// How does what a strategy asks for become an order?

import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Day, Ticks } from "../domain/money.js";
import type { Lasting, Lifetime, MarketOrder, Order, OrderKind, Side, Trail } from "../domain/order.js";
import { parseDay } from "../instrument/time.js";
import {
  checkPrice,
  checkQuantity,
  checkStopLimit,
  checkTouch,
  checkTrigger,
  checkWords,
  described,
  immediate,
  type What,
} from "../risk/legal.js";
import type { OrderRequest, TriggeredRequest } from "../strategy/ticket.js";
import { EXIT_WORDS, planOf } from "./exit-plan.js";
import { contradiction, distanceOf, roundTo, type Sent } from "./level.js";
import { mostLots } from "./lots.js";

/** The close at which orders are sent. */
export interface Close {
  readonly bar: number;
  /** Its price in points. */
  readonly last: number;
  readonly day: Day;
  readonly time: number;
  readonly instrument: Instrument;
  /** What the contract's own price lies above the one in the bars, in ticks. */
  readonly offset: Ticks;
  /** Average true range over `period` bars at that close, in points; NaN while it warms up. */
  atr(period: number): number;
}

/** An order and those that it triggers, each with the price that was asked for before rounding. */
export interface Ticketed {
  readonly order: Order;
  readonly asked: number | null;
  readonly children: readonly Ticketed[];
}

const ORDER_WORDS: ReadonlySet<string> = new Set([
  "qty",
  "limit",
  "stop",
  "touch",
  "trail",
  "at",
  "exit",
  "reason",
  "tif",
  "until",
  "reduceOnly",
  "oco",
  "triggers",
]);
const CHILD_WORDS: ReadonlySet<string> = new Set([...ORDER_WORDS, "side"]);

/**
 * Checks a request and puts it on the price grid. Prices round away from the trader's favour: a stop to the worse
 * side, a limit to where it is harder to reach. `id` is the order's, those that follow are its children's. A child is not
 * measured against the market, which will stand elsewhere when it comes alive. Throws the E41x and E42x faults of
 * risk/legal.ts.
 */
export function orderOf(
  side: Side,
  request: OrderRequest,
  id: number,
  close: Close,
  child = false,
): Ticketed {
  const what: What = { side, reason: request.reason };
  checkWords(request, child ? CHILD_WORDS : ORDER_WORDS, "An order", what, EXIT_WORDS);
  const qty = checkQuantity(request.qty, what, "qty", mostLots(close.instrument.lot));
  const kind = kindOf(request, what);
  if (kind === "market" && request.exit === undefined && request.triggers === undefined) {
    return plainOrder(side, qty, request, id, close, what);
  }
  const sent: Sent = sentAt(close, side, what);
  const prices = pricesOf(kind, request, close, sent, child);
  if (request.reduceOnly === true && request.exit !== undefined) {
    throw contradiction("reduceOnly with an exit plan", "one of the two: it opens nothing to guard", what);
  }
  const exit = request.exit === undefined ? null : planOf(request.exit, prices.entry, sent);
  const children =
    request.triggers === undefined ? NO_CHILDREN : childrenOf(request.triggers, id, close, what);
  const ticket: Ticket = {
    id,
    bar: close.bar,
    side,
    qty,
    reason: request.reason ?? kind,
    exit,
    reduceOnly: request.reduceOnly ?? false,
    group: groupOf(request.oco, what),
    triggers: children === NO_CHILDREN ? NO_ORDERS : children.map((one) => one.order),
  };
  return { order: shaped(kind, ticket, prices, request, close, what), asked: prices.asked, children };
}

export const sentAt = ({ instrument, offset, atr }: Close, side: Side, what: What): Sent => ({
  side,
  tickSize: instrument.tickSize,
  offset,
  atr,
  what,
});

const NO_CHILDREN: readonly Ticketed[] = [];
const NO_ORDERS: readonly Order[] = [];

/** A market order that hangs on nothing and on which nothing hangs: many strategies send no others, so it is short. */
function plainOrder(
  side: Side,
  qty: number,
  request: OrderRequest,
  id: number,
  close: Close,
  what: What,
): Ticketed {
  const order: MarketOrder = {
    kind: "market",
    id,
    bar: close.bar,
    side,
    qty,
    reason: request.reason ?? "market",
    life: lifeOf(request, close, what),
    exit: null,
    reduceOnly: request.reduceOnly ?? false,
    group: groupOf(request.oco, what),
    triggers: NO_ORDERS,
  };
  return { order, asked: null, children: NO_CHILDREN };
}

/** What orders of every kind hold. */
type Ticket = Omit<MarketOrder, "kind" | "life">;

/** Which kind of order the words of a request make. */
function kindOf(request: OrderRequest, what: What): OrderKind {
  const { limit, stop, touch, trail, at } = request;
  if (trail === undefined && touch === undefined && at === undefined) {
    if (limit === undefined) return stop === undefined ? "market" : "stop";
    return stop === undefined ? "limit" : "stop limit";
  }
  const words = KIND_WORDS.filter((word) => request[word] !== undefined);
  if (words.length > 1) {
    const expected = "limit, stop, limit with stop, touch, trail or at";
    throw contradiction(`${words.join(" and ")} in one order`, expected, what);
  }
  if (touch !== undefined) return "market if touched";
  if (trail !== undefined) return "trailing stop";
  if (at !== "open" && at !== "close") throw contradiction(`at ${String(at)}`, '"open" or "close"', what);
  return at === "open" ? "on open" : "on close";
}

const KIND_WORDS = ["limit", "stop", "touch", "trail", "at"] as const;

interface Prices {
  /** Where the order expects to fill, for the levels of its exit plan. */
  readonly entry: number;
  readonly asked: number | null;
  readonly limit: number;
  readonly trigger: number;
  readonly trail: Trail | null;
  readonly activation: number | null;
}

function pricesOf(kind: OrderKind, request: OrderRequest, close: Close, sent: Sent, child: boolean): Prices {
  const { last } = close;
  const { side, tickSize, what } = sent;
  const none: Prices = { entry: last, asked: null, limit: 0, trigger: 0, trail: null, activation: null };
  const named = (word: "limit" | "stop" | "touch"): number => checkPrice(request[word], tickSize, word, what);
  switch (kind) {
    case "market":
    case "on open":
    case "on close":
      return none;
    case "limit": {
      const limit = named("limit");
      return { ...none, entry: limit, asked: limit, limit: roundTo(limit, tickSize, -side) };
    }
    case "stop": {
      const stop = named("stop");
      if (!child) checkTrigger(side, stop, last, what);
      return { ...none, entry: stop, asked: stop, trigger: roundTo(stop, tickSize, side) };
    }
    case "stop limit": {
      const stop = named("stop");
      const limit = named("limit");
      if (!child) checkTrigger(side, stop, last, what);
      checkStopLimit(side, stop, limit, what);
      const trigger = roundTo(stop, tickSize, side);
      // Rounded toward each other the two must not change places.
      const rounded = roundTo(limit, tickSize, -side);
      return {
        ...none,
        entry: stop,
        asked: stop,
        trigger,
        limit: side * (rounded - trigger) < 0 ? trigger : rounded,
      };
    }
    case "market if touched": {
      const touch = named("touch");
      if (!child) checkTouch(side, touch, last, what);
      return { ...none, entry: touch, asked: touch, trigger: roundTo(touch, tickSize, -side) };
    }
    case "trailing stop": {
      const { from } = request.trail!;
      const trail = distanceOf(request.trail!, "trail", sent, ["from"]);
      if (from === undefined) return { ...none, trail };
      checkPrice(from, tickSize, "trail.from", what);
      return { ...none, trail, asked: from, activation: roundTo(from, tickSize, -side) };
    }
  }
}

/** Puts together what the kind holds and nothing else. */
function shaped(
  kind: OrderKind,
  ticket: Ticket,
  { limit, trigger, trail, activation }: Prices,
  request: OrderRequest,
  close: Close,
  what: What,
): Order {
  const life = lifeOf(request, close, what);
  switch (kind) {
    case "market":
      return { ...ticket, kind, life };
    case "limit":
      return { ...ticket, kind, life, limit };
    case "on open":
    case "on close":
      return { ...ticket, kind, life: lasting(life, kind, what) };
    case "stop":
    case "market if touched":
      return { ...ticket, kind, life: lasting(life, kind, what), trigger };
    case "stop limit":
      return { ...ticket, kind, life: lasting(life, kind, what), trigger, limit };
    case "trailing stop": {
      const from = Math.round(close.last / close.instrument.tickSize);
      return { ...ticket, kind, life: lasting(life, kind, what), trail: trail!, activation, from };
    }
  }
}

function lifeOf({ tif, until }: OrderRequest, close: Close, what: What): Lifetime {
  if (until !== undefined) {
    if (tif !== undefined && tif !== "GTD") throw contradiction(`until with tif ${tif}`, 'tif "GTD"', what);
    return untilOf(until, close, what);
  }
  switch (tif ?? "GTC") {
    case "GTC":
      return GTC;
    case "DAY":
      return DAY;
    case "IOC":
      return IOC;
    case "GTD":
      throw contradiction('tif "GTD" without until', 'until: "2026-03-20"', what);
    default:
      throw contradiction(`tif ${String(tif)}`, '"GTC", "DAY", "GTD" or "IOC"', what);
  }
}

const GTC: Lifetime = { tif: "GTC" };
const DAY: Lifetime = { tif: "DAY" };
const IOC: Lifetime = { tif: "IOC" };

/** An order that waits for a price or a time cannot be immediate. */
function lasting(life: Lifetime, kind: OrderKind, what: What): Lasting {
  if (life.tif === "IOC") throw immediate(kind, what);
  return life;
}

/** A date or an instant that is still to come. Throws E424. */
function untilOf(until: string | number, { day, time }: Close, what: What): Lasting {
  if (typeof until === "number" && until > time) return { tif: "GTD", until };
  const lastDay = typeof until === "string" ? parseDay(until, "last") : null;
  if (lastDay !== null && lastDay >= day) return { tif: "GTD", lastDay };
  const passed = lastDay !== null || typeof until === "number";
  throw new Fault("E424", `An order cannot be good until ${String(until)} (${described(what)})`, {
    found: `until ${typeof until === "string" ? `"${until}"` : String(until)}${passed ? ", which has passed" : ""}`,
    expected: 'a trade date to come such as "2026-03-20", or an instant in UTC milliseconds',
    fix: ['tif: "DAY" for this trade date'],
  });
}

function groupOf(oco: unknown, what: What): string | null {
  if (oco === undefined) return null;
  if (typeof oco === "string" && oco !== "") return oco;
  throw contradiction(`oco ${String(oco)}`, "a name that the orders of the group share", what);
}

function childrenOf(
  requests: readonly TriggeredRequest[],
  parent: number,
  close: Close,
  what: What,
): Ticketed[] {
  const children: Ticketed[] = [];
  let id = parent + 1;
  for (const request of requests) {
    if (request.side !== "buy" && request.side !== "sell") {
      throw contradiction(`a triggered order with side ${String(request.side)}`, '"buy" or "sell"', what);
    }
    const child = orderOf(request.side === "buy" ? 1 : -1, request, id, close, true);
    id += familySize(child);
    children.push(child);
  }
  return children;
}

/** How many ids an order and all that hang on it take. */
const familySize = ({ children }: Ticketed): number =>
  children.reduce((sum, child) => sum + familySize(child), 1);
