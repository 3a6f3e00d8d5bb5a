import { describe, expect, expectTypeOf, test } from "vitest";
import { orderOf } from "#engine/desk.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import type { Lasting, Lifetime, Order, OrderKind } from "../../src/domain/order.js";
import type { OrderRequest } from "../../src/strategy/ticket.js";

const ticket = {
  id: 1,
  bar: 0,
  side: 1,
  qty: 1,
  reason: "a test",
  exit: null,
  reduceOnly: false,
  group: null,
  triggers: [],
} as const;
const GTC = { tif: "GTC" } as const;
const DAY = { tif: "DAY" } as const;
const IOC = { tif: "IOC" } as const;

/** Strategies may be plain JavaScript: what the types forbid, the desk refuses. */
function refused(request: unknown): unknown {
  const close = {
    bar: 0,
    last: 25,
    day: 0,
    time: 0,
    instrument: instrumentOf(loadContracts().get("MES")),
    offset: 0,
    atr: () => 1,
  };
  try {
    return orderOf(1, request as OrderRequest, 1, close).order;
  } catch (fault) {
    return (fault as { code: string }).code;
  }
}

// The lines under @ts-expect-error do not compile; `npm run check` fails where one of them does.
describe("an order that cannot be does not compile, and the desk refuses it", () => {
  test("a market order with a limit is a limit order", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "market", life: GTC, limit: 100 };
    expect(order.kind).toBe("market");
    expect(refused({ qty: 1, limit: 24 })).toMatchObject({ kind: "limit", limit: 96 });
  });
  test("a limit order without its limit", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "limit", life: GTC };
    expect("limit" in order).toBe(false);
    expect(refused({ qty: 1, limit: undefined })).toMatchObject({ kind: "market" });
  });
  test("a stop order that is immediate or cancelled", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "stop", life: IOC, trigger: 100 };
    expect(order.kind).toBe("stop");
    expect(refused({ qty: 1, stop: 26, tif: "IOC" })).toBe("E422");
  });
  test("a stop order without its trigger", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "stop", life: GTC };
    expect("trigger" in order).toBe(false);
    expect(refused({ qty: 1, stop: Number.NaN })).toBe("E412");
  });
  test("a stop-limit order without its limit", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "stop limit", life: DAY, trigger: 100 };
    expect("limit" in order).toBe(false);
    expect(refused({ qty: 1, stop: 26, limit: 25 })).toBe("E421");
  });
  test("a market-if-touched order with a limit", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "market if touched", life: DAY, trigger: 100, limit: 99 };
    expect(order.kind).toBe("market if touched");
    expect(refused({ qty: 1, touch: 24, limit: 24 })).toBe("E416");
  });
  test("a trailing stop order without its distance", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "trailing stop", life: DAY, activation: null, from: 100 };
    expect("trail" in order).toBe(false);
    expect(refused({ qty: 1, trail: {} })).toBe("E416");
  });
  test("an order for the close that is immediate", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "on close", life: IOC };
    expect(order.kind).toBe("on close");
    expect(refused({ qty: 1, at: "close", tif: "IOC" })).toBe("E422");
  });
  test("an order for the open at a price", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "on open", life: DAY, limit: 100 };
    expect(order.kind).toBe("on open");
    expect(refused({ qty: 1, at: "open", limit: 24 })).toBe("E416");
  });
  test("an order that is good till nobody knows when", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, kind: "market", life: { tif: "GTD" } };
    expect(order.kind).toBe("market");
    expect(refused({ qty: 1, tif: "GTD" })).toBe("E416");
  });
  test("an order of neither side", () => {
    // @ts-expect-error
    const order: Order = { ...ticket, side: 0, kind: "market", life: GTC };
    expect(order.side).toBe(0);
  });
  test("an order that is changed after it was sent", () => {
    const order: Order = { ...ticket, kind: "limit", life: GTC, limit: 100 };
    const change = () => {
      // @ts-expect-error
      order.limit = 101;
    };
    expectTypeOf(change).toBeFunction();
    expect(order.limit).toBe(100);
  });
});

describe("the types say", () => {
  test("which lives wait", () => {
    expectTypeOf<Extract<Lifetime, Lasting>["tif"]>().toEqualTypeOf<"GTC" | "DAY" | "GTD">();
    expectTypeOf<Extract<Order, { kind: "stop" }>["life"]>().toEqualTypeOf<Lasting>();
    expectTypeOf<Extract<Order, { kind: "limit" }>["life"]>().toEqualTypeOf<Lifetime>();
  });
  test("that there are eight kinds of order", () => {
    const kinds: Record<OrderKind, true> = {
      market: true,
      limit: true,
      stop: true,
      "stop limit": true,
      "market if touched": true,
      "trailing stop": true,
      "on open": true,
      "on close": true,
    };
    expect(Object.keys(kinds)).toHaveLength(8);
  });
});
