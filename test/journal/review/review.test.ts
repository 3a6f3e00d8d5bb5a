import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { JournalFill, JournalTrade } from "#domain/journal.js";
import { BUCKETS } from "#domain/review.js";
import type { Run } from "#domain/run.js";
import { gapOf } from "#journal/review/bridge.js";
import { leaksOf } from "#journal/review/habits.js";
import { marketOf } from "#journal/review/moments.js";
import { weekOf } from "#journal/review/periods.js";
import { reviewOf } from "#journal/review/review.js";
import { fromFlat } from "#journal/review/shadow.js";
import { signalsOf } from "#journal/review/signals.js";
import { backtest } from "#research/library.js";
import { followed, NO_PROMISES } from "./made.js";

const ROOT = new URL("../../../", import.meta.url).pathname;
const STRATEGY = join(ROOT, "strategies/ema-trend.ts");
const run = (strategy: string) =>
  backtest({ strategy, instrument: "MES", data: join(ROOT, "data/MES-5m.csv") });

let plan: Run;
beforeAll(async () => {
  plan = await run(STRATEGY);
}, 120_000);

/** A review of the whole run with these trades. */
function review(trades: readonly JournalTrade[], fills: readonly JournalFill[]) {
  const { firstDay, lastDay } = plan.inputs.data;
  return reviewOf({
    plan: NO_PROMISES,
    account: "sim",
    name: "all",
    firstDay,
    lastDay,
    windowMs: 600_000,
    zone: "America/New_York",
    markets: [marketOf(plan, null)],
    trades,
    fills,
    orders: [],
    notes: [],
    rules: [],
    inWindow: () => true,
    warnings: [],
  });
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
    examples: [],
  };
  test("has an interval that ends below zero, and was seen three times at least", () => {
    expect(leaksOf([habit]).length).toBe(1);
    expect(leaksOf([{ ...habit, interval: { ...habit.interval, high: 1 } }])).toEqual([]);
    expect(leaksOf([{ ...habit, interval: null }])).toEqual([]);
    expect(leaksOf([{ ...habit, count: 2 }])).toEqual([]);
  });
  test("comes first by what it surely costs, not by what it cost; three are told", () => {
    const loud = { ...habit, name: "loud", total: -900e6, interval: { ...habit.interval, high: -0.5e6 } };
    const all = [loud, habit, { ...habit, name: "b" }, { ...habit, name: "c" }];
    expect(leaksOf(all).map(({ name }) => name)).toEqual(["b", "c", "early exit"]);
  });
});

test("ISO weeks belong to the year of their Thursday", () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  expect(
    ["2026-03-12", "2025-12-29", "2026-01-04", "2027-01-01", "2024-12-30"].map((text) => weekOf(day(text))),
  ).toEqual(["2026-W11", "2026-W01", "2026-W01", "2026-W53", "2025-W01"]);
});

describe("the strategy behind its gate", () => {
  const wrapped = (firstDay: number) => {
    const file = join(mkdtempSync(join(tmpdir(), "tickproof-shadow-")), "ema-trend.ts");
    writeFileSync(file, fromFlat(STRATEGY, firstDay));
    return run(file);
  };
  test("is the strategy itself where the gate is open from the start", async () => {
    expect((await wrapped(0)).fingerprint).toBe(plan.fingerprint);
  }, 60_000);
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
  }, 60_000);
});
