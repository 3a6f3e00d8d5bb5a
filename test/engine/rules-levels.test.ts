import { describe, expect, test } from "vitest";
import { replayRun } from "./replay.js";
import { rule, twins } from "./rule.js";

const long = (bar: number, price: number, qty = 1) => `bar ${bar}: buy ${qty} @ ${price} market`;
const out = (bar: number, price: number, kind: string, qty = 1) =>
  `bar ${bar}: sell ${qty} @ ${price} ${kind}`;

describe("a level in points", () => {
  twins(
    "is so many ticks from the fill: one and a half points of MES are six",
    `
    100 101  99 100 | buy 1, stop 1.5p, target 2p
    102 103  97 101 |
    101 102  96 100 |
    `,
    [long(1, 102), out(2, 96, "stop loss")],
  );
  twins(
    "for a target: two points are eight ticks",
    `
    100 101  99 100 | buy 1, stop 1.5p, target 2p
    102 111 101 110 |
    `,
    [long(1, 102), out(1, 110, "target")],
  );
  twins(
    "that is no whole number of ticks goes further out: 1.1 points are 4.4 ticks, five with room",
    `
    100 101  99 100 | buy 1, stop 1.1p
    100 101  96 100 |
    100 101  95 100 |
    `,
    [long(1, 100), out(2, 95, "stop loss")],
  );
});

describe("a level in percent of the fill", () => {
  rule(
    "for a stop: five of 100",
    `
    100 101  99 100 | buy 1, stop 5%
    100 101  96 100 |
    100 101  95 100 |
    `,
    [long(1, 100), out(2, 95, "stop loss")],
  );
  rule(
    "is of the fill, not of the close at which it was sent",
    `
    100 101  99 100 | buy 1, stop 5%
    120 121 115 120 |
    120 121 114 120 |
    `,
    // Five percent of 120 are six.
    [long(1, 120), out(2, 114, "stop loss")],
  );
  rule(
    "of a long's stop goes down to a tick, away from its favour: 102 less 5.1 is 96.9",
    `
    100 101  99 100 | buy 1, stop 5%
    102 103  97 100 |
    100 101  96 100 |
    `,
    [long(1, 102), out(2, 96, "stop loss")],
  );
  rule(
    "of a long's target goes up to a tick: 102 and 5.1 make 107.1",
    `
    100 101  99 100 | buy 1, target 5%
    102 108 100 106 |
    106 109 105 108 |
    `,
    [long(1, 102), out(2, 108, "target")],
  );
  rule(
    "of a short's stop goes up to a tick",
    `
    100 101  99 100 | sell 1, stop 5%
    102 107 101 102 |
    102 108 101 102 |
    `,
    ["bar 1: sell 1 @ 102 market", "bar 2: buy 1 @ 108 stop loss"],
  );
  rule(
    "counts from what was paid, slippage included",
    `
    100 101  99 100 | buy 1, stop 10%
    109 110 100 109 |
    109 110  99 109 |
    `,
    // Bought at 110: eleven below is 99, and a tick of slippage.
    [long(1, 110), out(2, 98, "stop loss")],
    { slippage: 1 },
  );
});

describe("a level in average true ranges", () => {
  // Every bar spans four ticks and opens where the last one closed.
  const quiet = (orders: string) => `
    100 102  98 100 |
    100 102  98 100 |
    100 102  98 100 | ${orders}
  `;
  twins(
    "for a stop: one and a half of four ticks are six",
    `${quiet("buy 1, stop 1.5atr/2")}
    100 101  95 100 |
    100 101  94 100 |
    `,
    [long(3, 100), out(4, 94, "stop loss")],
  );
  twins(
    "for a target: two of four are eight",
    `${quiet("buy 1, target 2atr/2")}
    100 108  99 100 |
    100 109  99 100 |
    `,
    [long(3, 100), out(4, 108, "target")],
  );
  twins(
    "goes further out to a tick: 1.3 of four are six",
    `${quiet("buy 1, stop 1.3atr/2")}
    100 101  95 100 |
    100 101  94 100 |
    `,
    [long(3, 100), out(4, 94, "stop loss")],
  );
  twins(
    "is that of the close at which the order was sent, though it fills in a wilder market",
    `${quiet("buy 1 limit 90, stop 1.5atr/2")}
    100 130  91 100 |
     91  92  85  86 |
     86  86  84  85 |
    `,
    ["bar 4: buy 1 @ 90 limit", out(5, 84, "stop loss")],
  );
  test("nobody knows stops the run: a position must not be left without its stop", () => {
    const run = () => replayRun("100 102 98 100 | buy 1, stop 2atr\n100 102 98 100 |");
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: "E412" }) }));
  });
});

describe("a level in R", () => {
  twins(
    "counts the risk from the actual fill: a stop at 95, a fill at 102, one R is seven",
    `
    100 101  99 100 | buy 1, stop 95, target 1R
    102 109 100 105 |
    105 110 104 109 |
    `,
    [long(1, 102), out(2, 109, "target")],
  );
  twins(
    "goes up to a tick: one and a half times five is eight",
    `
    100 101  99 100 | buy 1, stop 5t, target 1.5R
    100 108  99 107 |
    107 109 106 108 |
    `,
    [long(1, 100), out(2, 108, "target")],
  );
  twins(
    "of a stop in points",
    `
    100 101  99 100 | buy 1, stop 1p, target 2R
    100 108  99 107 |
    107 109 106 108 |
    `,
    [long(1, 100), out(2, 108, "target")],
  );
  rule(
    "of a stop in percent",
    `
    100 101  99 100 | buy 1, stop 4%, target 2R
    100 108  99 107 |
    107 109 106 108 |
    `,
    [long(1, 100), out(2, 108, "target")],
  );
});

describe("when a target fills, the stop of the rest", () => {
  twins(
    "locks ticks beyond the entry",
    `
    100 101  99 100 | buy 2, stop 95, target 106 50% then lock 4t
    100 107 100 106 |
    106 106 104 105 |
    `,
    [long(1, 100, 2), out(1, 106, "target"), out(2, 104, "breakeven stop")],
    { path: "olhc" },
  );
  twins(
    "locks points beyond the entry: half a point of MES is two ticks",
    `
    100 101  99 100 | buy 2, stop 95, target 106 50% then lock 0.5p
    100 107 100 106 |
    106 106 103 104 |
    104 104 102 103 |
    `,
    [long(1, 100, 2), out(1, 106, "target"), out(3, 102, "breakeven stop")],
    { path: "olhc" },
  );
  twins(
    "locks one R: a risk of five ticks is a stop five beyond the entry",
    `
    100 101  99 100 | buy 2, stop 5t, target 2R 50% then lock 1R
    100 111 100 110 |
    110 110 106 107 |
    107 107 105 106 |
    `,
    [long(1, 100, 2), out(1, 110, "target"), out(3, 105, "breakeven stop")],
    { path: "olhc" },
  );
  twins(
    "locks half an R on the tick that is nearer to the entry: 2.5 of five are two",
    `
    100 101  99 100 | buy 2, stop 5t, target 2R 50% then lock 0.5R
    100 111 100 110 |
    110 110 103 104 |
    104 104 102 103 |
    `,
    [long(1, 100, 2), out(1, 110, "target"), out(3, 102, "breakeven stop")],
    { path: "olhc" },
  );
  twins(
    "locks before anything else happens on the walk: the same fall takes it",
    `
    100 101  99 100 | buy 2, stop 95, target 106 50% then lock 4t
    100 107  96 100 |
    `,
    [long(1, 100, 2), out(1, 106, "target"), out(1, 104, "breakeven stop")],
    { path: "ohlc" },
  );
  twins(
    "does not go back to where a lock would put it, when it trails nearer already",
    `
    100 101  99 100 | buy 2, trail 2t, target 106 50% then lock 1t
    100 107 100 107 |
    107 107 105 106 |
    `,
    // Up to 107 it trails to 105.
    [long(1, 100, 2), out(1, 106, "target"), out(2, 105, "trailing stop")],
    { path: "olhc" },
  );
  twins(
    "begins to trail from the target's price, by ticks",
    `
    100 101  99 100 | buy 2, stop 95, target 106 50% then trail 3t
    100 107 100 107 |
    107 108 106 107 |
    107 107 105 106 |
    `,
    // From 106: 103. Up to 107: 104. Up to 108: 105.
    [long(1, 100, 2), out(1, 106, "target"), out(3, 105, "trailing stop")],
    { path: "olhc" },
  );
  twins(
    "begins to trail by points",
    `
    100 101  99 100 | buy 2, stop 95, target 106 50% then trail 1p
    100 107 100 107 |
    107 107 104 105 |
    104 104 103 103 |
    `,
    // Four ticks from 107.
    [long(1, 100, 2), out(1, 106, "target"), out(3, 103, "trailing stop")],
    { path: "olhc" },
  );
  rule(
    "begins to trail by percent: ten of 110 leave 99",
    `
    100 101  99 100 | buy 2, stop 90, target 109 50% then trail 10%
    100 110 100 110 |
    110 110 100 101 |
    101 101  99 100 |
    `,
    [long(1, 100, 2), out(1, 109, "target"), out(3, 99, "trailing stop")],
    { path: "olhc" },
  );
  rule(
    "begins to trail by percent, but from the entry on",
    `
    100 101  99 100 | buy 2, stop 90, target 105 50% then trail 10% from breakeven
    100 106 100 106 |
    106 106 101 102 |
    102 102 100 101 |
    `,
    // Ten percent of 106 would leave 95.4; the entry at 100 is nearer.
    [long(1, 100, 2), out(1, 105, "target"), out(3, 100, "breakeven stop")],
    { path: "olhc" },
  );
});

describe("a trail that waits for a level", () => {
  twins(
    "until then the stop guards, and does not move",
    `
    100 101  99 100 | buy 1, stop 5t, trail 2t from 10t
    100 109 100 108 |
    108 108  96  97 |
     97  97  95  96 |
    `,
    [long(1, 100), out(3, 95, "stop loss")],
    { path: "olhc" },
  );
  twins(
    "from then on it follows: touched 110, and the stop is at 108",
    `
    100 101  99 100 | buy 1, stop 5t, trail 2t from 10t
    100 110 100 109 |
    109 109 108 108 |
    `,
    [long(1, 100), out(2, 108, "trailing stop")],
    { path: "olhc" },
  );
  twins(
    "goes on with the leg that touched it",
    `
    100 101  99 100 | buy 1, stop 5t, trail 2t from 10t
    100 113 100 112 |
    112 112 111 112 |
    `,
    [long(1, 100), out(2, 111, "trailing stop")],
    { path: "olhc" },
  );
  twins(
    "touched on the way up, it is hit on the way down of the same bar",
    `
    100 101  99 100 | buy 1, stop 5t, trail 2t from 10t
    100 110  99 100 |
    `,
    [long(1, 100), out(1, 108, "trailing stop")],
    { path: "ohlc" },
  );
  twins(
    "across a gap begins at the open",
    `
    100 101  99 100 | buy 1, stop 5t, trail 2t from 10t
    100 101  99 100 |
    115 115 113 114 |
    `,
    [long(1, 100), out(2, 113, "trailing stop")],
  );
  twins(
    "may be named as a price",
    `
    100 101  99 100 | buy 1, stop 5t, trail 2t from 110
    104 110 104 109 |
    109 109 108 108 |
    `,
    [long(1, 104), out(2, 108, "trailing stop")],
    { path: "olhc" },
  );
  twins(
    "may be counted in R: two of five ticks",
    `
    100 101  99 100 | buy 1, stop 5t, trail 2t from 2R
    100 110 100 109 |
    109 109 108 108 |
    `,
    [long(1, 100), out(2, 108, "trailing stop")],
    { path: "olhc" },
  );
  twins(
    "where its stop would stand behind the first one, that one stays until the trail has caught up",
    `
    100 101  99 100 | buy 1, stop 5t, trail 12t from 4t
    100 104 100 103 |
    103 103  96  97 |
     97  97  95  96 |
    `,
    [long(1, 100), out(3, 95, "stop loss")],
    { path: "olhc" },
  );
  twins(
    "without a stop leaves the position alone until then",
    `
    100 101  99 100 | buy 1, trail 2t from 10t
    100 101  50  60 |
     60 110  60 109 |
    109 109 108 108 |
    `,
    [long(1, 100), out(3, 108, "trailing stop")],
    { path: "olhc" },
  );
});

describe("a plan's trail", () => {
  twins(
    "in points: one point of MES is four ticks",
    `
    100 101  99 100 | buy 1, trail 1p
    100 105 100 105 |
    105 105 102 103 |
    102 102 101 102 |
    `,
    [long(1, 100), out(3, 101, "trailing stop")],
    { path: "olhc" },
  );
  rule(
    "in percent of the best price: ten of 104 leave 93.6, and a sell stop goes down",
    `
    100 101  99 100 | buy 1, trail 10%
    100 104 100 104 |
    104 104  94  95 |
     95  95  93  94 |
    `,
    [long(1, 100), out(3, 93, "trailing stop")],
    { path: "olhc" },
  );
  twins(
    "in average true ranges of the close at which it was sent",
    `
    100 102  98 100 |
    100 102  98 100 |
    100 102  98 100 | buy 1, trail 1atr/2
    100 106 100 106 |
    106 106 103 104 |
    103 103 102 103 |
    `,
    [long(3, 100), out(5, 102, "trailing stop")],
    { path: "olhc" },
  );
});

describe("a single contract", () => {
  const market = (single: string) => `
    100 101  99 100 | buy 1, target 105, target 110${single}
    100 106 100 105 |
    105 111 104 110 |
  `;
  twins("goes to the first target", market(""), [long(1, 100), out(1, 105, "target")]);
  twins("goes to the last one where that is asked for", market(", single last"), [
    long(1, 100),
    out(2, 110, "target"),
  ]);
  twins(
    "of two goes to each: then there is nothing to ask for",
    `
    100 101  99 100 | buy 2, target 105, target 110, single last
    100 106 100 105 |
    105 111 104 110 |
    `,
    [long(1, 100, 2), out(1, 105, "target"), out(2, 110, "target")],
  );
});

describe("levels that cannot be", () => {
  test.each([
    ["a stop of no percent", "buy 1, stop 0%", "E413"],
    ["a lock in R without a stop", "buy 2, target 105 50% then lock 1R", "E416"],
    ["a trail from R without a stop", "buy 1, trail 2t from 1R", "E416"],
    ["a trail from below a long's entry", "buy 1, stop 5t, trail 2t from 99", "E414"],
    ["a stop in R: it is what R is made of", "buy 1, stop 1R", "E416"],
    ["a single contract for neither", "buy 1, target 105, single middle", "E416"],
  ])("%s: %s is %s", (_what, order, code) => {
    const run = () => replayRun(`100 100 100 100 | ${order}\n100 100 100 100 |`);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }));
  });
});
