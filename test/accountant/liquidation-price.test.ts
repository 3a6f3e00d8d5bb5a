import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { liquidationPrice, liquidationTicks, tieredMaintenance } from "#accountant/liquidation-price.js";
import { loadContracts } from "#instrument/contracts.js";
import { microOf as usd } from "#instrument/instrument.js";
import { tiersOn } from "#instrument/perpetual.js";
import { parseDay } from "#instrument/time.js";
import type { MarkPrices } from "../../src/domain/funding.js";
import type { Run } from "../../src/domain/run.js";
import { book, type Moment, type Terms, ticksOf } from "./books.js";

const tiers = [
  { floor: "0", rate: "0.004" },
  { floor: "50000", rate: "0.005" },
  { floor: "250000", rate: "0.01" },
];
const contracts = {
  BTC: { base: "PERP", tickSize: "0.01", multiplier: "0.001", takerRate: "0", maintenanceTiers: tiers },
};
const stepsOf = (symbol: string, own: Record<string, unknown> = contracts) =>
  tiersOn(loadContracts(own).get(symbol), parseDay("2024-01-01"))!.steps;
const steps = stepsOf("BTC");

describe("the examples of the reference", () => {
  test("PERP-04: rate times notional less the amount is the sum over the brackets", () => {
    expect(steps.map(({ amount }) => amount)).toEqual([0, usd("50"), usd("1300")]);
    expect(tieredMaintenance(steps, usd("500000"))).toBe(usd("3700.00"));
    expect(tieredMaintenance(steps, usd("50000"))).toBe(usd("200"));
    expect(tieredMaintenance(steps, usd("250000"))).toBe(usd("1200"));
  });

  test("PERP-02: long 1 BTC at 60,000 with 6,000 of margin", () => {
    const price = liquidationPrice({ wallet: 6000, side: 1, qty: 1, entry: 60000, steps })!;
    expect(price.toFixed(2)).toBe("54221.11");
    expect(price.minus(60000).plus(6000).toFixed(2)).toBe("221.11");
    expect(price.times("0.005").minus(50).toFixed(2)).toBe("221.11");
  });

  test("PERP-03: short 2 BTC at 60,000 with 6,000 of margin", () => {
    const price = liquidationPrice({ wallet: 6000, side: -1, qty: 2, entry: 60000, steps })!;
    expect(price.toFixed(2)).toBe("62711.44");
    expect(new Decimal(60000).minus(price).times(2).plus(6000).toFixed(2)).toBe("577.11");
  });

  test("the step is that of the notional at the liquidation, not at the entry", () => {
    // 1 BTC from 60,000 with 20,000: the notional falls below 50,000 on the way, where 0.4 % and no amount hold.
    const price = liquidationPrice({ wallet: 20000, side: 1, qty: 1, entry: 60000, steps })!;
    expect(price.toFixed(2)).toBe(new Decimal(40000).div("0.996").toFixed(2));
    expect(liquidationPrice({ wallet: 60000, side: 1, qty: 1, entry: 60000, steps })).toBeNull();
  });
});

const at = (minute: number): string => new Date(Date.UTC(2024, 0, 3, 15, minute)).toISOString();
const run = (prices: readonly string[], order: string, terms: Terms = {}): Run =>
  book(
    "BTC",
    prices.map((price, k): Moment => ({ at: at(k), price, ...(k === 0 && { order }) })),
    { contracts, ...terms, account: { marginPolicy: "liquidate", ...terms.account } },
  );

describe("in a run", () => {
  const isolated = { perpetual: { leverage: 10, marginMode: "isolated" as const }, cash: "1000000" };

  test("PERP-02 as the walk meets it: the first tick at which the margin is too little", () => {
    const held = run(["60000.00", "54221.11"], "buy 1000", isolated);
    expect(held.fills.length).toBe(1);
    const out = run(["60000.00", "54221.10"], "buy 1000", isolated);
    expect(out.fills.length).toBe(2);
    expect(out.events.map(({ kind }) => kind)).toContain("liquidation");
    expect(out.trades[0]!.flags).toContain("L");
    expect(out.daily.at(-1)!.stopOut).toBeNull();
    expect(held.daily.at(-1)!.stopOut).toBe(ticksOf("BTC", "54221.10", contracts));
  });

  test("PERP-03 as the walk meets it", () => {
    const terms = { ...isolated, perpetual: { leverage: 20, marginMode: "isolated" as const } };
    expect(run(["60000.00", "62711.44"], "sell 2000", terms).fills.length).toBe(1);
    expect(run(["60000.00", "62711.45"], "sell 2000", terms).fills.length).toBe(2);
  });

  test("cross: the whole cash of the account answers", () => {
    const cross = { perpetual: { leverage: 10 }, cash: "6000" };
    expect(run(["60000.00", "54221.11"], "buy 1000", cross).fills.length).toBe(1);
    expect(run(["60000.00", "54221.10"], "buy 1000", cross).fills.length).toBe(2);
    const richer = { perpetual: { leverage: 10 }, cash: "12000" };
    expect(run(["60000.00", "54221.10"], "buy 1000", richer).fills.length).toBe(1);
  });

  test("an order needs its notional ÷ leverage; isolated, only of what no other margin is", () => {
    expect(
      run(["60000.00"], "buy 1000", { perpetual: { leverage: 10 }, cash: "5999" }).orders[0],
    ).toMatchObject({
      state: "rejected",
      endReason: expect.stringContaining("$60,000.00 ÷ 10"),
    });
    expect(run(["60000.00"], "buy 1000", { perpetual: { leverage: 10 }, cash: "6000" }).fills.length).toBe(1);
    const twice = book(
      "BTC",
      [
        { at: at(0), price: "60000.00", order: "buy 1000" },
        { at: at(1), price: "65000.00", order: "buy 1000" },
      ],
      {
        contracts,
        account: { marginPolicy: "liquidate" },
        perpetual: { leverage: 10, marginMode: "isolated" },
        cash: "12000",
      },
    );
    // 5,000 of open profit would do; 6,000 of cash are free, and 65,000 ÷ 10 = 6,500.
    expect(twice.orders[1]).toMatchObject({ state: "rejected" });
    expect(twice.orders[1]!.endReason).toMatch(/above the \$6,000.00 that are free/);
  });

  test("isolated: what leaves takes its share of the margin with it", () => {
    const moments: Moment[] = [
      { at: at(0), price: "60000.00", order: "buy 1000" },
      { at: at(1), price: "60000.00", order: "sell 500" },
      { at: at(2), price: "54159.80" },
    ];
    const terms = { contracts, account: { marginPolicy: "liquidate" as const }, ...isolated };
    // 0.5 BTC with 3,000: below 50,000 of notional, (3000 − 30000) ÷ (0.5 × 0.004 − 0.5) = 54,216.87.
    expect(book("BTC", moments, terms).fills.length).toBe(3);
    const higher = moments.with(2, { at: at(2), price: "54216.87" });
    expect(book("BTC", higher, terms).fills.length).toBe(2);
  });

  test("the fee of a liquidation is a share of the notional where it happens", () => {
    const own = { BTC: { ...contracts.BTC, liquidationFeeRate: "0.0125" } };
    const out = run(["60000.00", "54000.00"], "buy 1000", { ...isolated, contracts: own });
    expect(out.totals.liquidationFees).toBe(usd("675"));
    expect(out.totals.net).toBe(usd("-6675"));
  });

  test("funding that is paid brings the liquidation of a cross position nearer", () => {
    const rates = {
      file: "",
      sha256: "",
      time: new Float64Array(0),
      rate: Float64Array.of(0.01),
      mark: Float64Array.of(Number.NaN),
    };
    const moments: Moment[] = [
      { at: "2024-01-03T15:59:00Z", price: "60000.00", order: "buy 1000" },
      { at: "2024-01-03T16:00:00Z", price: "60000.00" },
    ];
    const held = book("BTC", moments, {
      contracts,
      account: { marginPolicy: "liquidate" },
      cash: "6600",
      perpetual: { leverage: 10, funding: rates },
    });
    // 600 were paid, so 6,000 are left, as in PERP-02.
    expect(held.daily.at(-1)!.stopOut).toBe(ticksOf("BTC", "54221.10", contracts));
  });
});

describe("the mark price triggers", () => {
  const marks = (...bars: [low: number, high: number][]): MarkPrices => ({
    file: "mark.csv",
    sha256: "",
    stepMs: 60_000,
    time: Float64Array.from(bars, (_, k) => Date.parse(at(k))),
    open: Float64Array.from(bars, ([low]) => low),
    high: Float64Array.from(bars, ([, high]) => high),
    low: Float64Array.from(bars, ([low]) => low),
    close: Float64Array.from(bars, ([, high]) => high),
  });
  const terms = (prices: MarkPrices): Terms => ({
    perpetual: { leverage: 10, marginMode: "isolated", marks: prices },
    cash: "1000000",
  });
  const calm: [number, number] = [60000, 60000];

  test("a spike of the last price alone liquidates nobody", () => {
    const prices = marks(calm, [59000, 60000], [59500, 60000]);
    expect(run(["60000.00", "50000.00", "60000.00"], "buy 1000", terms(prices)).fills.length).toBe(1);
  });

  test("where the mark reaches it and the trades too, at the liquidation price or the gap beyond it", () => {
    const out = run(["60000.00", "54000.00"], "buy 1000", terms(marks(calm, [54000, 60000])));
    expect(out.fills.price[1]).toBe(ticksOf("BTC", "54000.00", contracts));
  });

  test("where the trades never came so far, at the bar's extreme", () => {
    const out = run(["60000.00", "55000.00"], "buy 1000", terms(marks(calm, [54221.1, 60000])));
    expect(out.fills.price[1]).toBe(ticksOf("BTC", "55000.00", contracts));
    const short = run(["60000.00", "61000.00"], "sell 1000", terms(marks(calm, [60000, 66000])));
    expect(short.fills.price[1]).toBe(ticksOf("BTC", "61000.00", contracts));
  });

  test("a bar after one in which the trades alone reached it is looked at again", () => {
    const prices = marks(calm, [59000, 60000], [54000, 60000]);
    const out = run(["60000.00", "54000.00", "60000.00"], "buy 1000", terms(prices));
    expect(out.fills.bar[1]).toBe(2);
    expect(out.fills.price[1]).toBe(ticksOf("BTC", "60000.00", contracts));
  });

  test("bars without a mark count by their trades, and coarser marks do not trigger", () => {
    expect(run(["60000.00", "54000.00"], "buy 1000", terms(marks(calm))).fills.length).toBe(2);
    const coarse = { ...marks([40000, 60000]), stepMs: 3_600_000 };
    const held = run(["60000.00", "60000.00"], "buy 1000", terms(coarse));
    expect(held.fills.length).toBe(1);
    expect(held.warnings.join()).toMatch(/coarser than its bars/);
  });
});

test("the tick that the walk meets is the closed formula, rounded to where equity is too little", () => {
  const full = stepsOf("PERP_BTC_0.001");
  fc.assert(
    fc.property(
      fc.constantFrom(1 as const, -1 as const),
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.integer({ min: 10_000, max: 2_000_000 }),
      fc.integer({ min: 1, max: 100 }),
      (side, lots, entry, leverage) => {
        const tickValue = 100; // 0.001 BTC by ticks of 0.1
        const wallet = Math.round((lots * entry * tickValue) / leverage);
        const flat = wallet - side * lots * entry * tickValue;
        const found = liquidationTicks(side * lots, tickValue, full, flat, 0);
        const exact = liquidationPrice({
          wallet: wallet / 1e6,
          side,
          qty: lots / 1000,
          entry: entry / 10,
          steps: full,
        });
        const spare = (price: number) =>
          flat + side * lots * tickValue * price - tieredMaintenance(full, lots * tickValue * price);
        if (Number.isNaN(found)) {
          if (exact !== null) expect(exact.toNumber()).toBeLessThan(0.2);
          return;
        }
        expect(spare(found)).toBeLessThan(0);
        expect(spare(found + side)).toBeGreaterThanOrEqual(0);
        if (exact !== null) expect(Math.abs(exact.times(10).toNumber() - found)).toBeLessThanOrEqual(1.01);
      },
    ),
    { numRuns: 3000 },
  );
});

describe("--margins strict", () => {
  const strict = { account: { margins: "strict" as const } };

  test("refuses a table and a leverage that are estimates, and names what would do", () => {
    const own = { BTC: { base: "PERP_BTC_0.001" } };
    const refused = () =>
      run(["60000.0"], "buy 1", { ...strict, contracts: own, perpetual: { leverage: 10 } });
    expect(refused).toThrow(/No known margin for BTC/);
    try {
      refused();
    } catch (error) {
      expect((error as { detail: { fix: string[] } }).detail.fix[0]).toMatch(
        /maintenanceTiers.*--leverage 10/,
      );
    }
  });

  test("takes a table of one's own with a leverage; without the leverage that one is a guess", () => {
    const held = run(["60000.00"], "buy 1000", { ...strict, perpetual: { leverage: 10 } });
    expect(held.margin.estimated).toBe(false);
    expect(() => run(["60000.00"], "buy 1000", strict)).toThrow(/No known margin/);
  });
});

test("a mark price that stands on the liquidation price itself reaches it, whatever division leaves behind", () => {
  // 0.7 ÷ 0.1 is 6.999999999999999 in binary, 0.3 ÷ 0.1 is 2.9999999999999996.
  const own = {
    BTC: {
      ...contracts.BTC,
      tickSize: "0.1",
      multiplier: "1",
      lotSize: "1",
      maintenanceTiers: [{ floor: "0", rate: "0.0001" }],
    },
  };
  const marks = (low: number): MarkPrices => ({
    file: "",
    sha256: "",
    stepMs: 0,
    time: Float64Array.of(Date.parse(at(1))),
    open: Float64Array.of(low),
    high: Float64Array.of(low),
    low: Float64Array.of(low),
    close: Float64Array.of(low),
  });
  const fills = (low: number) =>
    run(["1.0", "1.0"], "buy 1000", {
      contracts: own,
      cash: "100000",
      perpetual: { leverage: 10 / 7 + 1e-9, marginMode: "isolated", marks: marks(low) },
    }).fills.length;
  expect(fills(0.4)).toBe(1);
  expect(fills(0.3)).toBe(2);
});
