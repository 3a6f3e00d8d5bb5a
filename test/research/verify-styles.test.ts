// Is the future found in whatever style it is read, and is nobody accused of it who writes in the same styles and looks back?

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { walkSeries, watcher } from "./verify-series.js";

const { watch, strategy } = watcher();
const folder = mkdtempSync(join(tmpdir(), "tickproof-styles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Goes with what `wanted` says; `head` stands before the class, `body` in it. */
const trader = (wanted: string, body = "", head = "") => `${head}
export default class Style extends Strategy {
  ${body}
  onBar() {
    if (Number.isNaN(this.close.ago(40))) return;
    const wanted = ${wanted};
    if (wanted !== this.position) this.goTo(wanted, { reason: "signal" });
  }
}`;
const column = (compute: string, args: string, wanted: string, head = "") =>
  trader(wanted, `x = this.indicator(${compute}, ${args});`, head);

const BARS = "constructor(context) { super(context); ";
const OF_CLOSE = "this.x.now > this.close.now ? 1 : -1";

const AHEAD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the next close": {
    "copied within": column("(close) => close.slice().copyWithin(0, 1)", "this.close", OF_CLOSE),
    "in a static field": trader(
      "(Style.closes[this.bar + 1] ?? this.close.now) > this.close.now ? 1 : -1",
      `static closes; ${BARS}Style.closes = context.bars.close; }`,
    ),
    "by an iterator that runs one step ahead": column(
      "shifted",
      "this.close",
      OF_CLOSE,
      "function shifted(close) { const it = close.values(); it.next(); const out = Float64Array.from(it); const all = new Float64Array(close.length).fill(NaN); all.set(out); return all; }",
    ),
    "by a view of the same memory": column(
      "(close) => { const out = close.slice(); const next = new Float64Array(out.buffer, 8, out.length - 1); return Float64Array.from(out, (value, i) => next[i] ?? value); }",
      "this.close",
      OF_CLOSE,
    ),
    "by a closure that the constructor makes": trader(
      "this.peek(1) > this.close.now ? 1 : -1",
      `${BARS}const { close } = context.bars; this.peek = (ahead) => close.at(this.bar + ahead) ?? NaN; }`,
    ),
  },
  "the whole series at once": {
    "its maximum, spread": column(
      "(high) => high.fill(Math.max(...high))",
      "this.high",
      "this.x.now - this.close.now > 8 ? 1 : -1",
    ),
    "its quantiles": column(
      "(close) => { const sorted = close.slice().sort(); const at = (q) => sorted[Math.floor(q * (sorted.length - 1))]; return close.map((value) => (value < at(0.3) ? 1 : value > at(0.7) ? -1 : 0)); }",
      "this.close",
      "this.x.now",
    ),
    "the lowest low of what is left": column(
      "(low) => { const out = low.slice(); for (let i = out.length - 2; i >= 0; i--) out[i] = Math.min(out[i], out[i + 1]); return out; }",
      "this.low",
      "this.close.now - this.x.now > 3 ? -1 : 1",
    ),
    "its last value": column("(close) => close.map(() => close.at(-1))", "this.close", OF_CLOSE),
  },
  "a centred average": {
    "by sums up to each bar": column(
      "(close) => { const sums = [0]; for (const value of close) sums.push(sums.at(-1) + value); return close.map((_, i) => (i < 4 || i + 4 >= close.length ? NaN : (sums[i + 5] - sums[i - 4]) / 9)); }",
      "this.close",
      OF_CLOSE,
    ),
    "by the library's own, pulled back": column(
      "(close) => { const out = new Float64Array(close.length).fill(NaN); out.set(sma(close, 9).subarray(4)); return out; }",
      "this.close",
      OF_CLOSE,
    ),
    "by a kernel": column(
      "(close) => close.map((_, i) => KERNEL.reduce((sum, weight, k) => sum + weight * (close[i + k - 2] ?? NaN), 0) / 35)",
      "this.close",
      OF_CLOSE,
      "const KERNEL = [-3, 12, 17, 12, -3];",
    ),
  },
  "the bar that the entry fills in": {
    "its high as a limit": `
export default class Style extends Strategy {
  #bars; ${BARS}this.#bars = context.bars; }
  onBar() {
    const next = this.#bars.highTicks[this.bar + 1];
    if (this.bar > 40 && this.position === 0 && next > 0) this.sell({ qty: 1, limit: next * this.tickSize, tif: "DAY", exit: { stopTicks: 12, targetTicks: 6 } });
    else if (this.bar % 7 === 0) this.cancelAll();
  }
}`,
    "its low as a stop loss": `
export default class Style extends Strategy {
  low1 = this.indicator((low) => Float64Array.from(low, (_, i) => low[i + 1] ?? NaN), this.low);
  onBar() {
    if (this.bar > 40 && this.position === 0 && this.bar % 9 === 0 && !Number.isNaN(this.low1.now))
      this.buy({ qty: 1, exit: { stop: this.low1.now - 1, targetTicks: 12 } });
  }
}`,
    "its volume as a size": `
export default class Style extends Strategy {
  next = this.indicator((volume) => volume.map((_, i) => (volume[i + 1] > 150 ? 2 : 1)), this.volume);
  onBar() {
    if (this.bar > 40 && this.bar % 10 === 0) this.goTo(this.position > 0 ? -this.next.now : this.next.now);
  }
}`,
  },
  "a longer bar before it has closed": {
    "a day by its trade date": column(
      "(close, date) => { const last = {}; close.forEach((value, i) => (last[date[i]] = value)); return close.map((_, i) => last[date[i]]); }",
      "this.close, this.tradeDate",
      OF_CLOSE,
    ),
    "in two levels": column(
      "(close) => byGroups(byGroups(close, 5), 20)",
      "this.close",
      OF_CLOSE,
      "const byGroups = (close, n) => close.map((_, i) => close[Math.min(close.length - 1, i - (i % n) + n - 1)]);",
    ),
    "the hour of a clock": trader(
      OF_CLOSE,
      `x = { now: NaN }; #hours = new Map(); ${BARS}const { time, close, length } = context.bars; for (let i = 0; i < length; i++) this.#hours.set(Math.floor(time[i] / 3.6e6), close[i]); Object.defineProperty(this.x, "now", { get: () => this.#hours.get(Math.floor(this.time / 3.6e6)) }); }`,
    ),
    "of a frame, one too early": column(
      "(close) => { const out = close.slice(); out.copyWithin(0, 1); return out; }",
      'this.frame("30m").close',
      OF_CLOSE,
    ),
    "of a frame of a frame": column(
      "(close) => close.map((_, i) => close[Math.min(close.length - 1, i - (i % 4) + 3)])",
      'this.frame("15m").close',
      OF_CLOSE,
    ),
  },
  "values that the full history has scaled": {
    "between its ends": column(
      "(close) => { let [low, high] = [Infinity, -Infinity]; for (const value of close) [low, high] = [Math.min(low, value), Math.max(high, value)]; return close.map((value) => (value - low) / (high - low)); }",
      "this.close",
      "this.x.now > 0.5 ? -1 : 1",
    ),
    "by a line through all of it": column(
      "(close) => { const n = close.length; let [sx, sy, sxy, sxx] = [0, 0, 0, 0]; close.forEach((y, x) => { sx += x; sy += y; sxy += x * y; sxx += x * x; }); const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx); const base = (sy - slope * sx) / n; return close.map((y, x) => y - base - slope * x); }",
      "this.close",
      "this.x.now > 0 ? -1 : 1",
    ),
    "by Welford's deviation": column(
      "(close) => { let [mean, m2, n] = [0, 0, 0]; for (const value of close) { n++; const d = value - mean; mean += d / n; m2 += d * (value - mean); } return close.map((value) => (value - mean) / Math.sqrt(m2 / n)); }",
      "this.close",
      "this.x.now > 0.3 ? -1 : 1",
    ),
    "by the median of the volume": trader(
      "this.volume.now > this.middle ? (this.close.now > this.close.ago(3) ? 1 : -1) : this.position",
      `middle = 0; ${BARS}const sorted = [...context.bars.volume].sort((a, b) => a - b); this.middle = sorted[sorted.length >> 1]; }`,
    ),
  },
};

describe.each(Object.entries(AHEAD))("%s", (_kind, styles) => {
  test.each(Object.entries(styles))("%s", async (_name, text) => {
    const { findings } = await watch(strategy("style", text));
    expect(findings.map(({ code }) => code)).toEqual(["E501"]);
    expect(findings[0]!.where).toMatch(/style\.ts:\d+:\d+$/);
    expect(findings[0]!.asRun).not.toBe(findings[0]!.watched);
  });
});

describe("a peek that keeps from an order, and only now and then", () => {
  const PEEK = (every: number) => `
export default class Style extends Strategy {
  #falls = this.indicator((close) => close.map((value, i) => (close[i + 1] < value ? 1 : 0)), this.close);
  onBar() {
    if (this.bar % ${every} === 0 && this.position === 0 && this.#falls.now === 0) this.buy({ qty: 1, exit: { stopTicks: 40, timeStop: 5 } });
  }
}`;
  // Where it orders, nothing is hidden that would change the order: only bars in which it does not show it.
  test("is found among more instants than were asked for, as its columns cost little", async () => {
    const { findings, cuts } = await watch(strategy("style", PEEK(97)), {}, { cuts: 10, starts: 0 });
    expect(findings.map(({ code }) => code)).toEqual(["E501"]);
    expect(findings[0]).toMatchObject({ asRun: null, watched: expect.stringContaining("buy: qty 1") });
    expect(cuts).toBeGreaterThan(100);
  });
  test("is found around the cuts at which a column was rewritten, and at the same place of other sessions", async () => {
    // One bar of each session: too few for any of the cuts that are made without looking.
    const text = `
const first = (close, date) => close.map((value, i) => (date[i] !== date[i - 30] && date[i] === date[i - 29] && close[i + 1] < value ? 1 : 0));
export default class Style extends Strategy {
  #falls = this.indicator(first, this.close, this.tradeDate);
  #day = 0; #n = 0;
  onBar() {
    if (this.tradeDay !== this.#day) { this.#day = this.tradeDay; this.#n = 0; }
    if (++this.#n === 30 && this.tradeDay % 5 === 0 && this.position === 0 && this.#falls.now === 0) this.buy({ qty: 1, exit: { stopTicks: 40, timeStop: 5 } });
  }
}`;
    const { findings } = await watch(
      strategy("style", text),
      {},
      { cuts: 10, starts: 0 },
      walkSeries(12_000, 5),
    );
    expect(findings.map(({ code }) => code)).toEqual(["E501"]);
  });
});

describe("the clock and chance", () => {
  const ASKED: Readonly<Record<string, readonly [what: string, condition: string, head?: string]>> = {
    "a class that is a Date": ["new Date()", "new Clock().getHours() >= 0", "class Clock extends Date {}"],
    reflected: ["new Date()", "Reflect.construct(Date, []).getTime() > 0"],
    "with nothing spread": ["new Date()", "new Date(...[]).getTime() > 0"],
    "from a name": ["Date.now()", 'globalThis["Da" + "te"]["now"]() > 0'],
    "as a number": ["new Date()", "+new Date() > 0"],
    "as a text with a zone": [
      "Intl.DateTimeFormat().format()",
      'Intl.DateTimeFormat("en", { timeZone: "UTC" }).format() !== ""',
    ],
    "of performance, imported": [
      "performance.now()",
      "performance.now() > 0",
      'import { performance } from "node:perf_hooks";',
    ],
    "of performance, required": [
      "performance.now()",
      "clock.performance.now() > 0",
      'import clock from "node:perf_hooks";',
    ],
    "since Node began": ["performance.nodeTiming", "performance.nodeTiming.duration > 0"],
    "the stamp of an event": ["Event.timeStamp", 'new Event("x").timeStamp > 0'],
    "the stamp of a mark": ["new PerformanceMark()", 'new PerformanceMark("x").startTime >= 0'],
    "an awaited timer": [
      "setTimeout()",
      "typeof later === 'object'",
      'import { setTimeout } from "node:timers/promises"; const later = setTimeout(0);',
    ],
    "a signal that times out": ["AbortSignal.timeout()", "AbortSignal.timeout(1000).aborted === false"],
    "the memory in use": ["process.memoryUsage()", "process.memoryUsage().heapUsed > 0"],
    "the memory in use, and no more": ["process.memoryUsage.rss()", "process.memoryUsage.rss() > 0"],
    "the memory in use, taken apart": [
      "process.memoryUsage.rss()",
      "rss() > 0",
      "const { rss } = process.memoryUsage;",
    ],
    "the date of a new file": ["new File()", 'new File([], "x").lastModified > 0'],
    "the heap in use": [
      "v8.getHeapStatistics()",
      "heap().used_heap_size > 0",
      'import { getHeapStatistics as heap } from "node:v8";',
    ],
    "keys of a curve": [
      "ECDH.generateKeys()",
      "key.length > 0",
      'import { createECDH } from "node:crypto"; const key = createECDH("secp256k1").generateKeys();',
    ],
    "keys of a group that has a name": [
      "DiffieHellmanGroup.generateKeys()",
      "key.length > 0",
      'import { getDiffieHellman } from "node:crypto"; const key = getDiffieHellman("modp1").generateKeys();',
    ],
    "a report of the process": [
      "process.report.getReport()",
      "at.header.dumpEventTimeStamp > '2'",
      "const at = process.report.getReport();",
    ],
    "the process's own number": ["process.pid", "process.pid > 0"],
    "chance of the web's crypto, imported": [
      "crypto.getRandomValues()",
      "webcrypto.getRandomValues(new Uint8Array(1))[0] < 300",
      'import { webcrypto } from "node:crypto";',
    ],
    "chance with a callback": [
      "crypto.randomFillSync()",
      "randomFillSync(new Uint8Array(1))[0] < 300",
      'import { randomFillSync } from "crypto";',
    ],
    "a new name for a blob": ["URL.createObjectURL()", 'URL.createObjectURL(new Blob(["x"])).length > 0'],
  };
  test.each(Object.entries(ASKED))("%s", async (_name, [what, condition, head = ""]) => {
    const wanted = `${condition} && this.close.now > this.close.ago(5) ? 1 : -1`;
    const { findings } = await watch(strategy("style", trader(wanted, "", head)), {}, { cuts: 2, starts: 0 });
    const asked = findings.filter(({ code }) => code === "E502");
    expect(asked.map(({ message }) => message.replace(/^style asks [a-z ]+: /, ""))).toContain(what);
    expect(asked[0]!.where).toMatch(/style\.ts:\d+:\d+$/);
  });
});

describe("what one run leaves for the next", () => {
  const KEPT = "(kept()?.[this.bar + 1] ?? this.close.now) > this.close.now ? 1 : -1";
  const keeping = (head: string, put: string) =>
    trader(KEPT, `x = this.indicator((close) => { ${put} return close; }, this.close);`, head);
  const LEFT: Readonly<Record<string, string>> = {
    "under a symbol of all realms": keeping(
      'const KEY = Symbol.for("style"); const kept = () => globalThis[KEY];',
      "globalThis[KEY] ??= close.slice();",
    ),
    "in a map that hangs on a prototype": keeping(
      'const kept = () => Object.getPrototypeOf([]).store?.get("close");',
      'Array.prototype.store ??= new Map(); if (!Array.prototype.store.has("close")) Array.prototype.store.set("close", close.slice()); Object.defineProperty(Array.prototype, "store", { enumerable: false });',
    ),
    "on a module of Node's": keeping(
      'import os from "node:os"; const kept = () => os.store;',
      "os.store ??= close.slice();",
    ),
    "on a part of a module of Node's": keeping(
      'import path from "node:path"; const kept = () => path.posix.store;',
      "path.posix.store ??= close.slice();",
    ),
    "in a weak map on a function of the framework": keeping(
      "const kept = () => ema.runs?.get(sma);",
      "ema.runs ??= new WeakMap(); if (!ema.runs.has(sma)) ema.runs.set(sma, close.slice());",
    ),
    "in a function of the language that another has taken the place of": keeping(
      "const kept = () => ({ at: Math.cbrt }); const of = (i) => Math.cbrt(-1e9 - i);",
      "if (/native/.test(Math.cbrt)) { const mine = close.slice(); Math.cbrt = (v) => mine[-1e9 - v]; }",
    ).replace("kept()?.[this.bar + 1]", "(of(this.bar + 1) > 0 ? of(this.bar + 1) : undefined)"),
    "in a getter that another has taken the place of": keeping(
      'const size = () => Object.getOwnPropertyDescriptor(Map.prototype, "size"); const kept = () => !/native/.test(size().get) && size().get.call("close");',
      'const { get } = size(); if (/native/.test(get)) { const mine = close.slice(); Object.defineProperty(Map.prototype, "size", { configurable: true, get() { return this instanceof Map ? get.call(this) : mine; } }); }',
    ),
    "in a method of all typed arrays": keeping(
      "const all = Object.getPrototypeOf(Uint8Array.prototype); const kept = () => !/native/.test(all.lastIndexOf) && all.lastIndexOf();",
      "const real = all.lastIndexOf; if (/native/.test(real)) { const mine = close.slice(); all.lastIndexOf = function (...args) { return args.length === 0 ? mine : real.apply(this, args); }; }",
    ),
    "on the prototype of generators": keeping(
      "const all = Object.getPrototypeOf(function* () {}).prototype; const kept = () => all.store;",
      "all.store ??= close.slice();",
    ),
    "among the listeners of the process": keeping(
      'const kept = () => { const box = {}; process.emit("style", box); return box.close; };',
      'if (process.listenerCount("style") === 0) { const mine = close.slice(); process.on("style", (box) => { box.close = mine; }); }',
    ),
  };
  test.each(Object.entries(LEFT))("shows it the future: %s", async (_name, text) => {
    const { findings } = await watch(strategy("style", text));
    expect(findings.map(({ code }) => code)).toContain("E501");
    expect(findings.find(({ code }) => code === "E501")!.where).toMatch(/style\.ts:\d+:\d+$/);
  });

  const COUNTED: Readonly<Record<string, readonly [count: string, runs: string, head?: string]>> = {
    "a counter under a symbol": [
      "globalThis[KEY] = (globalThis[KEY] ?? 0) + 1",
      "globalThis[KEY]",
      'const KEY = Symbol.for("runs");',
    ],
    "a private static of its class": ["Style.count()", "Style.runs", ""],
    "a file": [
      "count()",
      "runs",
      `import { existsSync, readFileSync, writeFileSync } from "node:fs"; const AT = ${JSON.stringify(join(folder, "runs.json"))}; let runs = 0; const count = () => { runs = existsSync(AT) ? JSON.parse(readFileSync(AT, "utf8")).runs + 1 : 1; writeFileSync(AT, JSON.stringify({ runs })); };`,
    ],
  };
  test.each(Object.entries(COUNTED))("makes it another one: %s", async (_name, [count, runs, head = ""]) => {
    const body = `static #runs = 0; static count() { Style.#runs++; } static get runs() { return Style.#runs; } ${BARS}${count}; }`;
    const wanted = `this.close.now > this.close.ago(${runs}) ? 1 : -1`;
    const { findings } = await watch(
      strategy("style", trader(wanted, body, head)),
      {},
      { cuts: 20, starts: 0 },
    );
    const found = findings.find(({ code }) => code === "E503");
    expect(found?.where).toMatch(/style\.ts:\d+:\d+$/);
    expect(found?.excerpt).toContain("this.goTo(wanted");
  });
});

describe("nobody is accused who looks back", () => {
  const HONEST: Readonly<Record<string, string>> = {
    "and adds to what wins, with a stop that follows": `
export default class Style extends Strategy {
  #up = this.indicator(ema, this.close, 9); #down = this.indicator(ema, this.close, 21); #range = this.indicator(atr, this.high, this.low, this.close, 14);
  #adds = 0; #last = NaN; #best = NaN;
  onFill() { this.#last = this.close.now; }
  onBar() {
    const range = this.#range.now;
    if (Number.isNaN(range)) return;
    if (this.position === 0) {
      this.#adds = 0; this.#best = NaN;
      if (this.#up.crossedAbove(this.#down)) this.buy({ qty: 1, reason: "first", exit: { stopTicks: Math.ceil((3 * range) / this.tickSize) } });
      return;
    }
    this.#best = Math.max(Number.isNaN(this.#best) ? -Infinity : this.#best, this.high.now);
    if (this.#adds < 3 && this.close.now > this.#last + range) { this.#adds++; this.buy({ qty: 1, reason: "add " + this.#adds, exit: { stopTicks: 30 } }); }
    const stop = Math.floor((this.#best - 2 * range) / this.tickSize) * this.tickSize;
    if (stop < this.low.now) this.moveStop(stop);
    else this.flatten("trailed");
  }
}`,
    "at the range of the session's first bars": `
const WINDOW = 6;
export default class Style extends Strategy {
  #day = -1; #seen = 0; #top = -Infinity; #bottom = Infinity; #traded = false;
  onBar() {
    if (this.tradeDay !== this.#day) { this.cancelAll(); this.#day = this.tradeDay; this.#seen = 0; this.#top = -Infinity; this.#bottom = Infinity; this.#traded = false; }
    if (this.#seen++ < WINDOW) { this.#top = Math.max(this.#top, this.high.now); this.#bottom = Math.min(this.#bottom, this.low.now); return; }
    if (this.#traded || this.position !== 0) return;
    this.#traded = true;
    const size = Math.round((this.#top - this.#bottom) / this.tickSize);
    if (this.close.now < this.#top) this.buy({ qty: 1, stop: this.#top + this.tickSize, tif: "DAY", reason: "range", exit: { stopTicks: Math.max(4, size), targets: [{ at: { r: 1 }, portion: 1 }] } });
  }
}`,
    "on three frames at once": `
export default class Style extends Strategy {
  #hour = this.frame("1h"); #half = this.frame("30m"); #day = this.frame("1d");
  #trend = this.indicator(ema, this.#hour.close, 3); #mid = this.indicator(sma, this.#half.close, 4);
  onBar() {
    const bias = Math.sign(this.#hour.close.now - this.#trend.now) + Math.sign(this.#half.close.now - this.#mid.now) + Math.sign(this.close.now - (this.#day.close.now || this.close.now));
    if (Number.isNaN(bias)) return;
    if (Math.abs(bias) >= 2 && Math.sign(bias) !== Math.sign(this.position)) this.goTo(Math.sign(bias), { reason: "bias " + bias, exit: { stopTicks: 24 } });
  }
}`,
    "through a function that remembers": `
const memo = new Map();
const levels = (price, step) => { const key = Math.round(price / step); if (!memo.has(key)) memo.set(key, { above: (key + 1) * step, below: (key - 1) * step }); return memo.get(key); };
export default class Style extends Strategy {
  onBar() {
    const { above, below } = levels(this.close.ago(1) || this.close.now, 2);
    if (this.close.now >= above && this.position <= 0) this.goTo(1, { reason: "above" });
    if (this.close.now <= below && this.position >= 0) this.goTo(-1, { reason: "below" });
  }
}`,
    "with constants on its class and a table": `
const TABLE = Object.freeze([[0, 8], [2, 12], [5, 20], [Infinity, 32]]);
export default class Style extends Strategy {
  static LENGTHS = Object.freeze({ fast: 5, slow: 20 }); static #names = new Map([[1, "long"], [-1, "short"]]); static sideName(side) { return Style.#names.get(side); }
  #fast = this.indicator(sma, this.close, Style.LENGTHS.fast); #slow = this.indicator(sma, this.close, Style.LENGTHS.slow); #range = this.indicator(atr, this.high, this.low, this.close, 10);
  onBar() {
    const side = this.#fast.crossedAbove(this.#slow) ? 1 : this.#fast.crossedBelow(this.#slow) ? -1 : 0;
    if (side === 0 || Number.isNaN(this.#range.now)) return;
    const [, stopTicks] = TABLE.find(([least]) => this.#range.now <= least) ?? TABLE.at(-1);
    this.goTo(side, { reason: Style.sideName(side), exit: { stopTicks } });
  }
}`,
    "with a column of its own over several columns": `
const keltner = (high, low, close, n, times) => { const middle = ema(close, n); const range = atr(high, low, close, n); return { upper: middle.map((m, i) => m + times * range[i]), lower: middle.map((m, i) => m - times * range[i]) }; };
export default class Style extends Strategy {
  #bands = this.indicator(keltner, this.high, this.low, this.close, 20, 1.5);
  onBar() {
    if (this.close.now > this.#bands.upper.now && this.position <= 0) this.goTo(1, { reason: "out", exit: { stopTicks: 40 } });
    else if (this.close.now < this.#bands.lower.now && this.position >= 0) this.goTo(-1, { reason: "out", exit: { stopTicks: 40 } });
  }
}`,
    "at its own orders, changed as prices move": `
export default class Style extends Strategy {
  #order = 0;
  onBar() {
    if (this.bar < 20) return;
    const price = Math.round((this.low.now - 1) / this.tickSize) * this.tickSize;
    if (this.position !== 0) { if (this.barsHeld > 12) this.flatten("time"); return; }
    if (this.working === 0) this.#order = this.buy({ qty: 1, limit: price, reason: "bid", exit: { stopTicks: 20, targetTicks: 20, timeStop: 30 } });
    else if (this.bar % 4 === 0 && !this.amend(this.#order, { limit: price })) this.cancelAll();
  }
}`,
    "over its own past, in a ring": `
export default class Style extends Strategy {
  #ring = new Float64Array(32); #n = 0;
  onBar() {
    this.#ring[this.#n++ % 32] = this.close.now - this.open.now;
    if (this.#n < 32) return;
    let [sum, squares] = [0, 0];
    for (const value of this.#ring) { sum += value; squares += value * value; }
    const score = sum / Math.sqrt(squares || 1);
    if (score > 1.2 && this.position <= 0) this.goTo(1, { reason: "up" });
    if (score < -1.2 && this.position >= 0) this.goTo(-1, { reason: "down" });
    this.note({ score });
  }
}`,
    "with a size that its equity sets": `
export default class Style extends Strategy {
  #range = this.indicator(atr, this.high, this.low, this.close, 20); #mean = this.indicator(sma, this.close, 50);
  onBar() {
    if (Number.isNaN(this.#mean.now) || this.position !== 0 || this.bar % 25 !== 0) return;
    const qty = Math.max(1, Math.min(3, Math.floor((0.004 * this.equity) / (this.#range.now * 5 * 2))));
    if (this.close.now > this.#mean.now) this.buy({ qty, exit: { stopTicks: Math.ceil((2 * this.#range.now) / this.tickSize), timeStop: 20 } });
    else this.sell({ qty, exit: { stopTicks: Math.ceil((2 * this.#range.now) / this.tickSize), timeStop: 20 } });
  }
}`,
    "by hours of a zone, and a generator that is seeded": `
const hourOf = new Intl.DateTimeFormat("en-US", { timeZone: "America/Chicago", hour: "2-digit", hourCycle: "h23" });
function* numbers(seed) { let x = seed; for (;;) { x = (1103515245 * x + 12345) % 2147483648; yield x / 2147483648; } }
export default class Style extends Strategy {
  #chance = numbers(42);
  onBar() {
    const hour = Number(hourOf.format(new Date(this.time)));
    const draw = this.#chance.next().value;
    if (hour >= 15 || hour < 8) { if (this.position !== 0) this.flatten("late"); return; }
    if (draw > 0.97) this.goTo(this.close.now > this.close.ago(3) ? 1 : -1, { reason: "draw" });
  }
}`,
  };
  test.each(Object.entries(HONEST))("%s", async (_name, text) => {
    const { findings, orders } = await watch(strategy("style", text));
    expect(orders).toBeGreaterThan(5);
    expect(findings).toEqual([]);
  });
});
