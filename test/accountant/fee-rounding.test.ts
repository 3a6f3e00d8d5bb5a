import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { costsByFill } from "#accountant/books.js";
import { sumOf } from "#accountant/costs.js";
import { FeeRounder } from "#accountant/fee-rounding.js";
import { runBacktest } from "#engine/backtest.js";
import { microOf as usd } from "#instrument/instrument.js";
import { FEE_ROUNDINGS, type FeeRounding } from "../../src/domain/account.js";
import type { Run } from "../../src/domain/run.js";
import { book, type Moment, specOf } from "./books.js";

const charged = (run: Run): number[] =>
  Array.from({ length: run.fills.length }, (_, k) => sumOf(costsByFill(run)(k)));
const at = (minute: number): string => new Date(Date.UTC(2024, 0, 3, 15, minute)).toISOString();
const still = (minute: number): Moment => ({ at: at(minute), price: "5000.00" });

/** `qty` bought, one contract a bar. */
function oneByOne(qty: number, feePerSide: string, feeRounding: FeeRounding): Run {
  const moments = Array.from({ length: qty + 1 }, (_, k) => still(k));
  moments[0] = { ...moments[0]!, order: `buy ${qty}` };
  const run = runBacktest(
    specOf("MES", moments, {
      feePerSide,
      execution: { fillAt: "next-open", participation: 1 },
      account: { feeRounding },
    }),
  );
  expect(auditRun(run).problems).toEqual([]);
  return run;
}

describe("an order filled one contract at a time", () => {
  test("pays by order what the whole order costs, by fill what each alone costs", () => {
    expect(charged(oneByOne(3, "0.515", "fill"))).toEqual([usd("0.52"), usd("0.52"), usd("0.52")]);
    expect(charged(oneByOne(3, "0.515", "order"))).toEqual([usd("0.52"), usd("0.51"), usd("0.52")]);
    expect(charged(oneByOne(3, "0.514999", "contract"))).toEqual([usd("0.51"), usd("0.51"), usd("0.51")]);
    expect(charged(oneByOne(4, "0.0025", "order"))).toEqual([0, usd("0.01"), 0, 0]);
    expect(charged(oneByOne(4, "0.0025", "fill"))).toEqual([0, 0, 0, 0]);
  });
});

test("the parts of a cent are commission, below nothing where they are taken off; the other fees stay", () => {
  const contracts = {
    ODD: {
      base: "MES",
      commission: [{ from: "2000-01-01", usdPerSide: "0.001", source: "test" }],
      exchangeFee: [{ from: "2000-01-01", usdPerSide: "0.353", source: "test" }],
    },
  };
  const run = book(
    "ODD",
    [
      { ...still(0), order: "buy 1" },
      { ...still(1), order: "sell 1" },
    ],
    { contracts, account: { feeRounding: "order" } },
  );
  expect(costsByFill(run)(0)).toEqual({
    commission: usd("-0.003"),
    exchange: usd("0.353"),
    clearing: 0,
    nfa: usd("0.02"),
  });
  expect(run.trades[0]!.net).toBe(usd("-0.74"));
});

test("ties of a rebate go up too, and a walk is taken back", () => {
  const rounder = new FeeRounder("order");
  const pay = (order: number, side: 1 | -1, cost: string) =>
    rounder.charge({ order, side, qty: 1 }, usd(cost), usd(cost));
  expect(pay(7, 1, "-0.015")).toBe(usd("-0.01"));
  const { mark } = rounder;
  expect(pay(7, 1, "-0.003")).toBe(usd("-0.01"));
  expect(pay(7, -1, "0.004")).toBe(0); // its exit is another order
  rounder.takeBack(mark);
  expect(pay(7, -1, "0.004")).toBe(0);
  expect(pay(7, -1, "0.001")).toBe(usd("0.01"));
  expect(pay(7, 1, "-0.004")).toBe(usd("-0.01"));
  expect(pay(0, 1, "0.004") + pay(0, 1, "0.004")).toBe(0); // forced exits are each an order of their own
});

test("contracts that trade in parts have no rounding by contract (E480)", () => {
  const run = (feeRounding: FeeRounding) =>
    book("PERP_HALF", [{ at: at(0), price: "42000", order: "buy 1" }], {
      contracts: { PERP_HALF: { base: "PERP_BTC_0.001", lotSize: "0.5" } },
      account: { feeRounding },
    });
  expect(() => run("contract")).toThrow(expect.objectContaining({ code: "E480" }));
  expect(charged(run("fill"))[0]! % 10_000).toBe(0);
});

/** Bars that swing, so that both walks of most are tried and one of them is taken back. */
const swinging = fc.record({
  steps: fc.array(
    fc.record({
      move: fc.integer({ min: -12, max: 12 }),
      up: fc.integer({ min: 0, max: 14 }),
      down: fc.integer({ min: 0, max: 14 }),
      qty: fc.integer({ min: -9, max: 9 }),
      volume: fc.constantFrom(1, 3, 9, 60),
    }),
    { minLength: 8, maxLength: 40, size: "max" },
  ),
  fee: fc.integer({ min: 0, max: 700_000 }),
  path: fc.constantFrom("adverse", "favourable", "nearest", "ohlc"),
});

describe("whatever walks are tried", () => {
  test.each(FEE_ROUNDINGS)(
    "rounded by %s, the books hold and each sum is a rounding of its own",
    (feeRounding) => {
      let ambiguous = 0;
      let partial = 0;
      fc.assert(
        fc.property(swinging, ({ steps, fee, path }) => {
          const moments = steps.map(({ qty }, k): Moment => {
            if (qty === 0) return still(k);
            const request = { exit: { stopTicks: 8, targetTicks: 9 } };
            return { ...still(k), order: `${qty > 0 ? "buy" : "sell"} ${Math.abs(qty)}`, request };
          });
          const spec = specOf("MES", moments, {
            execution: { fillAt: "next-open", participation: 1, path },
            account: { feeRounding },
          });
          const { bars } = spec.series;
          let close = 20_000;
          steps.forEach(({ move, up, down, volume }, k) => {
            bars.openTicks[k] = close;
            close += move;
            bars.closeTicks[k] = close;
            bars.highTicks[k] = Math.max(bars.openTicks[k]!, close) + up;
            bars.lowTicks[k] = Math.min(bars.openTicks[k]!, close) - down;
            bars.volume[k] = volume;
          });
          const run = runBacktest({ ...spec, flatCost: fee });
          expect(auditRun(run).problems).toEqual([]);
          ambiguous += run.bounds.ambiguousBars;
          const paid = charged(run);
          const { fills } = run;
          const orders = new Map<string, { qty: number; paid: number; fills: number }>();
          paid.forEach((cost, k) => {
            const key = fills.order[k] === 0 ? `forced ${k}` : `${fills.order[k]} ${fills.side[k]}`;
            const sum = orders.get(key) ?? { qty: 0, paid: 0, fills: 0 };
            orders.set(key, { qty: sum.qty + fills.qty[k]!, paid: sum.paid + cost, fills: sum.fills + 1 });
            if (feeRounding !== "exact") expect(Math.abs(cost % 10_000)).toBe(0);
          });
          for (const one of orders.values()) {
            if (one.fills > 1) partial++;
            const exact = one.qty * fee;
            if (feeRounding === "exact") expect(one.paid).toBe(exact);
            if (feeRounding === "order") expect(one.paid).toBe(10_000 * Math.floor(exact / 10_000 + 0.5));
            if (feeRounding === "contract")
              expect(one.paid).toBe(one.qty * 10_000 * Math.floor(fee / 10_000 + 0.5));
            if (feeRounding === "fill")
              expect(Math.abs(one.paid - exact)).toBeLessThanOrEqual(5_000 * one.fills);
          }
        }),
        { numRuns: 60 * Number(process.env.TICKPROOF_FUZZ ?? 1) },
      );
      expect(ambiguous).toBeGreaterThan(50);
      expect(partial).toBeGreaterThan(50);
    },
  );
});
