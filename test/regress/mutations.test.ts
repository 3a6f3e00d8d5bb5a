import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Recorded } from "#domain/regress.js";
import { BUNDLED, seriesOf } from "../fixtures/real-data.js";
import { head } from "../strategies/trade.js";
import { type Project, project } from "./recorded.js";

/** Three months of five-minute bars: enough for every strategy to trade, and soon run. */
const SOME = 15_000;

let folder: Project;
const baselines = new Map<string, Recorded>();

beforeAll(async () => {
  folder = project(head(await seriesOf(BUNDLED[0]!), SOME));
  for (const name of ["ema-trend", "rsi-reversion", "volume-profile-range", "tiered-take-profit"])
    baselines.set(name, await folder.record(`strategies/${name}.ts`));
});
afterAll(() => folder.remove());

/** What is changed in which strategy, the line that decides, and what is named as the cause. */
const MUTATIONS = [
  {
    strategy: "ema-trend",
    what: "a period",
    from: "fast: int({ default: 12",
    to: "fast: int({ default: 13",
    decides: "if (this.position * side < 0) this.flatten(reason);",
    why: /`EMA fast` first differs/,
    made: "readonly #fast =",
  },
  {
    strategy: "ema-trend",
    what: "a comparison",
    from: "(this.close.now - this.#trend.now) > 0",
    to: "(this.close.now - this.#trend.now) < 0",
    decides: "this.goTo(side * contracts, { reason, exit:",
    why: /only now decides here/,
  },
  {
    strategy: "ema-trend",
    what: "a crossing reversed",
    from: "const up = this.#fast.crossedAbove",
    to: "const up = this.#fast.crossedBelow",
    decides: "this.goTo(side * contracts, { reason, exit:",
    why: /only now decides here/,
  },
  {
    strategy: "ema-trend",
    what: "a stop distance",
    from: "stopAtr: float({ default: 2.5",
    to: "stopAtr: float({ default: 3",
    decides: "this.goTo(side * contracts, { reason, exit:",
    why: /another decision/,
  },
  {
    strategy: "rsi-reversion",
    what: "a period",
    from: "period: int({ default: 14",
    to: "period: int({ default: 15",
    decides: "this.goTo(side * contracts, { reason, exit })",
    why: /`rsi, RSI\(15\) \(was RSI\(14\)\)` first differs/,
    made: "this.indicator(rsi, this.close",
  },
  {
    strategy: "rsi-reversion",
    what: "a comparison",
    from: "this.#adx.now <= adxMax",
    to: "this.#adx.now >= adxMax",
    decides: "this.goTo(side * contracts, { reason, exit })",
    why: /only now decides here/,
  },
  {
    strategy: "rsi-reversion",
    what: "a stop distance",
    from: "stopAtr: float({ default: 2,",
    to: "stopAtr: float({ default: 2.5,",
    decides: "this.goTo(side * contracts, { reason, exit })",
    why: /another decision/,
  },
  {
    strategy: "volume-profile-range",
    what: "a comparison",
    from: "this.close.now <= poc.now ? 1 : -1",
    to: "this.close.now < poc.now ? 1 : -1",
    decides: "this.cancelAll();",
    why: /only now decides here/,
  },
  {
    strategy: "volume-profile-range",
    what: "a stop distance",
    from: "this.tickSize, stopShare * width)",
    to: "this.tickSize, 2 * stopShare * width)",
    decides: "if (side === 1) this.buy(order);",
    why: /another decision/,
  },
  {
    strategy: "tiered-take-profit",
    what: "a period",
    from: "lookback: int({ default: 276",
    to: "lookback: int({ default: 300",
    decides: "this.goTo(side * contracts, {",
    why: /`range (high|low)` first differs/,
    made: "readonly #",
  },
  {
    strategy: "tiered-take-profit",
    what: "a comparison",
    from: "this.close.now > this.#ceiling.ago(1)",
    to: "this.close.now >= this.#ceiling.ago(1)",
    decides: "this.goTo(side * contracts, {",
    why: /only now decides here; what was seen at the decisions before was the same; 17 earlier trades identical/,
  },
  {
    strategy: "tiered-take-profit",
    what: "a stop distance",
    from: "stopAtr: float({ default: 2,",
    to: "stopAtr: float({ default: 3,",
    decides: "this.goTo(side * contracts, {",
    why: /another decision/,
  },
] as const;

test.each(MUTATIONS)(
  "$strategy: $what is found at the decision, with its line and the changed one",
  async (mutation) => {
    const { strategy, from, to, decides, why } = mutation;
    const file = `strategies/${strategy}.ts`;
    folder.reset();
    folder.edit(file, from, to);
    const baseline = baselines.get(strategy)!;
    const found = (await folder.explain(file, baseline))!;
    const changed = folder.lineOf(file, to);
    expect(found.place?.where.replace(/:\d+$/, "")).toBe(folder.lineOf(file, decides));
    expect(found.path[0]?.text).toContain(decides);
    expect(found.changedLines).toEqual([{ where: changed, text: expect.stringContaining(to) }]);
    expect(found.why).toMatch(why);
    expect(found.baseline === null && found.now === null).toBe(false);
    if ("made" in mutation) expect(found.values[0]?.made?.text).toContain(mutation.made);
    // All before it is as it was: the first one it is.
    const now = await folder.record(file);
    const until = (lines: Recorded["decisions"]) =>
      lines.filter(({ time }) => time < found.time).map(({ values: _, ...line }) => line);
    expect(until(now.decisions)).toEqual(until(baseline.decisions));
    expect(found.tradesBefore).toBeLessThanOrEqual(baseline.trades.length);
  },
);

describe("a helper module", () => {
  const HELPER = `export const isUp = (close: number, level: number): boolean => close > level;\n`;
  const STRATEGY = `import { int, sma, Strategy } from "tickproof";
import { isUp } from "../lib/signal.js";

const params = { period: int({ default: 30, min: 2, max: 500 }) };
export default class Helped extends Strategy<typeof params> {
  static override readonly params = params;
  readonly #mean = this.indicator(sma, this.close, this.params.period);
  override onBar(): void {
    if (Number.isNaN(this.#mean.now)) return;
    const wanted = isUp(this.close.now, this.#mean.now) ? 1 : -1;
    this.note({ mean: this.#mean.now });
    if (wanted !== this.position) this.goTo(wanted, { reason: "side" });
  }
}
`;
  const write = () => {
    folder.reset();
    folder.write("lib/signal.ts", HELPER);
    folder.write("strategies/helped.ts", STRATEGY);
  };

  test("that decides otherwise is named with its changed line; the decision is where the strategy asks", async () => {
    write();
    const baseline = await folder.record("strategies/helped.ts");
    folder.edit("lib/signal.ts", "close > level", "close > level + 2");
    const found = (await folder.explain("strategies/helped.ts", baseline))!;
    expect(found.place?.where).toMatch(new RegExp(`^${folder.lineOf("strategies/helped.ts", "this.goTo")}:`));
    expect(found.changedLines.map(({ where }) => where)).toEqual(["lib/signal.ts:1"]);
    // Nothing differs: what both saw is told, so that a reader can see how near it was.
    expect(found.values.map(({ name }) => name)).toEqual(["sma(30)", "close"]);
    for (const { baseline, now } of found.values) expect(now).toBe(baseline);
    expect(found.why).toContain("the same values there, and only the baseline decides here");
  });

  test("that sends the orders itself is where the decision is, and the strategy what called for it", async () => {
    write();
    folder.write(
      "lib/signal.ts",
      `export function side(trader: { go(side: number): void }, close: number, level: number): void {\n  trader.go(close > level ? 1 : -1);\n}\n`,
    );
    folder.write(
      "strategies/helped.ts",
      STRATEGY.replace("isUp }", "side }")
        .replace(
          "const wanted = isUp(this.close.now, this.#mean.now) ? 1 : -1;",
          "side(this, this.close.now, this.#mean.now);",
        )
        .replace(/ {4}this\.note.*\n.*\n/, "")
        .replace(
          /\n}\n$/,
          `\n  go(wanted: number): void {\n    if (wanted !== this.position) this.goTo(wanted, { reason: "side" });\n  }\n}\n`,
        ),
    );
    const baseline = await folder.record("strategies/helped.ts");
    folder.edit("lib/signal.ts", "close > level", "close < level");
    const found = (await folder.explain("strategies/helped.ts", baseline))!;
    expect(found.path.map(({ where }) => where.split(":")[0])).toEqual([
      "strategies/helped.ts",
      "lib/signal.ts",
      "strategies/helped.ts",
    ]);
    expect(found.changedLines).toEqual([
      { where: "lib/signal.ts:2", text: "trader.go(close < level ? 1 : -1);" },
    ]);
    expect([found.baseline, found.now].map((text) => text?.split(" ")[0]).sort()).toEqual(["BUY", "SELL"]);
  });

  test("whose code is put in other words, and comments and imports in another order, come to the same decisions", async () => {
    write();
    const baseline = await folder.record("strategies/helped.ts");
    folder.write(
      "lib/signal.ts",
      `// now a function\nexport function isUp(close: number, level: number): boolean {\n  return level < close;\n}\n`,
    );
    folder.edit(
      "strategies/helped.ts",
      "import { int, sma, Strategy }",
      "/* first */ import { Strategy, sma, int }",
    );
    expect(await folder.explain("strategies/helped.ts", baseline)).toBeNull();
  });
});

describe("a line that is gone", () => {
  const file = "strategies/volume-profile-range.ts";
  test.each([
    { strategy: "volume-profile-range", gone: "    else this.sell(order);\n", stood: "  }" },
    {
      strategy: "rsi-reversion",
      gone: `    if (side * (this.close.now - this.#mean.now) >= 0) this.flatten("mean reached");\n`,
      stood: "  }",
    },
  ])("of $strategy and asked for an order is told with where it stood", async ({ strategy, gone, stood }) => {
    folder.reset();
    const file = `strategies/${strategy}.ts`;
    const text = folder.textOf(file);
    folder.edit(file, gone, "");
    const found = (await folder.explain(file, baselines.get(strategy)!))!;
    const line = text.slice(0, text.indexOf(gone)).split("\n").length;
    expect(text.replace(gone, "").split("\n")[line - 1]).toBe(stood);
    expect(found.place?.where.replace(/:\d+$/, "")).toBe(`${file}:${line}`);
    expect(found.path[0]?.text).toContain("(the line that asked for it stood before this one)");
    expect(found.place?.excerpt).toContain("the line that asked for it stood before this one");
    expect(found.changedLines[0]?.where).toBe(`${file}:${line}`);
  });

  test("above it does not move what is told: the line that asks is found by what it says", async () => {
    folder.reset();
    folder.edit(file, "    if (side === -1) this.#wait(-1, valueHigh.now, valueLow.now, width);\n", "");
    folder.edit(file, "const params = {", "// a comment\n\nconst more = 1;\nconst params = {");
    const found = (await folder.explain(file, baselines.get("volume-profile-range")!))!;
    expect(found.now).toBeNull();
    expect(found.place?.where.replace(/:\d+$/, "")).toBe(folder.lineOf(file, "else this.sell(order);"));
  });
});

describe("values of bars before", () => {
  test("that are read otherwise are told under both their names", async () => {
    folder.reset();
    const file = "strategies/tiered-take-profit.ts";
    folder.edit(file, "this.#ceiling.ago(1)", "this.#ceiling.ago(2)");
    const found = (await folder.explain(file, baselines.get("tiered-take-profit")!))!;
    expect(found.values[0]).toMatchObject({ name: "range high, 2 bars ago (was range high, 1 bar ago)" });
    expect(found.values[0]?.made?.text).toContain("readonly #ceiling =");
    expect(found.why).toMatch(/^`range high, 2 bars ago \(was range high, 1 bar ago\)` first differs/);
  });

  test("are told of a longer frame, of a loop and of a price, and found where they differ", async () => {
    const FILE = "strategies/past.ts";
    const text = `import { Strategy } from "tickproof";
export default class Past extends Strategy {
  readonly #hour = this.frame("1h");
  override onBar(): void {
    let sum = 0;
    for (let n = 1; n <= 20; n++) sum += this.low.ago(n);
    if (Number.isNaN(sum)) return;
    const wanted = this.close.now > sum / 20 && this.#hour.close.now > this.#hour.open.ago(1) ? 1 : -1;
    if (wanted !== this.position) this.goTo(wanted, { reason: "side" });
  }
}
`;
    folder.reset();
    folder.write(FILE, text);
    const baseline = await folder.record(FILE);
    const asked = baseline.decisions.filter(({ kind }) => kind === "asked");
    expect(asked[3]?.values.map(({ name }) => name)).toEqual([
      "low, 1 to 20 bars ago",
      "close",
      "1h close",
      "1h open, 1 bar ago",
    ]);
    expect(asked[3]?.values[0]?.value).toMatch(/^[\d.]+ to [\d.]+, mean [\d.]+$/);

    folder.write(FILE, text.replace('"1h"', '"2h"'));
    const frame = (await folder.explain(FILE, baseline))!;
    expect(frame.values.map(({ name }) => name)).toContainEqual(
      expect.stringMatching(/^2h (?:close \(was 1h close|open, 1 bar ago \(was 1h open, 1 bar ago)\)$/),
    );

    folder.write(FILE, text.replaceAll("20", "25"));
    const loop = (await folder.explain(FILE, baseline))!;
    expect(loop.why).toContain("`low, 1 to 25 bars ago (was low, 1 to 20 bars ago)` first differs");
  });
});

test("what is drawn of a longer frame is told with the value that a bar sees, and an open that is read for a close as that", async () => {
  const FILE = "strategies/hourly.ts";
  const text = `import { ema, Strategy } from "tickproof";
export default class Hourly extends Strategy {
  readonly #hour = this.frame("1h");
  readonly #trend = this.plot("hour trend", this.indicator(ema, this.#hour.close, 6));
  override onBar(): void {
    if (Number.isNaN(this.#trend.now)) return;
    const side = this.close.now - this.close.ago(8) > 3 ? 1 : this.close.now < this.#trend.now - 3 ? -1 : 0;
    if (side !== 0 && side !== this.position) this.goTo(side, { reason: "side" });
  }
}
`;
  folder.reset();
  folder.write(FILE, text);
  const baseline = await folder.record(FILE);
  const names = baseline.decisions[0]!.values.map(({ name }) => name);
  expect(names).toEqual(["ema(6)", "hour trend", "close", "close, 8 bars ago"]);
  for (const { kind, values } of baseline.decisions)
    if (kind === "asked") expect(values[1]!.value).toBe(values[0]!.value);

  folder.write(FILE, text.replace("this.close.ago(8)", "this.open.ago(8)"));
  const found = (await folder.explain(FILE, baseline))!;
  expect(found.values[0]).toMatchObject({ name: "open, 8 bars ago (was close, 8 bars ago)" });
  expect(found.why).toMatch(/^`open, 8 bars ago \(was close, 8 bars ago\)` first differs/);
});

test("a decision that is gone for good is told with the line where its like was asked for, or none", async () => {
  folder.reset();
  const file = "strategies/rsi-reversion.ts";
  folder.edit(file, `this.flatten("mean reached")`, "this.cancelAll()");
  const found = (await folder.explain(file, baselines.get("rsi-reversion")!))!;
  expect(found).toMatchObject({ now: null, tradeNow: null });
  expect(found.baseline).toContain('"mean reached"');
  expect(found.changedLines[0]?.where).toBe(folder.lineOf(file, "this.cancelAll()"));
});

test("a parameter that is given otherwise needs no changed line: the value that it makes is named", async () => {
  folder.reset();
  const found = (await folder.explain("strategies/ema-trend.ts", baselines.get("ema-trend")!, { slow: 30 }))!;
  expect(found.changedLines).toEqual([]);
  expect(found.why).toMatch(/^`EMA slow` first differs/);
});
