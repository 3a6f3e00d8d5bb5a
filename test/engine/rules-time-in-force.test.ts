import { describe, expect, test } from "vitest";
import { endings, replayRun } from "./replay.js";
import { ending, rule, twins } from "./rule.js";

const DAY_OVER = "DAY order, the trade date ended";

describe("a DAY order of any kind", () => {
  test.each([
    ["limit", "buy 1 limit 97"],
    ["stop", "buy 1 stop 105"],
    ["stop-limit", "buy 1 stop 105 limit 107"],
    ["market-if-touched", "buy 1 touch 97"],
    ["trailing stop", "buy 1 trail 6t"],
    ["trailing stop that is not active yet", "buy 1 trail 6t from 90"],
  ])("ends with the trade date that it sees first: a %s", (_kind, order) => {
    const run = replayRun(`
      100 101  99 100 | ${order} DAY
      100 101  99 100 |
      day 100 150  50 100 |
    `);
    expect(endings(run)).toEqual([`1 expired: ${DAY_OVER}`]);
    expect(run.orders[0]!.endBar).toBe(2);
  });
  test("is not prolonged by being amended", () => {
    const run = replayRun(`
      100 101  99 100 | buy 1 limit 97 DAY
      100 101  99 100 | amend 1 limit 98
      day 90 91  89 90 |
    `);
    expect(endings(run)).toEqual([`1 expired: ${DAY_OVER}`]);
  });
  ending(
    "that has filled in part expires with what is left of it",
    `
    100 101  99 100 | buy 5 limit 97 DAY
    100 100  96  98 v 20 |
    day 90 91  89 90 v 20 |
    `,
    ["bar 1: buy 2 @ 97 limit"],
    [`1 expired: ${DAY_OVER}`],
    { participation: 0.1 },
  );
});

describe("an order that is good till a date", () => {
  const drawing = `
    100 101  99 100 | buy 1 limit 97 until 2024-01-03
    100 101  99 100 |
    day 100 101  99 100 |
    100 101  96 100 |
    day 90  91  89  90 |
  `;
  // 2024-01-02, two bars; 2024-01-03, two bars; 2024-01-04.
  ending("fills on that date", drawing, ["bar 3: buy 1 @ 97 limit"], ["1 filled"]);
  ending(
    "is over before the first bar of the date after it, gap or no gap",
    drawing.replace("100 101  96 100", "100 101  98 100"),
    [],
    ["1 expired: GTD order, its last trade date ended"],
  );
  ending(
    "of today is a DAY order",
    `
    100 101  99 100 | buy 1 stop 104 until 2024-01-02
    100 101  99 100 |
    day 104 105 103 104 |
    `,
    [],
    ["1 expired: GTD order, its last trade date ended"],
  );
  ending(
    "of today, sent at today's last close, sees no bar at all",
    `
    100 101  99 100 | buy 1 limit 97 until 2024-01-02
    day 90  91  89  90 |
    `,
    [],
    ["1 expired: GTD order, its last trade date ended"],
  );
  ending(
    "may name a Saturday: Monday's trade date, begun on Sunday evening, comes after it",
    `
    2024-01-05 20:59 100 101  99 100 | buy 1 limit 97 until 2024-01-06
    2024-01-07 23:00  90  91  89  90 |
    `,
    [],
    ["1 expired: GTD order, its last trade date ended"],
  );
  rule(
    "until Monday is live on Sunday evening",
    `
    2024-01-05 20:59 100 101  99 100 | buy 1 limit 97 until 2024-01-08
    2024-01-07 23:00  90  91  89  90 |
    `,
    ["bar 1: buy 1 @ 90 limit"],
  );
});

describe("an order that is good till an instant", () => {
  // Bars open at minute 0, 1, 2, …
  rule(
    "lives in the bar that opens before it",
    `
    100 101  99 100 | buy 1 limit 97 until +3
    100 101  99 100 |
    100 101  96 100 |
    100 101  99 100 |
    `,
    ["bar 2: buy 1 @ 97 limit"],
  );
  ending(
    "is over before the bar that opens with it",
    `
    100 101  99 100 | buy 1 limit 97 until +3
    100 101  99 100 |
    100 101  98 100 |
     90  91  89  90 |
    `,
    [],
    ["1 expired: GTD order, its time came"],
  );
  ending(
    "inside a bar is looked at when the next one opens: bars do not say what came when",
    `
    100 101  99 100 | buy 1 limit 97 until +1.5
    100 101  96 100 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
    ["1 filled"],
  );
  ending(
    "in the night is over before the next morning's gap",
    `
    100 101  99 100 | buy 1 stop 104 until +300
    100 101  99 100 |
    day 110 111 109 110 |
    `,
    [],
    ["1 expired: GTD order, its time came"],
  );
  ending(
    "that is the next open sees no bar at all",
    `
    100 101  99 100 | buy 1 limit 97 until +1
     90  91  89  90 |
    `,
    [],
    ["1 expired: GTD order, its time came"],
  );
  ending(
    "beyond the end of the data still works then",
    `
    100 101  99 100 | buy 1 limit 97 until +500
    100 101  99 100 |
    `,
    [],
    ["1 working"],
  );
});

describe("immediate or cancel", () => {
  const GAVE_UP = "IOC: the open had nothing more to give";
  ending(
    "at the market is a market order",
    `
    100 101  99 100 | buy 1 IOC
    103 104 102 103 |
    `,
    ["bar 1: buy 1 @ 103 market"],
    ["1 filled"],
  );
  twins(
    "with a limit fills at the open that is through it",
    `
    100 101  99 100 | buy 1 limit 102 IOC
    100 104  99 103 |
    `,
    ["bar 1: buy 1 @ 100 limit"],
  );
  ending(
    "with a limit that the open does not reach is given up, though the bar goes there",
    `
    100 101  99 100 | buy 1 limit 97 IOC
    100 101  90 100 |
     90  91  89  90 |
    `,
    [],
    [`1 cancelled: ${GAVE_UP}`],
  );
  ending(
    "with a limit that the open touches is given up: a touch is no fill",
    `
    100 101  99 100 | buy 1 limit 97 IOC
     97  98  90  95 |
    `,
    [],
    [`1 cancelled: ${GAVE_UP}`],
  );
  rule(
    "with a limit that the open touches fills where a touch is one",
    `
    100 101  99 100 | buy 1 limit 97 IOC
     97  98  90  95 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
    { limitFill: "touch" },
  );
  ending(
    "takes what there is and gives up the rest",
    `
    100 101  99 100 | buy 5 IOC
    100 101  99 100 v 20 |
    100 101  99 100 v 20 |
    `,
    ["bar 1: buy 2 @ 100 market"],
    [`1 cancelled: ${GAVE_UP}`],
    { participation: 0.1 },
  );
  ending(
    "with a limit takes what there is and gives up the rest",
    `
    100 101  99 100 | buy 5 limit 102 IOC
    100 101  99 100 v 20 |
    100 101  99 100 v 20 |
    `,
    ["bar 1: buy 2 @ 100 limit"],
    [`1 cancelled: ${GAVE_UP}`],
    { participation: 0.1 },
  );
  ending(
    "waits for a bar that trades: one that does not has no open",
    `
    100 101  99 100 | buy 1 limit 98 IOC
    100 100 100 100 v 0 |
     95  96  94  95 |
    `,
    ["bar 2: buy 1 @ 95 limit"],
    ["1 filled"],
  );
});

describe("an order for the open", () => {
  twins(
    "waits for the next trade date, not for the next bar",
    `
    100 101  99 100 | buy 1 at open
    105 106 104 105 |
    day 107 108 106 107 |
    `,
    ["bar 2: buy 1 @ 107 on open"],
  );
  twins(
    "sent at the last close of a date takes the next bar's open: that is the next date's",
    `
    100 101  99 100 |
    100 101  99 100 | buy 1 at open
    day 107 108 106 107 |
    `,
    ["bar 2: buy 1 @ 107 on open"],
  );
  twins(
    "takes the open on Sunday evening for Monday's",
    `
    2024-01-05 15:00 100 101  99 100 | buy 1 at open
    20:59 100 101  99 100 |
    2024-01-07 23:00 104 105 103 104 |
    2024-01-08 15:00 106 107 105 106 |
    `,
    ["bar 2: buy 1 @ 104 on open"],
  );
  twins(
    "pays slippage",
    `
    100 101  99 100 | buy 1 at open
    day 107 108 106 107 |
    `,
    ["bar 1: buy 1 @ 109 on open"],
    { slippage: 2 },
  );
  twins(
    "sets up its exits from its own fill, for the whole of that bar",
    `
    100 101  99 100 | buy 1 at open, stop 3t
    day 107 108 104 105 |
    `,
    ["bar 1: buy 1 @ 107 on open", "bar 1: sell 1 @ 104 stop loss"],
  );
  twins(
    "fills in its turn among the market orders: the older first",
    `
    100 101  99 100 | buy 2 at open; sell 1
    100 101  99 100 | buy 3
    day 107 108 106 107 |
    `,
    ["bar 1: sell 1 @ 100 market", "bar 2: buy 2 @ 107 on open", "bar 2: buy 3 @ 107 market"],
  );
  rule(
    "comes before the stops that the open has passed",
    `
    100 101  99 100 | buy 1 stop 104; buy 1 at open
    day 107 108 106 107 |
    `,
    ["bar 1: buy 1 @ 107 on open", "bar 1: buy 1 @ 107 stop"],
  );
  ending(
    "still works when the data end first",
    `
    100 101  99 100 | buy 1 at open
    100 101  99 100 |
    `,
    [],
    ["1 working"],
  );
  ending(
    "can be cancelled",
    `
    100 101  99 100 | buy 1 at open
    100 101  99 100 | cancel 1
    day 107 108 106 107 |
    `,
    [],
    ["1 cancelled: cancelled by the strategy"],
  );
  ending(
    "that is a DAY order, sent while the date still trades, ends with that date",
    `
    100 101  99 100 | buy 1 at open DAY
    100 101  99 100 |
    day 107 108 106 107 |
    `,
    [],
    [`1 expired: ${DAY_OVER}`],
  );
  ending(
    "good until a date before that open is over first",
    `
    100 101  99 100 | buy 1 at open until 2024-01-02
    day 107 108 106 107 |
    `,
    [],
    ["1 expired: GTD order, its last trade date ended"],
  );
});

describe("an order for the close", () => {
  const day = (orders: string) => `
    100 101  99 100 | ${orders}
    100 105  99 104 |
    104 106 103 105 |
    day 110 111 109 110 |
  `;
  twins("fills at the close of the last bar of its trade date", day("buy 1 at close"), [
    "bar 2: buy 1 @ 105 on close",
  ]);
  twins("pays slippage", day("buy 1 at close"), ["bar 2: buy 1 @ 107 on close"], { slippage: 2 });
  twins(
    "sent at that last close is one for the next date",
    `
    100 101  99 100 |
    100 101  99 100 | buy 1 at close
    day 110 111 109 110 |
    112 113 111 112 |
    day 120 121 119 120 |
    `,
    ["bar 3: buy 1 @ 112 on close"],
  );
  ending(
    "still works when the data end in the middle of the date",
    `
    100 101  99 100 | buy 1 at close
    100 101  99 100 |
    `,
    [],
    ["1 working"],
  );
  rule(
    "fills at the last close of all where that is the date's settlement",
    `
    2024-01-02 20:58 100 101  99 100 | buy 1 at close
    20:59 100 103  99 102 |
    `,
    ["bar 1: buy 1 @ 102 on close"],
  );
  twins(
    "comes after the walk: the stop of the plan was there before, and a reduce-only order goes with the position",
    `
    100 101  99 100 | buy 1, stop 5t; sell 1 at close reduce
    100 101  99 100 |
    100 101  95 100 |
    day 100 101 99 100 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 95 stop loss"],
  );
  twins(
    "flattens what is held, its exit plan too",
    `
    100 101  99 100 | buy 1, stop 5t; sell 1 at close
    100 101  99 100 |
    100 104 100 103 |
    day 90 91 89 90 |
    `,
    ["bar 1: buy 1 @ 100 market", "bar 2: sell 1 @ 103 on close"],
  );
  twins(
    "as an entry is guarded from the next open on, not by the bar that is over",
    `
    100 101  99 100 | buy 1 at close, stop 3t
    104 109  99 105 |
    day 105 106 102 103 |
    `,
    ["bar 1: buy 1 @ 105 on close", "bar 2: sell 1 @ 102 stop loss"],
  );
  rule("in the order in which they were sent", day("sell 1 at close; buy 3 at close"), [
    "bar 2: sell 1 @ 105 on close",
    "bar 2: buy 3 @ 105 on close",
  ]);
  rule("of a DAY order fills on its date: the close belongs to it", day("buy 1 at close DAY"), [
    "bar 2: buy 1 @ 105 on close",
  ]);
  ending(
    "is over, where its time runs out before the close",
    day("buy 1 at close until +2"),
    [],
    ["1 expired: GTD order, its time came"],
  );
  ending(
    "can be cancelled until then",
    `
    100 101  99 100 | buy 1 at close
    100 101  99 100 | cancel 1
    100 101  99 100 |
    day 110 111 109 110 |
    `,
    [],
    ["1 cancelled: cancelled by the strategy"],
  );
  twins(
    "can be amended in its size",
    `
    100 101  99 100 | buy 1 at close
    100 101  99 100 | amend 1 qty 3
    100 104 100 103 |
    day 110 111 109 110 |
    `,
    ["bar 2: buy 3 @ 103 on close"],
  );
});

describe("a session that ends early", () => {
  // The day before Independence Day: index futures stop at 12:15 in Chicago, 17:15 UTC, and open again at 17:00.
  const eve = (orders: string) => `
    2024-07-03 17:12 100 101  99 100 | ${orders}
    17:13 100 103 100 102 |
    17:14 102 104 101 103 |
    22:00  90  91  89  90 |
  `;
  rule("closes early for orders on the close too", eve("sell 1 at close"), ["bar 2: sell 1 @ 103 on close"]);
  ending("ends its DAY orders", eve("buy 1 limit 97 DAY"), [], [`1 expired: ${DAY_OVER}`]);
  rule("is followed by the open of the next date", eve("buy 1 at open"), ["bar 3: buy 1 @ 90 on open"]);
  rule(
    "has settled at noon, so its close counts though the data end with it",
    `
    2024-07-03 17:12 100 101  99 100 | sell 1 at close
    17:14 102 104 101 103 |
    `,
    ["bar 1: sell 1 @ 103 on close"],
  );
});

describe("a holiday on which the market trades without settling", () => {
  // Independence Day belongs to the trade date of the fifth.
  const holiday = (orders: string) => `
    2024-07-03 22:00 100 101  99 100 | ${orders}
    2024-07-04 16:59 100 102  99 101 |
    22:00 101 103 100 102 |
    2024-07-05 20:59 102 106  96 105 |
    2024-07-07 22:00 110 111 109 110 |
  `;
  rule("is no close of its own", holiday("sell 1 at close"), ["bar 3: sell 1 @ 105 on close"]);
  rule("does not end DAY orders", holiday("buy 1 limit 97 DAY"), ["bar 3: buy 1 @ 97 limit"]);
  rule("has no open of its own", holiday("buy 1 at open"), ["bar 4: buy 1 @ 110 on open"]);
});

describe("orders that are sent while the market is closed", () => {
  // Friday's last bar, Sunday evening's first.
  const weekend = (orders: string) => `
    2024-01-05 20:59 100 101  99 100 | ${orders}
    2024-01-07 23:00  92  93  91  92 |
    2024-01-08 15:00  92 106  91 105 |
    2024-01-09 15:00 105 106 104 105 |
  `;
  rule("take the first price there is: Sunday's open", weekend("buy 1"), ["bar 1: buy 1 @ 92 market"]);
  rule("do not fill at a price of Friday", weekend("sell 1 stop 99"), ["bar 1: sell 1 @ 92 stop"]);
  rule("are good for Monday's trade date as DAY orders", weekend("buy 1 stop 104 DAY"), [
    "bar 2: buy 1 @ 104 stop",
  ]);
  ending(
    "and not longer",
    weekend("buy 1 stop 107 DAY").replace("105 106 104 105", "108 109 107 108"),
    [],
    [`1 expired: ${DAY_OVER}`],
  );
  rule("for the close mean Monday's", weekend("buy 1 at close"), ["bar 2: buy 1 @ 105 on close"]);
});

describe("times in force that cannot be", () => {
  test.each([
    ["a date that has passed", "buy 1 limit 97 until 2024-01-01", "E424"],
    ["a date that is none", "buy 1 limit 97 until 2024-02-31", "E109"],
    ["an instant that has passed", "buy 1 limit 97 until +0", "E424"],
    ["for the day and until a date", "buy 1 limit 97 DAY until 2024-01-05", "E416"],
    ["immediate, for the open", "buy 1 at open IOC", "E422"],
    ["immediate, for the close", "buy 1 at close IOC", "E422"],
    ["immediate, with a stop", "buy 1 stop 105 IOC", "E422"],
    ["for the open with a limit", "buy 1 limit 97 at open", "E416"],
    ["for noon", "buy 1 at noon", "E416"],
  ])("%s: %s is %s", (_what, order, code) => {
    const run = () => replayRun(`100 100 100 100 | ${order}\n100 100 100 100 |`);
    expect(run).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }));
  });
});
