import { describe, expect, test } from "vitest";
import { replayRun } from "./replay.js";
import { ending, rule, twins } from "./rule.js";

const GROUP = (id: number) => `order ${id} of its group filled`;
const held = "bar 1: buy 1 @ 100 market";

describe("one cancels other", () => {
  ending(
    "the fill of one ends the other, whatever the market does later",
    `
    100 101  99 100 | buy 1 stop 103 oco a; sell 1 stop 97 oco a
    100 104  99 102 |
    102 103  90  91 |
    `,
    ["bar 1: buy 1 @ 103 stop"],
    ["1 filled", `2 cancelled: ${GROUP(1)}`],
  );
  const straddle = `
    100 101  99 100 | buy 1 stop 103 oco a; sell 1 stop 97 oco a
    100 104  96 100 |
  `;
  rule(
    "in a bar that reaches both the walk decides: high first buys",
    straddle,
    ["bar 1: buy 1 @ 103 stop"],
    {
      path: "ohlc",
    },
  );
  rule(
    "in a bar that reaches both the walk decides: low first sells",
    straddle,
    ["bar 1: sell 1 @ 97 stop"],
    {
      path: "olhc",
    },
  );
  twins(
    "the end of a position by hand: the take-profit order fills, the stop is gone",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | sell 1 limit 104 oco exit; sell 1 stop 96 oco exit
    100 105  99 104 |
    104 104  90  91 |
    `,
    [held, "bar 2: sell 1 @ 104 limit"],
  );
  twins(
    "the end of a position by hand, both prices in one bar: one fill, never two",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | sell 1 limit 104 oco exit; sell 1 stop 96 oco exit
    100 106  94 100 |
    `,
    [held, "bar 2: sell 1 @ 96 stop"],
  );
  twins(
    "at an open that has passed both the stop comes first",
    `
    100 101  99 100 | sell 1 limit 104 oco a; buy 1 stop 103 oco a
    108 109 107 108 |
    `,
    ["bar 1: buy 1 @ 108 stop"],
  );
  ending(
    "three in a group: one fills, two go",
    `
    100 101  99 100 | buy 1 stop 103 oco a; buy 1 limit 97 oco a; buy 1 touch 95 oco a
    100 101  94  95 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
    ["1 cancelled: order 2 of its group filled", "2 filled", "3 cancelled: order 2 of its group filled"],
  );
  ending(
    "groups know nothing of one another",
    `
    100 101  99 100 | buy 1 stop 103 oco a; sell 1 stop 97 oco b
    100 104  96 100 |
    `,
    ["bar 1: buy 1 @ 103 stop", "bar 1: sell 1 @ 97 stop"],
    ["1 filled", "2 filled"],
    { path: "ohlc" },
  );
  ending(
    "an order may join a group at a later close",
    `
    100 101  99 100 | buy 1 stop 103 oco a
    100 101  99 100 | sell 1 stop 97 oco a
    100 104  99 102 |
    `,
    ["bar 2: buy 1 @ 103 stop"],
    ["1 filled", `2 cancelled: ${GROUP(1)}`],
  );
  ending(
    "a name is free again when its group has ended",
    `
    100 101  99 100 | buy 1 stop 103 oco a
    100 104  99 102 | sell 1 stop 97 oco a
    102 103  96  97 |
    `,
    ["bar 1: buy 1 @ 103 stop", "bar 2: sell 1 @ 97 stop"],
    ["1 filled", "2 filled"],
  );
  ending(
    "a market order of the group leaves the others nothing",
    `
    100 101  99 100 | buy 1 limit 101 oco a; buy 1 oco a
    100 104  96 100 |
    `,
    ["bar 1: buy 1 @ 100 market"],
    [`1 cancelled: ${GROUP(2)}`, "2 filled"],
  );
  ending(
    "an order that is cancelled leaves the others",
    `
    100 101  99 100 | buy 1 stop 103 oco a; sell 1 stop 97 oco a
    100 101  99 100 | cancel 1
    100 101  96  97 |
    `,
    ["bar 2: sell 1 @ 97 stop"],
    ["1 cancelled: cancelled by the strategy", "2 filled"],
  );
  ending(
    "an order that expires leaves the others",
    `
    100 101  99 100 | buy 1 stop 103 oco a DAY; sell 1 stop 97 oco a
    day 100 101  99 100 |
    day 100 101  96  97 |
    `,
    ["bar 2: sell 1 @ 97 stop"],
    ["1 expired: DAY order, the trade date ended", "2 filled"],
  );
  ending(
    "an on-close order of the group goes when the stop was there first",
    `
    100 101  99 100 | buy 1; sell 1 at close oco a; sell 1 stop 95 oco a
    100 101  99 100 |
    100 101  94  96 |
    day 96 97 95 96 |
    `,
    [held, "bar 2: sell 1 @ 95 stop"],
    ["1 filled", "2 cancelled: order 3 of its group filled", "3 filled"],
  );
});

describe("one cancels other, and one triggers other", () => {
  ending(
    "an order of the group takes with it what it would have triggered, though that is of the group as well",
    `
    100 101  99 100 | buy 1 stop 103 oco a [sell 1 limit 107 oco a]; buy 1 oco a
    100 101  99 100 |
    `,
    [held],
    [
      "1 cancelled: order 3 of its group filled",
      "2 cancelled: order 1, which was to trigger it, ended without a fill",
      "3 filled",
    ],
  );
  ending(
    "an order that is of its parent's own group goes when the parent fills: one means one",
    `
    100 101  99 100 | buy 1 oco a [sell 1 limit 103 oco a]
    100 104  99 103 |
    `,
    [held],
    ["1 filled", `2 cancelled: ${GROUP(1)}`],
  );
});

describe("one cancels other, in parts", () => {
  const thin = { participation: 0.1 };
  ending(
    "the fill of some leaves the other as many fewer",
    `
    100 101  99 100 | buy 5 limit 97 oco a; sell 5 stop 90 oco a
    100 100  96  98 v 20 |
     98  98  89  90 v 1000 |
    `,
    // Two bought in bar 1. Bar 2 passes 97 no more than it opens: 98 down through 97 comes first, three more are bought.
    ["bar 1: buy 2 @ 97 limit", "bar 2: buy 3 @ 97 limit"],
    ["1 filled", `2 cancelled: ${GROUP(1)}`],
    thin,
  );
  ending(
    "the other sells what is left of it, and ends the first in its turn",
    `
    100 101  99 100 | buy 5 limit 97 oco a; sell 5 stop 95 oco a
    100 100  96  98 v 20 |
     94  95  93  94 v 1000 |
    `,
    // Two were bought; of five to sell three are left. The gap passes both: the stop comes first.
    ["bar 1: buy 2 @ 97 limit", "bar 2: sell 3 @ 94 stop"],
    [`1 cancelled: ${GROUP(2)}`, "2 filled"],
    thin,
  );
  ending(
    "an order of fewer contracts than have filled is over",
    `
    100 101  99 100 | buy 5 limit 97 oco a; sell 2 stop 90 oco a
    100 100  96  98 v 20 |
    `,
    ["bar 1: buy 2 @ 97 limit"],
    ["1 working", "2 cancelled: order 1 of its group filled as many contracts"],
    thin,
  );
  test("an order that was shrunk and fills what is left is filled, with fewer than it was sent for", () => {
    const { orders } = replayRun(
      `
      100 101  99 100 | buy 5 limit 97 oco a; sell 5 stop 95 oco a
      100 100  96  98 v 20 |
       94  95  93  94 v 1000 |
      `,
      thin,
    );
    expect(orders[1]).toMatchObject({ state: "filled", qty: 5, filledQty: 3 });
  });
});

describe("one triggers other", () => {
  ending(
    "what an order triggers is held back until it fills",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103]
    100 106  99 105 |
    `,
    [],
    ["1 working", "2 working"],
  );
  const inOne = `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103]
    100 106  95 102 |
  `;
  twins(
    "and sees the rest of that walk: low first, the high after it is there to be sold",
    inOne,
    ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 103 limit"],
    { path: "olhc" },
  );
  twins("and sees only the rest: high first, that high was before it", inOne, ["bar 1: buy 1 @ 97 limit"], {
    path: "ohlc",
  });
  twins(
    "a bracket by hand: entry, target and stop, of which one cancels the other",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103 oco x & sell 1 stop 94 oco x]
     98  98  96  97 |
     97 104  97 103 |
    103 103  90  91 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 2: sell 1 @ 103 limit"],
  );
  ending(
    "ids follow the parent's, in the order in which they stand",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103 oco x & sell 1 stop 94 oco x]; buy 1
     98  98  93  94 |
    `,
    ["bar 1: buy 1 @ 98 market", "bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 94 stop"],
    ["1 filled", "2 cancelled: order 3 of its group filled", "3 filled", "4 filled"],
  );
  twins(
    "a stop of a market order is live from the open at which that fills",
    `
    100 101  99 100 | buy 1 [sell 1 stop 97]
     99 100  96  98 |
    `,
    ["bar 1: buy 1 @ 99 market", "bar 1: sell 1 @ 97 stop"],
  );
  twins(
    "a stop that this open has passed fills there: the market is where it is",
    `
    100 101  99 100 | buy 1 [sell 1 stop 97]
     95  98  94  96 |
    `,
    ["bar 1: buy 1 @ 95 market", "bar 1: sell 1 @ 95 stop"],
  );
  twins(
    "a market order fills where the walk stands, each of the two with its own slippage",
    `
    100 101  99 100 | buy 1 stop 103 [sell 2]
    100 105  99 104 |
    `,
    ["bar 1: buy 1 @ 104 stop", "bar 1: sell 2 @ 102 market"],
    { slippage: 1 },
  );
  twins(
    "a limit that the walk is through already takes that better price",
    `
    100 101  99 100 | buy 1 stop 103 [sell 1 limit 101]
    100 105  99 104 |
    `,
    ["bar 1: buy 1 @ 103 stop", "bar 1: sell 1 @ 103 limit"],
  );
  twins(
    "a limit at which the walk just stands rests: that is a touch",
    `
    100 101  99 100 | buy 1 stop 103 [sell 1 limit 103]
    100 103  99 100 |
    `,
    ["bar 1: buy 1 @ 103 stop"],
  );
  twins(
    "a market-if-touched order that the walk has passed is touched there",
    `
    100 101  99 100 | buy 1 stop 103 [sell 1 touch 101]
    100 105  99 104 |
    `,
    ["bar 1: buy 1 @ 103 stop", "bar 1: sell 1 @ 103 market if touched"],
  );
  twins(
    "a stop on the wrong side by then is triggered there",
    `
    100 101  99 100 | buy 1 stop 103 [buy 1 stop 102]
    100 105  99 104 |
    `,
    ["bar 1: buy 1 @ 103 stop", "bar 1: buy 1 @ 103 stop"],
  );
  twins(
    "a stop-limit order lives on its own from there",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 stop 94 limit 92]
     98  98  93  95 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 94 stop limit"],
  );
  twins(
    "a trailing stop follows from the point at which it was triggered, not from the close before",
    `
    100 101  99 100 | buy 1 stop 106 [sell 1 trail 4t]
    101 106 101 105 |
    105 105 102 103 |
    `,
    ["bar 1: buy 1 @ 106 stop", "bar 2: sell 1 @ 102 trailing stop"],
    { path: "olhc" },
  );
  twins(
    "an order for the close takes the close of that date",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 at close]
     98  98  96  97 |
     97 100  97  99 |
    day 90 91 89 90 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 2: sell 1 @ 99 on close"],
  );
  twins(
    "an order for the open takes that of the next date",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 at open]
     98  98  96  97 |
     97 100  97  99 |
    day 102 103 101 102 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 3: sell 1 @ 102 on open"],
  );
  twins(
    "an order for the open that comes alive in the first bar of a date waits for the date after",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 at open]
    day 98  98  95  97 |
     97 100  97  99 |
    day 102 103 101 102 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 3: sell 1 @ 102 on open"],
  );
  twins(
    "in the first bar of a date an order for the open waits for the date after: that open is over",
    `
    100 101  99 100 |
    100 101  99 100 | buy 1 limit 97 [sell 1 at open]
    day 98 98 96 97 |
    97 100 97 99 |
    day 102 103 101 102 |
    `,
    ["bar 2: buy 1 @ 97 limit", "bar 4: sell 1 @ 102 on open"],
  );
  twins(
    "a limit gets nothing of the volume of the bar in which it was triggered, which may all have traded before",
    `
    100 101  99 100 | buy 1 stop 103 [sell 1 limit 105]
    100 108 100 107 v 100000 |
    104 105 104 104 v 10 |
    `,
    // Ten contracts over two ticks: five at 105 are enough for one.
    ["bar 1: buy 1 @ 103 stop", "bar 2: sell 1 @ 105 limit"],
    { limitFill: { volume: 1 } },
  );
  twins(
    "what an on-close order triggers is live from the next open",
    `
    100 101  99 100 | buy 1 at close [sell 1 limit 104]
    100 109  99 103 |
    day 103 105 102 104 |
    `,
    ["bar 1: buy 1 @ 103 on close", "bar 2: sell 1 @ 104 limit"],
  );
  twins(
    "a chain: the second triggers a third",
    `
    100 101  99 100 | buy 1 limit 97 [sell 2 limit 103 [buy 1 limit 99]]
     98  98  96  97 |
     97 104  97 104 |
    104 104  98  99 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 2: sell 2 @ 103 limit", "bar 3: buy 1 @ 99 limit"],
  );
  twins(
    "with an exit plan of its own",
    `
    100 101  99 100 | sell 1 limit 104 [buy 2 limit 99, stop 3t]
    103 105 103 104 |
    104 104  98  99 |
     99  99  96  97 |
    `,
    ["bar 1: sell 1 @ 104 limit", "bar 2: buy 2 @ 99 limit", "bar 3: sell 1 @ 96 stop loss"],
  );
  ending(
    "a DAY order counts from the date on which it was triggered",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103 DAY]
    100 101  99 100 |
    day 98 98 96 97 |
    97 104 97 103 |
    `,
    ["bar 2: buy 1 @ 97 limit", "bar 3: sell 1 @ 103 limit"],
    ["1 filled", "2 filled"],
  );
  rule(
    "the first part of an entry triggers, once and whole",
    `
    100 101  99 100 | buy 4 limit 97 [sell 1 limit 103]
     98  98  96  97 v 20 |
     97 104  96 103 v 20 |
    `,
    ["bar 1: buy 2 @ 97 limit", "bar 2: buy 2 @ 97 limit"],
    { participation: 0.1, path: "olhc" },
  );
});

describe("a triggered order whose parent ends without a fill", () => {
  const why = (parent: number) => `order ${parent}, which was to trigger it, ended without a fill`;
  ending(
    "is cancelled with it",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103]
    100 101  99 100 | cancel 1
    `,
    [],
    ["1 cancelled: cancelled by the strategy", `2 cancelled: ${why(1)}`],
  );
  ending(
    "goes when it expires, and so does what hangs on it",
    `
    100 101  99 100 | buy 1 limit 97 DAY [sell 1 limit 103 [buy 1 limit 99]]
    100 101  99 100 |
    day 100 101  99 100 |
    `,
    [],
    ["1 expired: DAY order, the trade date ended", `2 cancelled: ${why(1)}`, `3 cancelled: ${why(2)}`],
  );
  ending(
    "goes when the other of its group fills",
    `
    100 101  99 100 | buy 1 limit 97 oco a [sell 1 limit 103]; sell 1 stop 98 oco a
    100 101  98  99 |
    `,
    ["bar 1: sell 1 @ 98 stop"],
    ["1 cancelled: order 3 of its group filled", `2 cancelled: ${why(1)}`, "3 filled"],
  );
  ending(
    "stays when its parent had filled in part",
    `
    100 101  99 100 | buy 4 limit 97 [sell 1 limit 103]
     98  98  96  97 v 20 | cancel 1
     97 104  97 103 v 20 |
    `,
    ["bar 1: buy 2 @ 97 limit", "bar 2: sell 1 @ 103 limit"],
    ["1 cancelled: cancelled by the strategy", "2 filled"],
    { participation: 0.1 },
  );
  ending(
    "can itself be cancelled before",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103]
    100 101  99 100 | cancel 2
    100 101  96  97 |
     97 104  97 103 |
    `,
    ["bar 2: buy 1 @ 97 limit"],
    ["1 filled", "2 cancelled: cancelled by the strategy"],
  );
  ending(
    "can be amended before",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103]
    100 101  99 100 | amend 2 limit 101
     98  98  96  97 |
     97 102  97 102 |
    `,
    ["bar 2: buy 1 @ 97 limit", "bar 3: sell 1 @ 101 limit"],
    ["1 filled", "2 filled"],
  );
  ending(
    "is rejected with what the account cannot carry",
    `
    100 101  99 100 | buy 2 limit 97 [sell 2 limit 103]
    100 101  96 100 |
    `,
    [],
    [expect.stringMatching(/^1 rejected: /) as unknown as string, `2 cancelled: ${why(1)}`],
    { cash: 1_000, margin: { initial: "600", maintenance: "500" } },
  );
});

describe("a reduce-only order", () => {
  const NOTHING = "reduce-only: there is nothing to reduce";
  const GONE = "reduce-only: nothing is left to reduce";
  ending(
    "opens nothing: flat, it is cancelled where it would have filled",
    `
    100 101  99 100 | sell 1 limit 103 reduce
    100 104  99 103 |
    `,
    [],
    [`1 cancelled: ${NOTHING}`],
  );
  ending(
    "opens nothing at the market either",
    `
    100 101  99 100 | sell 1 reduce
    100 101  99 100 |
    `,
    [],
    [`1 cancelled: ${NOTHING}`],
  );
  ending(
    "adds nothing: on the side of the position there is nothing to reduce",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | buy 1 limit 98 reduce
    100 101  97  98 |
    `,
    [held],
    ["1 filled", `2 cancelled: ${NOTHING}`],
  );
  test("fills what is held and not more", () => {
    const { orders, fills } = replayRun(`
      100 101  99 100 | buy 1
      100 101  99 100 | sell 3 limit 103 reduce
      100 104  99 103 |
    `);
    expect(Array.from(fills.qty)).toEqual([1, 1]);
    expect(orders[1]).toMatchObject({
      state: "filled",
      qty: 3,
      filledQty: 1,
      endReason: expect.stringMatching(/^reduce-only: only 1 /),
    });
  });
  ending(
    "of fewer contracts than are held leaves the rest",
    `
    100 101  99 100 | buy 3
    100 101  99 100 | sell 2 limit 103 reduce
    100 104  99 103 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 103 limit"],
    ["1 filled", "2 filled"],
  );
  ending(
    "may be sent before the position that it is to reduce",
    `
    100 101  99 100 | buy 1 limit 97; sell 1 stop 94 reduce
     98  98  96  97 |
     97  97  93  94 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 2: sell 1 @ 94 stop"],
    ["1 filled", "2 filled"],
  );
  ending(
    "is cancelled at once when the position is closed by another",
    `
    100 101  99 100 | buy 1, target 3t; sell 1 stop 94 reduce
    100 101  99 100 |
    100 104  99 103 |
    `,
    [held, "bar 2: sell 1 @ 103 target"],
    ["1 filled", `2 cancelled: ${GONE}`],
  );
  ending(
    "is cancelled at once when the position turns",
    `
    100 101  99 100 | buy 1; sell 1 stop 94 reduce
    100 101  99 100 | sell 2
    100 101  99 100 |
    `,
    [held, "bar 2: sell 2 @ 100 market"],
    ["1 filled", `2 cancelled: ${GONE}`, "3 filled"],
  );
  ending(
    "of two exits by hand in one bar one fills; the other has nothing left to reduce",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | sell 1 limit 104 reduce; sell 1 stop 96 reduce
    100 106  94 100 |
    `,
    [held, "bar 2: sell 1 @ 96 stop"],
    ["1 filled", `2 cancelled: ${GONE}`, "3 filled"],
  );
  twins(
    "of two exits by hand the second takes what the first left",
    `
    100 101  99 100 | buy 3
    100 101  99 100 | sell 2 limit 104 reduce; sell 2 limit 106 reduce
    100 108 100 107 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 104 limit", "bar 2: sell 1 @ 106 limit"],
  );
  twins(
    "shrinks the exit plan of what it takes out",
    `
    100 101  99 100 | buy 3, stop 95
    100 101  99 100 | sell 2 limit 104 reduce
    100 105 100 104 |
    104 104  94  95 |
    `,
    ["bar 1: buy 3 @ 100 market", "bar 2: sell 2 @ 104 limit", "bar 3: sell 1 @ 95 stop loss"],
  );
  ending(
    "that an entry triggers guards it, and goes with it",
    `
    100 101  99 100 | buy 1 limit 97 [sell 1 limit 103 reduce & sell 1 stop 94 reduce]
     98  98  96  97 |
     97 104  97 103 |
    `,
    ["bar 1: buy 1 @ 97 limit", "bar 2: sell 1 @ 103 limit"],
    ["1 filled", "2 filled", `3 cancelled: ${GONE}`],
  );
  test("has nothing to guard: an exit plan is refused", () => {
    const run = () => replayRun("100 100 100 100 | sell 1 reduce, stop 5t\n100 100 100 100 |");
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: "E416" }) }));
  });
});
