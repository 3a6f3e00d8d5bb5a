import { describe } from "vitest";
import { rule, twins } from "./rule.js";

describe("a market order", () => {
  rule(
    "fills at the next open, not at the close it was sent on",
    `
    100 101  99 100 | buy 1
    103 105 102 104 |
    `,
    ["bar 1: buy 1 @ 103 market"],
  );
  rule(
    "sells at the next open too",
    `
    100 101  99 100 | sell 2
     97  98  95  96 |
    `,
    ["bar 1: sell 2 @ 97 market"],
  );
  rule(
    "pays slippage: a buyer more",
    `
    100 101  99 100 | buy 1
    103 105 102 104 |
    `,
    ["bar 1: buy 1 @ 105 market"],
    { slippage: 2 },
  );
  rule(
    "pays slippage: a seller less, beyond the bar's low if need be",
    `
    100 101  99 100 | sell 1
    100 102 100 101 |
    `,
    ["bar 1: sell 1 @ 98 market"],
    { slippage: 2 },
  );
  rule(
    "of the last bar never fills: there is no next open",
    `
    100 101  99 100 |
    100 101  99 100 | buy 1
    `,
    [],
  );
  rule(
    "sent with another fills with it, in the order of sending",
    `
    100 101  99 100 | buy 1; buy 2
    101 101  99 100 |
    `,
    ["bar 1: buy 1 @ 101 market", "bar 1: buy 2 @ 101 market"],
  );
  rule(
    "of the double size reverses a position in one fill",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | sell 2
    104 105 103 104 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 2 @ 104 market"],
  );
  rule(
    "to a wanted position trades the difference, and nothing where there is none",
    `
    100 101  99 100 | go 2
    100 101  99 100 | go 2
    100 101  99 100 | go -1
    100 101  99 100 | go 0
    100 101  99 100 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 3: sell 3 @ 100 market", "bar 4: buy 1 @ 100 market"],
  );
  rule(
    "across a weekend fills at Monday's open",
    `
    100 101  99 100 |
    day 100 101  99 100 |
    day 100 101  99 100 |
    day 100 101  99 100 | buy 1
    day  88  90  87  89 |
    `,
    ["bar 4: buy 1 @ 88 market"],
  );
});

describe("a market order with fillAt this-close", () => {
  const atClose = { fillAt: "this-close" } as const;
  rule(
    "fills at the close that it was sent on",
    `
    100 101  99 100 | buy 1
    103 105 102 104 |
    `,
    ["bar 0: buy 1 @ 100 market"],
    atClose,
  );
  rule(
    "pays slippage there too",
    `
    100 101  99 100 | sell 1
    103 105 102 104 |
    `,
    ["bar 0: sell 1 @ 99 market"],
    { ...atClose, slippage: 1 },
  );
  rule(
    "of the last bar fills as well",
    `
    100 101  99 100 | buy 1
    103 105 102 104 | flat
    `,
    ["bar 0: buy 1 @ 100 market", "bar 1: sell 1 @ 104 market"],
    atClose,
  );
  rule(
    "sets up its exit plan for the bars after it, not for the bar that is over",
    `
    100 108  90 100 | buy 1, stop 5t, target 5t
    100 101  99 100 |
    100 101  94 100 |
    `,
    ["bar 0: buy 1 @ 100 market", "bar 2: sell 1 @ 95 stop loss"],
    atClose,
  );
  rule(
    "leaves stops and limits to the bars after it",
    `
    100 108  90 100 | buy 1 limit 95; sell 1 stop 92
    100 101  94 100 |
    100 101  91 100 |
    `,
    ["bar 1: buy 1 @ 95 limit", "bar 2: sell 1 @ 92 stop"],
    atClose,
  );
});

describe("a stop order", () => {
  rule(
    "rests until its trigger trades",
    `
    100 101  99 100 | buy 1 stop 104
    100 103  99 102 |
    102 103 100 101 |
    `,
    [],
  );
  rule(
    "fills at its trigger when the market only touches it",
    `
    100 101  99 100 | buy 1 stop 104
    100 104  99 102 |
    `,
    ["bar 1: buy 1 @ 104 stop"],
  );
  rule(
    "fills at its trigger when the walk runs through it, although the bar opened far away",
    `
    100 101  99 100 | sell 1 stop 95
    100 101  90  92 |
    `,
    ["bar 1: sell 1 @ 95 stop"],
  );
  rule(
    "fills at the open when the bar opens beyond it: a gap offers nothing better",
    `
    100 101  99 100 | sell 1 stop 98
     90  92  89  91 |
    `,
    ["bar 1: sell 1 @ 90 stop"],
  );
  rule(
    "to buy fills at the open above it",
    `
    100 101  99 100 | buy 1 stop 102
    107 108 106 107 |
    `,
    ["bar 1: buy 1 @ 107 stop"],
  );
  rule(
    "fills at the open that is just its trigger",
    `
    100 101  99 100 | buy 1 stop 102
    102 103 101 102 |
    `,
    ["bar 1: buy 1 @ 102 stop"],
  );
  rule(
    "pays slippage once on top of its trigger",
    `
    100 101  99 100 | buy 1 stop 104
    100 106  99 105 |
    `,
    ["bar 1: buy 1 @ 106 stop"],
    { slippage: 2 },
  );
  rule(
    "pays slippage once on top of a gap",
    `
    100 101  99 100 | sell 1 stop 98
     90  92  89  91 |
    `,
    ["bar 1: sell 1 @ 88 stop"],
    { slippage: 2 },
  );
  rule(
    "may slip beyond the bar's range: nobody promised the extreme for our size",
    `
    100 101  99 100 | buy 1 stop 104
    100 104  99 102 |
    `,
    ["bar 1: buy 1 @ 107 stop"],
    { slippage: 3 },
  );
  rule(
    "is not live in the bar at whose close it was sent, wherever that bar had been",
    `
    100 110  90 100 | buy 1 stop 104
    100 101  99 100 |
    `,
    [],
  );
  rule(
    "fills once and is gone",
    `
    100 101  99 100 | buy 1 stop 104
    100 106  99 100 |
    100 106  99 100 |
    `,
    ["bar 1: buy 1 @ 104 stop"],
  );
  rule(
    "nearer to the market fills before one farther away, whatever was sent first",
    `
    100 101  99 100 | buy 1 stop 106; buy 2 stop 103
    100 107  99 105 |
    `,
    ["bar 1: buy 2 @ 103 stop", "bar 1: buy 1 @ 106 stop"],
  );
  rule(
    "of the same trigger as another fills at the same price, first sent first",
    `
    100 101  99 100 | buy 1 stop 104; buy 2 stop 104
    100 107  99 105 |
    `,
    ["bar 1: buy 1 @ 104 stop", "bar 1: buy 2 @ 104 stop"],
  );
  rule(
    "between two ticks is moved to the worse one: up for a buyer",
    `
    100 101  99 100 | buy 1 stop 103.4
    100 103  99 102 |
    100 104  99 102 |
    `,
    ["bar 2: buy 1 @ 104 stop"],
  );
  rule(
    "between two ticks is moved to the worse one: down for a seller",
    `
    100 101  99 100 | sell 1 stop 96.6
    100 101  97  98 |
    100 101  96  98 |
    `,
    ["bar 2: sell 1 @ 96 stop"],
  );
  rule(
    "a hair off the grid by binary arithmetic is on it",
    `
    100 101  99 100 | buy 1 stop 104.0000000001
    100 104  99 102 |
    `,
    ["bar 1: buy 1 @ 104 stop"],
  );
});

describe("the stop of a plan and a stop order at one price", () => {
  twins(
    "the plan first: its contracts are gone, and the order opens the other side",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 | sell 1 stop 95
     99 100  94  96 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 95 stop loss", "bar 2: sell 1 @ 95 stop"],
    { path: "ohlc" },
  );
  twins(
    "the plan first also at an open beyond both",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 | sell 1 stop 96
     90  92  89  91 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 90 stop loss", "bar 2: sell 1 @ 90 stop"],
  );
});
