// Is every way to the future, to the clock and to what another run left found, and is nobody accused who takes none of them?

import { describe, expect, test } from "vitest";
import { watcher } from "./verify-series.js";

const { watch, strategy } = watcher();

interface Peek {
  /** Before the class. */
  readonly head?: string;
  /** In the class. */
  readonly columns?: string;
  /** 1 or -1: what to hold. */
  readonly wanted: string;
}

const trader = ({ head = "", columns = "", wanted }: Peek): string => `${head}
export default class Peeks extends Strategy {
  ${columns}
  onBar() {
    if (Number.isNaN(this.close.ago(30))) return;
    const wanted = ${wanted};
    if (wanted !== this.position) this.goTo(wanted, { reason: "signal" });
  }
}`;

const KEPT = "(kept[this.bar + 1] ?? this.close.now) > this.close.now ? 1 : -1";
const keeping = (where: string): Peek => ({
  columns: `x = this.indicator((close) => { ${where}.kept ??= close; return close; }, this.close);`,
  wanted: KEPT.replace("kept", `${where}.kept`),
});

describe("bars that had not closed", () => {
  const BY_HAND: Readonly<Record<string, Peek>> = {
    "bars that the constructor was handed": {
      columns: "#bars; constructor(context) { super(context); this.#bars = context.bars; }",
      wanted: "this.#bars.close[this.bar + 1] > this.close.now ? 1 : -1",
    },
    "their prices in ticks": {
      columns: "#bars; constructor(context) { super(context); this.#bars = context.bars; }",
      wanted: "this.#bars.closeTicks[this.bar + 1] > this.#bars.closeTicks[this.bar] ? 1 : -1",
    },
    "a column that a function kept": {
      head: "let kept;",
      columns: "x = this.indicator((close) => { kept = close; return close; }, this.close);",
      wanted: KEPT,
    },
    "a column that it kept the first time": {
      head: "let kept;",
      columns: "x = this.indicator((close) => { kept ??= close.slice(); return close; }, this.close);",
      wanted: KEPT,
    },
    "a column that is kept for all runs": keeping("globalThis"),
    "… on a class of the framework": keeping("Strategy"),
    "… on a function of the framework": keeping("ema"),
    "… on an object of the language": keeping("Math"),
    "… in a store that the module makes when it is not there yet": {
      head: "const store = (globalThis.store ??= {});",
      ...keeping("store"),
    },
  };
  test.each(Object.entries(BY_HAND))("%s: the value, and the line that reads it", async (_, peek) => {
    const { findings } = await watch(strategy("peeks", trader(peek)));
    expect(findings.map(({ code }) => code)).toEqual(["E501"]);
    expect(findings[0]!.values).toEqual([
      {
        name: expect.stringMatching(/^close(Ticks)?, 1 bar ahead$/),
        asRun: expect.any(String),
        watched: "—",
      },
    ]);
    expect(findings[0]!.excerpt).toMatch(/\[this\.bar \+ 1\].*\n.*close(Ticks)?, 1 bar ahead/);
  });

  const BY_COLUMN: Readonly<Record<string, Peek>> = {
    "a shift by copying": {
      columns:
        "x = this.indicator((close) => { const out = new Float64Array(close.length); out.set(close.subarray(1)); return out; }, this.close);",
      wanted: "this.x.now > this.close.now ? 1 : -1",
    },
    "a rank in the whole history": {
      head: "const rank = (close) => { const sorted = [...close].sort((a, b) => a - b); return close.map((value) => sorted.indexOf(value) / sorted.length); };",
      columns: "x = this.indicator(rank, this.close);",
      wanted: "this.x.now > 0.5 ? 1 : -1",
    },
    "a filter that runs forth and back": {
      columns:
        "x = this.indicator((close) => ema(ema(close, 10).slice().reverse(), 10).reverse(), this.close);",
      wanted: "this.x.now > this.close.now ? 1 : -1",
    },
    "the hour that is still being made": {
      head: "const hour = (close, n) => { const out = close.slice(); for (let i = 0; i < close.length; i += n) out.fill(close[Math.min(i + n, close.length) - 1], i, i + n); return out; };",
      columns: "x = this.indicator(hour, this.close, 12);",
      wanted: "this.x.now > this.close.now ? 1 : -1",
    },
    "the next bar of a longer frame": {
      columns:
        'hour = this.frame("1h"); x = this.indicator((close) => close.map((value, i) => close[i + 1] ?? value), this.hour.close);',
      wanted: "this.x.now > this.close.now ? 1 : -1",
    },
    "a z-score of everything": {
      head: "function score(close) { let s = 0; let q = 0; for (const v of close) { s += v; q += v * v; } const mean = s / close.length; const deviation = Math.sqrt(q / close.length - mean * mean); return close.map((v) => (v - mean) / deviation); }",
      columns: "x = this.indicator(score, this.close);",
      wanted: "this.x.now > 0 ? -1 : 1",
    },
    "what is left where nothing is there, which throws": {
      columns: "x = this.indicator((close) => close.map((_, i) => close[i + 1] ?? 1), this.close);",
      wanted:
        "(() => { if (this.bar < 2_900 && !(this.x.now > 1)) throw new Error('no price'); return this.bar % 50 < 25 ? 1 : -1; })()",
    },
  };
  test.each(Object.entries(BY_COLUMN))("%s: the value, and the line that decides", async (_, peek) => {
    const { findings } = await watch(strategy("peeks", trader(peek)));
    expect(findings.map(({ code }) => code)).toEqual(["E501"]);
    const [{ values, where, asRun, watched }] = findings as [(typeof findings)[0]];
    expect(values.length).toBeGreaterThan(0);
    expect(values[0]!.asRun).not.toBe(values[0]!.watched);
    expect(asRun).not.toBe(watched);
    expect(where).toMatch(/peeks\.ts:\d+:\d+$/);
  });

  test("as a target, or as a size", async () => {
    const next =
      "x = this.indicator((high) => high.map((value, i) => Math.max(value, high[i + 1] ?? 0)), this.high);";
    const when = "if (this.bar < 30 || this.position !== 0 || this.bar % 50 !== 0) return;";
    const orders = [
      "this.buy({ qty: 1, exit: { stopTicks: 40, target: this.x.now + 1 } });",
      "this.buy({ qty: this.x.now > this.high.now ? 2 : 1, exit: { stopTicks: 40, targetTicks: 40 } });",
    ];
    for (const order of orders) {
      const text = `export default class Peeks extends Strategy { ${next} onBar() { ${when} ${order} } }`;
      const { findings } = await watch(strategy("peeks", text));
      expect(findings.map(({ code }) => code)).toEqual(["E501"]);
      expect(findings[0]!.values).toHaveLength(1);
    }
  });
});

describe("the clock and chance", () => {
  const ASKED: Readonly<Record<string, readonly [what: string, head: string, condition: string]>> = {
    "taken apart": ["Date.now()", "const { now } = Date;", "now() > 0"],
    "by another name": ["new Date()", "const Clock = Date;", "new Clock().getTime() > 0"],
    "by way of an instant": ["new Date()", "", "new (new Date(0).constructor)().getTime() > 0"],
    "as text": ["Intl.DateTimeFormat().format()", "", "new Intl.DateTimeFormat('en').format().length > 0"],
    "in parts": [
      "Intl.DateTimeFormat().formatToParts()",
      "",
      "new Intl.DateTimeFormat('en').formatToParts().length > 0",
    ],
    bound: ["performance.now()", "const now = performance.now.bind(performance);", "now() > 0"],
    "since when": ["performance.timeOrigin", "", "performance.timeOrigin > 0"],
    "of the process": ["process.hrtime()", "const { hrtime } = process;", "hrtime()[0] >= 0"],
    imported: ["process.hrtime.bigint()", 'import { hrtime } from "node:process";', "hrtime.bigint() > 0n"],
    uptime: ["process.uptime()", "", "process.uptime() > 0"],
    timers: ["setTimeout()", "let late = 0; setTimeout(() => { late = 1; }, 0);", "late === 0"],
    "chance, taken apart": ["Math.random()", "const { random } = Math;", "random() < 2"],
    "a seed at loading": ["Math.random()", "const seed = Math.random();", "seed < 2"],
    "chance of the web": [
      "crypto.getRandomValues()",
      "",
      "crypto.getRandomValues(new Uint8Array(1))[0] < 300",
    ],
    "chance, imported": [
      "crypto.randomInt()",
      'import { randomInt } from "node:crypto";',
      "randomInt(5) < 9",
    ],
    "chance of a module": [
      "crypto.randomBytes()",
      'import * as it from "node:crypto";',
      "it.randomBytes(1)[0] < 300",
    ],
    "a name of chance": ["crypto.randomUUID()", 'import it from "node:crypto";', "it.randomUUID() !== ''"],
  };
  test.each(Object.entries(ASKED))("%s", async (_, [what, head, condition]) => {
    const wanted = `${condition} && this.close.now > this.close.ago(5) ? 1 : -1`;
    const { findings } = await watch(strategy("asks", trader({ head, wanted })));
    expect(findings.map(({ code, message }) => [code, message])).toContainEqual([
      "E502",
      `asks asks ${/andom/.test(what) ? "chance" : "the clock"}: ${what}`,
    ]);
    expect(findings[0]!.where).toMatch(/asks\.ts:\d+:\d+$/);
  });
});

describe("what a run leaves for the next", () => {
  test.each([
    ["on globalThis", "globalThis.runs = (globalThis.runs ?? 0) + 1", "globalThis.runs"],
    [
      "in the environment",
      "process.env.RUNS = String(Number(process.env.RUNS ?? 0) + 1)",
      "Number(process.env.RUNS)",
    ],
    ["on its class", "Peeks.runs = (Peeks.runs ?? 0) + 1", "Peeks.runs"],
  ])("%s", async (_, count, runs) => {
    const columns = `constructor(context) { super(context); ${count}; }`;
    const { findings } = await watch(
      strategy("left", trader({ columns, wanted: `this.close.now > this.close.ago(${runs}) ? 1 : -1` })),
    );
    expect(findings.map(({ code }) => code)).toEqual(["E503"]);
  });
});

describe("nobody is accused whose functions", () => {
  const HONEST: Readonly<Record<string, Peek>> = {
    "want more bars than the first cut leaves": {
      head: "const average = (close) => { if (close.length < 500) throw new Error('too short'); return sma(close, 20); };",
      columns: "x = this.indicator(average, this.close);",
      wanted: "this.close.now > this.x.now ? 1 : -1",
    },
    "make arrays that are shorter than the bars": {
      head: "const change = (close) => { const d = new Float64Array(close.length - 14); const out = new Float64Array(close.length).fill(NaN); for (let i = 14; i < close.length; i++) out[i] = d[i - 14] = close[i] - close[i - 14]; return out; };",
      columns: "x = this.indicator(change, this.close);",
      wanted: "this.x.now > 0 ? 1 : -1",
    },
    "begin anew with each session": {
      head: "const vwap = (high, low, close, volume, date) => { let money = 0; let count = 0; return close.map((price, i) => { if (date[i] !== date[i - 1]) money = count = 0; money += ((high[i] + low[i] + price) / 3) * volume[i]; count += volume[i]; return money / count; }); };",
      columns: "x = this.indicator(vwap, this.high, this.low, this.close, this.volume, this.tradeDate);",
      wanted: "this.close.now > this.x.now ? 1 : -1",
    },
    "read the bars of a constructor back from where they are": {
      columns: "#bars; constructor(context) { super(context); this.#bars = context.bars; }",
      wanted: "this.#bars.closeTicks[this.bar] > this.#bars.closeTicks[this.bar - 9] ? 1 : -1",
    },
  };
  test.each(Object.entries(HONEST))("%s", async (_, peek) => {
    expect((await watch(strategy("honest", trader(peek)))).findings).toEqual([]);
  });
});
