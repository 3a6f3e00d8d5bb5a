import { describe, expect, test } from "vitest";
import { FillLog } from "#broker/fill-log.js";
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
  const log = new OrderLog(new FillLog());
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

describe("orders at the market that their fills say", () => {
  /** Each is sent in one bar and fills in the next; `written`: each gets its row at once, as those that wait longer. */
  class Sent {
    readonly fills = new FillLog();
    readonly log = new OrderLog(this.fills);
    readonly #written: boolean;

    constructor(written: boolean) {
      this.#written = written;
    }

    sendAndFill(bar: number, side: 1 | -1, qty: number, reason: string): void {
      const { fills, log } = this;
      const id = log.nextId;
      log.addMarket(bar, side, qty, reason);
      fills.addMarket(bar + 1, id, side * qty, 5000, 1, 0, reason);
      if (this.#written) log.filled(id, bar + 1);
      else expect(log.filledBy(fills.length - 1, bar + 1)).toBe(true);
    }
  }
  const both = (use: (sent: Sent) => void): void => {
    const [owed, written] = [new Sent(false), new Sent(true)];
    for (const sent of [owed, written]) use(sent);
    expect(owed.log.length).toBe(written.log.length);
    expect(owed.log.columns()).toEqual(written.log.columns());
    expect(owed.log.records.length).toBe(written.log.length);
  };

  test("are the same in the columns", () =>
    both((sent) => {
      sent.sendAndFill(3, 1, 1, "up");
      sent.sendAndFill(8, -1, 2, "down");
      sent.sendAndFill(9, 1, 2, "up");
    }));

  test("stand where they were sent, among others", () =>
    both((sent) => {
      sent.sendAndFill(3, 1, 1, "up");
      const { log } = sent;
      expect(log.nextId).toBe(2);
      log.add({ ...market(2), bar: 4 }, null);
      log.end(2, "cancelled", 5, "why");
      sent.sendAndFill(6, -1, 1, "down");
      log.addMarket(7, 1, 1, "waits");
      expect(log.length).toBe(4);
      expect(log.odd()).toEqual([]);
    }));

  test("and one that ends otherwise has its end", () =>
    both((sent) => {
      sent.sendAndFill(3, 1, 1, "up");
      sent.log.addMarket(7, -1, 1, "down");
      sent.log.end(2, "rejected", 8, "why");
      expect(sent.log.odd()).toEqual([2]);
      expect(sent.log.endOf(2)).toEqual({ state: "rejected", bar: 8, reason: "why" });
    }));

  test("a fill in a later bar than the next says too little, and so does one with others before it, or one that is only tried", () => {
    const { fills, log } = new Sent(false);
    log.addMarket(3, 1, 1, "up");
    expect(log.filledBy(0, 5)).toBe(false);
    expect(log.filledBy(0, 4)).toBe(true);
    log.addMarket(6, -1, 1, "down");
    expect(log.filledBy(2, 7)).toBe(false);
    expect(log.length).toBe(2);
    fills.addMarket(4, 1, 1, 5000, 1, 0, "up");
    log.mark();
    expect(log.filledBy(1, 7)).toBe(false);
    expect(log.records.map(({ state }) => state)).toEqual(["filled", "working"]);
  });
});
