import { describe, expect, test } from "vitest";
import { PATH_MODELS } from "../../src/domain/execution.js";
import { endings, fillLines, replayRun } from "./replay.js";
import { rule } from "./rule.js";

describe("series of hardly any bars", () => {
  test("one bar: what is ordered waits for an open that never comes", () => {
    const run = replayRun("100 101 99 100 | buy 1; sell 1 stop 90");
    expect(run.fills.length).toBe(0);
    expect(endings(run)).toEqual(["1 working", "2 working"]);
    expect(Array.from(run.equity)).toEqual([1_000_000_000_000]);
    expect(run.daily).toHaveLength(1);
    expect(run.warnings).toContain("No trade was made.");
  });
  test("one bar at this close: in, and marked where it came in", () => {
    const run = replayRun("100 101 99 100 | buy 1", { fillAt: "this-close", costPerSide: 0.62 });
    expect(run.open).toMatchObject({ side: 1, qty: 1, profit: 0 });
    expect(run.totals.net).toBe(-620_000);
  });
  test("two bars: in at the second open, still open at its close, marked there", () => {
    const run = replayRun("100 101 99 100 | buy 2\n 100 104 99 103 |");
    expect(run.trades).toEqual([]);
    expect(run.open).toMatchObject({ side: 1, qty: 2, entrySum: 200, profit: 2 * 3 * 1_250_000 });
    expect(run.totals.net).toBe(2 * 3 * 1_250_000);
    expect(run.warnings.join()).toContain("A position of 2 is still open at the last close, $7.50 in it");
  });
});

describe("bars without a range", () => {
  for (const path of PATH_MODELS) {
    rule(
      `are walked without a step, ${path}`,
      `
      100 100 100 100 | buy 1, stop 95, target 105; buy 1 stop 103
      100 100 100 100 |
      103 103 103 103 |
      106 106 106 106 |
      106 106 106 106 |
      `,
      ["bar 1: buy 1 @ 100 market", "bar 2: buy 1 @ 103 stop", "bar 3: sell 1 @ 106 target"],
      { path },
    );
  }
  test("leave nothing to the path", () => {
    const run = replayRun(`
      100 100 100 100 | buy 1, stop 95, target 105, trail 3t
      100 100 100 100 |
      104 104 104 104 |
      101 101 101 101 |
    `);
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 100 market", "bar 3: sell 1 @ 101 trailing stop"]);
    expect(run.bounds.ambiguousBars).toBe(0);
  });
});

describe("prices below zero, as crude oil had them on 20 April 2020", () => {
  const oil = { symbol: "CL", costPerSide: 0 };
  rule(
    "a short is filled and covered like anywhere else",
    `
     500  510  490  500 | sell 1, target -1000
     400  400 -3000 -2500 |
    `,
    ["bar 1: sell 1 @ 400 market", "bar 1: buy 1 @ -1000 target"],
    oil,
  );
  rule(
    "a stop through zero fills at its trigger, or at an open beyond it",
    `
     100  110   90  100 | sell 1 stop -50; sell 1 stop -150
     100  100 -100  -90 |
    -300 -300 -400 -350 |
    `,
    ["bar 1: sell 1 @ -50 stop", "bar 2: sell 1 @ -300 stop"],
    oil,
  );
  test("the money is right across zero: from $1.00 to −$37.63, a thousand barrels", () => {
    const run = replayRun(
      `
       100  110    90   100 | buy 1
       100  100 -4000 -3763 | flat
     -3763 -3700 -3800 -3750 |
      `,
      oil,
    );
    expect(run.trades[0]!.gross).toBe(-38_630 * 1_000_000);
  });
  test("margin as a share of notional counts its size, not its sign, and an account may end below zero", () => {
    const run = replayRun(
      `
       1500  1510  1490  1500 | buy 1
       1500  1500  1400  1450 |
      day -2000 -1900 -4000 -3763 |
      `,
      { ...oil, cash: 20_000, account: { marginPolicy: "liquidate" } },
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 1500 market", "bar 2: sell 1 @ -2000 liquidation"]);
    expect(run.totals.endEquity).toBe((20_000 - 35_000) * 1_000_000);
    expect(run.margin.peakPercent).toBeGreaterThan(0);
  });
});

describe("orders and gaps", () => {
  rule(
    "a stop placed on Friday meets Monday's open",
    `
    100 101 99 100 |
    day 100 101 99 100 |
    day 100 101 99 100 |
    day 100 101 99 100 | buy 1, stop 95
    day  80  82 79  81 |
    `,
    // The entry itself is Monday's open, below its own stop: out again at once.
    ["bar 4: buy 1 @ 80 market", "bar 4: sell 1 @ 80 stop loss"],
  );
  rule(
    "a gap that passes an entry and its stop fills both at the open",
    `
    100 101  99 100 | sell 1 stop 97, stop 102
    110 111 109 110 |
     90  91  89  90 |
    110 111 109 110 |
    `,
    ["bar 2: sell 1 @ 90 stop", "bar 3: buy 1 @ 110 stop loss"],
  );
  rule(
    "a gap that passes stops of both sides fills the one it passed",
    `
    100 101  99 100 | buy 1 stop 105; sell 1 stop 95
    110 111 109 110 |
    `,
    ["bar 1: buy 1 @ 110 stop"],
  );
  rule(
    "at one open market orders come first, then what the gap has passed",
    `
    100 101  99 100 | buy 1 limit 97; sell 2 stop 96; buy 3
     90  91  89  90 |
    `,
    ["bar 1: buy 3 @ 90 market", "bar 1: sell 2 @ 90 stop", "bar 1: buy 1 @ 90 limit"],
  );
});
