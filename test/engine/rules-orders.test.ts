import { describe, expect, test } from "vitest";
import { endings, replayRun } from "./replay.js";
import { rule } from "./rule.js";

describe("a DAY order", () => {
  rule(
    "rests while its trade date lasts",
    `
    100 101  99 100 | buy 1 limit 97 DAY
    100 101  98 100 |
    100 101  96 100 |
    `,
    ["bar 2: buy 1 @ 97 limit"],
  );
  rule(
    "is over before the first bar of the next trade date opens, gap or no gap",
    `
    100 101  99 100 | buy 1 limit 97 DAY
    100 101  98 100 |
    day 90  91  89  90 |
    `,
    [],
  );
  rule(
    "to buy at a stop is over with its date as well",
    `
    100 101  99 100 | buy 1 stop 104 DAY
    100 101  99 100 |
    day 110 111 109 110 |
    `,
    [],
  );
  rule(
    "sent at the last close of a date is good for the next one, which it sees first",
    `
    100 101  99 100 |
    100 101  99 100 | buy 1 limit 97 DAY
    day 100 101  98 100 |
    100 101  96 100 |
    `,
    ["bar 3: buy 1 @ 97 limit"],
  );
  rule(
    "at the market has been sent after the close: it takes the next open",
    `
    100 101  99 100 | buy 1 DAY
    day 110 111 109 110 |
    `,
    ["bar 1: buy 1 @ 110 market"],
  );
  rule(
    "leaves a good-till-cancelled one beside it alone",
    `
    100 101  99 100 | buy 1 limit 97 DAY; buy 2 limit 96
    100 101  99 100 |
    day 100 101  95 100 |
    `,
    ["bar 2: buy 2 @ 96 limit"],
  );
  test("that expired says so in the order log and in the events", () => {
    const run = replayRun(`
      100 101  99 100 | buy 1 limit 97 DAY
      100 101  99 100 |
      day 100 101  99 100 |
    `);
    expect(endings(run)).toEqual(["1 expired: DAY order, the trade date ended"]);
    expect(run.events).toMatchObject([{ bar: 2, kind: "expired", order: 1 }]);
  });
});

describe("a cancelled order", () => {
  rule(
    "does not fill",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  98 100 | cancel 1
    100 101  90 100 |
    `,
    [],
  );
  rule(
    "leaves the others",
    `
    100 101  99 100 | buy 1 limit 97; buy 2 limit 96
    100 101  98 100 | cancel 1
    100 101  90 100 |
    `,
    ["bar 2: buy 2 @ 96 limit"],
  );
  rule(
    "may be one of the same close: nothing was sent",
    `
    100 101  99 100 | buy 1; cancel 1
    100 101  99 100 |
    `,
    [],
  );
  rule(
    "with all others: nothing is left working",
    `
    100 101  99 100 | buy 1 limit 97; sell 1 limit 104; buy 1 stop 106; sell 1 stop 94
    100 101  98 100 | cancel all
    100 120  80 100 |
    `,
    [],
  );
  rule(
    "does not take the exit plan of a position with it",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 | cancel all
    100 101  94  95 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 95 stop loss"],
  );
  rule(
    "goes with a flatten, and the position too",
    `
    100 101  99 100 | buy 1; buy 1 limit 97
    100 101  98 100 | flat
    100 101  90 100 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 100 market"],
  );
});

describe("every order ends once, with a reason", () => {
  test("filled, cancelled, expired, or still working when the data end", () => {
    const run = replayRun(`
      100 101  99 100 | buy 1; buy 1 limit 97; sell 1 limit 120 DAY; buy 1 stop 130
      100 101  99 100 | cancel 2
      day 100 101  99 100 |
    `);
    expect(endings(run)).toEqual([
      "1 filled",
      "2 cancelled: cancelled by the strategy",
      "3 expired: DAY order, the trade date ended",
      "4 working",
    ]);
    expect(run.orders.map(({ endBar }) => endBar)).toEqual([1, 1, 2, -1]);
    expect(run.orders.map(({ filledQty }) => filledQty)).toEqual([1, 0, 0, 0]);
  });
  test("what was tried on the walk not taken leaves no trace", () => {
    const run = replayRun(`
      100 101  99 100 | buy 1 stop 103, stop 98; sell 1 limit 104
      100 105  97 104 |
    `);
    // Low first: in at 103, out at 104, flat; high first: in at 103, out at 104, flat. One record each, ended once.
    expect(endings(run)).toEqual(["1 filled", "2 filled"]);
    expect(run.fills.length).toBe(2);
    expect(run.events).toEqual([]);
  });
  test("an order keeps what was asked beside what the grid made of it", () => {
    const { orders } = replayRun(`
      100 101  99 100 | buy 1 limit 97.6; sell 1 stop 95.2; buy 1
      100 101  99 100 |
    `);
    expect(orders.map(({ kind, price, asked }) => ({ kind, price, asked }))).toEqual([
      { kind: "limit", price: 97, asked: 97.6 * 0.25 },
      { kind: "stop", price: 95, asked: 95.2 * 0.25 },
      { kind: "market", price: null, asked: null },
    ]);
  });
});

describe("orders that cannot be", () => {
  const refused: [string, string, string][] = [
    ["half a contract", "buy 0.5", "E411"],
    ["no contract", "buy 0", "E411"],
    ["less than none", "buy -1", "E411"],
    ["more than anybody trades", "buy 1000001", "E411"],
    ["a limit that is no number", "buy 1 limit x", "E412"],
    ["a stop beyond any market", "sell 1 stop -4000000001", "E412"],
    ["a buy stop below the market", "buy 1 stop 99", "E415"],
    ["a buy stop at the market", "buy 1 stop 100", "E415"],
    ["a sell stop above the market", "sell 1 stop 101", "E415"],
    ["a protective stop above a long", "buy 1, stop 101", "E414"],
    ["a protective stop at the entry", "buy 1 limit 97, stop 97", "E414"],
    ["a protective stop below a short", "sell 1, stop 99", "E414"],
    ["a target below a long", "buy 1, target 99", "E414"],
    ["a target below a stop entry", "buy 1 stop 104, target 103", "E414"],
    ["a stop distance of nothing", "buy 1, stop 0t", "E413"],
    ["a trail that is no number", "buy 1, trail xt", "E413"],
    ["a target in R without a stop", "buy 1, target 2R", "E416"],
    ["portions of more than everything", "buy 2, target 105 60%, target 110 60%", "E416"],
    ["a portion in the middle missing", "buy 3, target 105 30%, target 107, target 110 30%", "E416"],
    ["a last target without a rest to take", "buy 2, target 105 100%, target 110", "E416"],
    ["a time stop of half a bar", "buy 1, time 0.5", "E411"],
  ];
  test.each(refused)("%s: %s is %s", (_what, order, code) => {
    const run = () => replayRun(`100 100 100 100 | ${order}\n100 100 100 100 |`);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }));
  });
});

describe("an immediate-or-cancel limit", () => {
  rule(
    "that the next open does not give is over, also where nothing comes near it: a gap later finds no order",
    `
    100 101  99 100 | buy 1 limit 95 IOC
    100 101  99 100 |
     90  91  89  90 |
    `,
    [],
  );
});
