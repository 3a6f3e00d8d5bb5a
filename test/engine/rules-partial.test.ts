import { describe, expect, test } from "vitest";
import { replayRun } from "./replay.js";
import { ending, rule, twins } from "./rule.js";

/** A tenth of each bar's volume may be ours. Bars are drawn with `v 20`: two contracts. */
const tenth = { participation: 0.1 };

describe("a share of the bar's volume", () => {
  twins(
    "a market order takes it at each open until it is filled",
    `
    100 101  99 100 | buy 5
    100 101  99 100 v 20 |
    102 103 101 102 v 20 |
    104 105 103 104 v 20 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: buy 2 @ 102 market", "bar 3: buy 1 @ 104 market"],
    tenth,
  );
  rule(
    "is rounded down: a tenth of 19 contracts is one",
    `
    100 101  99 100 | buy 2
    100 101  99 100 v 19 |
    102 103 101 102 v 19 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: buy 1 @ 102 market"],
    tenth,
  );
  rule(
    "may be nothing: a tenth of nine is no contract, and the order waits",
    `
    100 101  99 100 | buy 1
    100 101  99 100 v 9 |
    102 103 101 102 v 10 |
    `,
    ["bar 2: buy 1 @ 102 market"],
    tenth,
  );
  rule(
    "three tenths of ten contracts are three, whatever binary fractions say",
    `
    100 101  99 100 | buy 3
    100 101  99 100 v 10 |
    `,
    ["bar 1: buy 3 @ 100 market"],
    { participation: 0.3 },
  );
  rule(
    "is one for all orders of the bar: the older first",
    `
    100 101  99 100 | buy 1; buy 3
    100 101  99 100 v 20 |
    102 103 101 102 v 20 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 1: buy 1 @ 100 market", "bar 2: buy 2 @ 102 market"],
    tenth,
  );
  rule(
    "is one for buying and selling: what came in at the open leaves nothing for the limit to sell",
    `
    100 101  99 100 | buy 2; sell 1 limit 103
    100 105 100 104 v 20 |
    104 105 104 104 v 20 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 limit"],
    tenth,
  );
  rule(
    "without it any size fills in any bar",
    `
    100 101  99 100 | buy 500
    100 101  99 100 v 1 |
    `,
    ["bar 1: buy 500 @ 100 market"],
  );
});

describe("a share of the volume of the bar at whose close an order was sent", () => {
  rule(
    "is what it gets, where market orders fill at that close; the rest takes the next open",
    `
    100 101  99 100 v 20 | buy 3
    102 103 101 102 v 20 |
    `,
    ["bar 0: buy 2 @ 100 market", "bar 1: buy 1 @ 102 market"],
    { ...tenth, fillAt: "this-close" },
  );
});

describe("what is left of an order", () => {
  twins(
    "of a limit keeps its price",
    `
    100 101  99 100 | buy 3 limit 97
     98  99  96  98 v 20 |
     98  99  97  98 v 20 |
     98  99  96  98 v 20 |
    `,
    // Bar 2 only touches 97.
    ["bar 1: buy 2 @ 97 limit", "bar 3: buy 1 @ 97 limit"],
    tenth,
  );
  twins(
    "of a limit takes a better open like any limit",
    `
    100 101  99 100 | buy 3 limit 97
     98  99  96  98 v 20 |
     95  96  94  95 v 20 |
    `,
    ["bar 1: buy 2 @ 97 limit", "bar 2: buy 1 @ 95 limit"],
    tenth,
  );
  twins(
    "of a stop goes on at the next open as a market order: triggered is triggered",
    `
    100 101  99 100 | buy 5 stop 103
    101 104 101 102 v 20 |
    101 102 100 101 v 20 |
    106 107 105 106 v 20 |
    `,
    ["bar 1: buy 2 @ 103 stop", "bar 2: buy 2 @ 101 stop", "bar 3: buy 1 @ 106 stop"],
    tenth,
  );
  twins(
    "of a stop that found no volume at all is triggered all the same",
    `
    100 101  99 100 | buy 1 stop 103
    101 104 101 102 v 9 |
    101 102 100 101 v 20 |
    `,
    ["bar 2: buy 1 @ 101 stop"],
    tenth,
  );
  twins(
    "of a market-if-touched order goes on at the next open",
    `
    100 101  99 100 | buy 3 touch 97
     98  99  97  98 v 20 |
    101 102 100 101 v 20 |
    `,
    ["bar 1: buy 2 @ 97 market if touched", "bar 2: buy 1 @ 101 market if touched"],
    tenth,
  );
  twins(
    "of a trailing stop goes on at the next open",
    `
    100 101  99 100 | sell 3 trail 5t
    100 100  95  96 v 20 |
     99 100  98  99 v 20 |
    `,
    ["bar 1: sell 2 @ 95 trailing stop", "bar 2: sell 1 @ 99 trailing stop"],
    tenth,
  );
  twins(
    "of a stop-limit order waits at its limit",
    `
    100 101  99 100 | buy 3 stop 103 limit 104
    101 105 101 105 v 20 |
    105 106 104 105 v 20 |
    105 106 103 104 v 20 |
    `,
    // Bar 2 only touches 104; the walk of bar 3 goes through it.
    ["bar 1: buy 2 @ 103 stop limit", "bar 3: buy 1 @ 104 stop limit"],
    { ...tenth, path: "olhc" },
  );
  twins(
    "of an order for the open goes on at the next open",
    `
    100 101  99 100 | buy 3 at open
    day 102 103 101 102 v 20 |
    104 105 103 104 v 20 |
    `,
    ["bar 1: buy 2 @ 102 on open", "bar 2: buy 1 @ 104 on open"],
    tenth,
  );
  twins(
    "of an order for the close waits for the close of the next date",
    `
    100 101  99 100 | buy 3 at close
    100 103 100 102 v 20 |
    day 104 105 103 104 v 20 |
    104 107 104 106 v 20 |
    day 108 109 107 108 v 20 |
    `,
    ["bar 1: buy 2 @ 102 on close", "bar 3: buy 1 @ 106 on close"],
    tenth,
  );
  twins(
    "pays slippage again: it demands a fill again",
    `
    100 101  99 100 | buy 3 stop 103
    101 104 101 102 v 20 |
    101 102 100 101 v 20 |
    `,
    ["bar 1: buy 2 @ 104 stop", "bar 2: buy 1 @ 102 stop"],
    { ...tenth, slippage: 1 },
  );
  ending(
    "is cancelled like an order, and what has filled stays filled",
    `
    100 101  99 100 | buy 5
    100 101  99 100 v 20 | cancel 1
    102 103 101 102 v 20 |
    `,
    ["bar 1: buy 2 @ 100 market"],
    ["1 cancelled: cancelled by the strategy"],
    tenth,
  );
  test("the log tells how many contracts of it filled, and no further state", () => {
    const { orders } = replayRun(
      `
      100 101  99 100 | buy 5
      100 101  99 100 v 20 |
      `,
      tenth,
    );
    expect(orders[0]).toMatchObject({ state: "working", qty: 5, filledQty: 2, endBar: -1 });
  });
  twins(
    "is amended with its total: five of which two have filled become four, two are left",
    `
    100 101  99 100 | buy 5
    100 101  99 100 v 20 | amend 1 qty 4
    102 103 101 102 v 1000 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: buy 2 @ 102 market"],
    tenth,
  );
  test("cannot be amended below what has filled", () => {
    const run = () =>
      replayRun("100 101 99 100 | buy 5\n100 101 99 100 v 20 | amend 1 qty 2\n100 101 99 100 |", tenth);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: "E423" }) }));
  });
});

describe("an exit plan on a partial entry", () => {
  twins(
    "is for the contracts that filled: two of four, two to stop out",
    `
    100 101  99 100 | buy 4 limit 97, stop 94
     98  98  96  97 v 20 | cancel 1
     97  97  93  94 v 1000 |
    `,
    ["bar 1: buy 2 @ 97 limit", "bar 2: sell 2 @ 94 stop loss"],
    tenth,
  );
  twins(
    "each part has its own, from its own price",
    `
    100 101  99 100 | buy 4, stop 5t
    100 101  99 100 v 20 |
    104 105 103 104 v 20 |
    104 104  95  96 v 1000 |
    `,
    // Two at 100 guarded at 95, two at 104 guarded at 99.
    [
      "bar 1: buy 2 @ 100 market",
      "bar 2: buy 2 @ 104 market",
      "bar 3: sell 2 @ 99 stop loss",
      "bar 3: sell 2 @ 95 stop loss",
    ],
    tenth,
  );
  twins(
    "shares four contracts out over two targets as if they had come at once: one and one, one and one",
    `
    100 101  99 100 | buy 4, target 105, target 108
    100 101  99 100 v 20 |
    100 101  99 100 v 20 |
    100 110 100 109 v 1000 |
    `,
    [
      "bar 1: buy 2 @ 100 market",
      "bar 2: buy 2 @ 100 market",
      "bar 3: sell 1 @ 105 target",
      "bar 3: sell 1 @ 105 target",
      "bar 3: sell 1 @ 108 target",
      "bar 3: sell 1 @ 108 target",
    ],
    tenth,
  );
  twins(
    "shares three contracts out as two and one, though they came as two and one",
    `
    100 101  99 100 | buy 3, target 105, target 108
    100 101  99 100 v 20 |
    100 101  99 100 v 20 |
    100 107 100 106 v 1000 |
    `,
    // Two came: one each. The third is the first target's by the largest remainder of three.
    [
      "bar 1: buy 2 @ 100 market",
      "bar 2: buy 1 @ 100 market",
      "bar 3: sell 1 @ 105 target",
      "bar 3: sell 1 @ 105 target",
    ],
    tenth,
  );
  twins(
    "a single first contract is the first target's, the second then the second's",
    `
    100 101  99 100 | buy 2, target 105, target 108
    100 101  99 100 v 10 |
    100 101  99 100 v 10 |
    100 107 100 106 v 1000 |
    106 110 106 109 v 1000 |
    `,
    [
      "bar 1: buy 1 @ 100 market",
      "bar 2: buy 1 @ 100 market",
      "bar 3: sell 1 @ 105 target",
      "bar 4: sell 1 @ 108 target",
    ],
    tenth,
  );
  twins(
    "leaves no room for its own stop in a bar that gave all it had: that leaves at the next open",
    `
    100 101  99 100 | buy 2 stop 103, stop 99
    101 104  98 100 v 20 |
     97  98  96  97 v 20 |
    `,
    ["bar 1: buy 2 @ 103 stop", "bar 2: sell 2 @ 97 stop loss"],
    { ...tenth, path: "ohlc" },
  );
});

describe("what is left of an exit", () => {
  twins(
    "of a stop leaves at the next opens, wherever they are: it is a market order now",
    `
    100 101  99 100 | buy 5, stop 95
    100 101  99 100 |
    100 100  94  96 v 20 |
     98  99  97  98 v 20 |
     99 100  98  99 v 20 |
    `,
    [
      "bar 1: buy 5 @ 100 market",
      "bar 2: sell 2 @ 95 stop loss",
      "bar 3: sell 2 @ 98 stop loss",
      "bar 4: sell 1 @ 99 stop loss",
    ],
    tenth,
  );
  twins(
    "of a stop has no target any more",
    `
    100 101  99 100 | buy 3, stop 95, target 105
    100 101  99 100 |
    100 100  94  96 v 20 |
    110 111 109 110 v 20 |
    `,
    // The gap to 110 is the market's present: it leaves at the open by its stop.
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 95 stop loss", "bar 3: sell 1 @ 110 stop loss"],
    tenth,
  );
  twins(
    "of a target waits for its price",
    `
    100 101  99 100 | buy 3, target 105
    100 101  99 100 |
    100 106 100 105 v 20 |
    105 105 103 104 v 20 |
    104 106 104 105 v 20 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 105 target", "bar 4: sell 1 @ 105 target"],
    tenth,
  );
  twins(
    "of a target is still guarded by the stop, for what is left",
    `
    100 101  99 100 | buy 3, stop 95, target 105
    100 101  99 100 |
    100 106 100 105 v 20 |
    105 105  94  95 v 20 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 105 target", "bar 3: sell 1 @ 95 stop loss"],
    tenth,
  );
  twins(
    "of a target has not moved the stop yet: that comes with the whole of it",
    `
    100 101  99 100 | buy 6, stop 95, target 105 50% then breakeven
    100 101  99 100 |
    100 106 100 105 v 20 |
    105 105  98  99 v 20 |
     99  99  94  95 v 1000 |
    `,
    // Two of three at the target: 100 does not stop bar 3, 95 stops bar 4.
    ["bar 1: buy 6 @ 100 market", "bar 2: sell 2 @ 105 target", "bar 4: sell 4 @ 95 stop loss"],
    tenth,
  );
  twins(
    "of a target moves the stop when it has filled whole",
    `
    100 101  99 100 | buy 6, stop 95, target 105 50% then breakeven
    100 101  99 100 |
    100 106 100 105 v 20 |
    105 106 104 105 v 20 |
    105 105  99 100 v 1000 |
    `,
    [
      "bar 1: buy 6 @ 100 market",
      "bar 2: sell 2 @ 105 target",
      "bar 3: sell 1 @ 105 target",
      "bar 4: sell 3 @ 100 breakeven stop",
    ],
    tenth,
  );
  twins(
    "of a time stop leaves at the next open",
    `
    100 101  99 100 | buy 3, time 1
    100 101  99 100 |
    102 103 101 102 v 20 |
    104 105 103 104 v 20 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 102 time stop", "bar 3: sell 1 @ 104 time stop"],
    tenth,
  );
  twins(
    "by hand works on, and shrinks the plan by what has filled",
    `
    100 101  99 100 | buy 3, stop 95
    100 101  99 100 | sell 3 limit 104
    100 105 100 104 v 20 |
    103 103  94  95 v 1000 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 104 limit", "bar 3: sell 1 @ 95 stop loss"],
    tenth,
  );
});

describe("the account's own exits are not held back", () => {
  test("a liquidation takes as many contracts as it needs, however little trades", () => {
    const { fills, orders } = replayRun(
      `
      100 101  99 100 | buy 4; sell 1 limit 200
      100 101  99 100 |
       40  41  40  40 v 10 |
      `,
      { ...tenth, cash: 500, margin: { initial: "110", maintenance: "100" } },
    );
    // 500 − 4 × 60 = 260 carries two contracts; a tenth of ten would be one.
    expect(Array.from(fills.qty)).toEqual([4, 2]);
    expect(Array.from(fills.bar)).toEqual([1, 2]);
    expect(orders[1]!.state).toBe("cancelled");
  });
});
