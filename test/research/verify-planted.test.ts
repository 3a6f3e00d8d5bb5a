// Are look-aheads of all eight kinds found as their authors would write them, each by its decision and its line?

import { describe, expect, test } from "vitest";
import { watcher } from "./verify-series.js";

const { watch, strategy } = watcher();

interface Planted {
  readonly text: string;
  /** On the line that is shown. */
  readonly line: string;
}

const PLANTED: Readonly<Record<string, Readonly<Record<string, Planted>>>> = {
  "the next close": {
    "by a generator that looks before it yields": {
      text: `
function* pairs(close) { for (let i = 0; i < close.length; i++) yield [close[i], close[Math.min(i + 1, close.length - 1)]]; }
export default class Planted extends Strategy {
  edge = this.indicator((close) => Float64Array.from(pairs(close), ([now, next]) => next - now), this.close);
  onBar() {
    const side = Math.sign(this.edge.now);
    if (side === 1 && this.position <= 0) this.goTo(1, { reason: "up" });
    if (side === -1 && this.position >= 0) this.goTo(-1, { reason: "down" });
  }
}`,
      line: "this.goTo(",
    },
    "by a helper of another class that was handed the bars": {
      text: `
class Book { constructor(bars) { this.bars = bars; } priceAt(when) { const i = this.bars.time.indexOf(when); return Reflect.get(this.bars.close, i + 1); } }
export default class Planted extends Strategy {
  constructor(context) { super(context); this.book = new Book(context.bars); }
  onBar() {
    if (this.bar % 5 !== 0) return;
    const price = this.book.priceAt(this.time);
    this.goTo(price > this.close.now ? 1 : -1, { reason: "book" });
  }
}`,
      line: "Reflect.get(this.bars.close, i + 1)",
    },
  },
  "the maximum of the whole series": {
    "reduced once, and kept in a private field": {
      text: `
export default class Planted extends Strategy {
  #top = this.indicator((high) => { const top = high.reduce((a, b) => Math.max(a, b), -Infinity); return high.map((value) => value / top); }, this.high);
  onBar() {
    if (this.position === 0 && this.#top.now > 0.999) this.sell({ qty: 1, reason: "the top", exit: { stopTicks: 40, targetTicks: 40 } });
  }
}`,
      line: "this.sell(",
    },
    "of the bars of each day, before the day is over": {
      text: `
const ofDay = (high, day) => { const tops = new Map(); for (const [i, value] of high.entries()) tops.set(day[i], Math.max(tops.get(day[i]) ?? -Infinity, value)); return high.map((_, i) => tops.get(day[i])); };
export default class Planted extends Strategy {
  #top = this.indicator(ofDay, this.high, this.tradeDate);
  onBar() {
    const isTop = this.high.now >= this.#top.now;
    if (isTop && this.position >= 0) this.goTo(-1, { reason: "the day's high" });
    else if (!isTop && this.position < 0 && this.bar % 60 === 0) this.flatten("enough");
  }
}`,
      line: "this.goTo(-1",
    },
  },
  "a centred average": {
    "as the mean of one that runs forth and one that runs back": {
      text: `
const back = (values, n) => sma(values.slice().reverse(), n).slice().reverse();
const both = (close) => { const [a, b] = [sma(close, 12), back(close, 12)]; return close.map((_, i) => (a[i] + b[i]) / 2); };
export default class Planted extends Strategy {
  #mid = this.indicator(both, this.close);
  onBar() {
    if (this.#mid.now > this.#mid.ago(1) === this.position > 0) return;
    this.goTo(this.#mid.now > this.#mid.ago(1) ? 1 : -1);
  }
}`,
      line: "this.goTo(",
    },
  },
  "the bar in which the order fills": {
    "its high, as the stop that it enters at": {
      text: `
export default class Planted extends Strategy {
  #high = this.indicator((high) => { const out = new Float64Array(high.length); for (let i = high.length; i-- > 1; ) out[i - 1] = high[i]; return out; }, this.high);
  onBar() {
    if (this.position === 0 && this.bar % 11 === 0 && this.#high.now > this.close.now)
      this.buy({ qty: 1, stop: this.#high.now, tif: "DAY", exit: { stopTicks: 20, targetTicks: 20 } });
  }
}`,
      line: "this.buy(",
    },
    "whether it will be reached at all": {
      text: `
export default class Planted extends Strategy {
  constructor(context) { super(context); const { low, high } = context.bars; this.trades = (price, i) => low[i] <= price && price <= high[i]; }
  onBar() {
    const price = this.close.now - 4 * this.tickSize;
    if (this.position === 0 && this.trades(price, this.bar + 1)) this.buy({ qty: 1, limit: price, tif: "DAY", exit: { stopTicks: 16, targetTicks: 16 } });
  }
}`,
      line: "low[i] <= price",
    },
  },
  "a longer bar that is still being made": {
    "by quarters of an hour of the clock": {
      text: `
const QUARTER = 15 * 60_000;
const closes = (close, time) => { const last = {}; time.forEach((at, i) => { last[Math.floor(at / QUARTER)] = close[i]; }); return close.map((_, i) => last[Math.floor(time[i] / QUARTER)]); };
export default class Planted extends Strategy {
  constructor(context) { super(context); const { time } = context.bars; this.quarter = this.indicator((close) => closes(close, time), this.close); }
  onBar() {
    const wanted = this.quarter.now >= this.close.now ? 1 : -1;
    if (wanted !== this.position) this.goTo(wanted);
  }
}`,
      line: "this.goTo(wanted)",
    },
    "in an object for each of them": {
      text: `
class Candle { close = NaN; add(price) { this.close = price; return this; } }
const candles = (close) => { const made = []; for (let i = 0; i < close.length; i++) { if (i % 10 === 0) made.push(new Candle()); made.at(-1).add(close[i]); } return close.map((_, i) => made[Math.trunc(i / 10)].close); };
export default class Planted extends Strategy {
  candle = this.indicator(candles, this.close);
  onBar() {
    if (this.bar % 10 === 0) this.goTo(this.candle.now > this.close.now ? 1 : -1);
  }
}`,
      line: "this.goTo(",
    },
  },
  "values that the full history has scaled": {
    "by its last one, as ratios of an adjusted series are": {
      text: `
export default class Planted extends Strategy {
  #ratio = this.indicator((close) => { const last = close[close.length - 1]; return close.map((value) => value / last - 1); }, this.close);
  onBar() {
    const wanted = -Math.sign(this.#ratio.now);
    if (wanted !== 0 && wanted !== this.position) this.goTo(wanted);
  }
}`,
      line: "this.goTo(wanted)",
    },
    "into equally many of each tenth": {
      text: `
function tenths(values) { const order = Array.from(values, (value, i) => [value, i]).sort(([a], [b]) => a - b); const out = new Float64Array(values.length); order.forEach(([, i], rank) => { out[i] = Math.floor((10 * rank) / values.length); }); return out; }
export default class Planted extends Strategy {
  #tenth = this.indicator(tenths, this.close);
  onBar() {
    if (this.#tenth.now >= 8 && this.position >= 0) this.goTo(-1, { reason: "dear" });
    if (this.#tenth.now <= 1 && this.position <= 0) this.goTo(1, { reason: "cheap" });
  }
}`,
      line: "this.goTo(",
    },
  },
};

describe.each(Object.entries(PLANTED))("%s", (_kind, styles) => {
  test.each(Object.entries(styles))("%s", async (_style, { text, line }) => {
    const { findings } = await watch(strategy("planted", text), {}, { starts: 0 });
    expect(findings.map(({ code }) => code)).toEqual(["E501"]);
    const [{ where, excerpt, asRun, watched, bar }] = findings as [(typeof findings)[0]];
    expect(bar).toBeGreaterThanOrEqual(0);
    expect(asRun).not.toBe(watched);
    // The file has one line of imports before the text, which begins with a line break.
    const at = Number(/planted\.ts:(\d+):\d+$/.exec(where!)![1]);
    expect(text.split("\n")[at - 2]).toContain(line);
    expect(excerpt).toContain(line);
  });
});

describe("the clock", () => {
  const ASKED: Readonly<Record<string, readonly [head: string, condition: string, line: string]>> = {
    "in a static block": ["", "Planted.day >= 0", "static { this.day"],
    "by code that is made of text": ['const at = Function("return Date.now()");', "at() > 0", "at()"],
    "in a realm of its own": [
      'import { runInNewContext } from "node:vm";',
      'runInNewContext("Date.now()") > 0',
      "runInNewContext(",
    ],
    "of another program": [
      'import { execFileSync } from "node:child_process";',
      'Number(execFileSync(process.execPath, ["-p", "Date.now()"])) > 0',
      "execFileSync(",
    ],
  };
  test.each(Object.entries(ASKED))("%s", async (_name, [head, condition, line]) => {
    const text = `${head}
export default class Planted extends Strategy {
  static day = 0;
  static { this.day = ${line.startsWith("static") ? "new Date().getDay()" : "1"}; }
  onBar() {
    if (this.bar % 1000 === 0 && ${condition}) this.goTo(this.position > 0 ? -1 : 1);
  }
}`;
    const { findings } = await watch(strategy("planted", text), {}, { cuts: 2, starts: 0 });
    expect(findings.map(({ code }) => code)).toEqual(["E502"]);
    expect(findings[0]!.excerpt).toContain(line);
  });
});
