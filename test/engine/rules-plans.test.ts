import { describe, expect, test } from "vitest";
import { fillLines, replayRun } from "./replay.js";
import { rule } from "./rule.js";

describe("a partial target", () => {
  rule(
    "sells its portion; the stop keeps the rest, no more",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50%, target 120 50%
    100 101  99 100 |
    101 105 101 104 |
    104 104  94  95 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 95 stop loss"],
  );
  rule(
    "moves the stop of the rest to the entry",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50% then breakeven, target 120
    100 101  99 100 |
    101 105 101 104 |
    103 103  99 100 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 100 breakeven stop"],
  );
  rule(
    "moves it to what the entry paid, slippage included; the stop then slips like any other",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50% then breakeven, target 120
    100 101  99 100 |
    101 105 101 104 |
    103 103  99 100 |
    `,
    ["bar 1: buy 2 @ 101 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 100 breakeven stop"],
    { slippage: 1, path: "olhc" },
  );
  rule(
    "may lock ticks beyond the entry",
    `
    100 101  99 100 | sell 2, stop 105, target 95 50% then breakeven 2t, target 80
    100 101  99 100 |
     98  99  94  96 |
     97 101  97 100 |
    `,
    ["bar 1: sell 2 @ 100 market", "bar 2: buy 1 @ 95 target", "bar 3: buy 1 @ 98 breakeven stop"],
    { path: "ohlc" },
  );
  rule(
    "that locks half a tick locks the whole tick nearer to the entry",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50% then breakeven 2.5t, target 120
    100 101  99 100 |
    101 105 101 104 |
    104 104 100 101 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 102 breakeven stop"],
    { path: "olhc" },
  );
  rule(
    "pays the rest's own costs where asked: $1.24 a round trip is one tick of MES",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50% then net, target 120
    100 101  99 100 |
    101 105 101 104 |
    104 104 100 101 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 101 breakeven stop"],
    { costPerSide: 0.62, path: "olhc" },
  );
  rule(
    "pays the stop's slippage as well: the fill, not the trigger, is one tick beyond the entry",
    `
    100 101  99 100 | buy 2, stop 95, target 105 50% then net, target 120
    100 101  99 100 |
    101 106 101 105 |
    105 105 100 101 |
    `,
    ["bar 1: buy 2 @ 101 market", "bar 2: sell 1 @ 105 target", "bar 3: sell 1 @ 102 breakeven stop"],
    { costPerSide: 0.62, slippage: 1, path: "olhc" },
  );
  rule(
    "never moves the stop back",
    `
    100 101  99 100 | buy 3, stop 98, target 104 34% then breakeven 3t, target 107 33% then breakeven, target 120
    100 101  99 100 |
    104 108 104 107 |
    106 106 100 101 |
    `,
    [
      "bar 1: buy 3 @ 100 market",
      "bar 2: sell 1 @ 104 target",
      "bar 2: sell 1 @ 107 target",
      "bar 3: sell 1 @ 103 breakeven stop",
    ],
    { limitFill: "touch" },
  );
  rule(
    "only touched moves nothing: the stop follows the fill, not the price",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50% then breakeven, target 120
    100 101  99 100 |
    101 104 101 103 |
    103 103  96  97 |
    `,
    ["bar 1: buy 2 @ 100 market"],
  );
  rule(
    "gives the position a stop that it did not have before",
    `
    100 101  99 100 | buy 2, target 104 50% then breakeven, target 120
    100 101  90 100 |
    101 105 101 104 |
    103 103  99 100 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 100 breakeven stop"],
  );
  rule(
    "and the one behind it are both reached in one bar",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50%, target 110
    100 112  99 111 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 1: sell 1 @ 104 target", "bar 1: sell 1 @ 110 target"],
  );
  rule(
    "and the one behind it are both passed by one gap: each gets the open",
    `
    100 101  99 100 | buy 2, stop 95, target 104 50%, target 110
    100 101  99 100 |
    115 116 114 115 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 115 target", "bar 2: sell 1 @ 115 target"],
  );
});

describe("portions in whole contracts", () => {
  const bars = `
    100 101  99 100 |
    100 104 100 104 |
    104 108 104 108 |
    108 112 108 112 |
  `;
  const entered = (order: string) => bars.replace("99 100 |", `99 100 | ${order}`);
  rule("of five, half and half, are three and two", entered("buy 5, target 102 50%, target 110 50%"), [
    "bar 1: buy 5 @ 100 market",
    "bar 1: sell 3 @ 102 target",
    "bar 3: sell 2 @ 110 target",
  ]);
  rule(
    "go by the largest remainder: ten in shares of 33, 33 and 34 % are three, three and four",
    entered("buy 10, target 102 33%, target 106 33%, target 110 34%"),
    [
      "bar 1: buy 10 @ 100 market",
      "bar 1: sell 3 @ 102 target",
      "bar 2: sell 3 @ 106 target",
      "bar 3: sell 4 @ 110 target",
    ],
  );
  rule(
    "of seven in quarters and a half are two, two and three",
    entered("buy 7, target 102 25%, target 106 25%, target 110 50%"),
    [
      "bar 1: buy 7 @ 100 market",
      "bar 1: sell 2 @ 102 target",
      "bar 2: sell 2 @ 106 target",
      "bar 3: sell 3 @ 110 target",
    ],
  );
  rule("share evenly where none is named", entered("buy 3, target 102, target 106, target 110"), [
    "bar 1: buy 3 @ 100 market",
    "bar 1: sell 1 @ 102 target",
    "bar 2: sell 1 @ 106 target",
    "bar 3: sell 1 @ 110 target",
  ]);
  rule("give the last target the rest where it names none", entered("buy 4, target 102 25%, target 110"), [
    "bar 1: buy 4 @ 100 market",
    "bar 1: sell 1 @ 102 target",
    "bar 3: sell 3 @ 110 target",
  ]);
  rule("give a single contract to the first target", entered("buy 1, target 102 50%, target 110 50%"), [
    "bar 1: buy 1 @ 100 market",
    "bar 1: sell 1 @ 102 target",
  ]);
  rule(
    "give a single contract to the first target however small its share",
    entered("buy 1, target 102 10%, target 110 90%"),
    ["bar 1: buy 1 @ 100 market", "bar 1: sell 1 @ 102 target"],
  );
  rule(
    "that leave something over leave it to the stop",
    `
    100 101  99 100 | buy 4, stop 95, target 102 50%
    100 104 100 104 |
    104 120 104 118 |
    118 118  90  91 |
    `,
    ["bar 1: buy 4 @ 100 market", "bar 1: sell 2 @ 102 target", "bar 3: sell 2 @ 95 stop loss"],
  );
});

describe("a trailing stop", () => {
  rule(
    "from the start follows the best price at its distance",
    `
    100 101  99 100 | buy 1, trail 5t
    100 101 100 101 |
    104 108 104 108 |
    108 108 101 102 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 3: sell 1 @ 103 trailing stop"],
    { path: "olhc" },
  );
  rule(
    "does not come back with the price",
    `
    100 101  99 100 | sell 1, trail 5t
    100 100  99 100 |
     99  99  92  93 |
     93  96  93  96 |
     96  98  95  97 |
    `,
    ["bar 1: sell 1 @ 100 market", "bar 4: buy 1 @ 97 trailing stop"],
    { path: "ohlc" },
  );
  rule(
    "starts at its distance from the fill",
    `
    100 101  99 100 | buy 1, trail 3t
    100 100  98  98 |
     98  98  96  96 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 97 trailing stop"],
  );
  rule(
    "that the pessimist sees after the high is hit by the low of the same bar",
    `
    100 101  99 100 | buy 1, trail 4t
    100 100 100 100 |
    101 109 101 107 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 105 trailing stop"],
  );
  rule(
    "that the optimist sees after the low is not: the high comes last",
    `
    100 101  99 100 | buy 1, trail 4t
    100 100 100 100 |
    101 109 101 107 |
    `,
    ["bar 1: buy 1 @ 100 market"],
    { path: "favourable" },
  );
  rule(
    "is filled at the open that gaps over it",
    `
    100 101  99 100 | buy 1, trail 4t
    100 110 100 110 |
     90  91  89  90 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 90 trailing stop"],
    { path: "olhc" },
  );
  rule(
    "leaves a nearer fixed stop in charge until it has caught up",
    `
    100 101  99 100 | buy 1, stop 98, trail 5t
    100 101 100 101 |
    101 102  97  98 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 98 stop loss"],
  );
  rule(
    "takes over from the fixed stop once it lies nearer",
    `
    100 101  99 100 | buy 1, stop 98, trail 5t
    100 105 100 105 |
    106 106  99 100 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 101 trailing stop"],
    { path: "olhc" },
  );
  rule(
    "may begin with a target",
    `
    100 101  99 100 | buy 2, stop 90, target 104 50% then trail 3t, target 120
    100 101 100 101 |
    101 107 101 107 |
    108 108 103 104 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 105 trailing stop"],
    { path: "olhc" },
  );
  rule(
    "that begins with a target and lies below the entry may start at the entry",
    `
    100 101  99 100 | buy 2, stop 90, target 104 50% then trail 20t from breakeven, target 150
    100 101 100 101 |
    101 105 101 105 |
    105 105  99 100 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 3: sell 1 @ 100 breakeven stop"],
  );
  rule(
    "that starts at the entry trails from there when the price has gone far enough",
    `
    100 101  99 100 | buy 2, stop 90, target 104 50% then trail 20t from net, target 150
    100 101 100 101 |
    101 105 101 105 |
    105 130 105 130 |
    130 130 105 106 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 104 target", "bar 4: sell 1 @ 110 trailing stop"],
    { costPerSide: 0.62, path: "olhc" },
  );
});

describe("a time stop", () => {
  rule(
    "leaves at the open of the n-th bar after the entry bar",
    `
    100 101  99 100 | buy 1, time 2
    100 101  99 100 |
    101 102 100 101 |
    103 104 102 103 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 3: sell 1 @ 103 time stop"],
  );
  rule(
    "slips like the market order that it is",
    `
    100 101  99 100 | sell 1, time 1
    100 101  99 100 |
    101 102 100 101 |
    `,
    ["bar 1: sell 1 @ 98 market", "bar 2: buy 1 @ 103 time stop"],
    { slippage: 2 },
  );
  rule(
    "counts for each entry on its own",
    `
    100 101  99 100 | buy 1, time 3
    100 101  99 100 | buy 2, time 1
    101 102 100 101 |
    102 103 101 102 |
    103 104 102 103 |
    `,
    [
      "bar 1: buy 1 @ 100 market",
      "bar 2: buy 2 @ 101 market",
      "bar 3: sell 2 @ 102 time stop",
      "bar 4: sell 1 @ 103 time stop",
    ],
  );
  rule(
    "takes what the targets have left",
    `
    100 101  99 100 | buy 2, target 104 50%, target 110, time 2
    100 105  99 104 |
    104 104 103 104 |
    103 104 102 103 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 1: sell 1 @ 104 target", "bar 3: sell 1 @ 103 time stop"],
  );
  rule(
    "comes too late where the stop was earlier",
    `
    100 101  99 100 | buy 1, stop 95, time 2
    100 101  94  95 |
     95  96  94  95 |
     95  96  94  95 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 1: sell 1 @ 95 stop loss"],
  );
  rule(
    "and a market order out at the same open take the position once",
    `
    100 101  99 100 | buy 1, time 2
    100 101  99 100 |
    101 102 100 101 | flat
    103 104 102 103 |
    103 104 102 103 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 3: sell 1 @ 103 market"],
  );
});

describe("an exit plan belongs to its contracts", () => {
  rule(
    "a manual exit of a part shrinks the plan, the far target first",
    `
    100 101  99 100 | buy 4, stop 90, target 104 50%, target 110
    100 101  99 100 | sell 1
    100 101  99 100 |
    100 106 100 105 |
    105 112 105 111 |
    `,
    [
      "bar 1: buy 4 @ 100 market",
      "bar 2: sell 1 @ 100 market",
      "bar 3: sell 2 @ 104 target",
      "bar 4: sell 1 @ 110 target",
    ],
  );
  rule(
    "a manual exit of a part shrinks the stop",
    `
    100 101  99 100 | buy 4, stop 95
    100 101  99 100 | sell 3
    100 101  94  95 |
    `,
    ["bar 1: buy 4 @ 100 market", "bar 2: sell 3 @ 100 market", "bar 2: sell 1 @ 95 stop loss"],
  );
  rule(
    "a manual exit of everything ends the plan",
    `
    100 101  99 100 | buy 2, stop 95, target 105
    100 101  99 100 | flat
    100 101  99 100 |
    100 110  90 100 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 2 @ 100 market"],
  );
  rule(
    "a reversal ends the plan of the old side and starts its own",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 | sell 2, stop 103
    100 101  99 100 |
    100 101  94  95 |
     95 104  95 104 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 2 @ 100 market", "bar 4: buy 1 @ 103 stop loss"],
  );
  rule(
    "two entries have two stops",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 | buy 2, stop 97
    100 101  99 100 |
    100 101  94  95 |
    `,
    [
      "bar 1: buy 1 @ 100 market",
      "bar 2: buy 2 @ 100 market",
      "bar 3: sell 2 @ 97 stop loss",
      "bar 3: sell 1 @ 95 stop loss",
    ],
  );
  rule(
    "a manual exit takes first what came in first, with its plan",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 | buy 1, stop 92
    100 101  99 100 | sell 1
    100 101  94  95 |
     95  95  91  92 |
    `,
    [
      "bar 1: buy 1 @ 100 market",
      "bar 2: buy 1 @ 100 market",
      "bar 3: sell 1 @ 100 market",
      "bar 4: sell 1 @ 92 stop loss",
    ],
  );
  rule(
    "a resting order of the other side shrinks it too when it fills",
    `
    100 101  99 100 | buy 2, stop 95
    100 101  99 100 | sell 1 limit 103
    100 105 100 104 |
    104 104  94  95 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 103 limit", "bar 3: sell 1 @ 95 stop loss"],
  );
  rule(
    "a stop entry through which the market falls reverses, and the plan of the long is gone",
    `
    100 101  99 100 | buy 1, stop 90, target 110
    100 101  99 100 | sell 2 stop 97, stop 101
    100 100  96  96 |
     96  96  89  90 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 2 @ 97 stop"],
  );

  test("its exits name the entry that they belong to", () => {
    const { fills } = replayRun(`
      100 101  99 100 | buy 1 limit 90; buy 2, stop 95, target 104 50%, target 120
      100 105  99 104 |
      104 104  94  95 |
    `);
    expect(Array.from(fills.order)).toEqual([2, 2, 2]);
  });

  test("the fill log keeps the initial stop, wherever it went later", () => {
    const run = replayRun(`
      100 101  99 100 | buy 2, stop 95, target 104 50% then breakeven, target 120
      100 105  99 104 |
      104 104  99 100 |
    `);
    expect(fillLines(run)).toHaveLength(3);
    expect(run.fills.stop[0]).toBe(95);
    // Two contracts, five ticks of $1.25 at risk; 4 ticks won by one, the other scratched: 0.4 R.
    expect(run.trades[0]).toMatchObject({ risk: 12_500_000, net: 5_000_000, r: 0.4 });
  });
});
