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
  life: { tif: "GTC" },
  exit: null,
  reduceOnly: false,
  group: null,
  triggers: [],
});

function logOf(count: number): OrderLog {
  const log = new OrderLog();
  for (let id = 1; id <= count; id++) log.add(market(id), null);
  return log;
}

const ENDS: readonly Exclude<OrderState, "working">[] = ["filled", "cancelled", "expired", "rejected"];

describe("the states of an order", () => {
  test.each(ENDS)("working → %s, with the reason", (state) => {
    const log = logOf(1);
    expect(log.records[0]).toMatchObject({
      state: "working" satisfies OrderState,
      endBar: -1,
      endReason: "",
    });
    log.end(1, state, 5, "why");
    expect(log.records[0]).toMatchObject({ state, filledQty: 0, endBar: 5, endReason: "why" });
  });
  test("fills in parts leave it working, and add up", () => {
    const log = logOf(1);
    log.fill(1, 1);
    log.fill(1, 2);
    expect(log.records[0]).toMatchObject({ state: "working", filledQty: 3 });
  });
  const pairs = ENDS.flatMap((first) => ENDS.map((second) => [first, second] as const));
  test.each(pairs)("an order ends once: after %s no %s", (first, second) => {
    const log = logOf(1);
    log.end(1, first, 5, "why");
    expect(() => log.end(1, second, 6, "again")).toThrow(/order 1 is/);
  });
  test.each(ENDS)("what is %s fills no more", (state) => {
    const log = logOf(1);
    log.end(1, state, 5, "why");
    expect(() => log.fill(1, 1)).toThrow(/order 1 is/);
  });
  test("an amended order tells how it stands now, and that it was amended", () => {
    const log = logOf(1);
    log.amend({ ...market(1), qty: 5 });
    expect(log.records[0]).toMatchObject({ qty: 5, amended: 1, state: "working" });
  });
});

describe("a tried walk", () => {
  test("leaves no trace when it is taken back", () => {
    const log = logOf(3);
    log.end(1, "filled", 1, "filled");
    const before = structuredClone(log.records);
    const mark = log.mark();
    log.fill(2, 1);
    log.fill(2, 2);
    log.end(2, "filled", 2, "filled");
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
    log.end(1, "filled", 1, "filled");
    log.keep();
    log.takeBack(mark);
    expect(log.records[0]!.state).toBe("filled");
  });
});
