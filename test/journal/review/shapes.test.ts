// Do the buckets add up for whatever a trader's fills make: parts, flips, rolls, nights, other accounts and contracts, times without bars?

import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { JournalFill } from "#domain/journal.js";
import { BUCKETS } from "#domain/review.js";
import type { Run } from "#domain/run.js";
import { loadContracts } from "#instrument/contracts.js";
import { gapOf } from "#journal/review/bridge.js";
import { marketOf } from "#journal/review/moments.js";
import { reviewOf } from "#journal/review/review.js";
import { signalsOf } from "#journal/review/signals.js";
import { bookTrades } from "#journal/trades.js";
import { backtest } from "#research/library.js";
import { FILL } from "../fills.js";
import { ASKED } from "./made.js";

const ROOT = new URL("../../../", import.meta.url).pathname;
const DAY_MS = 86_400_000;
const FUZZ = process.env.TICKPROOF_FUZZ;
/** Clocks change in New York on 9 March, in London on 30 March; MES rolls between. */
const FIRST = Date.UTC(2025, 2, 3);
const DAYS = 32;
const firstDay = FIRST / DAY_MS;
const lastDay = firstDay + DAYS;

let runs: Run[];
let moments: { time: number; side: 1 | -1; root: string }[];
beforeAll(async () => {
  runs = await Promise.all(
    ["MES", "MNQ"].map((instrument) =>
      backtest({
        strategy: join(ROOT, "strategies/rsi-reversion.ts"),
        instrument,
        data: join(ROOT, `data/${instrument}-5m.csv`),
        params: { period: 5, contracts: 2 },
        cash: 1_000_000,
      }),
    ),
  );
  moments = runs.flatMap((run) =>
    signalsOf(run, firstDay, lastDay).flatMap(({ entryTime, exitTime, side, root }) => [
      { time: entryTime, side, root },
      { time: exitTime ?? entryTime, side: side === 1 ? -1 : 1, root } as const,
    ]),
  );
});

/** A base price in the middle of each market's, steps of an eighth of a tick, and the months that were traded then. */
const MARKETS = {
  MES: { price: 5_900, tick: 0.25, months: ["MESH25", "MESM25"] },
  MNQ: { price: 21_000, tick: 0.25, months: ["MNQH25", "MNQM25"] },
  MCL: { price: 70, tick: 0.01, months: ["MCLJ25", "MCLK25"] },
} as const;

const asked = fc.array(
  fc.record({
    // Near a moment at which the plan did something, or at any time: nights, weekends and breaks among them.
    near: fc.option(fc.nat(), { nil: null }),
    away: fc.integer({ min: -400_000, max: 900_000 }),
    at: fc.integer({ min: 0, max: DAYS * DAY_MS }),
    against: fc.boolean(),
    month: fc.nat({ max: 1 }),
    root: fc.constantFrom("MES", "MES", "MNQ", "MCL"),
    account: fc.constantFrom("a", "a", "b"),
    qty: fc.integer({ min: 1, max: 5 }),
    steps: fc.integer({ min: -2_000, max: 2_000 }),
    whole: fc.boolean(),
    cost: fc.option(fc.integer({ min: 0, max: 9_999_999 }), { nil: null }),
  }),
  { minLength: 1, maxLength: 120 },
);

const fillsOf = (list: typeof asked extends fc.Arbitrary<infer T> ? T : never): JournalFill[] =>
  list.map(({ near, away, at, against, month, root, account, qty, steps, whole, cost }, k) => {
    const moment = near === null ? null : moments[near % moments.length]!;
    const market = MARKETS[(moment?.root ?? root) as keyof typeof MARKETS];
    const side = moment === null ? (against ? -1 : 1) : moment.side;
    const price = market.price + (whole ? steps * market.tick : (steps * market.tick) / 8);
    return {
      ...FILL,
      account,
      id: `f-${k}`,
      contract: market.months[month]!,
      root: market.months[0].slice(0, 3),
      time: moment === null ? FIRST + at : moment.time + away,
      side,
      qty,
      price: price.toFixed(6),
      commission: cost,
      fees: cost === null ? null : 0,
      source: { ...FILL.source, line: k + 2 },
    };
  });

test("every pair, date, week and the whole add up to actual minus model, whatever the fills are", () => {
  const seen = { paired: 0, parts: 0, flips: 0, nights: 0, open: 0, elsewhere: 0, both: 0 };
  const contracts = loadContracts();
  fc.assert(
    fc.property(asked, (list) => {
      const fills = fillsOf(list);
      const trades = bookTrades(fills, { contracts, accounts: new Map() }).trades.filter(
        ({ day }) => day >= firstDay && day <= lastDay,
      );
      const review = reviewOf({
        ...ASKED,
        firstDay,
        lastDay,
        markets: runs.map((run) => marketOf(run, null)),
        trades,
        fills,
      });
      const { span, days, weeks, pairs, left, offPlan, openAtStart, tables } = review;
      for (const { trade, signal, bridge } of pairs) {
        expect(gapOf(bridge)).toBe(trade.net - signal.net);
        for (const key of BUCKETS) expect(Number.isSafeInteger(bridge[key])).toBe(true);
        expect([trade.root, trade.side]).toEqual([signal.root, signal.side]);
      }
      for (const { trade, bridge } of offPlan) expect(gapOf(bridge)).toBe(trade.net + 0);
      for (const { signal, bridge } of left) expect(gapOf(bridge)).toBe(0 - signal.net);
      const actual = [...pairs, ...offPlan].reduce((sum, { trade }) => sum + trade.net, 0);
      const model = [...pairs, ...left].reduce((sum, { signal }) => sum + signal.net, 0);
      for (const periods of [[span], days, weeks]) {
        expect(periods.reduce((sum, one) => sum + one.actual, 0)).toBe(actual);
        expect(periods.reduce((sum, one) => sum + one.model, 0)).toBe(model);
        for (const one of periods) expect(gapOf(one.bridge)).toBe(one.actual - one.model);
      }
      // Each trade once: in a pair, off-plan, or left out since nobody knows how it began.
      expect(pairs.length + offPlan.length + openAtStart.length).toBe(trades.length);
      expect(new Set([...pairs, ...offPlan].map(({ trade }) => trade.id)).size).toBe(
        pairs.length + offPlan.length,
      );
      expect(new Set([...pairs, ...left].map(({ signal }) => signal.id)).size).toBe(span.signals);
      const judged = [...pairs, ...offPlan].reduce((sum, { bridge }) => sum + gapOf(bridge), 0);
      for (const { key, groups } of tables)
        if (key === "hour" || key === "weekday" || key === "nth")
          expect(groups.reduce((sum, { gap }) => sum + gap, 0)).toBe(judged);

      seen.paired += pairs.length;
      seen.parts += pairs.filter(({ trade }) => trade.legs.length > 1).length;
      seen.flips += fills.length < trades.reduce((sum, one) => sum + one.fills.length, 0) ? 1 : 0;
      seen.nights += trades.filter(
        ({ entryTime, exitTime }) => exitTime !== null && exitTime - entryTime > DAY_MS,
      ).length;
      seen.open += pairs.filter(({ trade }) => trade.open === "at end").length;
      seen.elsewhere += offPlan.filter(({ trade }) => trade.root === "MCL").length;
      seen.both +=
        new Set(trades.filter(({ root }) => root === "MES").map((one) => one.contract)).size === 2 ? 1 : 0;
    }),
    // Twelve lists at random need not show every shape: without fuzzing they are always the same twelve.
    FUZZ === undefined ? { numRuns: 12, seed: 42 } : { numRuns: 12 * Number(FUZZ) },
  );
  // What is claimed for these shapes was asked of some.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
}, 600_000);
