import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { JournalFill, JournalTrade } from "#domain/journal.js";
import { BUCKETS, type Deviation } from "#domain/review.js";
import type { Run } from "#domain/run.js";
import { gapOf, NO_BRIDGE } from "#journal/review/bridge.js";
import { following, positionsOf } from "#journal/review/follow.js";
import { bucketIntervals, habitsOf, leaksOf } from "#journal/review/habits.js";
import { marketOf } from "#journal/review/moments.js";
import { weekOf } from "#journal/review/periods.js";
import { kept } from "#journal/review/promises.js";
import { reviewOf } from "#journal/review/review.js";
import { fromFlat } from "#journal/review/shadow.js";
import { signalsOf } from "#journal/review/signals.js";
import { backtest } from "#research/library.js";
import { fillsOf } from "../fills.js";
import { ASKED, EXAMPLE, followed, signal, trade } from "./made.js";

const ROOT = new URL("../../../", import.meta.url).pathname;
const STRATEGY = join(ROOT, "strategies/ema-trend.ts");
const run = (strategy: string, terms: { marginPolicy?: "none"; params?: { alwaysIn: boolean } } = {}) =>
  backtest({ strategy, instrument: "MES", data: join(ROOT, "data/MES-5m.csv"), ...terms });

let plan: Run;
beforeAll(async () => {
  plan = await run(STRATEGY);
});

/** A review of the whole run with these trades. */
function review(trades: readonly JournalTrade[], fills: readonly JournalFill[]) {
  const { firstDay, lastDay } = plan.inputs.data;
  return reviewOf({ ...ASKED, firstDay, lastDay, markets: [marketOf(plan, null)], trades, fills });
}
const signals = () => signalsOf(plan, plan.inputs.data.firstDay, plan.inputs.data.lastDay);
const perfect = () => {
  const all = signals().map((signal, k) => followed(signal, k, plan));
  return { trades: all.map(({ trade }) => trade), fills: all.flatMap(({ fills }) => fills) };
};

describe("a review", () => {
  test("of who does all that the plan does: every signal paired, every bucket empty, all contracts on plan", () => {
    const { trades, fills } = perfect();
    const found = review(trades, fills);
    expect(found.span.paired).toBe(signals().length);
    expect(found.span.paired).toBeGreaterThan(20);
    expect(found.span.bridge).toEqual(Object.fromEntries(BUCKETS.map((key) => [key, 0])));
    expect(found.span.actual).toBe(found.span.model);
    expect(found.process.onPlan).toBe(found.process.contracts);
    expect(found.leaks).toEqual([]);
  });

  test("no two signals are called the same, however many there are and whatever was entered in one bar", () => {
    const [first] = plan.trades;
    // 24 bits of a hash are the same for some of so many.
    const many = Array.from({ length: 20_000 }, (_, k) => ({ ...first!, entryTime: first!.entryTime + k }));
    const run = { ...plan, trades: [...many, first!, first!] };
    const { firstDay, lastDay } = run.inputs.data;
    const ids = signalsOf(run, firstDay, lastDay).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(20_001);
    expect(ids.filter((id) => id.length > "s-123456".length).length).toBeGreaterThan(2);
    expect(ids.slice(0, 1)).toEqual(
      signals()
        .slice(0, 1)
        .map(({ id }) => id),
    );
  });

  test("the signals are all that the run earned, what is open at its end included", () => {
    const { totals } = plan;
    expect(signals().reduce((sum, { net }) => sum + net, 0)).toBe(
      totals.net + totals.dataFees + totals.liquidationFees - totals.interest,
    );
  });

  test("of any deviations: days, weeks and the whole add up to actual minus model, to the micro-dollar", () => {
    const base = perfect();
    const deviation = fc.record({
      keep: fc.constantFrom(true, true, true, false),
      later: fc.integer({ min: -400_000, max: 3_000_000 }),
      sooner: fc.integer({ min: -3_000_000, max: 3_000_000 }),
      qty: fc.integer({ min: 1, max: 4 }),
      slip: fc.integer({ min: -20, max: 20 }),
      costs: fc.integer({ min: 0, max: 9_000_000 }),
    });
    const all = fc.array(deviation, { minLength: base.trades.length, maxLength: base.trades.length });
    fc.assert(
      fc.property(all, (deviations) => {
        const trades = base.trades.flatMap((trade, k): JournalTrade[] => {
          const { keep, later, sooner, qty, slip, costs } = deviations[k]!;
          if (!keep) return [];
          const entryTime = trade.entryTime + later;
          const exitTime = Math.max(entryTime + 1000, (trade.exitTime ?? entryTime) + sooner);
          const entrySum = Math.round((trade.entrySum / trade.qty + slip) * qty);
          const exitSum = Math.round(((trade.exitSum || trade.entrySum) / trade.qty) * qty);
          const gross = trade.side * (exitSum - entrySum) * 1_250_000;
          const legs = [{ qty, entryTime, exitTime, entrySum, exitSum, gross }];
          return [
            {
              ...trade,
              open: "no",
              entryTime,
              exitTime,
              qty,
              entrySum,
              exitSum,
              gross,
              net: gross - costs,
              legs,
            },
          ];
        });
        const found = review(trades, base.fills);
        const actual = trades.reduce((sum, { net }) => sum + net, 0);
        for (const periods of [[found.span], found.days, found.weeks]) {
          expect(periods.reduce((sum, one) => sum + one.actual, 0)).toBe(actual);
          for (const one of periods) expect(gapOf(one.bridge)).toBe(one.actual - one.model);
        }
        expect(found.span.paired + found.span.missed + found.span.tried).toBe(found.span.signals);
        expect(found.span.paired + found.span.offPlan).toBe(trades.length);
      }),
      { numRuns: 6 },
    );
  });

  test("who always leaves three bars early has one leak to be told of, with every trade that made it", () => {
    const { trades, fills } = perfect();
    const { time, closeTicks } = plan.bars;
    const early = trades.map((trade) => {
      const bar = time.indexOf(trade.exitTime ?? 0) - 3;
      if (bar < 0 || time[bar]! <= trade.entryTime) return trade;
      // Ten ticks worse than the market, every time: no chance is left to it.
      const exitSum = (closeTicks[bar]! - trade.side * 10) * trade.qty;
      const gross = trade.side * (exitSum - trade.entrySum) * 1_250_000;
      const exitTime = time[bar]! + 299_000;
      return {
        ...trade,
        exitTime,
        exitSum,
        gross,
        net: gross - trade.costs,
        legs: [{ ...trade.legs[0]!, exitTime, exitSum, gross }],
      };
    });
    const found = review(early, fills);
    const execution = found.habits.find(({ name }) => name === "execution")!;
    expect(found.leaks.map(({ name }) => name)).toContain("execution");
    expect(execution.interval!.high).toBeLessThan(0);
    expect(found.habits.find(({ name }) => name === "early exit")!.count).toBeGreaterThan(10);
  });

  test("fills that lie outside of their bars are counted: the bars are of something else", () => {
    const { trades, fills } = perfect();
    expect(review(trades, fills).fills.inside).toBeGreaterThan(0);
    const elsewhere = fills.map((fill) => ({ ...fill, price: String(Number(fill.price) + 500) }));
    expect(review(trades, elsewhere).fills).toMatchObject({ inside: 0 });
  });
});

describe("a leak", () => {
  const habit = {
    name: "early exit",
    instead: "",
    count: 12,
    days: 12,
    total: -120e6,
    mean: -10e6,
    interval: { low: -20e6, high: -1e6, level: 90, days: 12 },
    corrected: { low: -20e6, high: -1e6, level: 90, days: 12 },
    examples: [],
  };
  test("has an interval that ends below zero", () => {
    expect(leaksOf([habit]).length).toBe(1);
    expect(leaksOf([{ ...habit, interval: { ...habit.interval, high: 1 } }])).toEqual([]);
    expect(leaksOf([{ ...habit, interval: null }])).toEqual([]);
  });
  test("of all kinds of off-plan trades together is told where no kind alone is one", () => {
    const any = { ...habit, name: "off-plan, of any kind", total: -900e6 };
    const kind = { ...habit, name: "off-plan, after a loss" };
    expect(leaksOf([any, { ...kind, interval: null }]).map(({ name }) => name)).toEqual([any.name]);
    expect(leaksOf([any, kind, habit]).map(({ name }) => name)).toEqual([habit.name, kind.name]);
  });
  test("comes first by what it surely costs, not by what it cost; three are told", () => {
    const loud = { ...habit, name: "loud", total: -900e6, corrected: { ...habit.corrected, high: -0.5e6 } };
    const all = [loud, habit, { ...habit, name: "b" }, { ...habit, name: "c" }];
    expect(leaksOf(all).map(({ name }) => name)).toEqual(["b", "c", "early exit"]);
  });
});

describe("habits that are looked at together", () => {
  const case_ = (day: number, deviations: readonly Deviation[]) => ({
    signal: EXAMPLE.signals[0],
    trade: { ...EXAMPLE.trades[0], id: `t-${day}`, day },
    then: { entrySum: 0, exitSum: 0 },
    bridge: { ...NO_BRIDGE, "entry timing": -((7 * day) % 9) * 1e6, "exit timing": ((5 * day) % 7) * -1e6 },
    deviations,
  });
  const both: readonly Deviation[] = ["late entry", "early exit"];
  const named = (pairs: readonly ReturnType<typeof case_>[], name: string) =>
    habitsOf(pairs, [], []).find((one) => one.name === name)!;
  const days = Array.from({ length: 16 }, (_, day) => day);

  test("each have an interval that allows for all that could be told from chance, and a lone one its own", () => {
    const late = named(
      days.map((day) => case_(day, day < 2 ? both : ["late entry"])),
      "late entry",
    );
    // "execution" is seen in every pair.
    expect(late.corrected).toMatchObject({ level: 95, days: 16 });
    const [two, three] = [
      late,
      named(
        days.map((day) => case_(day, both)),
        "late entry",
      ),
    ];
    expect(three.interval).toEqual(two.interval);
    expect(three.corrected!.level).toBe(96.67);
    expect(two.corrected!.high).toBeGreaterThan(two.interval!.high);
    expect(three.corrected!.high).toBeGreaterThanOrEqual(two.corrected!.high);
    expect(three.corrected!.low).toBeLessThan(three.interval!.low);
    const few = named(
      days.slice(0, 9).map((day) => case_(day, both)),
      "late entry",
    );
    expect([few.interval, few.corrected]).toEqual([null, null]);
  });
});

test("a bucket has an interval only where ten dates have something in it", () => {
  const dates = Array.from({ length: 40 }, (_, day) => day);
  const on = (count: number) =>
    new Map(dates.map((day) => [day, { ...NO_BRIDGE, size: day < count ? -5e6 : 0 }] as const));
  expect(bucketIntervals(dates, on(9)).size).toBeNull();
  expect(bucketIntervals(dates, on(10)).size).toMatchObject({ days: 40 });
  expect(bucketIntervals(dates, on(10)).costs).toBeNull();
});

test("ISO weeks belong to the year of their Thursday", () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  expect(
    ["2026-03-12", "2025-12-29", "2026-01-04", "2027-01-01", "2024-12-30"].map((text) => weekOf(day(text))),
  ).toEqual(["2026-W11", "2026-W01", "2026-W01", "2026-W53", "2025-W01"]);
});

describe("a plan's promises, for all of its contracts together", () => {
  const some = fc.array(
    fc.record({
      root: fc.constantFrom("MES", "MNQ"),
      day: fc.integer({ min: 0, max: 1 }),
      at: fc.integer({ min: 0, max: 20 }),
      held: fc.integer({ min: 1, max: 6 }),
      net: fc.integer({ min: -30, max: 20 }),
    }),
    { maxLength: 16 },
  );
  const made = (list: readonly { root: string; day: number; at: number; held: number; net: number }[]) =>
    list.map(({ root, day, at, held, net }, k) => ({
      ...signal(`s-${k}`, { side: 1, qty: 1, from: "10:00", to: "10:01", entry: 5600, exit: 5600 }),
      root,
      day,
      entryTime: day * 1000 + at,
      exitTime: day * 1000 + at + held,
      net,
    }));
  const NONE = { window: null, maxTradesPerDay: null, maxDailyLoss: null, cooldownAfterLossMs: null };

  test("each signal that is left keeps them all, each that is gone would have broken one", () => {
    fc.assert(
      fc.property(some, (list) => {
        const all = made(list);
        const left = kept(all, { ...NONE, maxTradesPerDay: 3, maxDailyLoss: 25, cooldownAfterLossMs: 4 });
        for (const one of all) {
          const order = left.indexOf(one);
          const before = left.filter(
            (other, k) => (order < 0 ? other.entryTime <= one.entryTime : k < order) && other !== one,
          );
          const ofDay = before.filter(({ day }) => day === one.day);
          const closed = ofDay
            .filter(({ exitTime }) => exitTime! <= one.entryTime)
            .sort((a, b) => a.exitTime! - b.exitTime!);
          const sums = closed.map((_, k) => closed.slice(0, k + 1).reduce((sum, { net }) => sum + net, 0));
          const rests = before.some(
            ({ net, exitTime }) => net < 0 && exitTime! <= one.entryTime && one.entryTime - exitTime! < 4,
          );
          const breaks = ofDay.length >= 3 || sums.some((sum) => sum <= -25) || rests;
          expect(breaks).toBe(order < 0);
        }
      }),
    );
  });

  test("a window of several spans is kept too, and without promises all are left in the order of their entries", () => {
    const at = (clock: string) => ({
      ...signal(`s-${clock}`, { side: 1, qty: 1, from: clock, to: "16:00", entry: 5600, exit: 5600 }),
    });
    const all = [at("14:00"), at("09:45"), at("12:00")];
    const spans = [
      { from: 570, until: 690 },
      { from: 810, until: 930 },
    ];
    const window = { spans, zone: "America/New_York" };
    expect(kept(all, { ...NONE, window }).map(({ id }) => id)).toEqual(["s-09:45", "s-14:00"]);
    expect(kept(all, NONE).map(({ id }) => id)).toEqual(["s-09:45", "s-12:00", "s-14:00"]);
  });
});

describe("the trader's place", () => {
  test("is the whole position: what was carried in counts, a flip is no more than it turned to, and what nobody opened is not there", () => {
    const fills = fillsOf(`
      10:00 sell 1 @ 5600
      11:00 buy 2 @ 5600
      12:00 sell 5 @ 5601
      13:00 buy 1 @ 5602
      14:00 buy 2 @ 5603
      15:00 buy 1 @ 5603`);
    const made = (over: object) => ({
      ...trade("t-1", { side: 1, qty: 1, from: "10:00", to: "10:01", entry: 1, exit: 1 }),
      ...over,
    });
    const time = (k: number) => fills[k]!.time;
    const stray = made({ fills: [0], open: "at start", entryTime: time(0), exitTime: time(0) });
    const carried = made({ fills: [1, 2], entryTime: time(1), exitTime: time(2) });
    const turned = made({ fills: [2, 3, 4], entryTime: time(2), exitTime: time(4) });
    const later = made({ fills: [5], entryTime: time(5), exitTime: null });
    expect(positionsOf([stray, carried, turned, later], [turned], fills, "MES")).toEqual([
      [time(2), -3],
      [time(3), -2],
      [time(4), 0],
    ]);
    expect(positionsOf([carried], [], fills, "MES")).toEqual([]);
    expect(positionsOf([carried], [carried], fills, "MNQ")).toEqual([]);
  });
});

describe("the strategy in the trader's place", () => {
  test("does nothing before the first date, and is where the trader was from the next bar on", async () => {
    const { time, tradeDate } = plan.bars;
    const first = tradeDate.indexOf(tradeDate[Math.floor(tradeDate.length / 2)]!);
    const positions: [number, number][] = [
      [time[first + 20]! + 1000, 7],
      [time[first + 40]! + 1000, -4],
      [time[first + 41]! + 1000, 0],
    ];
    const file = join(mkdtempSync(join(tmpdir(), "tickproof-follow-")), "ema-trend.ts");
    writeFileSync(
      file,
      following(
        STRATEGY,
        positions,
        plan.inputs.data.timeframeMs,
        tradeDate[first]!,
        Number.POSITIVE_INFINITY,
      ),
    );
    const { fills } = await run(file, { marginPolicy: "none" });
    expect(fills.bar[0]).toBeGreaterThan(first);
    const heldAfter = (bar: number) => {
      let held = 0;
      for (let k = 0; k < fills.length && fills.bar[k]! <= bar; k++) held += fills.side[k]! * fills.qty[k]!;
      return held;
    };
    expect([21, 41, 42].map((bars) => heldAfter(first + bars))).toEqual([7, -4, 0]);
  });
});

describe("the strategy behind its gate", () => {
  const wrapped = (firstDay: number, lastDay = Number.POSITIVE_INFINITY, terms = {}) => {
    const file = join(mkdtempSync(join(tmpdir(), "tickproof-shadow-")), "ema-trend.ts");
    writeFileSync(file, fromFlat(STRATEGY, firstDay, lastDay));
    return run(file, terms);
  };
  test("is the strategy itself where the gate is open from the start", async () => {
    expect((await wrapped(0)).fingerprint).toBe(plan.fingerprint);
  });
  test("begins flat on its first date, and what it sees is warm: from its second trade on, all are those of the whole run", async () => {
    const days = [...new Set(plan.bars.tradeDate)];
    const firstDay = days[Math.floor(days.length / 2)]!;
    const gated = await wrapped(firstDay);
    expect(gated.bars.tradeDate[gated.trades[0]!.entryBar]).toBeGreaterThanOrEqual(firstDay);
    const when = ({ side, entryTime }: Run["trades"][number]) => [side, entryTime];
    const later = gated.trades.slice(1).map(when);
    const all = plan.trades.map(when);
    expect(later.length).toBeGreaterThan(5);
    expect(all.slice(-later.length)).toEqual(later);
  });
  test("leaves what it holds over its last date as ever, and enters nothing more", async () => {
    const { tradeDate } = plan.bars;
    const over = plan.trades.filter((one) => tradeDate[one.entryBar]! < tradeDate[one.exitBar]!);
    expect(over.length).toBeGreaterThan(3);
    const lastDay = tradeDate[over[Math.floor(over.length / 2)]!.entryBar]!;
    const gated = await wrapped(0, lastDay);
    const until = plan.trades.filter(({ entryBar }) => tradeDate[entryBar]! <= lastDay);
    // The last one is no longer turned round: it is left.
    const told = (trades: Run["trades"]) => trades.map(({ flags: _, ...trade }) => trade);
    expect(told(gated.trades)).toEqual(told(until));
    expect(gated.open).toBeNull();
    expect(tradeDate[until.at(-1)!.exitBar]!).toBeGreaterThan(lastDay);
    expect(plan.trades.length).toBeGreaterThan(until.length + 5);
  });
  test("of an order that turns the position round after the last date, only what is held goes through", async () => {
    const terms = { params: { alwaysIn: true } };
    const whole = await run(STRATEGY, terms);
    const { tradeDate } = whole.bars;
    const days = [...new Set(tradeDate)];
    const last = whole.trades.find(({ entryBar, exitBar }) => tradeDate[entryBar]! < tradeDate[exitBar]!)!;
    const lastDay = tradeDate[last.entryBar]!;
    expect(lastDay).toBeLessThan(days.at(-1)!);
    const gated = await wrapped(0, lastDay, terms);
    expect(gated.open).toBeNull();
    const { side, exitBar, qty } = gated.trades.at(-1)!;
    expect([side, exitBar, qty]).toEqual([last.side, last.exitBar, last.qty]);
  });
});
