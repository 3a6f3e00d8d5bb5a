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
    decides: "this.goTo(side * contracts, { reason, exit:",
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
    why: /`rsi, rsi\(15\) \(was rsi\(14\)\)` first differs/,
    made: "readonly #rsi =",
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
    expect(found.values.map(({ name }) => name)).toEqual([]);
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
