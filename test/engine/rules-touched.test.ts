import { describe, expect, test } from "vitest";
import { replayRun } from "./replay.js";
import { ending, rule, twins } from "./rule.js";

const at = (bar: number, price: number) => `bar ${bar}: buy 1 @ ${price} market if touched`;

describe("a market-if-touched order", () => {
  twins(
    "waits for a better price",
    `
    100 101  99 100 | buy 1 touch 95
    100 108  96 100 |
    `,
    [],
  );
  twins(
    "fills where the market touches its trigger: nobody has to trade through it",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  95  98 |
    `,
    [at(1, 95)],
  );
  twins(
    "is there before the limit beside it, which asks for a trade through",
    `
    100 101  99 100 | buy 1 limit 95; buy 1 touch 95
    100 101  95  98 |
    `,
    [at(1, 95)],
  );
  rule(
    "does not care how limits are believed to be filled",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  95  98 |
    `,
    [at(1, 95)],
    { limitFill: { through: 3 } },
  );
  rule(
    "nor how many contracts traded there",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  95  98 v 1 |
    `,
    [at(1, 95)],
    { limitFill: { volume: 50 } },
  );
  twins(
    "fills at its trigger, however far the bar goes on",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  80  81 |
    `,
    [at(1, 95)],
  );
  twins(
    "across a gap takes the open, which is better",
    `
    100 101  99 100 | buy 1 touch 95
     92  99  91  98 |
    `,
    [at(1, 92)],
  );
  twins(
    "is touched by an open on its trigger",
    `
    100 101  99 100 | buy 1 touch 95
     95  99  95  98 |
    `,
    [at(1, 95)],
  );
  twins(
    "waits over the night, and the open of the next date may be beyond it",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  97  98 |
    day 90  92  89  91 |
    `,
    [at(2, 90)],
  );
});

describe("a market-if-touched order pays slippage", () => {
  twins(
    "beyond its trigger, since it takes what is offered there",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  95  98 |
    `,
    [at(1, 97)],
    { slippage: 2 },
  );
  twins(
    "beyond the open across a gap, once",
    `
    100 101  99 100 | buy 1 touch 95
     92  99  91  98 |
    `,
    [at(1, 94)],
    { slippage: 2 },
  );
  twins(
    "and the distances of its exit plan count from what it paid",
    `
    100 101  99 100 | buy 1 touch 95, stop 3t
    100 101  93  94 |
     94  95  93  94 |
    `,
    // Bought at 96, stop 93, reached in the same bar and slipped by a tick.
    [at(1, 96), "bar 1: sell 1 @ 92 stop loss"],
    { slippage: 1 },
  );
});

describe("the position of a market-if-touched order", () => {
  twins(
    "has its target on what is left of the walk only: the high was before the entry",
    `
    100 104  95  98 | 
    100 101  99 100 | buy 1 touch 95, target 5t
    100 104  95  98 |
    `,
    [at(2, 95)],
    { path: "ohlc" },
  );
  twins(
    "takes its target when the high comes after the low",
    `
    100 101  99 100 | buy 1 touch 95, target 5t
    100 104  95  98 |
    `,
    [at(1, 95), "bar 1: sell 1 @ 100 target"],
    { path: "olhc" },
  );
  twins(
    "may be the end of another: it takes profit where a limit would still wait",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | sell 1 touch 105
    100 105 100 104 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 105 market if touched"],
  );
  twins(
    "may be its reversal",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | sell 3 touch 105, stop 4t
    100 105 100 104 |
    104 109 103 108 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 3 @ 105 market if touched", "bar 3: buy 2 @ 109 stop loss"],
  );
});

describe("at one price", () => {
  const both = (first: string, second: string) => `
    100 101  99 100 | ${first}; ${second}
    100 101  95  98 |
  `;
  const limit = "bar 1: buy 1 @ 95 limit";
  rule(
    "a limit that was sent before comes before",
    both("buy 1 limit 95", "buy 1 touch 95"),
    [limit, at(1, 95)],
    {
      limitFill: "touch",
    },
  );
  rule(
    "a limit that was sent after comes after",
    both("buy 1 touch 95", "buy 1 limit 95"),
    [at(1, 95), limit],
    {
      limitFill: "touch",
    },
  );
  twins(
    "the stop of a plan comes before the order that would buy there",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 | buy 1 touch 95
    100 101  95  98 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 95 stop loss", at(2, 95)],
  );
  twins(
    "a stop order comes before it",
    `
    100 101  99 100 | buy 1 touch 95; sell 2 stop 95
    100 101  95  98 |
    `,
    ["bar 1: sell 2 @ 95 stop", at(1, 95)],
  );
});

describe("a market-if-touched order ends", () => {
  ending(
    "with its date when it is a DAY order",
    `
    100 101  99 100 | buy 1 touch 95 DAY
    100 101  97  98 |
    day 90  92  89  91 |
    `,
    [],
    ["1 expired: DAY order, the trade date ended"],
  );
  ending(
    "when it is cancelled",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  97  98 | cancel 1
     90  92  89  91 |
    `,
    [],
    ["1 cancelled: cancelled by the strategy"],
  );
});

describe("a market-if-touched order that is amended", () => {
  twins(
    "waits at its new trigger",
    `
    100 101  99 100 | buy 1 touch 95
    100 101  97  98 | amend 1 touch 93
     98  99  94  95 |
     95  96  93  94 |
    `,
    [at(3, 93)],
  );
  test("may not be moved to where it would be touched at once", () => {
    const run = () => replayRun("100 101 99 100 | buy 1 touch 95\n100 101 96 98 | amend 1 touch 98\n");
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: "E420" }) }));
  });
});

test("its trigger goes to where it is harder to reach, as a limit does", () => {
  const { orders } = replayRun("100 101 99 100 | buy 1 touch 95.6; sell 1 touch 104.3\n");
  expect(orders.map(({ price }) => price)).toEqual([95, 105]);
});

describe("market-if-touched orders that cannot be", () => {
  test.each([
    ["to buy above the market: that is a stop", "buy 1 touch 101", "E420"],
    ["to buy at the market: that is a market order", "buy 1 touch 100", "E420"],
    ["to sell below the market", "sell 1 touch 99", "E420"],
    ["immediate or cancelled", "buy 1 touch 95 IOC", "E422"],
    ["and limited as well", "buy 1 touch 95 limit 95", "E416"],
  ])("%s: %s is %s", (_what, order, code) => {
    const run = () => replayRun(`100 100 100 100 | ${order}\n100 100 100 100 |`);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }));
  });
});
