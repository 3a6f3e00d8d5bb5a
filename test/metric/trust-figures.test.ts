// Are touched limits, rolling windows, minutes since the open and signals not taken what they say they are?

import { describe, expect, test } from "vitest";
import { FILL_KINDS, type Run } from "#domain/run.js";
import { rollingExpectancy } from "#metric/rolling.js";
import { sinceOpen } from "#metric/since-open.js";
import { touchFills, tradeOfFills } from "#metric/touch.js";
import { hypotheticals } from "#report/hypothetical.js";
import { fixtureRun } from "../report/fixture.js";

const sides = (text: string) => {
  const fills = text.split(" ").map(Number);
  const kinds = fills.map(() => FILL_KINDS.indexOf("market"));
  return {
    length: fills.length,
    side: Int8Array.from(fills, Math.sign),
    qty: Int32Array.from(fills, Math.abs),
    kind: Uint8Array.from(kinds),
  };
};

describe("which trade a fill belongs to", () => {
  test.each([
    ["1 -1 -2 2", [0, 0, 1, 1]],
    ["1 1 -2 1", [0, 0, 0, 1]],
    ["2 -3 1", [0, 0, 1]], // turned: the fill that turns belongs to the trade that it ends
    ["-1 1 1 -1 -1", [0, 0, 1, 1, 2]],
  ])("%s", (text, expected) => {
    expect([...tradeOfFills({ fills: sides(text) as unknown as Run["fills"] })]).toEqual(expected);
  });

  test("a roll leaves and comes back: no trade ends", () => {
    const fills = sides("1 -1 1 -1");
    fills.kind.fill(FILL_KINDS.indexOf("roll"), 1, 3);
    expect([...tradeOfFills({ fills: fills as unknown as Run["fills"] })]).toEqual([0, -1, -1, 0]);
  });
});

describe("a resting limit that was touched only", () => {
  /** The fixture with its first exit as a target, so many ticks inside the extreme of its bar. */
  function withTarget(inside: number): Run {
    const run = fixtureRun();
    const { fills, bars } = run;
    const [kind, maker, price, leg] = [
      fills.kind.slice(),
      fills.maker.slice(),
      fills.price.slice(),
      fills.leg.slice(),
    ];
    kind[1] = FILL_KINDS.indexOf("target");
    maker[1] = 1;
    leg[1] = 2;
    const side = fills.side[1]!;
    const bar = fills.bar[1]!;
    price[1] = side === 1 ? bars.lowTicks[bar]! + inside : bars.highTicks[bar]! - inside;
    return { ...run, fills: { ...fills, kind, maker, price, leg } };
  }

  test("is one at the extreme of its bar; its trade is left out of the net without it", () => {
    const run = withTarget(0);
    const { resting, touched, trades, netWithout } = touchFills(run);
    expect([resting, touched, [...trades]]).toEqual([1, 1, [1]]);
    expect(netWithout).toBe(run.trades.slice(1).reduce((sum, { net }) => sum + net, 0));
  });

  test("is none where the market went a tick beyond, nor where it was jumped over at the open", () => {
    expect(touchFills(withTarget(1)).touched).toBe(0);
    const jumped = withTarget(0);
    jumped.fills.leg[1] = 0;
    expect([touchFills({ ...jumped }).resting, touchFills({ ...jumped }).touched]).toEqual([1, 0]);
  });
});

test("a rolling expectancy is the mean of its window, and the band 1.645 standard errors wide on both sides", () => {
  const values = [3, -1, 4, 1, -5, 9, 2, -6];
  const { mean, low, high } = rollingExpectancy(values, 4);
  expect(mean).toHaveLength(5);
  for (let k = 0; k < 5; k++) {
    const window = values.slice(k, k + 4);
    const middle = window.reduce((a, b) => a + b) / 4;
    const error = Math.sqrt(window.reduce((sum, value) => sum + (value - middle) ** 2, 0) / 3 / 4);
    expect(mean[k]).toBeCloseTo(middle, 10);
    expect(high[k]! - mean[k]!).toBeCloseTo(1.645 * error, 10);
    expect(mean[k]! - low[k]!).toBeCloseTo(1.645 * error, 10);
  }
  expect(rollingExpectancy(values, 9).mean).toHaveLength(0);
});

test("minutes are counted from 08:30 in Chicago for index futures, and entries outside of the hours have none", () => {
  const run = fixtureRun();
  const at = (clock: string) => Date.parse(`2024-01-03T${clock}:00Z`); // Chicago is six hours behind
  const entries = ["14:30", "14:35", "20:59", "21:00", "03:00"].map((clock, i) => ({
    ...run.trades[i]!,
    entryTime: at(clock),
  }));
  const { from, minutes } = sinceOpen({ ...run, trades: entries });
  expect([from, [...minutes]]).toEqual(["regular hours", [0, 5, 389, -1, -1]]);
});

describe("a signal not taken", () => {
  const run = fixtureRun();
  const { bars, of } = hypotheticals(run);
  const refused = run.orders.filter(({ state }) => state === "rejected");

  test("would have been held as long as the trades were at the median, from the next open, at a tick's value a contract", () => {
    const held = run.trades.map((trade) => trade.bars).sort((a, b) => a - b);
    expect(bars).toBe(held[(held.length - 1) / 2] ?? held[held.length / 2]);
    expect(refused).toHaveLength(3);
    const flat = refused.filter(({ bar }) => run.position[bar]! >= 0);
    expect(flat.length).toBeGreaterThan(0);
    for (const order of flat) {
      const first = order.bar + 1;
      const move = run.bars.closeTicks[first + bars! - 1]! - run.bars.openTicks[first]!;
      expect(of(order)).toBe(4 * move * 1_250_000);
    }
  });

  test("is none where it would have closed, was a stop that was never reached, or has no bar left", () => {
    const [one] = refused as [(typeof refused)[number]];
    expect(of({ ...one, reduceOnly: true })).toBe(null);
    expect(of({ ...one, kind: "stop" })).toBe(null);
    expect(of({ ...one, bar: run.bars.length - 1 })).toBe(null);
  });

  test("of a run without trades is held to the last close of its trade date", () => {
    const idle = fixtureRun({ every: 0 });
    const none = hypotheticals(idle);
    expect(none.bars).toBe(null);
    const order = { ...refused[0]!, bar: 10, side: -1 as const };
    const last = 77; // 78 bars a date
    expect(none.of(order)).toBe(-4 * (idle.bars.closeTicks[last]! - idle.bars.openTicks[11]!) * 1_250_000);
  });
});
