import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Accountant } from "#accountant/accountant.js";
import { flatRate } from "#accountant/costs.js";
import type { Elsewhere } from "#accountant/standing.js";
import { contractValue, shareOf } from "#accountant/value.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import type { MarginRate } from "../../src/domain/contract.js";

/** CRUMB moves by a third of a cent, booked in whole cents: many prices, one value. */
const contracts = loadContracts({
  CRUMB: { base: "MES", tickSize: "0.01", multiplier: "0.3", tickValue: "0.003" },
});
const margin = (maintenance: number): MarginRate => ({
  initial: Math.ceil(maintenance * 1.1),
  maintenance,
  estimated: false,
  source: "",
});

function books(symbol: string, cash: number, maintenance: number, perSide = 0): Accountant {
  return new Accountant(
    instrumentOf(contracts.get(symbol)),
    cash,
    margin(maintenance),
    flatRate(perSide),
    true,
  );
}

const side = fc.constantFrom(1, -1) as fc.Arbitrary<1 | -1>;
/** Linear, rounded to the cent on every other tick, and not rounded at all. */
const symbol = fc.constantFrom("MES", "M6B", "MET", "6B", "PERP_BTC_0.001", "CRUMB");
const fills = fc.array(
  fc.record({ side, qty: fc.integer({ min: 1, max: 9 }), price: fc.integer({ min: -500, max: 30_000 }) }),
  { maxLength: 12 },
);

describe("equity", () => {
  test("does not depend on how often, when and at what price it was settled", () => {
    fc.assert(
      fc.property(
        symbol,
        fills,
        fc.array(fc.integer({ min: -500, max: 30_000 }), { minLength: 12, maxLength: 12 }),
        fc.integer({ min: -500, max: 30_000 }),
        (name, trades, settlements, mark) => {
          const often = books(name, 1e9, 0, 620_000);
          const never = books(name, 1e9, 0, 620_000);
          let moved = 0;
          trades.forEach(({ side, qty, price }, k) => {
            often.apply(side, qty, price);
            never.apply(side, qty, price);
            const before = often.cash;
            const variation = often.settleAtValue(often.valueAt(settlements[k]!));
            expect(often.cash).toBe(before + variation);
            moved += variation;
            expect(often.equityAt(mark)).toBe(never.equityAt(mark));
          });
          expect(often.dayVariation).toBe(moved);
          expect(often.position).toBe(never.position);
        },
      ),
    );
  });

  test("of a flat account is its cash once it has settled", () => {
    fc.assert(
      fc.property(symbol, fills, fc.integer({ min: 0, max: 20_000 }), (name, trades, price) => {
        const account = books(name, 1e9, 0);
        for (const trade of trades) account.apply(trade.side, trade.qty, trade.price);
        if (account.position !== 0)
          account.apply(account.position > 0 ? -1 : 1, Math.abs(account.position), price);
        account.settleAtValue(account.valueAt(price));
        expect(account.cash).toBe(account.equityAt(12_345));
      }),
    );
  });
});

describe("the stop-out price", () => {
  test("is the first price at which equity lies below maintenance, also where contract values are rounded", () => {
    fc.assert(
      fc.property(
        symbol,
        side,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1_000, max: 20_000 }),
        fc.integer({ min: 0, max: 3_000_000_000 }),
        fc.integer({ min: 1, max: 900_000_000 }),
        (name, way, qty, entry, cash, maintenance) => {
          const account = books(name, cash, maintenance, 410_000);
          account.apply(way, qty, entry);
          const required = qty * maintenance;
          const { stopOut } = account;
          expect(account.equityAt(stopOut)).toBeLessThan(required);
          expect(account.equityAt(stopOut + way)).toBeGreaterThanOrEqual(required);
        },
      ),
    );
  });
  test("is none while flat, and none where no margin is checked", () => {
    expect(books("MES", 1e9, 1e8).stopOut).toBeNaN();
    const free = new Accountant(instrumentOf(contracts.get("MES")), 0, margin(1e9), flatRate(0), false);
    free.apply(1, 5, 20_000);
    expect(free.stopOut).toBeNaN();
  });
  test("counts what the account's other positions hold and need", () => {
    const elsewhere = (equity: number): Elsewhere => ({
      equity,
      initial: 2_000_000_000,
      maintenance: 1_500_000_000,
      cash: equity,
      credit: () => 0,
    });
    const account = books("MES", 0, 1_000_000_000);
    account.join(elsewhere(5_000_000_000));
    account.apply(1, 1, 20_000);
    // $5,000 less losses against $1,000 + $1,500: breached when more than $2,500 are lost, 2,001 ticks down.
    expect(account.stopOut).toBe(20_000 - 2_001);
    account.join(elsewhere(4_000_000_000));
    expect(account.stopOut).toBe(20_000 - 1_201);
  });
  test("is back where it was when a walk is taken back", () => {
    const account = books("MES", 5_000_000_000, 1_000_000_000);
    account.apply(1, 2, 20_000);
    const mark = account.mark();
    const { stopOut } = account;
    account.apply(-1, 3, 19_000);
    account.charge(7_000_000);
    account.watchFor("known");
    expect(account.stopOut).toBeNaN();
    account.takeBack(mark);
    expect(account.stopOut).toBe(stopOut);
    expect(account.mark()).toEqual(mark);
  });
});

describe("breakeven", () => {
  test("is the nearest price at which a contract has paid its own costs, on both sides", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("MES", "M6B", "MBT", "PERP_BTC_0.001"),
        side,
        fc.integer({ min: 5_000, max: 30_000 }),
        fc.integer({ min: 0, max: 5_000_000 }),
        (name, way, entry, perSide) => {
          const instrument = instrumentOf(contracts.get(name));
          const rate = { ...flatRate(perSide), rate: name.startsWith("PERP") ? 55_000 : 0, maker: 0 };
          const account = new Accountant(instrument, 0, margin(0), rate, false);
          const ticks = account.breakevenTicks(way, entry);
          const net = (exit: number) => {
            const trader = new Accountant(instrument, 0, margin(0), rate, false);
            trader.apply(way, 1, entry);
            trader.apply(-way as 1 | -1, 1, exit);
            return trader.equityAt(0);
          };
          expect(net(entry + way * ticks)).toBeGreaterThanOrEqual(0);
          if (ticks > 0) expect(net(entry + way * (ticks - 1))).toBeLessThan(0);
        },
      ),
    );
  });
});

describe("money stays in whole micro-dollars", () => {
  test("a position too large to be counted exactly is refused, not rounded", () => {
    const account = books("BTC", 1e9, 0);
    const giant = () => account.apply(1, 1_000_000, 20_000);
    expect(giant).toThrow(expect.objectContaining({ code: "E417" }));
  });
  test("a share of notional is exact and rounds its last micro-dollar up from half", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_000_000_000_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (amount, share) => {
          const exact = (BigInt(amount) * BigInt(share) + 50_000_000n) / 100_000_000n;
          expect(BigInt(shareOf(amount, share))).toBe(exact);
        },
      ),
    );
  });
  test("values are rounded to the cent where a tick is no whole cent, ties up, below zero too", () => {
    const pound = instrumentOf(contracts.get("M6B"));
    expect([1, 2, 3, -1, -2].map((ticks) => contractValue(pound, ticks))).toEqual([
      630_000, 1_250_000, 1_880_000, -620_000, -1_250_000,
    ]);
  });
});
