import { describe, expect, test } from "vitest";
import { decimalOfMicro } from "#domain/money.js";
import { loadContracts } from "#instrument/contracts.js";
import { costRate } from "#instrument/fees.js";
import { parseDay } from "#instrument/time.js";

const { get } = loadContracts();

function perSide(symbol: string, day: string): string {
  const { commission, exchange, clearing, nfa } = costRate(get(symbol), parseDay(day));
  return decimalOfMicro(commission + exchange + clearing + nfa);
}

describe("all-in costs per side", () => {
  // The fees of the worked round trips RT-01 to RT-13.
  test.each([
    ["MES", "0.62"],
    ["MNQ", "0.62"],
    ["MYM", "0.62"],
    ["M2K", "0.62"],
    ["MCL", "0.77"],
    ["MGC", "0.77"],
    ["SIL", "1.27"],
    ["MHG", "0.87"],
    ["M6E", "0.41"],
    ["MJY", "0.41"],
    ["MBT", "4.77"],
    ["MET", "0.42"],
  ])("%s: $%s today", (symbol, amount) => {
    expect(perSide(symbol, "2026-06-01")).toBe(amount);
  });

  test("FEE-02: one side of MES is 0.25 commission, 0.35 exchange, 0.02 NFA", () => {
    expect(costRate(get("MES"), parseDay("2026-06-01"))).toMatchObject({
      commission: 250_000,
      exchange: 350_000,
      clearing: 0,
      nfa: 20_000,
      rate: 0,
      estimated: false,
    });
  });

  test("fees change on their date", () => {
    expect([perSide("MES", "2022-12-31"), perSide("MES", "2023-01-01")]).toEqual(["0.57", "0.62"]);
    expect([perSide("ES", "2022-12-30"), perSide("ES", "2023-06-01"), perSide("ES", "2024-02-01")]).toEqual([
      "2.15",
      "2.20",
      "2.25",
    ]);
  });

  test("before the first known fee the earliest stands in, and says so", () => {
    const early = costRate(get("MES"), parseDay("2020-03-19"));
    expect(early).toMatchObject({ exchange: 300_000, estimated: true });
    expect(costRate(get("MES"), parseDay("2022-08-18"))).toMatchObject({
      exchange: 300_000,
      estimated: false,
    });
  });

  test("dates of one schedule share one rate", () => {
    const mes = get("MES");
    expect(costRate(mes, parseDay("2024-01-02"))).toBe(costRate(mes, parseDay("2026-01-02")));
  });

  test("a perpetual pays its taker rate on notional and nothing per contract", () => {
    expect(perSide("PERP_BTC_0.01", "2022-01-05")).toBe("0.00");
    expect(costRate(get("PERP_BTC_0.01"), parseDay("2022-01-05"))).toMatchObject({
      rate: 50_000,
      estimated: false,
    });
  });

  test("a user's flat fee holds on every date and is no estimate", () => {
    const own = loadContracts({ MES: { exchangeFee: "0.35" } }).get("MES");
    expect(costRate(own, parseDay("2019-06-03"))).toMatchObject({ exchange: 350_000, estimated: false });
  });
});
