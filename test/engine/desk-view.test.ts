import { describe, expect, test } from "vitest";
import { Lane } from "#engine/backtest.js";
import type { FillNotice, Strategy } from "#strategy/strategy.js";
import type { PathModel } from "../../src/domain/execution.js";
import { type ReplayOptions, replayRun, scriptFor, specOf } from "./replay.js";

type Seen = Record<"position" | "entry" | "held" | "equity" | "working", number>;

/** What a strategy sees at each close while it places the drawn orders; prices in ticks, equity in dollars. */
function seen(drawing: string, options: ReplayOptions = {}): Seen[] {
  const views: Seen[] = [];
  watch(drawing, options, (strategy) => {
    views.push({
      position: strategy.position,
      entry: strategy.entryPrice / 0.25,
      held: strategy.barsHeld,
      equity: strategy.equity,
      working: strategy.working,
    });
  });
  return views;
}

/** Runs the drawing once, without the reruns for its bounds, with a look before every decision. */
function watch(
  drawing: string,
  options: ReplayOptions,
  look: (strategy: Strategy) => void,
  onFill: (fill: FillNotice) => void = () => {},
): void {
  const spec = specOf(drawing, options);
  class Watched extends scriptFor(drawing) {
    override onBar(): void {
      look(this);
      super.onBar();
    }
    override onFill(fill: FillNotice): void {
      onFill(fill);
    }
  }
  new Lane({ ...spec, strategy: Watched }).runToEnd();
}

describe("what a strategy sees of its position", () => {
  test("nothing while flat", () => {
    expect(seen("100 101 99 100 |\n 100 101 99 100 |", { cash: 5000 })[1]).toEqual({
      position: 0,
      entry: Number.NaN,
      held: Number.NaN,
      equity: 5000,
      working: 0,
    });
  });

  test("average entry, age and equity, through adding, a partial exit and a reversal", () => {
    const views = seen(
      `
      100 101  99 100 | buy 2
      100 104  99 104 | buy 1
      106 108 104 108 | sell 1
      108 108 108 108 | sell 4
      110 112 108 112 | flat
      112 112 112 112 |
      `,
      { cash: 1000 },
    );
    expect(views.map(({ position }) => position)).toEqual([0, 2, 3, 2, -2, 0]);
    // 2 at 100 and 1 at 106; the average of the entries stays when one leaves; the reversal begins anew at 110.
    expect(views.map(({ entry }) => entry)).toEqual([Number.NaN, 100, 102, 102, 110, Number.NaN]);
    expect(views.map(({ held }) => held)).toEqual([Number.NaN, 0, 1, 2, 0, Number.NaN]);
    const ticks = [0, 8, 2 * 8 + 2, 8 + 8 + 2, 10 + 10 + 2 - 4, 10 + 10 + 2 - 4];
    expect(views.map(({ equity }) => equity)).toEqual(ticks.map((won) => 1000 + 1.25 * won));
  });

  test("orders that wait, exits of plans not counted", () => {
    const views = seen(`
      100 101  99 100 | buy 1, stop 90, target 110; buy 1 limit 95; sell 1 limit 120
      100 101  99 100 | cancel 2
      100 101  99 100 | cancel all
      100 101  99 100 |
    `);
    expect(views.map(({ working }) => working)).toEqual([0, 2, 1, 0]);
  });

  test("the entry of the walk that was taken, whatever was tried before", () => {
    const drawing = `
      100 101  99 100 | buy 1, target 105
      100 101  99 100 | buy 1 limit 95
      100 107  93 100 |
    `;
    // Low first: added at 95, then one sold at 105. High first: out at 105, and in again at 95.
    expect(seen(drawing, { path: "olhc" })[2]).toMatchObject({ position: 1, entry: 97.5, held: 1 });
    expect(seen(drawing, { path: "ohlc" })[2]).toMatchObject({ position: 1, entry: 95, held: 0 });
    // Money and exits are alike, but a strategy that asks for its entry may go another way from here.
    const { bounds } = replayRun(drawing);
    expect(bounds).toMatchObject({ ambiguousBars: 1 });
    expect(bounds.adverseNet).toBe(bounds.favourableNet);
    for (const path of ["adverse", "favourable"] as const) {
      const view = seen(drawing, { path })[2]!;
      expect([97.5, 95]).toContain(view.entry);
      expect(view.held).toBe(view.entry === 95 ? 0 : 1);
    }
  });
});

describe("what a strategy is told of its fills", () => {
  function told(drawing: string, options: ReplayOptions = {}): string[] {
    const lines: string[] = [];
    watch(
      drawing,
      options,
      (strategy) => lines.push(`close ${strategy.bar}`),
      ({ side, qty, price, position, reason }) =>
        lines.push(`${side * qty} @ ${price / 0.25} → ${position} ${reason}`),
    );
    return lines;
  }
  const drawing = `
    100 101  99 100 | buy 2, stop 95, target 104 50%, target 110
    100 105  94 100 |
    100 101  99 100 |
  `;
  test("each once, in order, before the close of its bar, with the position after it", () => {
    expect(told(drawing, { path: "ohlc" })).toEqual([
      "close 0",
      "2 @ 100 → 2 market",
      "-1 @ 104 → 1 target",
      "-1 @ 95 → 0 stop loss",
      "close 1",
      "close 2",
    ]);
  });
  test("none of a walk that was given up", () => {
    const lines = told(drawing, { path: "adverse" });
    expect(lines).toEqual(["close 0", "2 @ 100 → 2 market", "-2 @ 95 → 0 stop loss", "close 1", "close 2"]);
  });
  test("at this close right after it was decided", () => {
    const line = "100 101 99 100 | buy 1\n 100 101 99 100 |\n 100 101 99 100 | flat\n 100 101 99 100 |";
    expect(told(line, { fillAt: "this-close" })).toEqual([
      "close 0",
      "1 @ 100 → 1 market",
      "close 1",
      "close 2",
      "-1 @ 100 → 0 flatten",
      "close 3",
    ]);
  });
  test("of all path models the same number where nothing is in question", () => {
    const plain = "100 101 99 100 | buy 1\n 100 101 99 100 | flat\n 100 101 99 100 |";
    for (const path of ["adverse", "favourable", "ohlc"] satisfies PathModel[]) {
      expect(told(plain, { path }).filter((line) => line.includes("@"))).toHaveLength(2);
    }
  });
});
