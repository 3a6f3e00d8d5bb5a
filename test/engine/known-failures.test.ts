import { describe, expect, test } from "vitest";
import { endings, type ReplayOptions, replay, replayRun } from "./replay.js";

const held = (qty = 1) => `bar 1: buy ${qty} @ 100 market`;

/** What a careful trader gets, and what a backtester that is known to get it wrong would have reported. */
function failure(
  name: string,
  drawing: string,
  right: string[],
  wrong: string[],
  options: ReplayOptions = {},
): void {
  test(name, () => {
    const fills = replay(drawing, options);
    expect(fills).not.toEqual(wrong);
    expect(fills).toEqual(right);
  });
}

describe("known failures of other backtesters", () => {
  failure(
    "target wins over stop in the same bar",
    `
    100 101  99 100 | buy 1, stop 95, target 105
    100 101  99 100 |
    101 107  94 100 |
    `,
    [held(), "bar 2: sell 1 @ 95 stop loss"],
    [held(), "bar 2: sell 1 @ 105 target"],
  );
  failure(
    "stop fills at its trigger though the bar opened beyond it",
    `
    100 101  99 100 | buy 1, stop 95
    100 101  99 100 |
     90  96  89  94 |
    `,
    [held(), "bar 2: sell 1 @ 90 stop loss"],
    [held(), "bar 2: sell 1 @ 95 stop loss"],
  );
  describe("slippage applied twice or not at all on a gap", () => {
    // Two ticks: bought at 102, and out of an open at 90 for 88. Not 90, not 86.
    failure(
      "not at all",
      `
      100 101  99 100 | buy 1, stop 95
      100 101  99 100 |
       90  96  89  94 |
      `,
      ["bar 1: buy 1 @ 102 market", "bar 2: sell 1 @ 88 stop loss"],
      ["bar 1: buy 1 @ 102 market", "bar 2: sell 1 @ 90 stop loss"],
      { slippage: 2 },
    );
    failure(
      "twice",
      `
      100 101  99 100 | buy 1 stop 103
      110 111 109 110 |
      `,
      ["bar 1: buy 1 @ 112 stop"],
      ["bar 1: buy 1 @ 114 stop"],
      { slippage: 2 },
    );
  });
  describe("limit filled on a touch and improved beyond the open", () => {
    failure(
      "on a touch",
      `
      100 101  99 100 | buy 1 limit 97
       99 100  97  98 |
      `,
      [],
      ["bar 1: buy 1 @ 97 limit"],
    );
    failure(
      "improved beyond the open: the low is nobody's price",
      `
      100 101  99 100 | buy 1 limit 97
       95  98  90  96 |
      `,
      ["bar 1: buy 1 @ 95 limit"],
      ["bar 1: buy 1 @ 90 limit"],
    );
    failure(
      "improved inside the bar",
      `
      100 101  99 100 | buy 1 limit 97
       99 100  90  96 |
      `,
      ["bar 1: buy 1 @ 97 limit"],
      ["bar 1: buy 1 @ 90 limit"],
    );
  });
  failure(
    "a conditional entry filled at the bar's open although its trigger came later",
    `
    100 101  99 100 | buy 1 stop 104
    101 106 100 105 |
    `,
    ["bar 1: buy 1 @ 104 stop"],
    ["bar 1: buy 1 @ 101 stop"],
  );
  failure(
    "a triggered entry filled at the bar's open although its trigger came later",
    `
    100 101  99 100 | sell 1 limit 104 [buy 2 touch 102]
    101 105 100 103 |
    `,
    // The touch waits below the market from 104 on, and the market comes back to it.
    ["bar 1: sell 1 @ 104 limit", "bar 1: buy 2 @ 102 market if touched"],
    ["bar 1: sell 1 @ 104 limit", "bar 1: buy 2 @ 101 market if touched"],
    { path: "ohlc" },
  );
  failure(
    "the entry bar's earlier part used for its own exit",
    `
    100 101  99 100 | buy 1 stop 103, stop 98
    100 105  97 104 |
    `,
    ["bar 1: buy 1 @ 103 stop"],
    ["bar 1: buy 1 @ 103 stop", "bar 1: sell 1 @ 98 stop loss"],
    // Low first: 97 was there before the entry at 103.
    { path: "olhc" },
  );
  failure(
    "the entry bar's earlier part used for its own target",
    `
    100 101  99 100 | buy 1 limit 97, target 103
    100 105  96  98 |
    `,
    ["bar 1: buy 1 @ 97 limit"],
    ["bar 1: buy 1 @ 97 limit", "bar 1: sell 1 @ 103 target"],
    { path: "ohlc" },
  );
  failure(
    "after a partial target the stop keeps the old size",
    `
    100 101  99 100 | buy 2, stop 95, target 105 50%
    100 101  99 100 |
    100 106 100 105 |
    104 104  94  95 |
    `,
    [held(2), "bar 2: sell 1 @ 105 target", "bar 3: sell 1 @ 95 stop loss"],
    [held(2), "bar 2: sell 1 @ 105 target", "bar 3: sell 2 @ 95 stop loss"],
  );
  test("two hand-made exits both fill", () => {
    // In one group, or reduce-only: either says that they are exits of one position.
    const market = (how: string) => `
      100 101  99 100 | buy 1
      100 101  99 100 | sell 1 limit 104 ${how}; sell 1 stop 96 ${how}
      100 106  94 100 |
      100 106  94 100 |
    `;
    for (const how of ["oco exit", "reduce"]) {
      const run = replayRun(market(how));
      expect(run.position.at(-1)).toBe(0);
      expect(run.fills.length).toBe(2);
      expect(run.orders.map(({ state }) => state)).toEqual(["filled", "cancelled", "filled"]);
    }
  });
  test("orders survive a liquidation", () => {
    const run = replayRun(
      `
      100 101  99 100 | buy 1, stop 40, target 150; sell 1 limit 120; buy 1 stop 130 [sell 1 limit 140]
      100 101  99 100 |
      100 100  55  70 |
       70 145  30 100 |
      `,
      { cash: 140, margin: { initial: "110", maintenance: "100" } },
    );
    expect(run.fills.length).toBe(2);
    expect(run.position.at(-1)).toBe(0);
    expect(endings(run).slice(1)).toEqual([
      "2 cancelled: liquidation of the position",
      "3 cancelled: liquidation of the position",
      "4 cancelled: order 3, which was to trigger it, ended without a fill",
    ]);
  });
  describe("fills off the tick grid", () => {
    failure(
      "of a limit between two ticks",
      `
      100 101  99 100 | buy 1 limit 97.6
      100 101  96 100 |
      `,
      ["bar 1: buy 1 @ 97 limit"],
      ["bar 1: buy 1 @ 97.6 limit"],
    );
    failure(
      "of a stop in percent",
      `
      100 101  99 100 | buy 1, stop 3.5%
      100 101  99 100 |
       99 100  95  96 |
      `,
      [held(), "bar 2: sell 1 @ 96 stop loss"],
      [held(), "bar 2: sell 1 @ 96.5 stop loss"],
    );
    failure(
      "of a trailing stop in percent",
      `
      100 101  99 100 | buy 1
      100 101  99 100 | sell 1 trail 3.5%
       99 100  95  96 |
      `,
      [held(), "bar 2: sell 1 @ 96 trailing stop"],
      [held(), "bar 2: sell 1 @ 96.5 trailing stop"],
    );
  });
  describe("trailing stop moved by the high and hit by the low of the same bar in the favourable order", () => {
    // The high would put the stop at 105, a profit; but who knows that the high came first? Low first, 95 was hit.
    const drawing = (exit: string) => `
      100 101  99 100 | buy 1${exit === "plan" ? ", trail 5t" : ""}
      100 100 100 100 | ${exit === "plan" ? "" : "sell 1 trail 5t"}
      100 110  90 109 |
    `;
    failure(
      "of an exit plan",
      drawing("plan"),
      [held(), "bar 2: sell 1 @ 95 trailing stop"],
      [held(), "bar 2: sell 1 @ 105 trailing stop"],
    );
    failure(
      "of an order",
      drawing("order"),
      [held(), "bar 2: sell 1 @ 95 trailing stop"],
      [held(), "bar 2: sell 1 @ 105 trailing stop"],
    );
  });
  describe("fills when no bar trades", () => {
    failure(
      "in a halt, at a price that somebody repeats",
      `
      100 101  99 100 | buy 1
      100 100 100 100 v 0 |
      108 109 107 108 |
      `,
      ["bar 2: buy 1 @ 108 market"],
      ["bar 1: buy 1 @ 100 market"],
    );
    failure(
      "after the last bar",
      `
      100 101  99 100 |
      100 101  99 100 | buy 1
      `,
      [],
      ["bar 1: buy 1 @ 100 market"],
    );
    failure(
      "over a weekend, at Friday's price",
      `
      2024-01-05 20:59 100 101  99 100 | buy 1 stop 103
      2024-01-07 23:00 110 111 109 110 |
      `,
      ["bar 1: buy 1 @ 110 stop"],
      ["bar 1: buy 1 @ 103 stop"],
    );
  });
  failure(
    "a bracket on a partial entry sized to the full order",
    `
    100 101  99 100 | buy 5 limit 97, stop 94
     98  98  96  97 v 20 | cancel 1
     97  97  93  94 v 1000 |
    `,
    ["bar 1: buy 2 @ 97 limit", "bar 2: sell 2 @ 94 stop loss"],
    ["bar 1: buy 2 @ 97 limit", "bar 2: sell 5 @ 94 stop loss"],
    { participation: 0.1 },
  );
  describe("breakeven moved before the target's fill event", () => {
    failure(
      "on a touch that fills nothing",
      `
      100 101  99 100 | buy 2, stop 95, target 105 50% then breakeven
      100 101  99 100 |
      100 105  99 100 |
       99  99  94  95 |
      `,
      [held(2), "bar 3: sell 2 @ 95 stop loss"],
      [held(2), "bar 2: sell 2 @ 100 breakeven stop"],
    );
    failure(
      "in the part of the bar that was before it",
      `
      100 101  99 100 | buy 2, stop 95, target 105 50% then breakeven
      100 101  99 100 |
      102 106  98 104 |
      `,
      [held(2), "bar 2: sell 1 @ 105 target"],
      [held(2), "bar 2: sell 1 @ 105 target", "bar 2: sell 1 @ 100 breakeven stop"],
      { path: "olhc" },
    );
    failure(
      "by the first part of it",
      `
      100 101  99 100 | buy 6, stop 95, target 105 50% then breakeven
      100 101  99 100 |
      100 106 100 105 v 20 |
      105 105  98  99 v 1000 |
      `,
      [held(6), "bar 2: sell 2 @ 105 target"],
      [held(6), "bar 2: sell 2 @ 105 target", "bar 3: sell 4 @ 100 breakeven stop"],
      { participation: 0.1, path: "olhc" },
    );
  });
});

describe("known examples of the domain", () => {
  test("a ten-point stop in MES is fifty dollars a contract", () => {
    const { trades } = replayRun(`
      100 101  99 100 | buy 3, stop 10p
      100 101  99 100 |
      100 100  59  60 |
    `);
    expect(trades[0]!.net).toBe(-150_000_000);
  });
  test("a two-tier exit: half at the first level, the stop to entry, and the rest cannot lose more than costs", () => {
    const run = replayRun(
      `
      100 101  99 100 | buy 2, stop 95, target 106 50% then breakeven
      100 101  99 100 |
      100 107 100 106 |
      106 106  90  91 |
      `,
      { costPerSide: 0.62, path: "olhc" },
    );
    // Six ticks of $1.25 won on the first, nothing on the second; four sides of $0.62.
    expect(run.trades[0]!.gross).toBe(7_500_000);
    expect(run.trades[0]!.net).toBe(7_500_000 - 4 * 620_000);
    expect(run.trades[0]!.legs.map(({ gross }) => gross)).toEqual([7_500_000, 0]);
  });
});
