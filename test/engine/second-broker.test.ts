import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import type { Terms } from "./second-book.js";
import { type Act, type MarketBar, runSecond, type Wish } from "./second-broker.js";
import { KINDS, type Program, programs, scriptOf, terms } from "./second-programs.js";
import { type Chosen, coarsened, compare, marketOf, seriesOfDrawn } from "./second-versus.js";

const TERMS: Terms = {
  path: "adverse",
  slip: 0,
  limitFill: "through",
  participation: null,
  costPerSide: 0,
  tickValue: 1.25,
  tickSize: 0.25,
};

/** A bar a line: open high low close [volume], `day` before the first of a new date. */
function market(drawing: string): MarketBar[] {
  let day = 1;
  return drawing
    .trim()
    .split("\n")
    .map((line, i) => {
      const words = line.trim().split(/\s+/);
      if (words[0] === "day") {
        day++;
        words.shift();
      }
      const [open, high, low, close, volume = 100] = words.map(Number) as [number, number, number, number];
      return { open, high, low, close, volume, day, time: i };
    });
}

/** Fills of the second broker; `acts[t]` are sent at the close of bar t. */
function fills(drawing: string, acts: readonly (readonly Act[])[], terms: Partial<Terms> = {}): string[] {
  const run = runSecond(market(drawing), { ...TERMS, ...terms }, ({ bar }) => acts[bar] ?? []);
  return run.fills.map(
    ({ bar, order, side, qty, price, kind }) =>
      `bar ${bar}: ${side > 0 ? "buy" : "sell"} ${qty} @ ${price} ${kind} (${order})`,
  );
}
const buy = (qty: number, kind: Wish["kind"], more: Partial<Wish> = {}): Act => ({
  send: { side: 1, qty, kind, ...more },
});
const sell = (qty: number, kind: Wish["kind"], more: Partial<Wish> = {}): Act => ({
  send: { side: -1, qty, kind, ...more },
});

describe("the second broker, by hand", () => {
  test("a sell stop fills at the open when the bar opens below it, and slips", () => {
    const drawing = `
      100 101 99 100
      90 92 89 91`;
    expect(fills(drawing, [[sell(1, "stop", { trigger: 98 })]], { slip: 1 })).toEqual([
      "bar 1: sell 1 @ 89 stop (1)",
    ]);
  });

  test("a limit that is touched waits; traded through it fills at its price; across a gap at the open", () => {
    const drawing = `
      100 101 99 100
      100 101 98 99
      99 100 97 98
      95 96 94 95`;
    const acts = [[buy(1, "limit", { limit: 98 })], [], [buy(2, "limit", { limit: 96 })]];
    expect(fills(drawing, acts)).toEqual(["bar 2: buy 1 @ 98 limit (1)", "bar 3: buy 2 @ 95 limit (2)"]);
  });

  test("three ticks through a limit at a gap of two are reached on the walk, but the open was the price to get", () => {
    const drawing = `
      100 101 99 100
      96 97 95 96`;
    expect(fills(drawing, [[buy(1, "limit", { limit: 98 })]], { limitFill: { through: 3 } })).toEqual([
      "bar 1: buy 1 @ 96 limit (1)",
    ]);
  });

  test("a stop-limit that gaps over its limit rests until the price comes back through it", () => {
    const drawing = `
      100 101 99 100
      108 109 103 104
      104 105 104 105`;
    expect(fills(drawing, [[buy(1, "stop limit", { trigger: 102, limit: 105 })]])).toEqual([
      "bar 1: buy 1 @ 105 stop limit (1)",
    ]);
    expect(fills(drawing, [[buy(1, "stop limit", { trigger: 102, limit: 103 })]])).toEqual([]);
  });

  test("a market-if-touched order needs no trade through its price, and slips", () => {
    const drawing = `
      100 101 99 100
      100 101 98 99`;
    expect(fills(drawing, [[buy(1, "market if touched", { trigger: 98 })]], { slip: 1 })).toEqual([
      "bar 1: buy 1 @ 99 market if touched (1)",
    ]);
  });

  test("a trailing stop follows from the close at which it was sent, and not within the leg that hits it", () => {
    const drawing = `
      100 101 99 100
      100 101 98 99
      101 109 101 107`;
    expect(fills(drawing, [[sell(1, "trailing stop", { trail: { ticks: 4 } })]])).toEqual([
      "bar 2: sell 1 @ 105 trailing stop (1)",
    ]);
  });

  test("a trailing stop with an activation does nothing before", () => {
    const drawing = `
      100 101 99 100
      100 101 90 91
      91 104 91 104
      104 104 101 101`;
    const trail = { trail: { ticks: 2 }, from: 103 };
    expect(fills(drawing, [[sell(1, "trailing stop", trail)]], { path: "olhc" })).toEqual([
      "bar 3: sell 1 @ 102 trailing stop (1)",
    ]);
  });

  test("on-open waits for the next trade date, on-close for the last traded bar of its date", () => {
    const drawing = `
      100 101 99 100
      101 101 99 100
      day 105 106 104 105
      105 106 104 106
      106 106 106 106 0
      day 107 107 107 107`;
    expect(fills(drawing, [[buy(1, "on open")], [], [sell(1, "on close")]])).toEqual([
      "bar 2: buy 1 @ 105 on open (1)",
      "bar 3: sell 1 @ 106 on close (2)",
    ]);
  });

  test("a bar that did not trade fills nothing", () => {
    const drawing = `
      100 101 99 100
      100 100 100 100 0
      102 103 101 102`;
    expect(fills(drawing, [[buy(1, "market")]])).toEqual(["bar 2: buy 1 @ 102 market (1)"]);
  });

  test("a target that fills whole moves the stop before anything else happens", () => {
    const drawing = `
      100 101 99 100
      100 105 98 99`;
    const exit = {
      stop: { ticks: 10 },
      targets: [{ at: { ticks: 4 }, portion: 0.5, then: { breakeven: 1 } }, { at: { ticks: 40 } }],
    };
    expect(fills(drawing, [[buy(2, "market", { exit })]], { path: "ohlc" })).toEqual([
      "bar 1: buy 2 @ 100 market (1)",
      "bar 1: sell 1 @ 104 target (1)",
      "bar 1: sell 1 @ 101 breakeven stop (1)",
    ]);
  });

  test("a tenth of a thin bar fills a part, and the rest goes on at the next open", () => {
    const drawing = `
      100 101 99 100 100
      100 101 99 100 30
      103 104 102 103 30`;
    expect(fills(drawing, [[buy(5, "market")]], { participation: 0.1 })).toEqual([
      "bar 1: buy 3 @ 100 market (1)",
      "bar 2: buy 2 @ 103 market (1)",
    ]);
  });

  test("of a group the others go, and what is triggered lives from that point of the walk", () => {
    const drawing = `
      100 101 99 100
      100 105 95 100`;
    const child = sell(1, "limit", { limit: 104, oco: "x" }) as { send: Wish };
    const guard = sell(1, "stop", { trigger: 96, oco: "x" }) as { send: Wish };
    const acts = [[buy(1, "limit", { limit: 98, triggers: [child.send, guard.send] })]];
    expect(fills(drawing, acts, { path: "ohlc" })).toEqual([
      "bar 1: buy 1 @ 98 limit (1)",
      "bar 1: sell 1 @ 96 stop (3)",
    ]);
    expect(fills(drawing, acts, { path: "favourable" })).toEqual([
      "bar 1: buy 1 @ 98 limit (1)",
      "bar 1: sell 1 @ 96 stop (3)",
    ]);
  });

  test("an order that only reduces takes what is held and goes", () => {
    const drawing = `
      100 101 99 100
      100 101 99 100
      100 101 99 100
      100 106 99 100`;
    const acts = [
      [buy(2, "market")],
      [sell(5, "market", { reduceOnly: true })],
      [sell(1, "market", { reduceOnly: true })],
    ];
    const run = runSecond(market(drawing), TERMS, ({ bar }) => acts[bar] ?? []);
    expect(run.fills.map(({ qty }) => qty)).toEqual([2, 2]);
    expect(run.endings.map(({ state, filled }) => `${state} ${filled}`)).toEqual([
      "filled 2",
      "filled 2",
      "cancelled 0",
    ]);
  });

  test("a queue of twice the order's size has to trade at the limit before it fills", () => {
    // 40 contracts over eight ticks are 5 a tick: bar 1 brings 10 at 96 and 97 for a limit of 97, of which 20 are needed.
    const drawing = `
      100 101 99 100
      100 103 96 100 40
      100 103 95 100 45`;
    expect(fills(drawing, [[buy(10, "limit", { limit: 97 })]], { limitFill: { volume: 2 } })).toEqual([
      "bar 2: buy 10 @ 97 limit (1)",
    ]);
    expect(fills(drawing, [[buy(13, "limit", { limit: 97 })]], { limitFill: { volume: 2 } })).toEqual([]);
  });
});

/** TICKPROOF_FUZZ=20 looks twenty times as long. */
const SCALE = Number(process.env.TICKPROOF_FUZZ ?? 1);

function agree({ bars, seeds }: Program, chosen: Chosen): void {
  const series = seriesOfDrawn(bars);
  const market = marketOf(series, loadContracts().get("MES"));
  const { ours, second } = compare(series, chosen, scriptOf(seeds, market));
  expect(ours).toEqual(second);
}

function agreeOnFiner({ bars, seeds }: Program, chosen: Chosen): void {
  const { whole, parts } = coarsened(bars);
  fc.pre(whole.length > 0);
  const series = seriesOfDrawn(whole, 180_000);
  const market = marketOf(series, loadContracts().get("MES"));
  const { ours, second } = compare(series, chosen, scriptOf(seeds, market), seriesOfDrawn(parts));
  expect(ours).toEqual(second);
}

describe("over markets and programs of orders by chance, both brokers agree fill by fill, ending by ending and close by close", () => {
  test.each(KINDS)("with %s orders alone", (kind) => {
    fc.assert(fc.property(programs([kind]), terms, agree), { numRuns: 150 * SCALE });
  });
  test("with every kind of order, where bars are walked on the finer bars inside them", () => {
    fc.assert(fc.property(programs(KINDS, 30), terms, agreeOnFiner), { numRuns: 300 * SCALE });
  });
  test("with every kind of order among the others", () => {
    fc.assert(fc.property(programs(), terms, agree), { numRuns: 800 * SCALE });
  });
});
