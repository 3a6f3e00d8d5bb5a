import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalOfMicro } from "#domain/money.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf, toTicks } from "#instrument/instrument.js";
import { lastKnownMargin, marginRate } from "#instrument/margins.js";
import { formatDay, parseDay } from "#instrument/time.js";

type Overrides = Record<string, unknown>;

function rate(
  symbol: string,
  day: string,
  price: number,
  policy: "estimate" | "strict",
  overrides: Overrides = {},
) {
  const instrument = instrumentOf(loadContracts(overrides).get(symbol));
  const { initial, maintenance, estimated } = marginRate(
    instrument,
    parseDay(day),
    toTicks(price, instrument),
    policy,
  );
  return [decimalOfMicro(initial), decimalOfMicro(maintenance), estimated];
}

describe("known margins", () => {
  test.each([
    ["MES", "2019-05-03", "693.00", "630.00", "the first row of MES"],
    ["MES", "2020-03-18", "1166.00", "1060.00", "the row of the day before is in force"],
    ["MES", "2020-03-19", "1320.00", "1200.00", "raised in the crash, from its own date on"],
    ["MES", "2022-01-21", "1188.00", "1080.00", "MRG-01's row"],
    ["MES", "2022-02-11", "1188.00", "1080.00", "and the last date of the table"],
    ["ES", "2013-11-18", "4510.00", "4100.00", "ES in 2013"],
    ["M6B", "2021-12-31", "237.00", "215.00", "the pound, row of April 2021"],
    ["MBT", "2022-01-25", "130.00", "118.00", "bitcoin, a row a day"],
  ])("%s on %s: %s / %s (%s)", (symbol, day, initial, maintenance) => {
    expect(rate(symbol, day, 100, "strict")).toEqual([initial, maintenance, false]);
  });

  test("MRG-04: gold since 2026-01-13 is 5 % of notional: 45,680.00 needs 2,284.00, initial 2,512.40", () => {
    expect(rate("MGC", "2026-02-02", 4568, "strict")).toEqual(["2512.40", "2284.00", false]);
  });

  test("silver went from 9 % to 11 % on 2026-01-28", () => {
    expect(rate("SIL", "2026-01-27", 100, "strict")).toEqual(["9900.00", "9000.00", false]);
    expect(rate("SIL", "2026-01-28", 100, "strict")).toEqual(["12100.00", "11000.00", false]);
  });

  test("a share of notional is rounded to the cent, ties up, and initial follows the rounded maintenance", () => {
    // 4,567.3 × 10 × 5 % = 2,283.65; × 1.10 = 2,512.015 → 2,512.02
    expect(rate("MGC", "2026-02-02", 4567.3, "strict")).toEqual(["2512.02", "2283.65", false]);
  });

  test("a coin of a dollar needs parts of a cent of margin, not none", () => {
    const overrides = { XRP: { base: "PERP", tickSize: "0.0001", multiplier: "1" } };
    expect(rate("XRP", "2021-11-18", 1.0942, "estimate", overrides)).toEqual(["0.054713", "0.004377", true]);
  });

  test("oil below zero still needs margin", () => {
    const [initial, maintenance] = rate("CL", "2022-02-14", -37.63, "estimate");
    expect(maintenance).toBe("4289.82"); // 37.63 × 1,000 × 11.4 %
    expect(initial).toBe("4718.80");
  });
});

describe("estimates", () => {
  test.each([
    ["MNQ", "2026-08-07", 26121.5, 4343.38, 0.01],
    ["NQ", "2026-08-07", 26121.5, 43433.67, 0.01],
    ["MES", "2026-01-09", 7004, 2867, 0.02],
    ["MGC", "2026-06-30", 4047, 2242.9, 0.02],
  ])(
    "%s on %s at %d comes to the observed initial margin of %d within %d of it",
    (symbol, day, price, seen, within) => {
      const [initial] = rate(symbol, day, price, "estimate");
      expect(Math.abs(Number(initial) / seen - 1)).toBeLessThan(within);
    },
  );

  test("today's data runs: every contract has a rate on every date, marked where it is estimated", () => {
    for (const symbol of loadContracts().symbols()) {
      for (const day of ["2005-01-03", "2022-02-12", "2024-06-05", "2026-11-20"]) {
        const [initial, maintenance, estimated] = rate(symbol, day, 100, "estimate");
        expect(Number(maintenance), `${symbol} ${day}`).toBeGreaterThan(0);
        expect(Number(initial)).toBeGreaterThanOrEqual(Number(maintenance));
        if (day < "2026") expect(estimated).toBe(true);
      }
    }
  });

  test("the estimate begins the day after the table's last date", () => {
    expect(rate("MES", "2022-02-12", 4400, "estimate")).toEqual(["1815.00", "1650.00", true]);
    const known = loadContracts();
    expect(formatDay(lastKnownMargin(known.get("MES"))!)).toBe("2022-02-11");
    expect(lastKnownMargin(known.get("MNG"))).toBeNull();
    expect(lastKnownMargin(known.get("MGC"))).toBe(Number.POSITIVE_INFINITY);
  });

  test("before the first row an estimate stands in as well", () => {
    expect(rate("MES", "2015-06-01", 2100, "estimate")).toEqual(["496.65", "451.50", true]);
  });

  test("strict refuses an estimate and shows the lines that would settle it", () => {
    expect(() => rate("MCL", "2025-03-03", 68, "strict")).toThrow(
      expect.objectContaining({
        code: "E214",
        message: "No known margin for MCL on 2025-03-03",
        detail: expect.objectContaining({
          found: expect.stringContaining("2022-02-11"),
          fix: [
            'add   contracts: { MCL: { margins: [{ from: "2025-03-03", initial: "…", maintenance: "…" }] } }   in tickproof.config.ts',
            "or accept the estimate   --margins estimate   (11.4 % of price × $100.00)",
          ],
        }),
      }),
    );
    expect(() => rate("MES", "2015-06-01", 2100, "strict")).toThrow(
      expect.objectContaining({ code: "E214" }),
    );
  });

  test("the line that the refusal shows does settle it", () => {
    const overrides = { MCL: { margins: [{ from: "2025-03-03", initial: "693", maintenance: "630" }] } };
    expect(rate("MCL", "2025-03-03", 68, "strict", overrides)).toEqual(["693.00", "630.00", false]);
    expect(() => rate("MCL", "2025-03-02", 68, "strict", overrides)).toThrow(
      expect.objectContaining({ code: "E214" }),
    );
  });

  test("a date before a user's only row has no margin at all, and says so under either policy", () => {
    const overrides = {
      OWN: {
        session: "energy",
        tickSize: "1",
        multiplier: "1",
        commission: 0,
        exchangeFee: 0,
        margins: [{ from: "2025-01-01", initial: "10", maintenance: "9" }],
      },
    };
    expect(() => rate("OWN", "2024-12-31", 68, "estimate", overrides)).toThrow(
      expect.objectContaining({ code: "E214" }),
    );
  });
});

test("a rate by percent equals the same sum in decimals, for any price and contract", () => {
  const { get, symbols } = loadContracts();
  fc.assert(
    fc.property(
      fc.constantFrom(...symbols()),
      fc.integer({ min: -50_000, max: 2_000_000 }),
      (symbol, ticks) => {
        const instrument = instrumentOf(get(symbol));
        const places = instrument.rounding === "cent" ? 2 : 6;
        const row =
          instrument.contract.percentMargins.find((it) => it.from === "2022-02-12") ??
          instrument.contract.percentMargins[0]!;
        const given = marginRate(instrument, parseDay("2023-05-05"), ticks, "estimate");
        const maintenance = new Decimal(instrument.contract.tickSize)
          .times(ticks)
          .abs()
          .times(instrument.contract.multiplier)
          .times(row.maintenancePercent)
          .div(100)
          .toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
        expect(given.maintenance).toBe(maintenance.times(1_000_000).toNumber());
        const initial = maintenance.times(row.initialFactor).toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
        expect(given.initial).toBe(initial.times(1_000_000).toNumber());
      },
    ),
    { numRuns: 300, seed: 21 },
  );
});
