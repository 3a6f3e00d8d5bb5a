import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { Accountant } from "#accountant/accountant.js";
import { auditRun } from "#accountant/audit.js";
import { costsByFill } from "#accountant/books.js";
import { fillCosts, flatRate, sumOf } from "#accountant/costs.js";
import { contractValue } from "#accountant/value.js";
import { runBacktest } from "#engine/backtest.js";
import { runShared } from "#engine/portfolio.js";
import { loadContracts } from "#instrument/contracts.js";
import { costRate } from "#instrument/fees.js";
import { instrumentOf, microOf } from "#instrument/instrument.js";
import { marginRate } from "#instrument/margins.js";
import { valueOfPrice } from "#instrument/settlement-value.js";
import { dayOf } from "#instrument/time.js";
import type { MarginRate } from "../../src/domain/contract.js";
import type { Costs, Run } from "../../src/domain/run.js";
import { book, type Moment, specOf, ticksOf } from "./books.js";

/**
 * The acceptance numbers of the reference, to the cent, as facts retyped. Not here, and why:
 * - LIQ-02: test/accountant/day-margin.test.ts; the call of MRG-01 and its cure, MRG-02, also in margin-call.test.ts.
 * - FUND-01 to FUND-03: test/accountant/funding.test.ts. PERP-02 to PERP-04: test/accountant/liquidation-price.test.ts.
 * - ROLL-01 to ROLL-03: test/engine/rolls.test.ts. EXP-01 to EXP-03: test/engine/expiry.test.ts. MTM-01, MTM-02 and RND-02 with
 *   settlement prices from a file: test/engine/settlement.test.ts.
 * - SIZE-01 to SIZE-04: test/risk/sizing.test.ts. VP-01 to VP-04: test/indicator/volume-profile.test.ts.
 */
const usd = microOf;
const at = (minute: number): string => new Date(Date.UTC(2024, 0, 3, 15, minute)).toISOString();
const fill = (side: string, qty: number, price: string, minute: number): Moment => ({
  at: at(minute),
  price,
  order: `${side} ${qty}`,
});
const paid = ({ totals }: Run): number => sumOf(totals.costs);

describe("round trips, each with the dated costs of its contract", () => {
  const examples: [string, string, string, number, string, string, string, string, string][] = [
    ["RT-01", "MES", "buy", 1, "5000.00", "5010.00", "50.00", "1.24", "48.76"],
    ["RT-02", "MES", "sell", 2, "5000.25", "5004.75", "-45.00", "2.48", "-47.48"],
    ["RT-03", "MNQ", "sell", 3, "17850.50", "17821.25", "175.50", "3.72", "171.78"],
    ["RT-04", "MYM", "buy", 4, "39005", "38990", "-30.00", "4.96", "-34.96"],
    ["RT-05", "M2K", "buy", 2, "2051.3", "2049.8", "-15.00", "2.48", "-17.48"],
    ["RT-06", "MCL", "buy", 5, "71.23", "72.05", "410.00", "7.70", "402.30"],
    ["RT-07", "MGC", "sell", 2, "2365.4", "2371.9", "-130.00", "3.08", "-133.08"],
    ["RT-08", "SIL", "buy", 1, "29.415", "29.460", "45.00", "2.54", "42.46"],
    ["RT-09", "MHG", "sell", 1, "4.1250", "4.1150", "25.00", "1.74", "23.26"],
    ["RT-10", "M6E", "buy", 3, "1.0852", "1.0839", "-48.75", "2.46", "-51.21"],
    ["RT-11", "MJY", "buy", 2, "0.006712", "0.006725", "32.50", "1.64", "30.86"],
    ["RT-12", "MBT", "buy", 10, "64250", "64905", "655.00", "95.40", "559.60"],
    ["RT-13", "MET", "sell", 50, "3120.50", "3098.00", "112.50", "42.00", "70.50"],
  ];
  test.each(examples)(
    "%s: %s, %s %i at %s, out at %s",
    (_id, symbol, side, qty, entry, exit, gross, fees, net) => {
      const back = side === "buy" ? "sell" : "buy";
      const run = book(symbol, [fill(side, qty, entry, 0), fill(back, qty, exit, 1)]);
      expect(run.trades).toHaveLength(1);
      expect(run.trades[0]!.gross).toBe(usd(gross));
      expect(paid(run)).toBe(usd(fees));
      expect(run.trades[0]!.net).toBe(usd(net));
      expect(run.totals.net).toBe(usd(net));
    },
  );
});

describe("execution", () => {
  test("SLIP-01: a tick of slippage on each market order is inside gross and shown beside it", () => {
    const run = book(
      "MES",
      [
        { at: at(0), price: "5000.00", order: "buy 1" },
        { at: at(1), price: "5000.00" },
        { at: at(2), price: "5010.00", order: "sell 1" },
        { at: at(3), price: "5010.00" },
      ],
      { execution: { fillAt: "next-open", slippage: 1 } },
    );
    expect(run.trades[0]).toMatchObject({
      gross: usd("47.50"),
      slippage: usd("2.50"),
      net: usd("46.26"),
    });
    expect(paid(run)).toBe(usd("1.24"));
    expect(run.totals).toMatchObject({ gross: usd("47.50"), slippage: usd("2.50"), net: usd("46.26") });
  });

  test("GAP-01: a stop through a Sunday gap fills at the open less slippage, not at the stop", () => {
    const run = book(
      "MES",
      [
        {
          at: "2024-01-05T20:00:00Z",
          price: "5060.00",
          order: "buy 1 limit 5060",
          request: { exit: { stop: 5050 } },
        },
        { at: "2024-01-05T20:01:00Z", price: "5060.00" },
        { at: "2024-01-07T23:00:00Z", price: "5036.75" },
      ],
      { execution: { fillAt: "next-open", slippage: 1 } },
    );
    expect(run.fills.price[1]).toBe(ticksOf("MES", "5036.50"));
    expect(run.trades[0]).toMatchObject({ gross: usd("-117.50"), net: usd("-118.74"), risk: usd("50.00") });
    expect(run.trades[0]!.flags).toEqual(["G"]);
  });
});

describe("positions", () => {
  const scaleIn: Moment[] = [
    fill("buy", 2, "5000.00", 0),
    fill("buy", 1, "5004.00", 1),
    fill("buy", 3, "4998.50", 2),
  ];

  test("AVG-01: scaling in keeps the sum of prices, not a rounded average", () => {
    const run = book("MES", [...scaleIn, { at: at(3), price: "5003.25" }]);
    const { open } = run;
    expect(open).toMatchObject({ side: 1, qty: 6, profit: usd("100.00") });
    const sum = new Decimal(open!.entrySum).times("0.25");
    expect(sum.toFixed(2)).toBe("29999.50");
    expect(sum.div(6).toFixed(6)).toBe("4999.916667");
    expect(sum.times(5).toFixed(2)).toBe("149997.50");
    expect(paid(run)).toBe(usd("3.72"));
    expect(run.totals.net).toBe(usd("96.28"));
  });

  test("AVG-02: partial exits are matched first in, first out", () => {
    const run = book("MES", [...scaleIn, fill("sell", 4, "5006.00", 3), fill("sell", 2, "5001.00", 4)]);
    const trade = run.trades[0]!;
    const gross = (bar: number) =>
      trade.legs.filter((leg) => leg.exitBar === bar).reduce((total, leg) => total + leg.gross, 0);
    expect(gross(3)).toBe(usd("107.50"));
    expect(gross(4)).toBe(usd("25.00"));
    expect(trade).toMatchObject({ qty: 6, gross: usd("132.50"), net: usd("125.06") });
    expect(trade.flags).toEqual(["P", "S"]);
    expect(paid(run)).toBe(usd("7.44"));
  });

  test("REV-01: one fill ends a trade and begins the next, and its costs are shared out by contracts", () => {
    const run = book("MNQ", [
      fill("buy", 3, "18000.00", 0),
      fill("sell", 5, "18012.50", 1),
      fill("buy", 2, "18020.00", 2),
    ]);
    expect(Array.from(run.position)).toEqual([3, -2, 0]);
    const [first, second] = run.trades;
    expect(first).toMatchObject({ side: 1, qty: 3, gross: usd("75.00"), flags: ["F"] });
    expect(second).toMatchObject({ side: -1, qty: 2, gross: usd("-30.00") });
    expect(second!.entrySum).toBe(2 * ticksOf("MNQ", "18012.50"));
    // The sale of five cost $3.10: $1.86 for the three that it closed, $1.24 for the two that it opened.
    expect(sumOf(first!.costs)).toBe(usd("1.86") + usd("1.86"));
    expect(sumOf(second!.costs)).toBe(usd("1.24") + usd("1.24"));
    expect(paid(run)).toBe(usd("6.20"));
    expect(run.totals.net).toBe(usd("38.80"));
  });
});

describe("daily settlement", () => {
  test("MTM-01: two nights: variation margin moves into cash", () => {
    const run = book(
      "MES",
      [
        { at: "2024-01-03T15:00:00Z", price: "5000.50", order: "buy 2" },
        { at: "2024-01-03T20:59:00Z", price: "5012.25" },
        { at: "2024-01-04T20:59:00Z", price: "4990.75" },
        { at: "2024-01-05T15:00:00Z", price: "5003.00", order: "sell 2" },
        { at: "2024-01-05T20:59:00Z", price: "5001.00" },
      ],
      { cash: "5000.00" },
    );
    expect(run.daily.map(({ variation, balance }) => [variation, balance])).toEqual([
      [usd("117.50"), usd("5116.26")],
      [usd("-215.00"), usd("4901.26")],
      [usd("122.50"), usd("5022.52")],
    ]);
    expect(run.daily.reduce((sum, { variation }) => sum + variation, 0)).toBe(usd("25.00"));
  });

  test("MTM-02: a carried position and trades of the day", () => {
    const run = book("MES", [
      { at: "2024-01-03T20:59:00Z", price: "5000.00", order: "buy 1" },
      { at: "2024-01-04T15:00:00Z", price: "5004.50", order: "buy 1" },
      { at: "2024-01-04T16:00:00Z", price: "5009.25", order: "sell 1" },
      { at: "2024-01-04T20:59:00Z", price: "5007.00" },
    ]);
    const [before, day] = run.daily;
    expect(day).toMatchObject({ variation: usd("58.75"), costs: usd("1.24"), position: 1 });
    expect(day!.balance - before!.balance).toBe(usd("57.51"));
    // The same, part by part: what was carried, what was bought, what was sold.
    const parts = ([side, price]: readonly [1 | -1, string]) => {
      const books = accountant("MES", "0");
      books.apply(side, 1, ticksOf("MES", price));
      return books.settleAtValue(books.valueAt(ticksOf("MES", "5007.00")));
    };
    const each = (
      [
        [1, "5000.00"],
        [1, "5004.50"],
        [-1, "5009.25"],
      ] as const
    ).map(parts);
    expect(each).toEqual([usd("35.00"), usd("12.50"), usd("11.25")]);
  });

  test("MTM-03: equity is the same whether it was settled or not", () => {
    const settled = accountant("MES", "5000.00", "0.62");
    const traded = accountant("MES", "5000.00", "0.62");
    for (const books of [settled, traded]) books.apply(1, 1, ticksOf("MES", "5000.50"));
    settled.settleAtValue(settled.valueAt(ticksOf("MES", "5012.25")));
    const mark = ticksOf("MES", "5006.00");
    expect(settled.cash).toBe(usd("5058.13"));
    expect(settled.equityAt(mark) - settled.cash).toBe(usd("-31.25"));
    expect(traded.cash).toBe(usd("4999.38"));
    expect(traded.equityAt(mark) - traded.cash).toBe(usd("27.50"));
    expect(settled.equityAt(mark)).toBe(usd("5026.88"));
    expect(traded.equityAt(mark)).toBe(usd("5026.88"));
  });

  test("PORT-01: three products, one account, one settlement", () => {
    const positions = [
      ["MES", "buy", 2, "5300.00", "5312.50", "125.00", "1.24"],
      ["MCL", "sell", 3, "70.00", "70.45", "-135.00", "2.31"],
      ["MGC", "buy", 1, "2400.0", "2391.3", "-87.00", "0.77"],
    ] as const;
    const specs = positions.map(([symbol, side, qty, entry, settle]) =>
      specOf(symbol, [
        { at: "2024-01-03T15:00:00Z", price: entry, order: `${side} ${qty}` },
        { at: "2024-01-03T18:00:00Z", price: settle },
      ]),
    );
    const shared = runShared(specs, usd("10000.00"));
    expect(shared.cash + shared.net).toBe(usd("9898.68"));
    expect(shared.parts.map(({ net }) => net)).toEqual(
      positions.map(([, , , , , variation, fees]) => usd(variation) - usd(fees)),
    );
    for (const [symbol, side, qty, entry, settle, variation, fees] of positions) {
      const books = accountant(symbol, "0", null);
      books.apply(side === "buy" ? 1 : -1, qty, ticksOf(symbol, entry));
      expect(books.cash).toBe(-usd(fees));
      expect(books.settleAtValue(books.valueAt(ticksOf(symbol, settle)))).toBe(usd(variation));
    }
  });
});

describe("rounding like the clearing house", () => {
  test("RND-01: half a cent a tick: each price is rounded for one contract, then subtracted, then multiplied", () => {
    const run = book("M6B", [fill("buy", 4, "1.2701", 0), fill("sell", 4, "1.2704", 1)], { feePerSide: "0" });
    expect(contractValue(instrumentOf(loadContracts().get("M6B")), 12_701)).toBe(usd("7938.13"));
    expect(run.trades[0]!.gross).toBe(usd("7.48"));
    expect(run.totals.net).toBe(usd("7.48"));
  });

  test("RND-02: a settlement off the grid is rounded on its own, and the roundings cancel out", () => {
    const instrument = instrumentOf(loadContracts().get("M6E"));
    const books = accountant("M6E", "0", "0");
    books.apply(1, 1, ticksOf("M6E", "1.0852"));
    const first = books.settleAtValue(contractValue(instrument, ticksOf("M6E", "1.08555")));
    books.apply(-1, 1, ticksOf("M6E", "1.0860"));
    const second = books.settleAtValue(books.valueAt(ticksOf("M6E", "1.0860")));
    expect([first, second, first + second]).toEqual([usd("4.38"), usd("5.62"), usd("10.00")]);
  });

  test("RND-01 and RND-02 without rounding, and a bitcoin settlement off the grid both ways", () => {
    const contracts = loadContracts({
      M6B_EXACT: { base: "M6B", rounding: "exact" },
      M6E_EXACT: { base: "M6E", rounding: "exact" },
      MBT_EXACT: { base: "MBT", rounding: "exact" },
    });
    const run = book("M6B_EXACT", [fill("buy", 4, "1.2701", 0), fill("sell", 4, "1.2704", 1)], {
      feePerSide: "0",
      contracts: { M6B_EXACT: { base: "M6B", rounding: "exact" } },
    });
    expect(run.totals.gross).toBe(usd("7.50"));
    // Buys one at a tick, settles off the grid, sells at a tick: what was rounded at the settlement comes back.
    const twoDays = (symbol: string, entry: string, settle: string, exit: string) => {
      const contract = contracts.get(symbol);
      const books = new Accountant(instrumentOf(contract), 0, FREE, flatRate(0), false);
      const ticks = (price: string) => new Decimal(price).div(contract.tickSize).toNumber();
      books.apply(1, 1, ticks(entry));
      const first = books.settleAtValue(valueOfPrice(contract, settle));
      books.apply(-1, 1, ticks(exit));
      return [first, books.settleAtValue(books.valueAt(ticks(exit)))];
    };
    expect(twoDays("M6E", "1.0852", "1.08555", "1.0860")).toEqual([usd("4.38"), usd("5.62")]);
    expect(twoDays("M6E_EXACT", "1.0852", "1.08555", "1.0860")).toEqual([usd("4.375"), usd("5.625")]);
    // 0.1 bitcoin a contract: 64,252.37 is worth 6,425.237.
    expect(twoDays("MBT", "64250", "64252.37", "64255")).toEqual([usd("0.24"), usd("0.26")]);
    expect(twoDays("MBT_EXACT", "64250", "64252.37", "64255")).toEqual([usd("0.237"), usd("0.263")]);
  });
});

describe("RND-03: seven at 0.515 a side, filled as three and four", () => {
  test.each([
    ["exact", "1.545", "2.06", "3.605"],
    ["contract", "1.56", "2.08", "3.64"],
    ["fill", "1.55", "2.06", "3.61"],
    ["order", "1.55", "2.06", "3.61"],
  ] as const)("rounded by %s", (feeRounding, first, second, all) => {
    const moments = [fill("buy", 7, "5000.00", 0), ...[1, 2].map((n) => ({ at: at(n), price: "5000.00" }))];
    const spec = specOf("MES", moments, {
      feePerSide: "0.515",
      cash: "1000.00",
      execution: { fillAt: "next-open", participation: 1 },
      account: { feeRounding },
    });
    spec.series.bars.volume.set([1, 3, 4]);
    const run = runBacktest(spec);
    expect(auditRun(run).problems).toEqual([]);
    expect(Array.from(run.fills.qty)).toEqual([3, 4]);
    expect([0, 1].map((k) => sumOf(costsByFill(run)(k)))).toEqual([usd(first), usd(second)]);
    expect(paid(run)).toBe(usd(all));
    expect(run.totals.endEquity).toBe(usd("1000.00") - usd(all));
  });
});

describe("margin", () => {
  const slump: Moment[] = [
    { at: "2022-01-21T15:00:00Z", price: "4400.00", order: "buy 2" },
    { at: "2022-01-21T20:59:00Z", price: "4310.00" },
    { at: "2022-01-24T15:00:00Z", price: "4310.00", order: "sell 1" },
  ];
  const record = { cash: "3000.00", feePerSide: "0.62", account: { marginPolicy: "record" } } as const;

  test("MRG-01: a breach of maintenance, and what it takes to be back at initial margin", () => {
    const run = book("MES", slump.slice(0, 2), record);
    const [day] = run.daily;
    expect(run.orders[0]!.state).toBe("filled");
    expect(day).toMatchObject({
      initial: usd("2376.00"),
      margin: usd("2160.00"),
      equity: usd("2098.76"),
      estimated: false,
    });
    expect(run.events).toMatchObject([
      {
        kind: "margin breach",
        text: "equity $2,098.76 below maintenance margin $2,160.00 with 2 contracts",
      },
    ]);
    expect(day!.initial - day!.equity).toBe(usd("277.24"));
  });

  test("MRG-02: cured by selling one contract", () => {
    const run = book("MES", slump, record);
    const day = run.daily[1]!;
    expect(run.equity[2]).toBe(usd("2098.14"));
    expect(day).toMatchObject({ initial: usd("1188.00"), equity: usd("2098.14"), position: 1 });
    expect(day.equity - day.initial).toBe(usd("910.14"));
  });

  test("MRG-03: an order must be paid for, its costs included", () => {
    const order = (qty: number) =>
      book("MES", [{ at: "2022-02-11T15:00:00Z", price: "4400.00", order: `buy ${qty}` }], {
        cash: "3565.00",
        feePerSide: "0.62",
        account: { marginPolicy: "liquidate" },
      }).orders[0]!;
    expect(order(3)).toMatchObject({ state: "rejected" });
    expect(order(3).endReason).toContain("initial margin $3,565.86 = 3 × $1,188.00");
    expect(order(2)).toMatchObject({ state: "filled" });
  });

  test("MRG-04: gold's margin is a share of notional from 13 January 2026 on", () => {
    const instrument = instrumentOf(loadContracts().get("MGC"));
    const rate = marginRate(instrument, dayOf(2026, 1, 14), ticksOf("MGC", "4568.0"), "strict");
    expect(contractValue(instrument, ticksOf("MGC", "4568.0"))).toBe(usd("45680.00"));
    expect(rate).toMatchObject({ maintenance: usd("2284.00"), initial: usd("2512.40"), estimated: false });
  });

  test("LIQ-01: a gap takes more than there is, and the account owes the rest", () => {
    const run = book(
      "MES",
      [
        { at: "2022-02-11T15:00:00Z", price: "5050.00", order: "buy 1 limit 5050" },
        { at: "2022-02-11T15:01:00Z", price: "5050.00" },
        { at: "2022-02-11T15:02:00Z", price: "4700.00" },
      ],
      {
        cash: "1500.00",
        feePerSide: "0.62",
        execution: { fillAt: "next-open", slippage: 2 },
        account: { marginPolicy: "liquidate", liquidationFee: usd("25.00") },
      },
    );
    expect(run.events[0]).toMatchObject({ kind: "liquidation", amount: usd("-25.00") });
    expect(run.events[0]!.text).toContain("equity −$250.62 below maintenance margin $1,080.00");
    expect(run.fills.price[1]).toBe(ticksOf("MES", "4699.50"));
    expect(run.trades[0]!.gross).toBe(usd("-1752.50"));
    expect(run.totals.endEquity).toBe(usd("-278.74"));
  });
});

describe("fees", () => {
  test("FEE-01: market data on the first of each month inside the run", () => {
    const run = book(
      "MES",
      [
        { at: "2026-03-10T15:00:00Z", price: "5000.00", order: "buy 1" },
        { at: "2026-03-10T15:01:00Z", price: "5010.00", order: "sell 1" },
        { at: "2026-04-15T15:00:00Z", price: "5010.00" },
        { at: "2026-06-15T15:00:00Z", price: "5010.00" },
      ],
      { cash: "2000.00", account: { monthlyFee: usd("1.55") } },
    );
    const charges = run.events.filter(({ kind }) => kind === "monthly fee");
    expect(charges.map(({ text }) => text)).toEqual([
      "market data, due 2026-04-01",
      "market data, due 2026-05-01",
      "market data, due 2026-06-01",
    ]);
    expect(run.totals.dataFees).toBe(usd("4.65"));
    expect(run.trades[0]!.net).toBe(usd("48.76"));
    expect(run.totals.endEquity).toBe(usd("2044.11"));
  });

  test("FEE-02: one MES side by component, ten of them, and the ticks that pay a round trip", () => {
    const rate = costRate(loadContracts().get("MES"), dayOf(2024, 1, 3));
    expect(fillCosts(rate, 1, 0)).toEqual<Costs>({
      commission: usd("0.25"),
      exchange: usd("0.35"),
      clearing: 0,
      nfa: usd("0.02"),
    });
    expect(sumOf(fillCosts(rate, 10, 0))).toBe(usd("6.20"));
    expect(2 * sumOf(fillCosts(rate, 10, 0))).toBe(usd("12.40"));
    expect(new Decimal(2 * sumOf(fillCosts(rate, 1, 0))).div(5_000_000).toFixed()).toBe("0.248");
    expect(accountant("MES", "0", null).breakevenTicks(1, ticksOf("MES", "5000.00"))).toBe(1);
  });

  test("PERP-01: a perpetual is charged a share of notional on both sides", () => {
    const contracts = { TAKER5: { base: "PERP_BTC_0.001", takerRate: "0.0005" } };
    const run = book("TAKER5", [fill("buy", 300, "58000", 0), fill("sell", 300, "59000", 1)], { contracts });
    expect(run.trades[0]).toMatchObject({ gross: usd("300.00"), net: usd("282.45") });
    expect(run.totals.costs).toEqual<Costs>({ commission: usd("17.55"), exchange: 0, clearing: 0, nfa: 0 });
    expect(run.totals.net).toBe(usd("282.45"));
  });
});

const FREE: MarginRate = { initial: 0, maintenance: 0, estimated: false, source: "" };

/** The books alone. `fee`: all-in per side; null: the contract's own on 3 January 2024. */
function accountant(symbol: string, cash: string, fee: string | null = "0"): Accountant {
  const contract = loadContracts().get(symbol);
  const cost = fee === null ? costRate(contract, dayOf(2024, 1, 3)) : flatRate(usd(fee));
  return new Accountant(instrumentOf(contract), usd(cash), FREE, cost, false);
}
