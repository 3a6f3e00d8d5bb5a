import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBars } from "#bars/columns.js";
import { slippageOf, slipped } from "#broker/slippage.js";
import { refuseWithoutVolume } from "#broker/volume.js";
import { DEFAULT_EXECUTION } from "#domain/execution.js";
import type { Fault } from "#domain/fault.js";
import { loadContracts } from "#instrument/contracts.js";
import type { SlippageMarket } from "../../src/broker/slippage.js";
import type { Bars } from "../../src/domain/bars.js";
import type { SlippageContext, SlippageModel } from "../../src/domain/execution.js";

const contracts = loadContracts();
const MINUTE = 60_000;

/** high low close, and after a colon the volume: "110 100 105 : 500". A bar a minute from `start` on. */
function drawn(rows: readonly string[], start = "2025-03-03T15:00:00Z"): Bars {
  const bars = createBars(rows.length);
  rows.forEach((row, i) => {
    const [prices = "", volume = "1000"] = row.split(":");
    const [high, low, close] = prices.trim().split(/\s+/).map(Number) as [number, number, number];
    bars.time[i] = Date.parse(start) + i * MINUTE;
    bars.highTicks[i] = high;
    bars.lowTicks[i] = low;
    bars.closeTicks[i] = close;
    bars.volume[i] = Number(volume);
  });
  return bars;
}

const market = (bars: Bars, change: Partial<SlippageMarket> = {}): SlippageMarket => ({
  bars,
  contract: contracts.get("MES"),
  timeframeMs: MINUTE,
  events: null,
  own: null,
  ...change,
});

const charged = (model: SlippageModel, bars: Bars, change: Partial<SlippageMarket> = {}) => {
  const slippage = slippageOf(model, market(bars, change));
  return (bar: number, qty = 1, side: 1 | -1 = 1) => slippage.ticks(bar, side, qty, 20_000);
};

test("a buyer pays more, a seller gets less, by as many ticks", () => {
  expect([slipped(1, 100, 3), slipped(-1, 100, 3), slipped(1, -2, 3)]).toEqual([103, 97, 1]);
});

test("a number of ticks is the same at every bar and for every size", () => {
  const ticks = charged(2, drawn(["110 100 105", "300 200 250 : 1"]));
  expect([ticks(0), ticks(1), ticks(1, 500), ticks(1, 500, -1)]).toEqual([2, 2, 2, 2]);
});

describe("spread", () => {
  const MODEL = { model: "spread", regular: 1, overnight: 2, news: 4, newsMinutes: 2 } as const;
  const at = (time: string, change: Partial<SlippageMarket> = {}, model: SlippageModel = MODEL) =>
    charged(model, drawn(["110 100 105"], time), change)(0);

  test.each([
    ["08:29 in Chicago, winter", "2025-03-03T14:29:00Z", 2],
    ["08:30, the stock market opens", "2025-03-03T14:30:00Z", 1],
    ["14:59", "2025-03-03T20:59:00Z", 1],
    ["15:00, it is closed", "2025-03-03T21:00:00Z", 2],
    ["08:29 in summer", "2025-07-01T13:29:00Z", 2],
    ["08:30 in summer", "2025-07-01T13:30:00Z", 1],
    ["Sunday evening", "2025-03-02T23:30:00Z", 2],
  ])("at %s", (_what, time, ticks) => {
    expect(at(time)).toBe(ticks);
  });

  test("crude oil keeps the hours of its old pit, and what trades around the clock has no night", () => {
    expect(at("2025-03-03T14:10:00Z", { contract: contracts.get("MCL") })).toBe(1);
    expect(at("2025-03-03T19:45:00Z", { contract: contracts.get("MCL") })).toBe(2);
    expect(at("2025-03-03T03:00:00Z", { contract: contracts.get("PERP") })).toBe(1);
  });

  test("on a Saturday crypto trades, but not in regular hours", () => {
    expect(at("2026-06-06T16:00:00Z", { contract: contracts.get("MBT") })).toBe(2);
    expect(at("2026-06-05T16:00:00Z", { contract: contracts.get("MBT") })).toBe(1);
  });

  const events = {
    file: "events.csv",
    sha256: "",
    // CPI at 07:30 in Chicago, FOMC at 13:00.
    time: [Date.parse("2025-03-12T12:30:00Z"), Date.parse("2025-03-19T18:00:00Z")],
    name: ["CPI", "FOMC"],
  };

  test.each([
    ["three minutes before", "2025-03-12T12:27:00Z", 2],
    ["two minutes before", "2025-03-12T12:28:00Z", 4],
    ["in the minute of", "2025-03-12T12:30:00Z", 4],
    ["in the second minute after", "2025-03-12T12:31:00Z", 4],
    ["two minutes after", "2025-03-12T12:32:00Z", 2],
  ])("%s the news", (_what, time, ticks) => {
    expect(at(time, { events })).toBe(ticks);
  });

  test("news counts in regular hours too, and the last event of the file like the first", () => {
    expect(at("2025-03-19T17:58:00Z", { events })).toBe(4);
    expect(at("2025-03-19T18:02:00Z", { events })).toBe(1);
  });

  test("without a calendar there is no news", () => {
    expect(at("2025-03-12T12:30:00Z")).toBe(2);
  });

  test("a five-minute bar is near the news as soon as a part of it is", () => {
    expect(at("2025-03-12T12:25:00Z", { events, timeframeMs: 5 * MINUTE })).toBe(4);
    expect(at("2025-03-12T12:20:00Z", { events, timeframeMs: 5 * MINUTE })).toBe(2);
    expect(at("2025-03-12T12:35:00Z", { events, timeframeMs: 5 * MINUTE })).toBe(2);
  });

  test("the window is as long as it is said to be", () => {
    const with5 = { ...MODEL, newsMinutes: 5 };
    expect(at("2025-03-12T12:34:00Z", { events }, with5)).toBe(4);
    expect(at("2025-03-12T12:35:00Z", { events }, with5)).toBe(2);
    expect(at("2025-03-12T12:28:00Z", { events }, { ...MODEL, newsMinutes: 1 })).toBe(2);
    expect(at("2025-03-12T12:29:00Z", { events }, { ...MODEL, newsMinutes: 1 })).toBe(4);
  });
});

/**
 * True ranges by hand: the first bar's own range is 10; then 115 − 105 = 10, 112 − 108 = 4 and 130 − 100 = 30.
 * ATR(2) before bar 1 is 10, before bar 2 (10 + 10) ÷ 2 = 10, before bar 3 (10 + 4) ÷ 2 = 7, before bar 4
 * 7 + (30 − 7) ÷ 2 = 18.5.
 */
const RANGES = ["110 100 105", "115 107 110", "112 108 111", "130 100 120", "121 119 120"];

describe("a share of the average true range", () => {
  test("of the bars before, up to a whole tick", () => {
    const half = charged({ model: "atr", share: 0.5, period: 2 }, drawn(RANGES));
    expect([1, 2, 3, 4].map((bar) => half(bar))).toEqual([5, 5, 4, 10]);
  });

  test("a share that is a whole tick costs that tick, not one more for the noise of binary fractions", () => {
    const share = charged({ model: "atr", share: 0.07, period: 2 }, drawn(["200 100 150", "200 100 150"]));
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(share(1)).toBe(7);
  });

  test("is a tick at least, even where nothing has moved", () => {
    const small = charged({ model: "atr", share: 0.05, period: 2 }, drawn(RANGES));
    expect([1, 2, 3, 4].map((bar) => small(bar))).toEqual([1, 1, 1, 1]);
    expect(charged({ model: "atr", share: 0.5, period: 2 }, drawn(["5 5 5", "5 5 5"]))(1)).toBe(1);
  });
});

describe("market impact by the square root of the share of volume", () => {
  const bars = (volume: number) => drawn([RANGES[0]!, `${RANGES[1]!} : ${volume}`]);
  const ticks = (coefficient: number, qty: number, volume: number) =>
    charged({ model: "impact", coefficient, period: 2 }, bars(volume))(1, qty);

  test("ATR 10, a hundred contracts in the bar: one contract moves it a tick, four two, nine three", () => {
    expect([1, 4, 9, 100].map((qty) => ticks(1, qty, 100))).toEqual([1, 2, 3, 10]);
  });

  test("up to a whole tick: two contracts of a hundred are 10 × √0.02 = 1.41", () => {
    expect(ticks(1, 2, 100)).toBe(2);
  });

  test("the coefficient scales it: 0.6 × 10 × √(25 ÷ 100) = 3", () => {
    expect(ticks(0.6, 25, 100)).toBe(3);
  });

  test("four times the volume halves it", () => {
    expect([ticks(1, 16, 100), ticks(1, 16, 400)]).toEqual([4, 2]);
  });

  test("a bar that shows no volume counts as one contract: dear, but not infinite", () => {
    expect(ticks(1, 4, 0)).toBe(20);
  });
});

const ranges = fc
  .array(fc.record({ mid: fc.integer({ min: 500, max: 900 }), half: fc.integer({ min: 0, max: 60 }) }), {
    minLength: 4,
    maxLength: 40,
  })
  .map((bars) => bars.map(({ mid, half }) => `${mid + half} ${mid - half} ${mid} : ${1 + half}`));
const models: readonly SlippageModel[] = [
  3,
  { model: "spread", regular: 1, overnight: 2, news: 4, newsMinutes: 2 },
  { model: "atr", share: 0.3, period: 5 },
  { model: "impact", coefficient: 0.8, period: 5 },
  { model: "own", name: "mine", file: "mine.ts", hash: "" },
];
const own = ({ atr, qty, regular, side }: SlippageContext) =>
  Math.ceil(atr) + qty + Number(regular) + (side + 1) / 2;

describe.each(models.map((model) => [typeof model === "number" ? "ticks" : model.model, model] as const))(
  "%s",
  (name, model) => {
    test("does not look ahead: other bars to come charge the same for the fills before them", () => {
      fc.assert(
        fc.property(ranges, ranges, fc.integer({ min: 1, max: 39 }), (past, future, at) => {
          const cut = Math.min(at, past.length - 1);
          const changed = [...past.slice(0, cut + 1), ...future];
          const [one, other] = [past, changed].map((rows) => charged(model, drawn(rows), { own }));
          for (let bar = 1; bar <= cut; bar++) expect(other!(bar, 7)).toBe(one!(bar, 7));
        }),
      );
    });

    if (name === "own") return; // it is told the side, and ours makes use of it

    test("costs a seller what it costs a buyer", () => {
      fc.assert(
        fc.property(ranges, fc.integer({ min: 1, max: 500 }), (rows, qty) => {
          const ticks = charged(model, drawn(rows));
          for (let bar = 1; bar < rows.length; bar++) expect(ticks(bar, qty, -1)).toBe(ticks(bar, qty, 1));
        }),
      );
    });
  },
);

describe("a function of one's own", () => {
  const MODEL = { model: "own", name: "mine", file: "./mine.ts", hash: "abc" } as const;

  test("is told of fill, bar and market in ticks, and its answer is charged", () => {
    const told: SlippageContext[] = [];
    const slippage = slippageOf(MODEL, market(drawn(RANGES), { own: (fill) => told.push({ ...fill }) && 7 }));
    expect(slippage.ticks(2, -1, 5, 110)).toBe(7);
    expect(told).toEqual([
      {
        side: -1,
        qty: 5,
        price: 110,
        bar: 2,
        time: Date.parse("2025-03-03T15:02:00Z"),
        volume: 1000,
        atr: 10,
        regular: true,
        news: false,
      },
    ]);
  });
});

describe("bars without volume", () => {
  const source = { file: "MES.csv", symbol: "MES", hasVolume: false };
  const refused = (change: object, hasVolume = false): Fault | null => {
    try {
      refuseWithoutVolume({ ...DEFAULT_EXECUTION, ...change }, { ...source, hasVolume });
      return null;
    } catch (error) {
      return error as Fault;
    }
  };

  test.each([
    [
      "market impact",
      { slippage: { model: "impact", coefficient: 1, period: 14 } },
      "slippage by market impact",
    ],
    ["limit fills by volume", { limitFill: { volume: 3 } }, "limit fills by volume"],
    ["a share of volume", { participation: 0.1 }, "the cap on participation"],
    [
      "two of them",
      { participation: 0.1, limitFill: { volume: 3 } },
      "limit fills by volume and the cap on participation",
    ],
  ])("cannot tell of %s, which is refused before anything runs", (_what, change, says) => {
    const fault = refused(change);
    expect(fault?.code).toBe("E129");
    expect(fault?.message).toBe(`MES.csv has no volume for ${says}`);
    expect(refused(change, true)).toBeNull();
  });

  test.each([
    ["ticks", {}],
    ["a spread", { slippage: { model: "spread", regular: 1, overnight: 2, news: 4, newsMinutes: 2 } }],
    ["a share of the range", { slippage: { model: "atr", share: 0.1, period: 14 } }],
    ["limits through two ticks", { limitFill: { through: 2 } }],
  ])("do for %s", (_what, change) => {
    expect(refused(change)).toBeNull();
  });
});
