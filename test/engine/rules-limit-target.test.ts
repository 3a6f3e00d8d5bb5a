import { describe } from "vitest";
import { rule } from "./rule.js";

const touch = { limitFill: "touch" } as const;

describe("a limit order", () => {
  rule(
    "is not filled by a touch: our place in the queue is behind all that was there before",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  97  99 |
    `,
    [],
  );
  rule(
    "fills at its price when the walk trades through it by a tick",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  96  99 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
  );
  rule(
    "to sell needs a tick above",
    `
    100 101  99 100 | sell 1 limit 104
    100 104  99 101 |
    100 105  99 101 |
    `,
    ["bar 2: sell 1 @ 104 limit"],
  );
  rule(
    "is filled by a touch where the user believes in it",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  97  99 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
    touch,
  );
  rule(
    "fills at the open where the bar opens beyond it: the better price is ours",
    `
    100 101  99 100 | buy 1 limit 97
     94  98  93  95 |
    `,
    ["bar 1: buy 1 @ 94 limit"],
  );
  rule(
    "to sell fills at the open above it",
    `
    100 101  99 100 | sell 1 limit 104
    108 109 106 107 |
    `,
    ["bar 1: sell 1 @ 108 limit"],
  );
  rule(
    "never slips",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  90  99 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
    { slippage: 5 },
  );
  rule(
    "is not improved within the bar, however far the walk goes beyond it",
    `
    100 101  99 100 | sell 1 limit 103
    100 120  99 110 |
    `,
    ["bar 1: sell 1 @ 103 limit"],
  );
  rule(
    "of the same price as another fills at that price too, not at the tick that the walk had gone through",
    `
    100 101  99 100 | sell 1 limit 104; sell 2 limit 104
    100 106  99 100 |
    `,
    ["bar 1: sell 1 @ 104 limit", "bar 1: sell 2 @ 104 limit"],
  );
  rule(
    "is not improved by a stop that fills a tick beyond it on the same way",
    `
    100 101  99 100 | buy 1 stop 105; sell 3 limit 104
    100 106  99 100 |
    `,
    ["bar 1: buy 1 @ 105 stop", "bar 1: sell 3 @ 104 limit"],
    { path: "ohlc" },
  );
  rule(
    "just at the open needs the tick through like any other",
    `
    100 101  99 100 | buy 1 limit 97
     97  99  97  98 |
    `,
    [],
  );
  rule(
    "just at the open fills by touch",
    `
    100 101  99 100 | buy 1 limit 97
     97  99  97  98 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
    touch,
  );
  rule(
    "above the market buys at the open like a market order, without slippage",
    `
    100 101  99 100 | buy 1 limit 105
    101 102 100 101 |
    `,
    ["bar 1: buy 1 @ 101 limit"],
    { slippage: 1 },
  );
  rule(
    "above the market waits where the market opened higher still",
    `
    100 101  99 100 | buy 1 limit 105
    110 111 108 109 |
    109 109 103 104 |
    `,
    ["bar 2: buy 1 @ 105 limit"],
  );
  rule(
    "between two ticks is moved to where it is harder to reach: down for a buyer",
    `
    100 101  99 100 | buy 1 limit 97.6
    100 101  97  99 |
    100 101  96  99 |
    `,
    ["bar 2: buy 1 @ 97 limit"],
  );
  rule(
    "between two ticks is moved to where it is harder to reach: up for a seller",
    `
    100 101  99 100 | sell 1 limit 103.2
    100 104  99 101 |
    100 105  99 101 |
    `,
    ["bar 2: sell 1 @ 104 limit"],
  );
  rule(
    "rests for days until it is filled or cancelled",
    `
    100 101  99 100 | buy 1 limit 97
    day 100 101  98  99 |
    day  99 100  96  98 |
    `,
    ["bar 2: buy 1 @ 97 limit"],
  );
});

describe("a target", () => {
  rule(
    "fills like a limit: through by a tick, at its price",
    `
    100 101  99 100 | buy 1, target 105
    100 105  99 104 |
    104 106 103 105 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 105 target"],
  );
  rule(
    "fills at the open where the bar opens beyond it",
    `
    100 101  99 100 | buy 1, target 105
    100 101  99 100 |
    109 110 108 109 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 109 target"],
  );
  rule(
    "of a short lies below",
    `
    100 101  99 100 | sell 1, target 5t
    100 101  99 100 |
    100 100  94  95 |
    `,
    ["bar 1: sell 1 @ 100 market", "bar 2: buy 1 @ 95 target"],
  );
  rule(
    "in ticks is measured from the fill, slippage included",
    `
    100 101  99 100 | buy 1, target 5t
    100 101  99 100 |
    100 108  99 107 |
    `,
    ["bar 1: buy 1 @ 102 market", "bar 2: sell 1 @ 107 target"],
    { slippage: 2 },
  );
  rule(
    "as a price stays where it was asked for, whatever the entry paid",
    `
    100 101  99 100 | buy 1, target 106
    103 104 102 103 |
    103 107 102 103 |
    `,
    ["bar 1: buy 1 @ 103 market", "bar 2: sell 1 @ 106 target"],
  );
  rule(
    "in R counts in initial risks",
    `
    100 101  99 100 | buy 1, stop 4t, target 2R
    100 101  99 100 |
    100 109  99 107 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 108 target"],
  );
  rule(
    "in R that falls between two ticks takes the farther one",
    `
    100 101  99 100 | buy 1, stop 3t, target 1.5R
    100 101  99 100 |
    100 105  99 104 |
    100 106  99 104 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 3: sell 1 @ 105 target"],
  );
  rule(
    "that the market had already passed when the entry filled is taken at that open",
    `
    100 101  99 100 | buy 1, target 103
    108 109 107 108 |
    `,
    ["bar 1: buy 1 @ 108 market", "bar 1: sell 1 @ 108 target"],
  );
  rule(
    "is reached in the entry's own bar, after the entry",
    `
    100 101  99 100 | buy 1, target 105
    100 107  99 104 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 1: sell 1 @ 105 target"],
  );
  rule(
    "of the same price as another fills at the same price",
    `
    100 101  99 100 | buy 3, target 105 50%, target 105 50%
    100 107  99 104 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 1: sell 2 @ 105 target", "bar 1: sell 1 @ 105 target"],
  );
});

describe("the stop of an exit plan", () => {
  rule(
    "fills at its price, with slippage",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 |
    100 100  94  95 |
    `,
    ["bar 1: buy 1 @ 101 market", "bar 2: sell 1 @ 94 stop loss"],
    { slippage: 1 },
  );
  rule(
    "in ticks is measured from the fill",
    `
    100 101  99 100 | sell 1, stop 4t
    103 104 102 103 |
    103 108 102 107 |
    `,
    ["bar 1: sell 1 @ 103 market", "bar 2: buy 1 @ 107 stop loss"],
  );
  rule(
    "fills at the open that gaps over it",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 |
     90  91  88  89 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 90 stop loss"],
  );
  rule(
    "protects already in the entry's bar",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  93  94 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 1: sell 1 @ 95 stop loss"],
  );
  rule(
    "is hit at once where the entry itself filled beyond it: the gap had passed both",
    `
    100 101  99 100 | buy 1 limit 97, stop 95
     90  92  89  91 |
    `,
    ["bar 1: buy 1 @ 90 limit", "bar 1: sell 1 @ 90 stop loss"],
  );
  rule(
    "between two ticks gives the market more room, as a fill there is worse",
    `
    100 101  99 100 | buy 1, stop 95.5
    100 101  95 100 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 1: sell 1 @ 95 stop loss"],
  );
  rule(
    "takes the targets with it",
    `
    100 101  99 100 | buy 2, stop 95, target 105
    100 101  99 100 |
    100 100  94  95 |
    100 110  99 109 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 2 @ 95 stop loss"],
  );
  rule(
    "goes with the last target: nothing is left to protect",
    `
    100 101  99 100 | buy 2, stop 95, target 105
    100 106  99 104 |
    100 100  90  91 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 1: sell 2 @ 105 target"],
  );
});
