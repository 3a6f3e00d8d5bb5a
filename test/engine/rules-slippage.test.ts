import { describe, expect, test } from "vitest";
import { runBacktest } from "#engine/backtest.js";
import { fillLines, replay, specOf } from "./replay.js";

const SPREAD = { model: "spread", regular: 1, overnight: 3, news: 9, newsMinutes: 2 } as const;

describe("slippage by a model", () => {
  test("is charged once, on the worse of trigger and open, also across a gap", () => {
    const drawing = `
      14:20 100 101  99 100 | buy 1 stop 105
      14:25 110 111 109 110 | sell 1 stop 108
      14:30 109 109 106 107 |
    `;
    expect(replay(drawing, { slippage: SPREAD })).toEqual([
      "bar 1: buy 1 @ 113 stop",
      "bar 2: sell 1 @ 107 stop",
    ]);
  });

  test("never touches a limit, a stop-limit or a target", () => {
    const drawing = `
      14:00 100 101  99 100 | buy 1 limit 98, target 104
      14:05  99 100  96  99 |
      14:10 100 106  99 105 | sell 1 stop 103 limit 102
      14:15 104 105 100 101 |
    `;
    expect(replay(drawing, { slippage: SPREAD })).toEqual([
      "bar 1: buy 1 @ 98 limit",
      "bar 2: sell 1 @ 104 target",
      "bar 3: sell 1 @ 103 stop limit",
    ]);
  });

  test("near an event of the calendar is that of the news", () => {
    const spec = specOf(
      `
      14:20 100 101  99 100 | buy 1
      14:25 100 101  99 100 | go 0
      14:30 100 101  99 100 |
    `,
      { slippage: SPREAD },
    );
    const time = [spec.series.bars.time[2]! + 60_000];
    const events = { file: "events.csv", sha256: "", time, name: ["CPI"] };
    expect(fillLines(runBacktest({ ...spec, events }))).toEqual([
      "bar 1: buy 1 @ 103 market",
      "bar 2: sell 1 @ 91 market",
    ]);
    expect(fillLines(runBacktest(spec))).toEqual(["bar 1: buy 1 @ 103 market", "bar 2: sell 1 @ 99 market"]);
  });

  test("by impact weighs what fills in the bar, not what was ordered", () => {
    const drawing = `
      100 105  95 100 |
      100 103  97 100 | buy 16
      100 101  99 100 v 64 |
      100 101  99 100 v 64 |
    `;
    const slippage = { model: "impact", coefficient: 1, period: 2 } as const;
    expect(replay(drawing, { slippage })).toEqual(["bar 2: buy 16 @ 104 market"]);
    // 8 × √(4 ÷ 64) = 2; then the last two ranges, 6 and 2, are 4 on average: 4 × √(4 ÷ 64) = 1.
    expect(replay(drawing, { slippage, participation: 0.0625 }).slice(0, 2)).toEqual([
      "bar 2: buy 4 @ 102 market",
      "bar 3: buy 4 @ 101 market",
    ]);
  });

  test("a function is told the market's price, before slippage", () => {
    const prices: number[] = [];
    const spec = specOf(
      `
      100 101  99 100 | buy 2 stop 103
      101 105 100 104 | go 0
      106 107 105 106 |
    `,
      { slippage: { model: "own", name: "mine", file: "", hash: "" } },
    );
    const own = ({ price, side, qty }: { price: number; side: number; qty: number }) => {
      prices.push(side * price);
      return qty;
    };
    expect(fillLines(runBacktest({ ...spec, own }))).toEqual([
      "bar 1: buy 2 @ 105 stop",
      "bar 2: sell 2 @ 104 market",
    ]);
    expect([...new Set(prices)]).toEqual([103, -106]);
  });
});
