import { describe, expect, test } from "vitest";
import { replayRun } from "./replay.js";
import { ending, rule, twins } from "./rule.js";

const at = (bar: number, price: number) => `bar ${bar}: buy 1 @ ${price} stop limit`;

describe("a stop-limit order before its trigger", () => {
  twins(
    "is no limit order yet: that the market trades below its limit fills nothing",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    100 102  90  95 |
     95 102  94 100 |
    `,
    [],
  );
  twins(
    "waits over the night for it",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    100 102  99 101 |
    day 101 104 101 104 |
    `,
    [at(2, 103)],
  );
  ending(
    "expires with its date when it is a DAY order",
    `
    100 101  99 100 | buy 1 stop 103 limit 105 DAY
    100 102  99 101 |
    day 104 105 103 104 |
    `,
    [],
    ["1 expired: DAY order, the trade date ended"],
  );
});

describe("a stop-limit order at its trigger", () => {
  twins(
    "is a limit order from that instant: the market stands through its limit, so it fills there and then",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    100 106 100 105 |
    `,
    [at(1, 103)],
  );
  twins(
    "with its limit one tick beyond the trigger is through it by that tick",
    `
    100 101  99 100 | buy 1 stop 103 limit 104
    100 106 100 105 |
    `,
    [at(1, 103)],
  );
  twins(
    "with its limit on the trigger stands in the queue, and the market has gone: no fill",
    `
    100 101  99 100 | buy 1 stop 103 limit 103
    100 106 100 105 |
    105 107 103 106 |
    `,
    [],
    { path: "olhc" },
  );
  twins(
    "with its limit on the trigger fills when the market comes back through it on the same walk",
    `
    100 101  99 100 | buy 1 stop 103 limit 103
    100 106 100 102 |
    `,
    // Low first: 103 triggers on the way to 106, and the close lies one tick through it.
    [at(1, 103)],
    { path: "olhc" },
  );
  twins(
    "with its limit on the trigger, high first: up through it, down through it, filled at it",
    `
    100 101  99 100 | buy 1 stop 103 limit 103
    100 106  99 104 |
    `,
    [at(1, 103)],
    { path: "ohlc" },
  );
  twins(
    "where a touch is enough, is filled at a limit on the trigger",
    `
    100 101  99 100 | buy 1 stop 103 limit 103
    100 106 100 105 |
    `,
    [at(1, 103)],
    { limitFill: "touch" },
  );
  twins(
    "where two ticks through are asked for, a limit one tick beyond the trigger waits",
    `
    100 101  99 100 | buy 1 stop 103 limit 104
    100 106 100 105 |
    105 106 102 103 |
    `,
    // Low first: 103 is one tick through 104. The market is at 102, two through, in bar 2 only.
    [at(2, 104)],
    { limitFill: { through: 2 }, path: "olhc" },
  );
  twins(
    "never pays slippage, which its stop alone would have paid",
    `
    100 101  99 100 | buy 1 stop 103 limit 105; buy 1 stop 103
    100 106 100 105 |
    `,
    [at(1, 103), "bar 1: buy 1 @ 106 stop"],
    { slippage: 3 },
  );
});

describe("a stop-limit order that has been triggered pays no slippage", () => {
  twins(
    "where it fills on the walk, at its limit",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    108 109 107 108 |
    107 108 104 106 |
    `,
    [at(2, 105)],
    { slippage: 2 },
  );
  twins(
    "where it fills at a better open",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    108 109 107 108 |
    102 103 101 102 |
    `,
    [at(2, 102)],
    { slippage: 2 },
  );
});

describe("a stop-limit order and a gap", () => {
  twins(
    "over the trigger, still through the limit: the open it is",
    `
    100 101  99 100 | buy 1 stop 103 limit 106
    104 105 104 105 |
    `,
    [at(1, 104)],
  );
  twins(
    "on to the limit itself: a touch, it rests",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    105 108 105 107 |
    `,
    [],
  );
  rule(
    "on to the limit itself is a fill where a touch is enough",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    105 108 105 107 |
    `,
    [at(1, 105)],
    { limitFill: "touch" },
  );
  twins(
    "beyond the limit: it is triggered, and waits for the market to come back through its limit",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    108 109 104 106 |
    `,
    [at(1, 105)],
  );
  twins(
    "beyond the limit that nobody fills: a stop alone would have paid 110",
    `
    100 101  99 100 | buy 1 stop 103 limit 105; buy 1 stop 103
    110 112 108 111 |
    `,
    ["bar 1: buy 1 @ 110 stop"],
  );
  twins(
    "back again the next day: triggered it stays, and the open below its limit is better",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    110 112 108 111 |
    day 101 102 100 101 |
    `,
    [at(2, 101)],
  );
  twins(
    "with other orders at the open: what the stop-limit gets comes before what the limit gets",
    `
    100 101  99 100 | buy 1 limit 107; buy 1 stop 103 limit 107
    105 106 104 105 |
    `,
    [at(1, 105), "bar 1: buy 1 @ 105 limit"],
  );
});

describe("a triggered stop-limit order", () => {
  twins(
    "rests on: bars later it fills at its limit, not at its trigger",
    `
    100 101  99 100 | buy 1 stop 103 limit 104
    108 109 107 108 |
    108 109 106 107 |
    107 107 103 104 |
    `,
    [at(3, 104)],
  );
  ending(
    "expires with its date",
    `
    100 101  99 100 | buy 1 stop 103 limit 104 DAY
    108 109 107 108 |
    day 102 103 101 102 |
    `,
    [],
    ["1 expired: DAY order, the trade date ended"],
  );
  ending(
    "can be cancelled like any limit order",
    `
    100 101  99 100 | buy 1 stop 103 limit 104
    108 109 107 108 | cancel 1
    102 103 101 102 |
    `,
    [],
    ["1 cancelled: cancelled by the strategy"],
  );
  twins(
    "whose limit is amended stays triggered",
    `
    100 101  99 100 | buy 1 stop 103 limit 104
    108 109 107 108 | amend 1 limit 107
    108 109 106 108 |
    `,
    [at(2, 107)],
  );
});

describe("a stop-limit order that is amended before its trigger", () => {
  twins(
    "waits at its new trigger",
    `
    100 101  99 100 | buy 1 stop 103 limit 106
    100 102  99 101 | amend 1 stop 105
    101 104 101 104 |
    104 106 104 105 |
    `,
    [at(3, 105)],
  );
  twins(
    "takes its new limit",
    `
    100 101  99 100 | buy 1 stop 103 limit 104
    100 102  99 101 | amend 1 limit 110
    108 109 107 108 |
    `,
    [at(2, 108)],
  );
  test("may not have its limit put before its trigger", () => {
    const run = () =>
      replayRun("100 101 99 100 | buy 1 stop 103 limit 104\n100 101 99 100 | amend 1 stop 105\n");
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: "E421" }) }));
  });
});

describe("the position of a stop-limit order", () => {
  twins(
    "is guarded from where it filled: the walk that comes back takes the stop",
    `
    100 101  99 100 | buy 1 stop 103 limit 105, stop 5t
    100 106  97 100 |
    `,
    [at(1, 103), "bar 1: sell 1 @ 98 stop loss"],
    { path: "ohlc" },
  );
  twins(
    "has its distances counted from its fill, not from its trigger",
    `
    100 101  99 100 | buy 1 stop 103 limit 105, stop 5t, target 4t
    108 109 104 106 |
    106 110 106 109 |
    `,
    // Filled at its limit 105, not at 103 nor at 108: target 109, through at 110.
    [at(1, 105), "bar 2: sell 1 @ 109 target"],
  );
  twins(
    "may be the end of another: a protective stop-limit can be jumped, which is its risk",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | sell 1 stop 95 limit 94
     90  92  88  91 |
     91  93  90  92 |
    `,
    ["bar 1: buy 1 @ 100 market"],
  );
});

describe("a stop-limit order in the queue of its limit", () => {
  const queue = { limitFill: { volume: 1 }, path: "ohlc" } as const;
  twins(
    "fills at its trigger when it is through its limit by a tick there",
    `
    100 101  99 100 | buy 1 stop 103 limit 104
    100 106 100 105 |
    `,
    [at(1, 103)],
    queue,
  );
  twins(
    "gets nothing of the bar that triggers it, whose contracts may all have traded before",
    `
    100 101  99 100 | buy 1 stop 103 limit 103
    100 106  98 105 v 100000 |
    `,
    [],
    queue,
  );
  twins(
    "counts from the next bar on",
    `
    100 101  99 100 | buy 1 stop 103 limit 103
    100 106  98 105 v 100000 |
    104 104 103 104 |
    `,
    // Two ticks, 100 contracts: the 50 at 103 are more than the one that is asked for.
    [at(2, 103)],
    queue,
  );
  twins(
    "triggered by the open it has been there for the whole bar",
    `
    100 101  99 100 | buy 1 stop 103 limit 105
    107 107 105 106 v 30 |
    `,
    // Three ticks of ten contracts; the ten at 105 are enough for one.
    [at(1, 105)],
    queue,
  );
});

describe("the grid", () => {
  test("a buy stop goes up to a tick, its limit down: each away from the trader's favour", () => {
    const { orders } = replayRun(
      "100 101 99 100 | buy 1 stop 103.3 limit 105.7; sell 1 stop 96.7 limit 94.3\n",
    );
    expect(orders.map(({ price, limit }) => [price, limit])).toEqual([
      [104, 105],
      [96, 95],
    ]);
  });
  test("between the same two ticks both are the tick of the trigger", () => {
    const { orders } = replayRun("100 101 99 100 | buy 1 stop 103.3 limit 103.6\n");
    expect([orders[0]!.price, orders[0]!.limit]).toEqual([104, 104]);
  });
});

describe("stop-limit orders that cannot be", () => {
  test.each([
    ["with its limit before its trigger: it would not be through it", "buy 1 stop 103 limit 102", "E421"],
    ["to sell, with its limit above its trigger", "sell 1 stop 97 limit 98", "E421"],
    ["with its trigger at the last price", "buy 1 stop 100 limit 103", "E415"],
    ["with its trigger on the other side of the market", "sell 1 stop 101 limit 99", "E415"],
    ["immediate or cancelled", "buy 1 stop 103 limit 104 IOC", "E422"],
  ])("%s: %s is %s", (_what, order, code) => {
    const run = () => replayRun(`100 100 100 100 | ${order}\n100 100 100 100 |`);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }));
  });
});
