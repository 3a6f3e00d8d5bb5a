import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { resolveStrategyFile } from "#strategy/find.js";
import { walkSeries, watcher } from "./verify-series.js";

const { watch, strategy } = watcher();

const trader = (columns: string, when: string, head = "") => `${head}
export default class Peeks extends Strategy {
  ${columns}
  onBar() {
    if (Number.isNaN(this.close.ago(30))) return;
    const wanted = ${when};
    if (wanted !== this.position) this.goTo(wanted, { reason: "signal" });
  }
}`;

describe("look-ahead of every kind is caught", () => {
  const kinds: Record<string, string> = {
    "the next close": trader(
      "next = this.indicator((close) => close.map((_, i) => close[i + 1] ?? close[i]), this.close);",
      "this.next.now > this.close.now ? 1 : -1",
    ),
    "the maximum of the whole series": trader(
      "top = this.indicator((close) => { const top = close.reduce((a, b) => Math.max(a, b)); return close.map(() => top); }, this.close);",
      "this.top.now - this.close.now > 10 ? 1 : -1",
    ),
    "a centred average": trader(
      "middle = this.indicator((close) => close.map((_, i) => (close[i - 2] + close[i - 1] + close[i] + (close[i + 1] ?? NaN) + (close[i + 2] ?? NaN)) / 5), this.close);",
      "this.middle.now > this.close.now ? 1 : -1",
    ),
    "the high of the bar that the entry fills in": `
export default class Peeks extends Strategy {
  top = this.indicator((high) => high.map((_, i) => high[i + 1] ?? NaN), this.high);
  onBar() {
    if (this.position === 0 && this.top.now > this.high.now) this.buy({ qty: 1, stop: this.top.now, exit: { stopTicks: 8, targetTicks: 8 } });
  }
}`,
    "a day that is still being made": trader(
      "day = this.indicator(dayHigh, this.high, this.tradeDate);",
      "this.day.now - this.close.now > 3 ? 1 : -1",
      `function dayHigh(high, date) { const most = new Map(); high.forEach((value, i) => most.set(date[i], Math.max(most.get(date[i]) ?? 0, value))); return high.map((_, i) => most.get(date[i])); }`,
    ),
    "values normalised by the full history": trader(
      "z = this.indicator(score, this.close);",
      "this.z.now > 0 ? -1 : 1",
      `function score(close) { const mean = close.reduce((a, b) => a + b, 0) / close.length; return close.map((value) => value - mean); }`,
    ),
  };
  for (const [name, text] of Object.entries(kinds)) {
    test(name, async () => {
      const { findings } = await watch(strategy("peeks", text));
      expect(findings.map(({ code }) => code)).toEqual(["E501"]);
      const [found] = findings;
      expect(found!.where).toMatch(/peeks\.ts:\d+:\d+$/);
      expect(found!.asRun).not.toBe(found!.watched);
      expect(found!.values.length).toBeGreaterThan(0);
    });
  }
});

describe("so is what else is not the bars'", () => {
  test("the clock", async () => {
    const { findings } = await watch(
      strategy("clock", trader("", "Date.now() > 0 && this.close.now > this.close.ago(5) ? 1 : -1")),
    );
    expect(findings.map(({ code }) => code)).toEqual(["E502"]);
    expect(findings[0]!.where).toMatch(/clock\.ts:\d+:\d+$/);
  });
  test("chance", async () => {
    const { findings } = await watch(strategy("chance", trader("", "Math.random() > 0.5 ? 1 : -1")));
    expect(findings.map(({ code }) => code)).toContain("E502");
    expect(findings.map(({ code }) => code)).toContain("E503");
  });
  test("what an earlier run has left", async () => {
    const { findings } = await watch(
      strategy(
        "left",
        trader(
          "constructor(context) { super(context); runs++; }",
          "this.close.now > this.close.ago(runs) ? 1 : -1",
          "let runs = 0;",
        ),
      ),
    );
    expect(findings.map(({ code }) => code)).toEqual(["E503"]);
  });
  test("what an earlier run has left, in a module that has no third run", async () => {
    const { findings } = await watch(
      strategy(
        "third",
        trader(
          'constructor(context) { super(context); if (++runs > 2) throw new Error("a third run"); }',
          "this.close.now > this.close.ago(runs) ? 1 : -1",
          "let runs = 0;",
        ),
      ),
    );
    expect(findings.map(({ code }) => code)).toEqual(["E503"]);
    expect(findings[0]!.where).toMatch(/third\.ts:\d+:\d+$/);
  });
  const folder = mkdtempSync(join(tmpdir(), "tickproof-third-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const THIRD = (name: string, body: string) => {
    const at = JSON.stringify(join(folder, name));
    return strategy(
      name,
      trader(
        `constructor(context) { super(context); appendFileSync(${at}, "x"); this.back = readFileSync(${at}).length > 2 ? 9 : 3; } ${body}`,
        "this.close.now > this.close.ago(this.back) ? 1 : -1",
        'import { appendFileSync, readFileSync } from "node:fs";',
      ),
    );
  };
  test.each([
    ["without decidesAt", "later", ""],
    ["with a decidesAt that leaves out nothing", "decides", "decidesAt() { return null; }"],
  ])("what is another one from the third run on, %s", async (_name, name, body) => {
    const { findings } = await watch(THIRD(name, body), {}, { starts: 0 });
    expect(findings.map(({ code }) => code)).toEqual(["E503"]);
    expect(findings[0]!.message).toContain("once more in the same process");
    expect(findings[0]!.where).toMatch(new RegExp(`${name}\\.ts:\\d+:\\d+$`));
  });
  test("bars that decidesAt leaves out", async () => {
    const { findings } = await watch(
      strategy(
        "skips",
        `
export default class Skips extends Strategy {
  #fast = this.indicator(ema, this.close, 5); #slow = this.indicator(ema, this.close, 50);
  decidesAt() { return [this.#fast.crosses(this.#slow)]; }
  onBar() { const side = this.close.now > this.close.ago(3) ? 1 : -1; if (side !== this.position) this.goTo(side); }
}`,
      ),
      {},
      { starts: 0 },
    );
    expect(findings.map(({ code }) => code)).toEqual(["E506"]);
  });
});

describe("nobody is accused who only looks back", () => {
  test.each(["ema-trend", "rsi-reversion", "volume-profile-range", "tiered-take-profit"])(
    "%s",
    async (name) => {
      const done = await watch(resolveStrategyFile(name, process.cwd()), {}, {}, walkSeries(12_000, 3));
      expect(done.findings).toEqual([]);
      expect(done.cuts).toBeGreaterThan(90);
    },
  );
});
