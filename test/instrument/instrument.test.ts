import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalOfMicro, decimalOfTicks, priceOfTicks } from "#domain/money.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf, isOnGrid, microOf, toTicks } from "#instrument/instrument.js";

const contracts = loadContracts();
const instrument = (symbol: string) => instrumentOf(contracts.get(symbol));

describe("the grid of a contract", () => {
  test.each([
    ["MES", 25, 2, 1_250_000],
    ["MNQ", 25, 2, 500_000],
    ["MYM", 1, 0, 500_000],
    ["M2K", 1, 1, 500_000],
    ["MCL", 1, 2, 1_000_000],
    ["MGC", 1, 1, 1_000_000],
    ["SIL", 5, 3, 5_000_000],
    ["MHG", 5, 4, 1_250_000],
    ["M6B", 1, 4, 625_000],
    ["MJY", 1, 6, 1_250_000],
    ["MBT", 5, 0, 500_000],
    ["MET", 5, 1, 50_000],
    ["ES", 25, 2, 12_500_000],
    ["PERP_BTC_0.001", 1, 1, 100],
  ])("%s moves in %i × 10^-%i, worth %i micro-dollars", (symbol, tickUnits, decimals, tickValue) => {
    const { grid, tickValue: value } = instrument(symbol);
    expect({ ...grid, value }).toEqual({ tickUnits, decimals, value: tickValue });
  });

  test("a price in ticks is the double that a file's literal gives, for every contract", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...contracts.symbols()),
        fc.integer({ min: -1_000_000, max: 10_000_000 }),
        (symbol, ticks) => {
          const it = instrument(symbol);
          const literal = new Decimal(it.contract.tickSize).times(ticks).toFixed();
          expect(priceOfTicks(ticks, it.grid)).toBe(Number(literal) + 0);
          expect(new Decimal(decimalOfTicks(ticks, it.grid)).eq(literal)).toBe(true);
          expect(toTicks(Number(literal), it)).toBe(ticks);
          expect(isOnGrid(Number(literal), it)).toBe(true);
          expect(isOnGrid(Number(literal) + it.tickSize / 2, it)).toBe(false);
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  test.each([
    ["MCL", 75.43000000000001, true],
    ["MCL", 91.63999999999999, true],
    ["MCL", 75.435, false],
    ["MES", 5012.3, false],
    ["MES", 4636.4599609375, false],
    ["MES", 0.1 + 0.15, true],
    ["MCL", -37.63, true],
    ["M6E", 1.08555, false],
    ["MES", Number.NaN, false],
    ["MES", Number.POSITIVE_INFINITY, false],
  ])("%s at %d is on its grid: %s", (symbol, price, on) => {
    expect(isOnGrid(price, instrument(symbol))).toBe(on);
  });

  test("an off-grid price goes to the nearest tick", () => {
    const mes = instrument("MES");
    expect([5012.3, 5012.4, 5012.125, -0.05].map((price) => toTicks(price, mes))).toEqual([
      20049, 20050, 20049, 0,
    ]);
    expect(Object.is(toTicks(-0.05, mes), 0)).toBe(true);
  });

  test("a tick value that is not tickSize × multiplier, or has parts of a micro-dollar, is refused", () => {
    const mes = contracts.get("MES");
    for (const wrong of [
      { ...mes, tickValue: "1.5" },
      { ...mes, tickSize: "0.0000001", tickValue: "0.0000005" },
      { ...mes, tickSize: "0", tickValue: "0" },
    ]) {
      expect(() => instrumentOf(wrong)).toThrow(expect.objectContaining({ code: "E211" }));
    }
  });
});

describe("an amount of dollars as text", () => {
  test.each([
    ["0.62", 620_000],
    ["25000", 25_000_000_000],
    ["0.3125", 312_500],
    ["-1362.50", -1_362_500_000],
    ["+.5", 500_000],
    ["7.", 7_000_000],
    ["0.1234560000", 123_456],
    ["-0", 0],
  ])("%s is %i micro-dollars", (text, micro) => {
    expect(Object.is(microOf(text), micro)).toBe(true);
  });

  test.each(["", ".", "-", "1,000", "$5", "1e3", "0x10", "NaN", "0.0000001", "99999999999", "1.2.3"])(
    "%j is none",
    (text) => {
      expect(() => microOf(text)).toThrow(expect.objectContaining({ code: "E212" }));
    },
  );

  test("text → micro-dollars → text loses nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9e15, max: 9e15 }), (micro) => {
        expect(microOf(decimalOfMicro(micro))).toBe(micro);
      }),
      { seed: 2 },
    );
  });
});
