// How does a working order change?

import type { Order } from "../domain/order.js";
import {
  checkAmended,
  checkPrice,
  checkQuantity,
  checkStopLimit,
  checkTouch,
  checkTrigger,
  checkWords,
  type What,
} from "../risk/legal.js";
import type { AmendRequest } from "../strategy/ticket.js";
import { type Close, sentAt } from "./desk.js";
import { EXIT_WORDS, planOf } from "./exit-plan.js";
import { distanceOf, roundTo, type Sent } from "./level.js";
import { mostLots } from "./lots.js";

const AMEND_WORDS: ReadonlySet<string> = new Set(["qty", "limit", "stop", "touch", "trail", "exit"]);

/**
 * The order as it is to be. It keeps its id, its kind and what has filled; prices are checked and rounded as those of a
 * new order. `waiting`: it is held back by another order and not measured against the market yet. Throws E41x and E42x.
 */
export function amendedOrder(
  order: Order,
  changes: AmendRequest,
  filled: number,
  waiting: boolean,
  close: Close,
): Order {
  const { side, kind } = order;
  const what: What = { side, reason: order.reason };
  checkWords(changes, AMEND_WORDS, "A change of an order", what, EXIT_WORDS);
  const qty =
    changes.qty === undefined
      ? order.qty
      : checkQuantity(changes.qty, what, "qty", mostLots(close.instrument.lot));
  const words = Object.keys(changes).filter((word) => changes[word as keyof AmendRequest] !== undefined);
  checkAmended(order.id, kind, words, qty, filled);
  const sent = sentAt(close, side, what);
  const moved = movedOrder(order, changes, waiting, close, sent);
  if (changes.exit === undefined) return { ...moved, qty };
  return { ...moved, qty, exit: planOf(changes.exit, entryOf(moved, close), sent) };
}

function movedOrder(order: Order, changes: AmendRequest, waiting: boolean, close: Close, sent: Sent): Order {
  const { side } = order;
  const { last } = close;
  const { tickSize, what } = sent;
  const named = (word: "limit" | "stop" | "touch"): number => checkPrice(changes[word], tickSize, word, what);
  switch (order.kind) {
    case "limit":
      if (changes.limit === undefined) return order;
      return { ...order, limit: roundTo(named("limit"), tickSize, -side) };
    case "stop":
      if (changes.stop === undefined) return order;
      if (!waiting) checkTrigger(side, named("stop"), last, what);
      return { ...order, trigger: roundTo(named("stop"), tickSize, side) };
    case "stop limit": {
      const stop = changes.stop === undefined ? order.trigger * tickSize : named("stop");
      const limit = changes.limit === undefined ? order.limit * tickSize : named("limit");
      if (changes.stop !== undefined && !waiting) checkTrigger(side, stop, last, what);
      checkStopLimit(side, stop, limit, what);
      return { ...order, trigger: roundTo(stop, tickSize, side), limit: roundTo(limit, tickSize, -side) };
    }
    case "market if touched":
      if (changes.touch === undefined) return order;
      if (!waiting) checkTouch(side, named("touch"), last, what);
      return { ...order, trigger: roundTo(named("touch"), tickSize, -side) };
    case "trailing stop":
      return changes.trail === undefined
        ? order
        : { ...order, trail: distanceOf(changes.trail, "trail", sent) };
    case "market":
    case "on open":
    case "on close":
      return order;
  }
}

/** Where the order expects to fill, in points. */
function entryOf(order: Order, { last, instrument }: Close): number {
  switch (order.kind) {
    case "limit":
      return order.limit * instrument.tickSize;
    case "stop":
    case "stop limit":
    case "market if touched":
      return order.trigger * instrument.tickSize;
    case "trailing stop":
    case "market":
    case "on open":
    case "on close":
      return last;
  }
}
