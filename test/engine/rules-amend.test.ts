import { describe, expect, test } from "vitest";
import { endings, replayRun } from "./replay.js";
import { ending, rule, twins } from "./rule.js";

const held = "bar 1: buy 1 @ 100 market";

describe("an order that is amended", () => {
  twins(
    "waits at its new limit from the next open on",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  99 100 | amend 1 limit 98
     99  99  97  98 |
    `,
    ["bar 2: buy 1 @ 98 limit"],
  );
  twins(
    "no longer waits at its old one",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  99 100 | amend 1 limit 95
     99  99  96  98 |
    `,
    [],
  );
  twins(
    "to a limit that the next open is through fills there",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  99 100 | amend 1 limit 105
    101 102 100 101 |
    `,
    ["bar 2: buy 1 @ 101 limit"],
  );
  twins(
    "waits at its new stop",
    `
    100 101  99 100 | buy 1 stop 103
    100 101  99 100 | amend 1 stop 105
    101 104 101 104 |
    104 106 104 105 |
    `,
    ["bar 3: buy 1 @ 105 stop"],
  );
  twins(
    "has its new size",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  99 100 | amend 1 qty 3
     99  99  96  98 |
    `,
    ["bar 2: buy 3 @ 97 limit"],
  );
  twins(
    "may change in several ways at once",
    `
    100 101  99 100 | buy 1 limit 97
    100 101  99 100 | amend 1 limit 98 qty 3, stop 3t
     99  99  97  98 |
     98  98  95  96 |
    `,
    ["bar 2: buy 3 @ 98 limit", "bar 3: sell 3 @ 95 stop loss"],
  );
  twins(
    "takes its new exit plan for what fills from then on",
    `
    100 101  99 100 | buy 1 limit 97, stop 90
    100 101  99 100 | amend 1, stop 95
     98  98  96  97 |
     97  97  94  95 |
    `,
    ["bar 2: buy 1 @ 97 limit", "bar 3: sell 1 @ 95 stop loss"],
  );
  twins(
    "at the market may change its size until it has filled",
    `
    100 101  99 100 | buy 5
    100 101  99 100 v 20 | amend 1 qty 3
    102 103 101 102 v 20 |
    `,
    ["bar 1: buy 2 @ 100 market", "bar 2: buy 1 @ 102 market"],
    { participation: 0.1 },
  );
  test("keeps its id, and the log tells how it stands and how often it was amended", () => {
    const { orders } = replayRun(`
      100 101  99 100 | buy 1 limit 97
      100 101  99 100 | amend 1 limit 96 qty 2
      100 101  99 100 | amend 1 limit 95
    `);
    expect(orders).toHaveLength(1);
    expect(orders[0]).toMatchObject({ id: 1, bar: 0, qty: 2, price: 95, amended: 2, state: "working" });
  });
  test("is an event of its bar", () => {
    const { events } = replayRun(`
      100 101  99 100 | buy 1 limit 97
      100 101  99 100 | amend 1 limit 96
    `);
    expect(events).toMatchObject([{ bar: 1, kind: "amended", order: 1 }]);
  });
  rule(
    "keeps its age: of two limits at one price the older is first, whatever was changed",
    `
    100 101  99 100 | buy 1 limit 96; buy 2 limit 97
    100 101  99 100 | amend 1 limit 97
     98  98  96  97 |
    `,
    ["bar 2: buy 1 @ 97 limit", "bar 2: buy 2 @ 97 limit"],
  );
  test("when it has ended is left as it ended", () => {
    const run = replayRun(`
      100 101  99 100 | buy 1 limit 97
      100 101  96 100 | amend 1 limit 99
      100 101  90 100 |
    `);
    expect(endings(run)).toEqual(["1 filled"]);
    expect(run.orders[0]).toMatchObject({ price: 97, amended: 0 });
  });
});

describe("an amended order in the queue of its limit", () => {
  const queue = { limitFill: { volume: 30 } } as const;
  // One contract needs 30 at its limit or beyond; each bar trades ten a tick.
  twins(
    "goes to the end of it at a new price",
    `
    100 101  99 100 | buy 1 limit 97
     98  99  96  98 v 40 | amend 1 limit 96
     98  99  95  98 v 50 |
    `,
    // 20 had traded at 97 and 96. At 96 it begins anew: 96 and 95 give 20.
    [],
    queue,
  );
  twins(
    "keeps its place when it is left alone",
    `
    100 101  99 100 | buy 1 limit 97
     98  99  96  98 v 40 |
     98  99  95  98 v 50 |
    `,
    // 20, and the ten at 97 make 30: it fills at the first touch.
    ["bar 2: buy 1 @ 97 limit"],
    queue,
  );
  twins(
    "keeps its place when it asks for fewer",
    `
    100 101  99 100 | buy 2 limit 97
     98  99  96  98 v 40 | amend 1 qty 1
     98  99  95  98 v 50 |
    `,
    ["bar 2: buy 1 @ 97 limit"],
    queue,
  );
  twins(
    "goes to the end of it when it asks for more",
    `
    100 101  99 100 | buy 1 limit 97
     98  99  96  98 v 40 | amend 1 qty 2
     98  99  95  98 v 50 |
    `,
    // Sixty are needed, thirty come.
    [],
    queue,
  );
});

describe("changes that cannot be", () => {
  test.each([
    ["a stop for a limit order", "buy 1 limit 97", "amend 1 stop 103", "E423"],
    ["a limit for a market order that waits", "buy 1 at open", "amend 1 limit 97", "E423"],
    ["no contracts", "buy 1 limit 97", "amend 1 qty 0", "E411"],
    ["a stop on the wrong side of the market", "buy 1 stop 103", "amend 1 stop 99", "E415"],
    ["a plan on the wrong side of the entry", "buy 1 limit 97", "amend 1, stop 98", "E414"],
  ])("%s", (_what, order, change, code) => {
    const run = () => replayRun(`100 100 100 100 | ${order}\n100 100 100 100 | ${change}\n100 100 100 100 |`);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }));
  });
});

describe("the stop of what is held, moved by hand", () => {
  twins(
    "toward the market",
    `
    100 101  99 100 | buy 1, stop 95
    100 105 100 104 | move stop 102
    104 104 102 103 |
    `,
    [held, "bar 2: sell 1 @ 102 stop loss"],
  );
  twins(
    "and back: a trader may",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 | move stop 92
     99 100  93  94 |
     94  94  92  93 |
    `,
    [held, "bar 3: sell 1 @ 92 stop loss"],
  );
  twins(
    "guards what had no stop",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | move stop 96
     99 100  96  97 |
    `,
    [held, "bar 2: sell 1 @ 96 stop loss"],
  );
  twins(
    "is that of every entry",
    `
    100 101  99 100 | buy 1, stop 95; buy 2, stop 90
    100 101  99 100 | move stop 97
     99 100  97  98 |
    `,
    [held, "bar 1: buy 2 @ 100 market", "bar 2: sell 1 @ 97 stop loss", "bar 2: sell 2 @ 97 stop loss"],
  );
  twins(
    "leaves the targets",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 | move stop 97
     99 106  98 105 |
    `,
    [held, "bar 2: sell 1 @ 105 target"],
  );
  twins(
    "is moved on by a trail, from there",
    `
    100 101  99 100 | buy 1, trail 5t
    100 101  99 100 | move stop 98
    100 106 100 106 |
    106 106 101 102 |
    `,
    // Up to 106 the trail stands at 101.
    [held, "bar 3: sell 1 @ 101 trailing stop"],
    { path: "olhc" },
  );
  twins(
    "pays its slippage",
    `
    100 101  99 100 | buy 1, stop 95
    100 105 100 104 | move stop 102
    104 104 102 103 |
    `,
    ["bar 1: buy 1 @ 101 market", "bar 2: sell 1 @ 101 stop loss"],
    { slippage: 1 },
  );
  twins(
    "off the grid goes away from the trader's favour",
    `
    100 101  99 100 | buy 1
    100 101  99 100 | move stop 96.5
     99 100  97  97 |
     97  97  96  97 |
    `,
    [held, "bar 3: sell 1 @ 96 stop loss"],
  );
  rule(
    "while flat is nothing",
    `
    100 101  99 100 | move stop 95
    100 101  90 100 |
    `,
    [],
  );
  ending(
    "is not that of orders that still wait",
    `
    100 101  99 100 | buy 1; buy 1 limit 97, stop 90
    100 101  99 100 | move stop 98
    100 100  95  96 |
    `,
    // What is held leaves at 98; the limit fills below it, guarded by its own plan.
    [held, "bar 2: sell 1 @ 98 stop loss", "bar 2: buy 1 @ 97 limit"],
    ["1 filled", "2 filled"],
  );
  test("may not be moved beyond the market", () => {
    const run = () => replayRun("100 101 99 100 | buy 1\n100 101 99 100 | move stop 101\n100 101 99 100 |");
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: "E415" }) }));
  });
});
