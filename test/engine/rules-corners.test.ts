import { describe } from "vitest";
import { ending, twins } from "./rule.js";

// Corners in which the second broker (second-broker.ts) and ours once disagreed.

describe("what a limit gives", () => {
  twins(
    "when it is believed three ticks through and the bar opens two through: the open, for no worse price traded",
    `
    100 101  99 100 | buy 1 limit 98
     96  97  95  96 |
    `,
    ["bar 1: buy 1 @ 96 limit"],
    { limitFill: { through: 3 } },
  );
  ending(
    "at once or never: an open short of it ends the order, in a bar in which nothing else is due as well",
    `
    100 101  99 100 | buy 1 limit 98 IOC
    100 101  99 100 |
    100 101  96  97 |
    `,
    [],
    ["1 cancelled: IOC: the open had nothing more to give"],
  );
});

describe("what an entry's fill sets free", () => {
  twins(
    "at the market fills where the walk stands: a tick beyond the limit that the market has just traded through",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1]
    100 101  94  99 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 96 market"],
  );
  ending(
    "at once or never has that point of the walk for its open",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 96 IOC & sell 1 limit 98 IOC]
    100 101  94  99 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 97 limit"],
    ["1 filled", "2 filled", "3 cancelled: IOC: its price was not there"],
    { limitFill: "touch", path: "olhc" },
  );
  ending(
    "has no more time than it was sent with: a date that passes while it is held back ends it",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103 until 2024-01-02]
    100 101  99 100 |
    day 100 101  94  99 |
     99 110  99 110 |
    `,
    ["bar 2: buy 1 @ 97 limit"],
    ["1 filled", "2 expired: GTD order, its last trade date ended"],
  );
});

describe("an order that only reduces", () => {
  ending(
    "and took all that was held is done, and so is its group, though fewer contracts were held than it asked for",
    `
    100 101  99 100 | buy 2
    100 101  99 100 | sell 3 limit 103 oco x reduce; sell 3 stop 95 oco x
    100 105 100 104 |
    104 104  90  91 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 2 @ 103 limit"],
    ["1 filled", "2 filled", "3 cancelled: order 2 of its group filled"],
  );
  ending(
    "goes when the position is flat, whatever the order that follows at the same open makes of it",
    `
    100 101  99 100 | buy 2
    100 101  99 100 | sell 2 [buy 1]; sell 1 limit 103 reduce
    100 101  99 100 |
    100 105 100 104 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 2 @ 100 market", "bar 2: buy 1 @ 100 market"],
    ["1 filled", "2 filled", "3 filled", "4 cancelled: reduce-only: nothing is left to reduce"],
  );
});

describe("an order that a partial fill of its group has made smaller", () => {
  ending(
    "stays so when its price is amended",
    `
    100 101  99 100 | buy 3 oco a; sell 3 limit 105 oco a
    100 101  99 100 v 20 | amend 2 limit 103; cancel 1
    100 104 100 103 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 103 limit"],
    ["1 cancelled: cancelled by the strategy", "2 filled"],
    { participation: 0.1 },
  );
});

describe("an exit plan", () => {
  twins(
    "that shrinks gives up the farthest target first, wherever it was named",
    `
    100 101  99 100 | buy 2, target 106 50%, target 103 50%
    100 101  99 100 | sell 1
    100 101  99 100 |
    100 104 100 104 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 100 market", "bar 3: sell 1 @ 103 target"],
  );
  twins(
    "whose stop follows from a target on counts from the target's price, not from the tick beyond it",
    `
    100 101  99 100 | buy 3, target 104 34% then trail 2t, target 105 33%, target 120
    100 100 100 100 |
    100 106 100 104 |
    `,
    [
      "bar 1: buy 3 @ 100 market",
      "bar 2: sell 1 @ 104 target",
      "bar 2: sell 1 @ 105 target",
      "bar 2: sell 1 @ 104 trailing stop",
    ],
    { path: "ohlc" },
  );
});

describe("the pessimist's walk", () => {
  twins(
    "is chosen by what the account has when orders for the close have filled as well",
    `
    100 101  99 100 | buy 2 limit 97, target 102; sell 2 at close reduce
    100 105  96 102 |
    day 102 103 101 102 |
    `,
    ["bar 1: buy 2 @ 97 limit", "bar 1: sell 2 @ 101 on close"],
    { slippage: 1 },
  );
});
