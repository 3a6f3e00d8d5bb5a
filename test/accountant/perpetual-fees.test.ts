import { describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { loadContracts } from "#instrument/contracts.js";
import { costRate } from "#instrument/fees.js";
import { instrumentOf, microOf as usd } from "#instrument/instrument.js";
import { tiersOn } from "#instrument/perpetual.js";
import { parseDay } from "#instrument/time.js";
import { book, type Moment } from "./books.js";

const contracts = {
  BTCUSDT: { base: "PERP", tickSize: "0.1", multiplier: "0.001", takerRate: "0.0005", makerRate: "0.0002" },
};
const at = (minute: number): string => new Date(Date.UTC(2024, 0, 3, 15, minute)).toISOString();

/** Bars that stand still at 60,000, 59,900, 60,100, … with an order at the close of some. */
const run = (moments: readonly Omit<Moment, "at">[], own: Record<string, unknown> = contracts) =>
  book(
    "BTCUSDT",
    moments.map((moment, k) => ({ at: at(k), ...moment })),
    { contracts: own, execution: { fillAt: "next-open" } },
  );

describe("who made the market", () => {
  test("a limit that waited for a bar and then filled is a maker; a market order is a taker", () => {
    const { fills, totals } = run([
      { price: "60000.0", order: "buy 1000 limit 59900" },
      { price: "60000.0" },
      { price: "59900.0", order: "sell 1000" },
      { price: "59900.0" },
    ]);
    expect([...fills.maker]).toEqual([1, 0]);
    // 59,900 × 0.0002 = 11.98 and 59,900 × 0.0005 = 29.95.
    expect(totals.costs.commission).toBe(usd("41.93"));
  });

  test("a limit that the next open is through already takes what is there", () => {
    const { fills, totals } = run([
      { price: "60000.0", order: "buy 1000 limit 60100" },
      { price: "60000.0" },
    ]);
    expect([...fills.maker]).toEqual([0]);
    expect(totals.costs.commission).toBe(usd("30.00"));
  });

  test("a target is a maker where it waited, a stop never is", () => {
    const exit = { exit: { target: 60_100, stop: 59_000 } };
    const won = run([
      { price: "60000.0", order: "buy 1000", request: exit },
      { price: "60000.0" },
      { price: "60100.0" },
    ]);
    expect([...won.fills.maker]).toEqual([0, 1]);
    const lost = run([
      { price: "60000.0", order: "buy 1000", request: exit },
      { price: "60000.0" },
      { price: "58990.0" },
    ]);
    expect([...lost.fills.maker]).toEqual([0, 0]);
  });

  test("a rebate is money earned", () => {
    const own = { BTCUSDT: { ...contracts.BTCUSDT, makerRate: "-0.0001" } };
    const { totals } = run(
      [{ price: "60000.0", order: "buy 1000 limit 59900" }, { price: "60000.0" }, { price: "59900.0" }],
      own,
    );
    expect(totals.costs.commission).toBe(usd("-5.99"));
  });

  test("a share that is no whole micro-dollar is rounded to the nearest one, once a fill", () => {
    const own = { BTCUSDT: { ...contracts.BTCUSDT, takerRate: "0.00000333" } };
    // 3 lots at 60,000.1: 180.0003 × 0.00000333 = 0.000599400999, in micro-dollars 599.4.
    const { totals } = run([{ price: "60000.1", order: "buy 3" }, { price: "60000.1" }], own);
    expect(totals.costs.commission).toBe(599);
  });
});

describe("what a definition says", () => {
  const of = (own: Record<string, unknown>) => loadContracts({ X: { base: "PERP", ...own } }).get("X");
  const rates = (own: Record<string, unknown>, date: string) => {
    const { rate, maker } = costRate(of(own), parseDay(date));
    return [rate, maker];
  };

  test("rates by date; the two without a date hold before the first row", () => {
    const own = {
      takerRate: "0.0004",
      makerRate: "0.0002",
      feeRates: [
        { from: "2024-03-01", taker: "0.0005" },
        { from: "2024-06", taker: "0.00045", maker: "0.00018" },
      ],
    };
    expect(rates(own, "2024-02-29")).toEqual([40_000, 20_000]);
    expect(rates(own, "2024-03-01")).toEqual([50_000, 50_000]);
    expect(rates(own, "2024-06-01")).toEqual([45_000, 18_000]);
  });

  test("who gives the taker's rate alone gives the maker's too", () => {
    expect(rates({}, "2024-01-01")).toEqual([55_000, 20_000]);
    expect(rates({ takerRate: "0" }, "2024-01-01")).toEqual([0, 0]);
  });

  test("amounts of a maintenance table follow from floors and rates (PERP-04)", () => {
    const tiers = [
      { floor: "0", rate: "0.004" },
      { floor: "50000", rate: "0.005" },
      { floor: "250000", rate: "0.01" },
    ];
    const amounts = tiersOn(of({ maintenanceTiers: tiers }), parseDay("2024-01-01"))!.steps;
    expect(amounts.map(({ amount }) => amount)).toEqual([0, usd("50"), usd("1300")]);
    const built = tiersOn(loadContracts().get("PERP_BTC_0.001"), parseDay("2024-01-01"))!.steps;
    const own = tiersOn(
      of({
        maintenanceTiers: loadContracts()
          .get("PERP_BTC_0.001")
          .maintenanceTiers![0]!.tiers.map(({ floor, rate }) => ({ floor, rate })),
      }),
      parseDay("2024-01-01"),
    )!.steps;
    expect(own).toEqual(built);
  });

  test("a margin of one's own sets the base's table aside", () => {
    const own = loadContracts({ X: { base: "PERP_BTC_0.001", percentMargins: "2" } }).get("X");
    expect(tiersOn(own, parseDay("2024-01-01"))).toBeNull();
  });

  const broken: [string, Record<string, unknown>, RegExp][] = [
    ["a table that begins above 0", { maintenanceTiers: [{ floor: "5", rate: "0.004" }] }, /floor "0"/],
    [
      "floors out of order",
      {
        maintenanceTiers: [
          { floor: "0", rate: "0.004" },
          { floor: "9", rate: "0.005" },
          { floor: "8", rate: "0.006" },
        ],
      },
      /order of their floors/,
    ],
    ["a tier without a rate", { maintenanceTiers: [{ floor: "0" }] }, /share of notional/],
    [
      "an amount above what is asked",
      { maintenanceTiers: [{ floor: "0", rate: "0.004", amount: "1" }] },
      /at least 0 at their floor/,
    ],
    ["a rate of one and a half", { takerRate: "1.5" }, /share of notional/],
    ["hours that do not divide a day", { fundingHours: 5 }, /divide a day/],
    [
      "a lot whose tick is worth parts of a millionth",
      { tickSize: "0.0001", lotSize: "0.001" },
      /larger lotSize/,
    ],
    ["a lot of nothing", { lotSize: "0" }, /smallest quantity/],
  ];
  test.each(broken)("%s is refused", (_name, own, message) => {
    expect(() => of(own)).toThrow(Fault);
    try {
      of(own);
    } catch (error) {
      expect((error as Fault).detail.expected).toMatch(message);
    }
  });

  test("a lot is worth its share of the contract", () => {
    const xrp = instrumentOf(of({ tickSize: "0.0001", lotSize: "0.1" }));
    expect(xrp.tickValue).toBe(10);
    expect(xrp.lot).toEqual({ tickUnits: 1, decimals: 1 });
    expect(instrumentOf(loadContracts().get("MES")).lot).toEqual({ tickUnits: 1, decimals: 0 });
  });
});
