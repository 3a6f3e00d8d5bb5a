import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { fundingOf, markValue } from "#accountant/funding.js";
import { CASH_KINDS } from "#domain/cash.js";
import { Fault } from "#domain/fault.js";
import { constantFunding } from "#importer/read-funding.js";
import { loadContracts } from "#instrument/contracts.js";
import { microOf as usd } from "#instrument/instrument.js";
import type { FundingRates, MarkPrices } from "../../src/domain/funding.js";
import type { Run } from "../../src/domain/run.js";
import { book, type Moment, specOf, type Terms } from "./books.js";

type Stamp = readonly [time: string, rate: string, mark?: string];

const ratesOf = (...stamps: Stamp[]): FundingRates => ({
  file: "rates.csv",
  sha256: "",
  time: Float64Array.from(stamps, ([time]) => Date.parse(time)),
  rate: Float64Array.from(stamps, ([, rate]) => Number(rate)),
  mark: Float64Array.from(stamps, ([, , mark]) => Number(mark)),
});

const free = { takerRate: "0" };
const BTC = { B: { base: "PERP_BTC_0.01", ...free }, ONE: { base: "PERP_BTC_0.001", ...free } };

const run = (symbol: string, moments: readonly Moment[], rates: FundingRates, terms: Terms = {}): Run =>
  book(symbol, moments, { contracts: BTC, ...terms, perpetual: { funding: rates, ...terms.perpetual } });

const paid = ({ cash }: Run): number[] =>
  Array.from(cash.amount).filter((_, k) => CASH_KINDS[cash.kind[k]!] === "funding");

describe("the examples of the reference", () => {
  test("FUND-01: long 50 contracts of 0.01 BTC over three stamps", () => {
    const held = run(
      "B",
      [
        { at: "2024-01-01T23:59:00Z", price: "60000.0", order: "buy 50" },
        { at: "2024-01-02T00:00:00Z", price: "60000.0" },
        { at: "2024-01-02T08:00:00Z", price: "60000.0" },
        { at: "2024-01-02T16:00:00Z", price: "60000.0" },
      ],
      ratesOf(
        ["2024-01-02T00:00:00Z", "0.0001", "60000"],
        ["2024-01-02T08:00:00Z", "0.00025", "60400"],
        ["2024-01-02T16:00:00Z", "-0.00005", "59800"],
      ),
    );
    expect(paid(held)).toEqual([usd("-3.000"), usd("-7.550"), usd("1.495")]);
    expect(held.totals.funding).toBe(usd("-9.055"));
    expect(held.totals.net).toBe(usd("-9.055"));
    expect(held.totals.gross).toBe(0);
    expect(held.open).toMatchObject({ qty: 50, profit: 0, funding: usd("-9.055") });
  });

  test("FUND-02: short 1 BTC with real negative rates, nine decimals long", () => {
    const held = run(
      "ONE",
      [
        { at: "2022-12-12T23:59:00Z", price: "17200.0", order: "sell 1000" },
        { at: "2022-12-13T00:00:00Z", price: "17200.0" },
        { at: "2022-12-13T08:00:00Z", price: "17200.0" },
        { at: "2022-12-13T16:00:00Z", price: "17200.0", order: "buy 1000" },
      ],
      ratesOf(
        ["2022-12-13T00:00:00Z", "-0.0002016"],
        ["2022-12-13T08:00:00Z", "-0.00022398"],
        ["2022-12-13T16:00:00Z", "-0.000385552"],
      ),
    );
    expect(paid(held)).toEqual([usd("-3.467520"), usd("-3.852456"), usd("-6.631494")]);
    expect(held.totals.funding).toBe(usd("-13.951470"));
    expect(held.trades[0]).toMatchObject({
      gross: 0,
      funding: usd("-13.951470"),
      net: usd("-13.951470"),
    });
    // No mark price was given: the last trade stood in, and the run says so.
    expect(held.warnings.join()).toMatch(/last trade instead of the mark price at 3 of 3 stamps/);
  });

  const boundary = ratesOf(["2026-05-04T08:00:00Z", "0.0001", "60000"]);
  const bars = (orders: Record<string, string>): Moment[] =>
    ["07:59:58", "07:59:59", "08:00:00", "08:00:01", "08:00:02"].map((clock) => ({
      at: `2026-05-04T${clock}Z`,
      price: "60000.0",
      ...(orders[clock] && { order: orders[clock] }),
    }));
  const cases: [string, Record<string, string>, string[]][] = [
    ["opened before and still held", { "07:59:59": "buy 10" }, ["-0.60"]],
    ["opened at 08:00:01", { "08:00:01": "buy 10" }, []],
    ["closed at 07:59:59", { "07:59:58": "buy 10", "07:59:59": "sell 10" }, []],
    [
      "closed in the second that begins at the stamp",
      { "07:59:58": "buy 10", "08:00:00": "sell 10" },
      ["-0.60"],
    ],
  ];
  test.each(cases)("FUND-03: a position %s", (_name, orders, amounts) => {
    expect(paid(run("B", bars(orders), boundary))).toEqual(amounts.map(usd));
  });
});

describe("rounding", () => {
  const value = markValue(loadContracts(BTC).get("ONE"), "60000.12345678");

  test("a mark price off the tick grid counts with all its digits", () => {
    // 0.001 × 60,000.12345678 = 60.00012345678 dollars.
    expect(value.toFixed()).toBe("60000123.45678");
    expect(fundingOf(7, value, "0.0001")).toBe(-42_000);
  });

  test("to the nearest micro-dollar, halves away from zero: longs pay what shorts receive", () => {
    const half = new Decimal("2500"); // 2,500 × 0.001 = 2.5 micro-dollars
    expect(fundingOf(1, half, "0.001")).toBe(-3);
    expect(fundingOf(-1, half, "0.001")).toBe(3);
    expect(fundingOf(1, half, "-0.001")).toBe(3);
    expect(Object.is(fundingOf(1, half, "0"), 0)).toBe(true);
  });
});

describe("trades", () => {
  const stamps = ratesOf(
    ["2024-01-02T08:00:00Z", "0.0001", "60000"],
    ["2024-01-02T16:00:00Z", "0.0002", "61000"],
    ["2024-01-03T00:00:00Z", "-0.0003", "62000"],
  );
  const moments = (orders: Record<string, string>): Moment[] =>
    ["02T07:00", "02T08:00", "02T16:00", "03T00:00", "03T01:00"].map((at, k) => ({
      at: `2024-01-${at}:00Z`,
      price: `${60000 + 100 * k}.0`,
      ...(orders[at] && { order: orders[at] }),
    }));

  test("each trade has what fell while it was open; a reversal ends one and begins the next", () => {
    const held = run(
      "ONE",
      moments({
        "02T07:00": "buy 2000",
        "02T08:00": "sell 500",
        "02T16:00": "sell 2500",
        "03T00:00": "buy 1000",
      }),
      stamps,
    );
    // 2 BTC pay at 08:00, 1.5 at 16:00, the short of 1 pays at midnight.
    expect(paid(held)).toEqual([usd("-12.00"), usd("-18.30"), usd("-18.60")]);
    expect(held.trades.map(({ funding }) => funding)).toEqual([usd("-30.30"), usd("-18.60")]);
    const net = held.trades.reduce((sum, trade) => sum + trade.net, 0);
    expect(net).toBe(held.totals.net);
    for (const trade of held.trades) expect(trade.net).toBe(trade.gross + trade.funding);
  });

  test("the rows of the cash log say what they were computed from", () => {
    const { cash } = run("ONE", moments({ "02T07:00": "buy 2000" }), stamps);
    const at = Array.from(cash.kind).indexOf(CASH_KINDS.indexOf("funding"));
    expect(new Date(cash.time[at]!).toISOString()).toBe("2024-01-02T08:00:00.000Z");
    expect(cash.bar[at]).toBe(1);
    expect(cash.qty[at]).toBe(2000);
    expect(cash.value[at]).toBe(60_000_000);
    expect(cash.rate[at]).toBe(10_000);
  });

  test("a stamp in the last bar, or after it, is not booked any more", () => {
    const { cash, fundings } = run("ONE", moments({ "02T07:00": "buy 1" }).slice(0, 2), stamps);
    expect(fundings!.length).toBe(1);
    expect(cash.length).toBe(1);
  });
});

describe("which stamps there are", () => {
  const day: Moment[] = Array.from({ length: 30 }, (_, hour) => ({
    at: new Date(Date.UTC(2024, 0, 2, hour, 30)).toISOString(),
    price: "60000.0",
    ...(hour === 0 && { order: "buy 100" }),
  }));

  test.each([
    [1, 29],
    [4, 7],
    [8, 3],
  ])("every %i hours from midnight UTC: %i in thirty hours", (hours, count) => {
    const contracts = { H: { base: "PERP_BTC_0.01", ...free, fundingHours: hours } };
    const held = run("H", day, constantFunding(0.0001), { contracts });
    expect(paid(held)).toEqual(Array.from({ length: count }, () => usd("-6")));
  });

  test("a stamp without a rate is an error, not a rate of nothing", () => {
    const rates = ratesOf(["2024-01-02T08:00:00Z", "0.0001"], ["2024-01-03T00:00:00Z", "0.0001"]);
    expect(() => run("B", day, rates)).toThrow(Fault);
    expect(() => run("B", day, rates)).toThrow(/no funding rate for 2024-01-02T16:00:00Z/);
  });

  test("stamps inside bars count for what is held at the bar's close, and the run says so", () => {
    const hours: Moment[] = [0, 5, 10, 15].map((hour) => ({
      at: new Date(Date.UTC(2024, 0, 2, hour)).toISOString(),
      price: "60000.0",
      ...(hour === 0 && { order: "buy 100" }),
    }));
    const spec = specOf("B", hours, { contracts: BTC, perpetual: { funding: constantFunding(0.0001) } });
    const { source, bars } = spec.series;
    expect(source.timeframeMs).toBe(60_000);
    const wide = { ...spec, series: { bars, source: { ...source, timeframeMs: 5 * 3_600_000 } } };
    expect(wide.series.bars.length).toBe(4);
    return import("#engine/backtest.js").then(({ runBacktest }) => {
      expect(runBacktest(wide).warnings.join()).toMatch(/1 of 1 funding stamps of B lie inside a bar/);
    });
  });

  test("without rates nothing is paid, and the run says so", () => {
    const held = book("B", day, { contracts: BTC });
    expect(held.fundings).toBeNull();
    expect(held.warnings).toContain("Funding of B is not counted: no --funding was given.");
  });

  test("a future has no funding", () => {
    expect(() =>
      book("MES", [{ at: "2024-01-03T15:00:00Z", price: "5000.00" }], {
        perpetual: { funding: constantFunding(0.0001) },
      }),
    ).toThrow(/MES is no perpetual/);
  });
});

describe("mark prices from a file", () => {
  const hourly = (...bars: [string, number, number, number, number][]): MarkPrices => ({
    file: "mark.csv",
    sha256: "",
    stepMs: 3_600_000,
    time: Float64Array.from(bars, ([at]) => Date.parse(at)),
    open: Float64Array.from(bars, ([, open]) => open),
    high: Float64Array.from(bars, ([, , high]) => high),
    low: Float64Array.from(bars, ([, , , low]) => low),
    close: Float64Array.from(bars, ([, , , , close]) => close),
  });
  const moments: Moment[] = ["07:00", "08:00", "16:00", "16:01"].map((at, k) => ({
    at: `2024-01-02T${at}:00Z`,
    price: "60000.0",
    ...(k === 0 && { order: "buy 100" }),
  }));

  test("the open of the bar that begins at the stamp, else the close of the one that has ended", () => {
    const marks = hourly(
      ["2024-01-02T07:00:00Z", 59_000, 59_900, 58_900, 59_500],
      ["2024-01-02T08:00:00Z", 59_600.5, 59_900, 58_900, 59_500],
      ["2024-01-02T15:00:00Z", 61_000, 61_900, 60_900, 61_500],
    );
    const held = run("B", moments, constantFunding(0.0001), { perpetual: { marks } });
    expect([...held.fundings!.mark]).toEqual([59_600.5, 61_500]);
    expect(paid(held)).toEqual([usd("-5.96005"), usd("-6.15")]);
  });

  test("where the file has a gap the last trade stands in, and the run says so", () => {
    const marks = hourly(["2024-01-02T08:00:00Z", 59_600.5, 59_900, 58_900, 59_500]);
    const held = run("B", moments, constantFunding(0.0001), { perpetual: { marks } });
    expect(paid(held)).toEqual([usd("-5.96005"), usd("-6")]);
    expect(held.warnings.join()).toMatch(/at 1 of 2 stamps: the file of mark prices has none there/);
  });

  test("a mark beside the rate goes before the file", () => {
    const marks = hourly(["2024-01-02T08:00:00Z", 59_600.5, 59_900, 58_900, 59_500]);
    const rates = ratesOf(
      ["2024-01-02T08:00:00Z", "0.0001", "60500"],
      ["2024-01-02T16:00:00Z", "0.0001", "60600"],
    );
    const held = run("B", moments, rates, { perpetual: { marks } });
    expect(paid(held)).toEqual([usd("-6.05"), usd("-6.06")]);
  });
});
