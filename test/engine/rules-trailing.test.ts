import { describe, expect, test } from "vitest";
import { replayRun } from "./replay.js";
import { ending, rule, twins } from "./rule.js";

const at = (bar: number, price: number) => `bar ${bar}: sell 1 @ ${price} trailing stop`;

describe("a trailing stop order stands behind the best price since it was sent", () => {
  twins(
    "which is, to begin with, the close at which it was sent",
    `
    100 107  99 100 | sell 1 trail 5t
    100 100  95  97 |
    `,
    // 107 was before it.
    [at(1, 95)],
  );
  twins(
    "one tick short of it nothing happens",
    `
    100 101  99 100 | sell 1 trail 5t
    100 100  96  97 |
    `,
    [],
  );
  twins(
    "follows a rising market",
    `
    100 101  99 100 | sell 1 trail 5t
    100 108 100 107 |
    107 107 103 104 |
    `,
    [at(2, 103)],
    { path: "olhc" },
  );
  twins(
    "tick by tick",
    `
    100 101  99 100 | sell 1 trail 5t
    100 101  97 100 |
    100 100  96  97 |
    `,
    [at(2, 96)],
  );
  twins(
    "and does not go back with a falling one",
    `
    100 101  99 100 | sell 1 trail 5t
    104 108 104 106 |
    106 107 104 105 |
    105 105 101 102 |
    `,
    [at(3, 103)],
  );
  twins(
    "follows the open of a gap in its favour before the bar's first leg is walked",
    `
    100 101  99 100 | sell 1 trail 5t
    110 110 104 106 |
    `,
    // From 110 it stands at 105.
    [at(1, 105)],
  );
  twins(
    "over bars: best price 112, stop 107",
    `
    100 101  99 100 | sell 1 trail 5t
    100 104 100 104 |
    104 109 104 108 |
    108 112 108 111 |
    111 111 106 108 |
    `,
    [at(4, 107)],
    { path: "olhc" },
  );
});

describe("a trailing stop order within one bar", () => {
  const drawing = `
    100 101  99 100 | sell 1 trail 5t
    100 104  96 100 |
  `;
  twins(
    "high first: the high raises it to 99, and the fall to the low meets it there",
    drawing,
    [at(1, 99)],
    {
      path: "ohlc",
    },
  );
  twins("low first: 96 does not reach 95, the high raises it to 99, and the close stays above", drawing, [], {
    path: "olhc",
  });
  twins(
    "low first, and the close comes back to where the high put it",
    `
    100 101  99 100 | sell 1 trail 5t
    100 104  96  99 |
    `,
    [at(1, 99)],
    { path: "olhc" },
  );
  twins(
    "is never raised by the leg that hits it: a fall is walked from its top",
    `
    100 101  99 100 | sell 1 trail 5t
    104 104  98  98 |
    `,
    // The open counts: 104 puts it at 99.
    [at(1, 99)],
  );
  twins(
    "held against a long: the pessimist is out at 99, though the optimist still holds",
    `
    100 100 100 100 | buy 1
    100 100 100 100 | sell 1 trail 5t
    100 104  96 100 |
    `,
    ["bar 1: buy 1 @ 100 market", at(2, 99)],
    { path: "adverse" },
  );
  twins(
    "held against a long: the optimist holds on",
    `
    100 100 100 100 | buy 1
    100 100 100 100 | sell 1 trail 5t
    100 104  96 100 |
    `,
    ["bar 1: buy 1 @ 100 market"],
    { path: "favourable" },
  );
});

describe("a trailing stop order fills like a stop", () => {
  twins(
    "across a gap at the open, which is worse",
    `
    100 101  99 100 | sell 1 trail 5t
     90  92  89  91 |
    `,
    [at(1, 90)],
  );
  twins(
    "and pays slippage",
    `
    100 101  99 100 | sell 1 trail 5t
    100 100  95  97 |
    `,
    [at(1, 93)],
    { slippage: 2 },
  );
  twins(
    "and pays slippage across a gap, once",
    `
    100 101  99 100 | sell 1 trail 5t
     90  92  89  91 |
    `,
    [at(1, 88)],
    { slippage: 2 },
  );
  twins(
    "may enter, with a plan of its own from its own fill",
    `
    100 101  99 100 | sell 1 trail 5t, stop 4t, target 6t
    100 100  95  96 |
     96  96  88  89 |
    `,
    [at(1, 95), "bar 2: buy 1 @ 89 target"],
    { path: "ohlc" },
  );
  twins(
    "comes before the target of a plan at one open",
    `
    100 101  99 100 | buy 2, target 108 50%
    100 107 100 106 | sell 1 trail 1t
    112 112 104 105 |
    `,
    // The gap: the target fills at the open 112, and only then the order follows to 111.
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 112 target", at(2, 111)],
  );
});

describe("the distance of a trailing stop order", () => {
  twins(
    "in points: two points of MES are eight ticks",
    `
    100 101  99 100 | sell 1 trail 2p
    100 100  93  94 |
     94  94  92  93 |
    `,
    [at(2, 92)],
  );
  twins(
    "in points that are no whole ticks goes up: 1.1 points are 4.4 ticks, five with room",
    `
    100 101  99 100 | sell 1 trail 1.1p
    100 100  96  97 |
     97  97  95  96 |
    `,
    [at(2, 95)],
  );
  rule(
    "in percent of the best price: ten of 100",
    `
    100 101  99 100 | sell 1 trail 10%
    100 100  91  92 |
     92  92  90  91 |
    `,
    [at(2, 90)],
  );
  rule(
    "in percent grows with the best price: ten of 104 leave 93.6, a sell stop goes down to 93",
    `
    100 101  99 100 | sell 1 trail 10%
    100 104 100 104 |
    104 104  94  95 |
     95  95  93  94 |
    `,
    [at(3, 93)],
  );
  rule(
    "in percent for a buyer: ten above 96 is 105.6, a buy stop goes up to 106",
    `
    100 101  99 100 | buy 1 trail 10%
    100 100  96  96 |
     96 105  96 105 |
    105 106 105 105 |
    `,
    ["bar 3: buy 1 @ 106 trailing stop"],
  );
  twins(
    "in average true ranges: one and a half of four ticks are six",
    `
    100 102  98 100 |
    100 102  98 100 |
    100 102  98 100 | sell 1 trail 1.5atr/2
    100 100  95  96 |
     96  96  94  95 |
    `,
    [at(4, 94)],
  );
  twins(
    "in average true ranges goes up to a tick: 1.6 of four are seven",
    `
    100 102  98 100 |
    100 102  98 100 |
    100 102  98 100 | sell 1 trail 1.6atr/2
    100 100  94  96 |
     96  96  93  95 |
    `,
    [at(4, 93)],
  );
  twins(
    "in average true ranges is that of the close at which it was sent, whatever the ranges do later",
    `
    100 102  98 100 |
    100 102  98 100 |
    100 102  98 100 | sell 1 trail 1.5atr/2
    100 130 100 130 |
    130 130 124 125 |
    `,
    [at(4, 124)],
    { path: "olhc" },
  );
});

describe("a trailing stop order with an activation", () => {
  twins(
    "is no stop before the market has been there",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    100 104  80  82 |
     82  90  81  88 |
    `,
    [],
  );
  twins(
    "follows from there: 105, stop 100",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    100 105 100 102 |
    102 102 100 101 |
    `,
    // Low first or high first: from 105 the bar falls to 102 or through 100 at its low.
    [at(2, 100)],
    { path: "olhc" },
  );
  twins(
    "needs the touch, not a trade through",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    100 104 100 103 |
    103 105 101 102 |
    102 102  99 100 |
    `,
    [at(3, 100)],
    { path: "olhc" },
  );
  twins(
    "touched on the way up, hit on the way down, in one bar",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    100 105  99 101 |
    `,
    [at(1, 100)],
    { path: "ohlc" },
  );
  twins(
    "is not hit by a low that came before its activation",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    100 105  99 101 |
    `,
    [],
    { path: "olhc" },
  );
  twins(
    "goes on with the leg that activated it: 108, stop 103",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    100 108 100 106 |
    106 106 103 104 |
    `,
    [at(2, 103)],
    { path: "olhc" },
  );
  twins(
    "across a gap begins at the open",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    110 110 105 106 |
    `,
    [at(1, 105)],
  );
  twins(
    "that the last price has reached already is active at once",
    `
    100 101  99 100 | sell 1 trail 5t from 99
    100 100  95  96 |
    `,
    [at(1, 95)],
  );
  twins(
    "keeps what it has: an activation is no longer asked for once it follows",
    `
    100 101  99 100 | sell 1 trail 5t from 105
    100 105 100 102 |
    102 103 101 102 |
    102 102 100 101 |
    `,
    [at(3, 100)],
    { path: "olhc" },
  );
});

describe("a trailing stop order that is amended", () => {
  twins(
    "stands at its new distance behind the best price so far",
    `
    100 101  99 100 | sell 1 trail 8t
    100 106 100 105 | amend 1 trail 3t
    105 105 103 104 |
    `,
    [at(2, 103)],
  );
  twins(
    "may be given more room, since it was asked for",
    `
    100 101  99 100 | sell 1 trail 3t
    103 106 103 105 | amend 1 trail 8t
    105 105  99 100 |
    100 100  98  99 |
    `,
    [at(3, 98)],
    { path: "olhc" },
  );
  twins(
    "before its activation takes the new distance when that comes",
    `
    100 101  99 100 | sell 1 trail 8t from 105
    100 101  99 100 | amend 1 trail 2t
    100 105 100 104 |
    104 104 103 103 |
    `,
    [at(3, 103)],
    { path: "olhc" },
  );
});

describe("a trailing stop order ends", () => {
  ending(
    "with its date when it is a DAY order",
    `
    100 101  99 100 | sell 1 trail 5t DAY
    100 101  99 100 |
    day 90  91  89  90 |
    `,
    [],
    ["1 expired: DAY order, the trade date ended"],
  );
  ending(
    "with its date also before it ever followed",
    `
    100 101  99 100 | sell 1 trail 5t from 110 DAY
    100 101  99 100 |
    day 120 121  100 110 |
    `,
    [],
    ["1 expired: DAY order, the trade date ended"],
  );
  ending(
    "once: what comes back to its trigger later finds nothing",
    `
    100 101  99 100 | sell 1 trail 5t
    100 100  95  97 |
     97 101  90  91 |
    `,
    [at(1, 95)],
    ["1 filled"],
  );
});

describe("trailing stop orders that cannot be", () => {
  test.each([
    ["at no distance", "sell 1 trail 0t", "E413"],
    ["at a negative distance", "sell 1 trail -2t", "E413"],
    ["in average true ranges that nobody knows yet", "sell 1 trail 2atr", "E412"],
    ["immediate or cancelled", "sell 1 trail 5t IOC", "E422"],
    ["with a stop as well", "sell 1 trail 5t stop 95", "E416"],
    ["from a price that is none", "sell 1 trail 5t from 9999999999", "E412"],
  ])("%s: %s is %s", (_what, order, code) => {
    const run = () => replayRun(`100 100 100 100 | ${order}\n100 100 100 100 |`);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }));
  });
});
