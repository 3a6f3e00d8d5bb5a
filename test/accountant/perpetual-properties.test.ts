import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditBooked, auditRun } from "#accountant/audit.js";
import { postingsOf } from "#accountant/books.js";
import { runBacktest } from "#engine/backtest.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { runDocument } from "#report/json.js";
import { booksOfDocument } from "#report/restore.js";
import type { FundingRates, MarkPrices } from "../../src/domain/funding.js";
import { decimalOfTicks } from "../../src/domain/money.js";
import type { Run } from "../../src/domain/run.js";
import { type Moment, specOf, type Terms } from "./books.js";

const RUNS = 60 * Number(process.env.TICKPROOF_FUZZ ?? 1);

const tiers = [
  { floor: "0", rate: "0.004" },
  { floor: "2000", rate: "0.01" },
  { floor: "20000", rate: "0.05" },
];
const OWN = {
  COIN: {
    base: "PERP",
    tickSize: "0.0001",
    lotSize: "0.1",
    takerRate: "0.00055",
    makerRate: "0.0002",
    maintenanceTiers: tiers,
  },
  HOURLY: {
    base: "PERP",
    tickSize: "0.01",
    lotSize: "0.001",
    fundingHours: 1,
    takerRate: "0.0004",
    makerRate: "-0.00005",
    liquidationFeeRate: "0.0125",
  },
  FOURS: { base: "PERP_BTC_0.01", fundingHours: 4, liquidationFeeRate: "0.005" },
};

const chance = fc.record({
  symbol: fc.constantFrom("COIN", "HOURLY", "FOURS", "PERP_BTC_0.001"),
  from: fc.integer({ min: 5_000, max: 30_000 }),
  steps: fc.array(
    fc.record({
      minutes: fc.constantFrom(1, 30, 60, 60, 8 * 60, 24 * 60),
      ticks: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: -90, max: 90 }) },
        { weight: 1, arbitrary: fc.integer({ min: -2_500, max: 2_500 }) },
      ),
      qty: fc.integer({ min: -9, max: 9 }),
      kind: fc.constantFrom("market", "market", "limit", "stop", "none"),
    }),
    { minLength: 4, maxLength: 30, size: "max" },
  ),
  /** In hundred-millionths, and finer. */
  rates: fc.array(fc.integer({ min: -75_000_000, max: 75_000_000 }), { minLength: 1, maxLength: 40 }),
  marks: fc.option(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 40 })),
  times: fc.integer({ min: 1, max: 400 }),
  cash: fc.constantFrom(50, 500, 20_000, 3_000_000),
  monthlyFee: fc.constantFrom(0, 1_550_000),
  slippage: fc.integer({ min: 0, max: 2 }),
  policy: fc.constantFrom("none" as const, "liquidate" as const, "liquidate" as const, "record" as const),
  leverage: fc.option(fc.constantFrom(3, 10, 75, 125)),
  mode: fc.constantFrom("cross" as const, "isolated" as const),
});
type Chance = typeof chance extends fc.Arbitrary<infer T> ? T : never;

const HOUR = 3_600_000;

function runOf(wish: Chance, flip = 1, change: Terms = {}): Run {
  const { grid, lot } = instrumentOf(loadContracts(OWN).get(wish.symbol));
  const price = (at: number) => decimalOfTicks(at, grid);
  const start = Date.UTC(2024, 0, 30, 15);
  let time = start;
  let ticks = wish.from;
  const moments = wish.steps.map((step): Moment => {
    time += step.minutes * 60_000;
    ticks = Math.max(1_000, ticks + step.ticks);
    const at = new Date(time).toISOString();
    const signed = flip * step.qty;
    if (signed === 0 || step.kind === "none") return { at, price: price(ticks) };
    const away = step.kind === "stop" ? 3 : step.kind === "limit" ? -5 : 0;
    const level = away === 0 ? "" : ` ${step.kind} ${price(ticks + away * Math.sign(signed))}`;
    const lots = Math.abs(signed) * wish.times * lot.tickUnits;
    return {
      at,
      price: price(ticks),
      order: `${signed > 0 ? "buy" : "sell"} ${lots / 10 ** lot.decimals}${level}`,
    };
  });
  const stamps: number[] = [];
  for (let at = Math.ceil(start / HOUR) * HOUR; at <= time; at += HOUR) stamps.push(at);
  const near = (k: number) => (ticks * 10 + wish.marks![k % wish.marks!.length]!) / 10;
  const funding: FundingRates = {
    file: "rates.csv",
    sha256: "",
    time: Float64Array.from(stamps),
    rate: Float64Array.from(stamps, (_, k) => wish.rates[k % wish.rates.length]! / 1e11),
    mark: new Float64Array(stamps.length).fill(Number.NaN),
  };
  const column = Float64Array.from(stamps, (_, k) =>
    wish.marks ? (near(k) * grid.tickUnits) / 10 ** grid.decimals : 0,
  );
  const marks: MarkPrices | null = wish.marks && {
    file: "marks.csv",
    sha256: "",
    stepMs: 0,
    time: funding.time,
    open: column,
    high: column,
    low: column,
    close: column,
  };
  const spec = specOf(wish.symbol, moments, {
    contracts: OWN,
    cash: String(wish.cash),
    ...change,
    execution: { fillAt: "next-open", slippage: wish.slippage, ...change.execution },
    account: { monthlyFee: wish.monthlyFee, marginPolicy: wish.policy, ...change.account },
    perpetual: { funding, marks, leverage: wish.leverage, marginMode: wish.mode, ...change.perpetual },
  });
  return runBacktest(spec);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe("whatever happens to a perpetual", () => {
  test("the audit agrees, on the run and on its document", () => {
    let liquidations = 0;
    let paid = 0;
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        liquidations += run.events.filter(({ kind }) => kind === "liquidation").length;
        paid += Number(run.totals.funding !== 0);
        expect(auditRun(run).problems).toEqual([]);
        const { booked, costsOf } = booksOfDocument(JSON.parse(JSON.stringify(runDocument(run))), "run.json");
        expect(auditBooked(booked, costsOf).problems).toEqual([]);
      }),
      { numRuns: RUNS, seed: 14 },
    );
    // The chances above do come to both.
    expect(liquidations).toBeGreaterThan(2);
    expect(paid).toBeGreaterThan(10);
  });

  test("the postings add up to the change of equity, and so do trades, what is open, fees and funding", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        let [cash, open] = [0, 0];
        for (const { from, to, amount } of postingsOf(run)) {
          cash += (to === "cash" ? amount : 0) - (from === "cash" ? amount : 0);
          open += (to === "open trade equity" ? amount : 0) - (from === "open trade equity" ? amount : 0);
        }
        expect(cash + open).toBe(run.totals.endEquity);
        const { totals, trades } = run;
        const closed = sum(trades.map(({ net }) => net));
        const held = run.open === null ? 0 : run.open.profit + run.open.funding;
        const unpaid =
          sum(Object.values(totals.costs)) - sum(trades.map(({ costs }) => sum(Object.values(costs))));
        const closing = sum(trades.map(({ gross }) => gross));
        const partly = totals.gross - closing - (run.open?.profit ?? 0);
        expect(closed + held + partly - unpaid - totals.dataFees - totals.liquidationFees).toBe(totals.net);
      }),
      { numRuns: RUNS },
    );
  });

  test("a long and a short of the same fills differ by their costs only", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const plain = {
          ...wish,
          steps: wish.steps.map((step) => ({ ...step, kind: "market" as const })),
          slippage: 0,
          policy: "none" as const,
        };
        const [long, short] = [runOf(plain), runOf(plain, -1)];
        expect(short.totals.gross).toBe(0 - long.totals.gross);
        expect(short.totals.funding).toBe(0 - long.totals.funding);
        expect(short.totals.costs).toEqual(long.totals.costs);
        for (const [k, trade] of long.trades.entries()) {
          expect(short.trades[k]!.gross).toBe(0 - trade.gross);
          expect(short.trades[k]!.funding).toBe(0 - trade.funding);
          expect(short.trades[k]!.costs).toEqual(trade.costs);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("what is due at one instant does not depend on what else is", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const free = { ...wish, policy: "none" as const };
        const net = (fee: number, funded: boolean) =>
          runOf(free, 1, { account: { monthlyFee: fee }, perpetual: funded ? {} : { funding: null } }).totals
            .net;
        expect(net(1_550_000, true)).toBe(net(1_550_000, false) + net(0, true) - net(0, false));
      }),
      { numRuns: RUNS / 3 },
    );
  });
});
