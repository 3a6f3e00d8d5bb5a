import { expect, test } from "vitest";
import { NO_PRICE } from "../../src/domain/money.js";
import { FILL_KINDS, type Run } from "../../src/domain/run.js";
import { replayRun } from "./replay.js";

/** "fill 0 from bar 2: 103 trailing stop", of orders "order 1 from bar 2: 97 limit". */
function moves({ moves: log }: Run): string[] {
  return Array.from({ length: log!.length }, (_, k) => {
    const whose = log!.fill[k] === -1 ? `order ${log!.order[k]}` : `fill ${log!.fill[k]}`;
    const level = log!.level[k] === NO_PRICE ? "none" : log!.level[k];
    return `${whose} from bar ${log!.bar[k]}: ${level} ${FILL_KINDS[log!.kind[k]!]}`;
  });
}

test("a stop that trails is written down where a bar has carried it, and not where it stayed", () => {
  const run = replayRun(
    `
    100 101  99 100 | buy 1, stop 5t, trail 5t
    100 103  99 102 |
    102 103 101 102 |
    104 108 104 107 |
    107 107 100 101 |
    `,
    { path: "ohlc" },
  );
  expect(moves(run)).toEqual(["fill 0 from bar 1: 98 trailing stop", "fill 0 from bar 3: 103 trailing stop"]);
  expect(run.fills.stop[0]).toBe(95);
  expect(run.fills.price[1]).toBe(103);
});

test("a target that fills moves the stop of the rest to breakeven, and a later one locks a risk in", () => {
  const run = replayRun(
    `
    100 101  99 100 | buy 4, stop 10t, target 110 25% then breakeven, target 120 25% then lock 1R, target 140
    100 111 100 111 |
    111 121 111 121 |
    121 121 105 106 |
    `,
    { path: "olhc" },
  );
  expect(moves(run)).toEqual([
    "fill 0 from bar 1: 100 breakeven stop",
    "fill 0 from bar 2: 110 breakeven stop",
  ]);
});

test("a stop that the strategy moves by hand is where it put it from that close on", () => {
  const run = replayRun(`
    100 101  99 100 | buy 1, stop 10t
    100 104 100 104 | move stop 99
    104 106 103 105 |
    105 107 104 107 | move stop 101
    107 107 100 100 |
  `);
  expect(moves(run)).toEqual(["fill 0 from bar 1: 99 stop loss", "fill 0 from bar 3: 101 stop loss"]);
  expect(run.fills.price[1]).toBe(101);
});

test("an amended order has its old level first, and an order that trails each place that it came to", () => {
  const amended = replayRun(`
    100 101  99 100 | buy 1 limit 90
    100 101  99 100 | amend 1 limit 95
    100 101  99 100 | amend 1 limit 97
    100 101  96  98 |
  `);
  expect(moves(amended)).toEqual([
    "order 1 from bar 0: 90 limit",
    "order 1 from bar 1: 95 limit",
    "order 1 from bar 2: 97 limit",
  ]);
  const trailing = replayRun(
    `
    100 101  99 100 | sell 1 trail 5t
    100 104 100 103 |
    103 104 101 102 |
    105 109 105 108 |
    108 108 103 103 |
    `,
    { path: "ohlc" },
  );
  expect(moves(trailing)).toEqual([
    "order 1 from bar 1: 99 trailing stop",
    "order 1 from bar 3: 104 trailing stop",
  ]);
});

test("of two walks that were tried only the one that stayed is written down", () => {
  for (const path of ["ohlc", "olhc", "adverse", "favourable", "nearest"] as const) {
    const run = replayRun(
      `
      100 101  99 100 | buy 1, trail 6t
      100 106  95 101 |
      101 112 101 111 |
      111 111  90  91 |
      `,
      { path },
    );
    const log = run.moves!;
    const last = run.fills.length - 1;
    if (run.fills.bar[last] === 3) {
      expect(log.level[log.length - 1]).toBe(106);
      expect(run.fills.price[last]).toBe(106);
    } else expect(log.bar.every((bar) => bar < run.fills.bar[last]!)).toBe(true);
  }
});

test("two entries keep their paths apart", () => {
  const run = replayRun(
    `
    100 101  99 100 | buy 1, stop 5t, trail 5t
    100 104 100 104 | buy 1, stop 9t, trail 9t
    106 110 106 110 |
    110 110 100 100 |
    `,
    { path: "ohlc" },
  );
  expect(moves(run)).toEqual([
    "fill 0 from bar 1: 99 trailing stop",
    "fill 0 from bar 2: 105 trailing stop",
    "fill 1 from bar 2: 101 trailing stop",
  ]);
});

test("a stop that never moves costs no row", () => {
  const run = replayRun(`
    100 101  99 100 | buy 1, stop 5t, target 10t
    100 104  97 104 |
    104 111 104 110 |
  `);
  expect(run.moves!.length).toBe(0);
});
