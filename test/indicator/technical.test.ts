// Does each function of technicalindicators stand on the right bars, and is what it gets wrong refused?

import * as ti from "technicalindicators";
import { describe, expect, test } from "vitest";
import { mfi } from "#indicator/mfi.js";
import { sma } from "#indicator/sma.js";
import { technical } from "#indicator/technical.js";
import { ENTRIES } from "#indicator/technical-list.js";
import { PATTERNS } from "#indicator/technical-patterns.js";
import { REFUSED } from "#indicator/technical-refused.js";
import { column, difference, firstNumber, padded, walk } from "./columns.js";

const N = 400;
const bars = walk(N, 21);
const { open, high, low, close, volume } = bars;
const named = { open, high, low, close, volume, values: close, lineA: close, lineB: open };
const arrays = Object.fromEntries(Object.entries(named).map(([key, values]) => [key, [...values]]));
const library = ti as Readonly<Record<string, unknown>>;

/** Every parameter, with 5 where there is no default. */
const paramsOf = (name: string) =>
  Object.fromEntries(Object.entries(ENTRIES[name]!.params).map(([key, value]) => [key, value ?? 5]));
const run = (name: string, params: Readonly<Record<string, number | boolean>> = {}) =>
  technical<string>(name, params)(...ENTRIES[name]!.takes.map((take) => named[take]));

test("every function that the package offers is either usable or refused with a reason", () => {
  const machinery =
    /^(FixedSizeLinkedList|CandleData|CandleList|setConfig|getConfig|.*Input|.*Output|.*AvailableIndicators|default|module.exports|__esModule)$/;
  const offered = Object.keys(library).filter((name) => !machinery.test(name));
  const known = [...Object.keys(ENTRIES), ...Object.keys(PATTERNS), ...Object.keys(REFUSED)].map((name) =>
    name.toLowerCase(),
  );
  expect(offered.length).toBeGreaterThan(100);
  expect(offered.filter((name) => !known.includes(name.toLowerCase()))).toEqual([]);
});

describe.each(Object.keys(ENTRIES))("%s", (name) => {
  const entry = ENTRIES[name]!;
  const params = paramsOf(name);
  const Indicator = library[name] as {
    new (input: object): { result: readonly unknown[] | Readonly<Record<string, readonly number[]>> };
  };
  const batch = new Indicator({ ...params, ...arrays }).result;

  test("gives the package's own batch result, at full length, from the bar on that its warm-up allows", () => {
    const result = run(name, params);
    for (const [field, begin] of Object.entries(entry.outputs)) {
      const ours = result instanceof Float64Array ? result : (result as Record<string, Float64Array>)[field]!;
      const rows = Array.isArray(batch)
        ? batch.map((row) => (field === "value" ? row : row?.[field]))
        : (batch as Readonly<Record<string, readonly number[]>>)[field]!;
      const numbers = rows.map((value) => (typeof value === "boolean" ? Number(value) : value)) as number[];
      const theirs = padded(N, numbers);
      if (name.startsWith("Cross")) theirs[0] = Number.NaN; // a first bar crosses nothing
      expect(ours.length).toBe(N);
      expect(firstNumber(ours)).toBe(begin(params as Readonly<Record<string, number>>));
      expect(difference(ours, theirs)).toBe(0);
    }
  });

  test("works by its class name and by its function name", () => {
    expect(technical<string>(name.toLowerCase(), params)(...entry.takes.map((take) => named[take]))).toEqual(
      run(name, params),
    );
  });

  test("refuses a wrong number of columns and says which it takes", () => {
    expect(() => technical<string>(name, params)()).toThrow(
      expect.objectContaining({ code: "E432", message: expect.stringContaining(entry.takes.join(", ")) }),
    );
  });
});

describe.each(Object.keys(PATTERNS))("%s", (name) => {
  test("looks at the last candles only, bar by bar", () => {
    const ours = technical<string>(name)(open, high, low, close) as Float64Array;
    const pattern = library[name] as (data: object) => boolean;
    const candles = PATTERNS[name]!;
    for (let i = 0; i < 120; i++) {
      const upTo = (values: Float64Array) => [...values.subarray(0, i + 1)];
      const expected =
        i + 1 < candles
          ? Number.NaN
          : Number(pattern({ open: upTo(open), high: upTo(high), low: upTo(low), close: upTo(close) }));
      expect(ours[i]).toBe(expected);
    }
  });
});

test("one line is enough", () => {
  expect(difference(technical("SMA", { period: 20 })(close), sma(close, 20))).toBeLessThan(1e-9);
  const { k, d } = technical("Stochastic", { period: 14, signalPeriod: 3 })(high, low, close);
  expect([k.length, d.length, firstNumber(k), firstNumber(d)]).toEqual([N, N, 13, 15]);
});

describe("what the package gets wrong", () => {
  test("VolumeProfile invents volume, so it is refused in favour of our own", () => {
    const rows = ti.VolumeProfile.calculate({ ...arrays, noOfBars: 14 } as never) as unknown as {
      totalVolume: number;
    }[];
    const counted = rows.reduce((total, row) => total + row.totalVolume, 0);
    expect(counted).toBeGreaterThan(1.1 * volume.reduce((a, b) => a + b, 0));
    expect(() => technical("VolumeProfile")).toThrow(
      expect.objectContaining({ code: "E431", detail: { fix: ["use sessionProfile or rollingProfile"] } }),
    );
  });

  test("MFI is off by points, so it is refused in favour of our own", () => {
    const theirs = padded(N, ti.MFI.calculate({ ...arrays, period: 14 } as never));
    const ours = mfi(high, low, close, volume, 14);
    const off = Array.from(ours, (value, i) => Math.abs(value - theirs[i]!)).filter((value) => value > 1);
    expect(off.length).toBeGreaterThan(10);
    expect(() => technical("mfi", { period: 14 })).toThrow(expect.objectContaining({ code: "E431" }));
  });

  test("patterns after a trend compare numbers as text, so they are refused", () => {
    // Up 21, down 9 over two closes: a rise, and two equal highs after it. "10.5" sorts before "4.5".
    const rise = {
      open: [1, 1, 1, 1, 1],
      low: [1, 1, 1, 1, 1],
      close: [100, 91, 112, 1, 1],
      high: [200, 200, 200, 200, 200],
    };
    expect(ti.tweezertop(rise)).toBe(false);
    for (const name of ["tweezertop", "hammerpattern", "shootingstar", "bullish", "bearish", "HangingMan"]) {
      expect(() => technical<string>(name)).toThrow(expect.objectContaining({ code: "E431" }));
    }
  });

  test("a running maximum begins at 0 and a scan stops at 0: prices at or below 0 are refused, with the way out", () => {
    expect(ti.Highest.calculate({ period: 2, values: [-5, -4, -6] })).toEqual([0, 0]);
    expect(ti.SD.calculate({ period: 3, values: [0, 1, 2] })[0]).not.toBeCloseTo(Math.sqrt(2 / 3));
    expect(() => technical("Highest", { period: 2 })(column(-5, -4, -6))).toThrow(
      expect.objectContaining({ code: "E433", detail: expect.objectContaining({ fix: ["use highest"] }) }),
    );
    expect(() => technical("SD", { period: 3 })(column(3, 2, 1, 0))).toThrow(/wrong from bar 3 on/);
  });

  test("a MACD signal, a KST signal and a TRIX of exactly 0 are 0, not missing", () => {
    const flat = new Float64Array(120).fill(5000);
    const { signal, histogram } = technical("MACD")(flat);
    expect([signal.at(-1), histogram.at(-1), firstNumber(signal)]).toEqual([0, 0, 33]);
    expect(
      technical("TRIX", { period: 3 })(flat)
        .subarray(7)
        .every((value) => value === 0),
    ).toBe(true);
    const kst = technical("KST")(flat);
    expect([kst.kst.at(-1), kst.signal.at(-1)]).toEqual([0, 0]);
  });

  test("ADX that starts in a market without range would be NaN for ever: refused in favour of our own", () => {
    const still = (values: Float64Array) => values.map((value, i) => (i < 40 ? 5000 : value));
    expect(() => technical("ADX", { period: 5 })(still(high), still(low), still(close))).toThrow(
      expect.objectContaining({ code: "E433", detail: expect.objectContaining({ fix: ["use adx"] }) }),
    );
  });

  test("a force index whose first average is 0 is refused: it would start on a wrong value", () => {
    expect(() => technical("ForceIndex", { period: 2 })(column(10, 11, 10, 12), column(1, 5, 5, 1))).toThrow(
      expect.objectContaining({ code: "E433" }),
    );
  });

  test("a stochastic RSI whose RSI touches 0 is refused", () => {
    const falling = Float64Array.from({ length: 60 }, (_, i) => 100 - i);
    expect(() => technical("StochasticRSI")(falling)).toThrow(
      expect.objectContaining({
        code: "E433",
        detail: expect.objectContaining({ why: expect.stringContaining("RSI inside is exactly 0") }),
      }),
    );
  });

  test("without any volume a volume indicator is refused: it would silently never speak", () => {
    expect(() => technical("OBV")(close, new Float64Array(N).fill(Number.NaN))).toThrow(
      /this series has none/,
    );
  });

  test("setConfig by somebody else does not round our values", () => {
    ti.setConfig("precision", 3);
    try {
      expect(difference(technical("SMA", { period: 20 })(close), sma(close, 20))).toBeLessThan(1e-9);
    } finally {
      ti.setConfig("precision", undefined);
    }
  });
});

describe("mistakes", () => {
  test("an unknown name gets the nearest one", () => {
    expect(() => technical<string>("Stochastik")).toThrow(
      expect.objectContaining({
        code: "E430",
        detail: expect.objectContaining({ fix: ['technical("Stochastic")'] }),
      }),
    );
  });

  test("an unknown parameter gets the nearest one; a missing or impossible one is named", () => {
    expect(() => technical("SMA", { perod: 20 })).toThrow(
      expect.objectContaining({ code: "E430", detail: expect.objectContaining({ fix: ["period: 20"] }) }),
    );
    expect(() => technical("SMA")).toThrow(/needs period/);
    expect(() => technical("SMA", { period: 2.5 })).toThrow(/cannot look back 2.5 bars/);
    expect(() => technical("MACD", { slowPeriod: 0 })).toThrow(/cannot look back 0 bars/);
    expect(() => technical("PSAR", { step: Number.NaN })).toThrow(expect.objectContaining({ code: "E430" }));
    expect(() => technical("KeltnerChannels", { useSMA: 1 })).toThrow(/needs useSMA/);
    expect(() => technical("doji", { period: 3 })).toThrow(/has no parameter "period"/);
  });
});
