import { describe, expect, test } from "vitest";
import { orderOf } from "#engine/desk.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import type { OrderRequest } from "../../src/strategy/ticket.js";

const MES = instrumentOf(loadContracts().get("MES"));

const CLOSE = {
  bar: 0,
  last: 5000,
  day: 19724,
  time: Date.UTC(2024, 0, 2, 15),
  instrument: MES,
  offset: 0,
  atr: () => 10,
};

/** Strategies are run without their types, so a request may hold anything. */
const buy = (request: object) => orderOf(1, request as OrderRequest, 1, CLOSE);
const faultOf = (request: object): unknown => {
  try {
    buy(request);
  } catch (error) {
    return error;
  }
  return null;
};

describe("a request that says something unknown is refused, for it would be left out in silence", () => {
  test("a stop distance beside qty instead of inside exit", () => {
    expect(faultOf({ qty: 1, stopTicks: 20 })).toMatchObject({
      code: "E418",
      message: 'An order has no "stopTicks" (buy)',
      detail: { fix: ["exit: { stopTicks: … }"] },
    });
  });
  test.each([
    [{ qty: 1, limt: 4990 }, "limt", "did you mean   limit"],
    [{ qty: 1, exit: { stopTick: 20 } }, "stopTick", "did you mean   stopTicks"],
    [{ qty: 1, exit: { targets: [{ at: { ticks: 8 }, share: 0.5 }] } }, "share", undefined],
  ])("%j", (request, word, fix) => {
    expect(faultOf(request)).toMatchObject({
      code: "E418",
      detail: { found: word, ...(fix ? { fix: [fix] } : {}) },
    });
  });
  test.each([
    ["a time in force", { qty: 1, tif: "GTD" }],
    ["a move of the stop", { qty: 1, exit: { targets: [{ at: { ticks: 8 }, then: "breakEven" }] } }],
    ["a move without its distance", { qty: 1, exit: { targets: [{ at: { ticks: 8 }, then: { jump: 2 } }] } }],
    [
      "where a trail begins",
      { qty: 1, exit: { targets: [{ at: { ticks: 8 }, then: { trail: 5, least: "entry" } }] } },
    ],
    ["a touch and a stop at once", { qty: 1, touch: 4990, stop: 5010 }],
    ["two stops", { qty: 1, exit: { stop: 4990, stopTicks: 40 } }],
    ["a target and targets", { qty: 1, exit: { target: 5010, targets: [{ at: { ticks: 8 } }] } }],
    ["a target in two units", { qty: 1, exit: { targets: [{ at: { ticks: 8, percent: 1 } }] } }],
    ["a target in none", { qty: 1, exit: { targets: [{ portion: 0.5 }] } }],
  ])("%s is E416", (_what, request) => {
    expect(faultOf(request)).toMatchObject({ code: "E416" });
  });
  test("the fault names the order by its reason", () => {
    expect(faultOf({ qty: 0, reason: "breakout" })).toMatchObject({
      message: 'An order with qty 0 cannot be sent (buy "breakout")',
    });
  });
});

describe("prices go to the grid away from the trader's favour", () => {
  test.each([
    ["a buy limit down", 1, { limit: 4990.2 }, { limit: 19960 }],
    ["a sell limit up", -1, { limit: 5010.1 }, { limit: 20041 }],
    ["a buy stop up", 1, { stop: 5010.1 }, { trigger: 20041 }],
    ["a sell stop down", -1, { stop: 4990.2 }, { trigger: 19960 }],
    ["a protective stop of a long down", 1, { exit: { stop: 4990.2 } }, { exit: { stop: { at: 19960 } } }],
    ["a protective stop of a short up", -1, { exit: { stop: 5010.1 } }, { exit: { stop: { at: 20041 } } }],
    [
      "a target of a long up",
      1,
      { exit: { target: 5010.1 } },
      { exit: { targets: [{ at: { at: 20041 } }] } },
    ],
    [
      "a target of a short down",
      -1,
      { exit: { target: 4990.2 } },
      { exit: { targets: [{ at: { at: 19960 } }] } },
    ],
    [
      "a stop distance to the farther tick",
      1,
      { exit: { stopTicks: 7.2 } },
      { exit: { stop: { ticks: 8 } } },
    ],
    [
      "a trail to the farther tick",
      1,
      { exit: { trailTicks: 7.2 } },
      { exit: { trail: { trail: { ticks: 8 } } } },
    ],
  ] as const)("%s", (_what, side, request, order) => {
    expect(orderOf(side, { qty: 1, ...request }, 1, CLOSE).order).toMatchObject(order);
  });
});
