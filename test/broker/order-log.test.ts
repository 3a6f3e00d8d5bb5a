import { describe, expect, test } from "vitest";
import { OrderLog } from "#broker/order-log.js";
import type { Order, OrderState } from "../../src/domain/order.js";

const market = (id: number): Order => ({
  kind: "market",
  id,
  bar: 0,
  side: 1,
  qty: 3,
  reason: "entry",
  tif: "GTC",
  exit: null,
});

function logOf(count: number): OrderLog {
  const log = new OrderLog();
  for (let id = 1; id <= count; id++) log.add(market(id), null);
  return log;
}

type Step = (log: OrderLog) => void;
const STEPS: Readonly<Record<string, Step>> = {
  fill: (log) => log.fill(1, 3, 5),
  cancel: (log) => log.end(1, "cancelled", 5, "cancelled by the strategy"),
  expire: (log) => log.end(1, "expired", 5, "DAY order"),
  reject: (log) => log.end(1, "rejected", 5, "margin"),
  refuse: (log) => log.refuse(1, 5, 0, "margin"),
  reduce: (log) => log.refuse(1, 5, 2, "margin"),
};

describe("the states of an order", () => {
  test.each([
    ["fill", "filled", 3, "filled"],
    ["cancel", "cancelled", 0, "cancelled by the strategy"],
    ["expire", "expired", 0, "DAY order"],
    ["reject", "rejected", 0, "margin"],
    ["refuse", "rejected", 0, "margin"],
    ["reduce", "filled", 2, "only the 2 that close the position: margin"],
  ] as const)("working → %s → %s", (step, state, filledQty, endReason) => {
    const log = logOf(1);
    expect(log.records[0]).toMatchObject({
      state: "working" satisfies OrderState,
      endBar: -1,
      endReason: "",
    });
    STEPS[step]!(log);
    expect(log.records[0]).toMatchObject({ state, filledQty, endBar: 5, endReason });
  });

  const pairs = Object.keys(STEPS).flatMap((first) => Object.keys(STEPS).map((second) => [first, second]));
  test.each(pairs)("an order ends once: after %s no %s", (first, second) => {
    const log = logOf(1);
    STEPS[first!]!(log);
    expect(() => STEPS[second!]!(log)).toThrow(/order 1 is/);
  });
});

describe("a tried walk", () => {
  test("leaves no trace when it is taken back", () => {
    const log = logOf(3);
    log.fill(1, 3, 1);
    const before = structuredClone(log.records);
    const mark = log.mark();
    log.fill(2, 3, 2);
    log.end(3, "cancelled", 2, "liquidation");
    log.takeBack(mark);
    expect(log.records).toEqual(before);
    // The other walk may end them otherwise.
    log.end(2, "expired", 2, "DAY order");
    expect(log.records[1]!.state).toBe("expired");
  });
  test("stays when it is kept", () => {
    const log = logOf(2);
    const mark = log.mark();
    log.fill(1, 3, 1);
    log.keep();
    log.takeBack(mark);
    expect(log.records[0]!.state).toBe("filled");
  });
});
