import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { businessDaysBefore, expiryOf } from "#instrument/expiry.js";
import { formatDay } from "#instrument/time.js";
import { decimalOfMicro } from "../../src/domain/money.js";
import type { Run } from "../../src/domain/run.js";
import { chainOf, settlementsOf } from "./chain.js";
import { replayRun } from "./replay.js";

/** Closed formulas for single cases of every kind of product, held against the whole engine. Each run is audited besides. */
const RUNS = { numRuns: 60 * Number(process.env.TICKPROOF_FUZZ ?? 1) };
const contracts = loadContracts();

/** Prices in ticks, about where they were in 2024. */
const PRODUCTS = {
  MES: 20_000,
  MNQ: 80_000,
  MYM: 38_000,
  M2K: 20_000,
  MCL: 7_500,
  MNG: 2_500,
  MHG: 8_000,
  MGC: 20_000,
  M6B: 12_700,
  M6E: 10_850,
  MBT: 12_300,
  MET: 6_800,
} as const;
type Product = keyof typeof PRODUCTS;
const CASH_SETTLED = ["MES", "MNQ", "MYM", "M2K", "MCL", "MNG", "MHG", "MBT", "MET"] as const;

/** price × multiplier, one contract to the cent. */
const worthOf = (symbol: Product, price: Decimal.Value): Decimal =>
  new Decimal(price).times(contracts.get(symbol).multiplier).toDecimalPlaces(2, Decimal.ROUND_HALF_CEIL);
const priceOf = (symbol: Product, ticks: number): Decimal =>
  new Decimal(contracts.get(symbol).tickSize).times(ticks);
const inTicks = (symbol: Product, ticks: number): Decimal => worthOf(symbol, priceOf(symbol, ticks));

const side = fc.constantFrom<1 | -1>(1, -1);
const near = fc.integer({ min: 0, max: 200 });
const fee = fc.constantFrom("0", "0.62", "0.77", "4.77", "0.515");
const netOf = (run: Run): string => decimalOfMicro(run.totals.net);
const bar = (ticks: number): string => `${ticks} ${ticks} ${ticks} ${ticks}`;

describe("by closed formulas", () => {
  test("a roll with both prices: old contract, new contract, four sides of costs", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(PRODUCTS) as Product[])),
        side,
        fc.integer({ min: 1, max: 6 }),
        fc.record({ entry: near, out: near, exit: near }),
        fc.integer({ min: -200, max: 200 }),
        fc.integer({ min: -5, max: 5 }),
        fee,
        (symbol, way, qty, at, spread, worse, perSide) => {
          const base = PRODUCTS[symbol];
          const [entry, out] = [base + at.entry, base + at.out];
          const into = out + spread + worse;
          const exit = base + spread + at.exit;
          const run = replayRun(
            `
            ${bar(entry + spread)} | ${way === 1 ? "buy" : "sell"} ${qty}
            ${bar(entry + spread)} |
            day ${bar(exit)} | flat
            ${bar(exit)} |
            `,
            {
              symbol,
              costPerSide: Number(perSide),
              chain: chainOf([
                { contract: "OLD", offset: -spread },
                { contract: "NEW", from: "2024-01-03T00:00Z", offset: 0, prices: { from: out, to: into } },
              ]),
            },
          );
          const gross = inTicks(symbol, out)
            .minus(inTicks(symbol, entry))
            .plus(inTicks(symbol, exit))
            .minus(inTicks(symbol, into))
            .times(way * qty);
          const net = gross.minus(new Decimal(perSide).times(4 * qty));
          expect(new Decimal(netOf(run)).toFixed()).toBe(net.toFixed());
          expect(run.trades).toHaveLength(1);
          expect(new Decimal(decimalOfMicro(run.trades[0]!.net)).toFixed()).toBe(net.toFixed());
        },
      ),
      RUNS,
    );
  });

  test("two settlements off the grid and a final one: each variation, and the sum of them", () => {
    const offGrid = fc.record({ ticks: near, hundredths: fc.integer({ min: 0, max: 99 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...CASH_SETTLED),
        fc.record({ year: fc.integer({ min: 2022, max: 2026 }), month: fc.integer({ min: 1, max: 12 }) }),
        side,
        fc.integer({ min: 1, max: 6 }),
        fc.tuple(near, near, near, near),
        fc.tuple(offGrid, offGrid, offGrid),
        (symbol, listed, way, qty, closes, prices) => {
          const contract = contracts.get(symbol);
          const { lastTradingDay, lastTrade } = expiryOf(contract, listed);
          const base = PRODUCTS[symbol];
          const days = [3, 2, 1].map((n) => businessDaysBefore(contract.session, lastTradingDay, n));
          const dates = [...days, lastTradingDay].map(formatDay);
          const settled = prices.map(({ ticks, hundredths }) =>
            priceOf(symbol, base + ticks).plus(new Decimal(contract.tickSize).times(hundredths).div(100)),
          );
          const end = new Date(lastTrade - 60_000).toISOString().slice(11, 16);
          const [first, entry, third, last] = closes.map((ticks) => base + ticks);
          const run = replayRun(
            `
            ${dates[0]} 15:00 ${bar(first!)} | ${way === 1 ? "buy" : "sell"} ${qty}
            ${dates[1]} 15:00 ${bar(entry!)} |
            ${dates[2]} 15:00 ${bar(third!)} |
            ${dates[3]} ${end} ${bar(last!)} |
            `,
            {
              symbol,
              costPerSide: 0.77,
              chain: chainOf([{ contract: "HELD", offset: 0, month: listed }], { fee: 150_000 }),
              settlements: settlementsOf(
                settled
                  .map((price, k) => `${dates[k + 1]} HELD ${price.toFixed()}${k === 2 ? " final" : ""}`)
                  .join("\n"),
                "refuse",
              ),
            },
          );
          const values = [inTicks(symbol, entry!), ...settled.map((price) => worthOf(symbol, price))];
          const variations = values.slice(1).map((value, k) => value.minus(values[k]!).times(way * qty));
          expect(
            Array.from(run.cash.amount, (amount) => new Decimal(decimalOfMicro(amount)).toFixed(2)),
          ).toEqual(variations.map((variation) => variation.toFixed(2)));
          const net = variations
            .reduce((sum, variation) => sum.plus(variation))
            .minus(new Decimal("0.92").times(qty));
          expect(new Decimal(netOf(run)).toFixed()).toBe(net.toFixed());
          expect(run.open).toBeNull();
        },
      ),
      RUNS,
    );
  });
});
