// Does a strategy see longer bars when they have closed, no sooner and no later?

import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { BAR_COLUMNS, createBars, sliceBars } from "#bars/columns.js";
import { frameOf } from "#bars/frame.js";
import { resampled } from "#bars/resample.js";
import { ema } from "#indicator/ema.js";
import { sessionVwap } from "#indicator/session-vwap.js";
import { instrumentOf } from "#instrument/instrument.js";
import { formatDay } from "#instrument/time.js";
import { backtest, compare } from "#program.js";
import { Strategy, type StrategyClass } from "#strategy/strategy.js";
import type { Bars, Series } from "../../src/domain/bars.js";
import { barsOf } from "../bars/some-bars.js";
import { BUNDLED, contractOf, seriesOf } from "../fixtures/real-data.js";
import { head, trade } from "../strategies/trade.js";
import { asText, closedIn, type Row } from "./naive-frames.js";

const SHORT = ["10m", "45m", "90m", "1h", "4h", "7h"];
const FRAMES = [...SHORT, "15m", "12h", "1d", "1w"];

/** What a strategy saw at each bar: newest and next newest bar of the frame, whether it was new, an average of its closes. */
type Seen = readonly string[];

function seen(series: Series, frame: string, close: "last" | "settlement" = "last"): Seen {
  const log: string[] = [];
  class Spy extends Strategy {
    readonly longer =
      frame === "regular" ? this.frame("1d", { close, hours: frame }) : this.frame(frame, { close });
    readonly average = this.indicator(ema, this.longer.close, 3);
    override onBar(): void {
      const { time, open, high, low, close, volume, closed } = this.longer;
      const now = [time, open.now, high.now, low.now, close.now, volume.now, close.ago(1)];
      log.push([...now, this.average.now, closed].join(" "));
    }
  }
  trade(series, Spy);
  return log;
}

/** The same from the bars up to that one and nothing else, by another way of counting. */
function naive({ bars, source }: Series, frame: string, bar: number): string {
  const rows = (end: number): Row[] => Array.from({ length: end + 1 }, (_, k) => rowOf(bars, k));
  const now = closedIn(rows(bar), frame, source.timeframeMs);
  const before = bar > 0 ? closedIn(rows(bar - 1), frame, source.timeframeMs) : [];
  return asText(now, now.length !== before.length);
}

function check(series: Series, frame: string, looksAt: (bar: number) => boolean): void {
  const log = seen(series, frame);
  const bars = Array.from(series.bars.time.keys()).filter(looksAt);
  expect(bars.length).toBeGreaterThan(10);
  for (const bar of bars)
    expect(`${frame} bar ${bar}: ${log[bar]}`).toBe(`${frame} bar ${bar}: ${naive(series, frame, bar)}`);
}
const nearHour = ({ bars }: Series, bar: number): boolean => bars.time[bar]! % 3_600_000 >= 3_300_000;
const dayTurns = ({ bars }: Series, bar: number): boolean => bars.tradeDate[bar] !== bars.tradeDate[bar - 1];

const rowOf = (bars: Bars, i: number): Row => [
  bars.time[i]!,
  bars.open[i]!,
  bars.high[i]!,
  bars.low[i]!,
  bars.close[i]!,
  bars.volume[i]!,
];

let mes: Series;
beforeAll(async () => {
  mes = await seriesOf(BUNDLED[0]!);
});

const without = ({ bars, source }: Series, keep: (bar: number) => boolean): Series => {
  const kept = barsOf(bars, 0, bars.length, keep);
  return { bars: kept, source: { ...source, bars: kept.length } };
};

const part = ({ bars, source }: Series, from: number, to: number): Series => {
  const kept = sliceBars(bars, from, to);
  return { bars: kept, source: { ...source, bars: kept.length } };
};
/** Index of the first bar at or after the instant. */
const at = (series: Series, stamp: string): number =>
  series.bars.time.findIndex((time) => time >= Date.parse(stamp));

describe("what a strategy sees at a bar is what the bars up to it make", () => {
  test.each([
    ["Carter's day of mourning", "2025-01-08", "2025-01-11"],
    ["a weekend and Martin Luther King", "2025-01-17", "2025-01-22"],
    ["the clock change", "2025-03-07", "2025-03-11"],
    ["Good Friday", "2025-04-17", "2025-04-22"],
    ["the Fourth of July", "2025-07-02", "2025-07-07"],
  ])("minutes and hours: %s", (_name, from, to) => {
    const series = part(mes, at(mes, `${from}T13:00Z`), at(mes, `${to}T00:00Z`));
    for (const frame of SHORT) check(series, frame, (bar) => bar % 7 === 0 || nearHour(series, bar));
  });
  test.each([
    ["2025-01-02", "2025-01-24"],
    ["2025-04-10", "2025-04-28"],
    ["2025-06-16", "2025-07-12"],
  ])("days and weeks from %s to %s", (from, to) => {
    const series = part(mes, at(mes, `${from}T00:00Z`), at(mes, `${to}T00:00Z`));
    for (const frame of ["1d", "1w", "regular"])
      check(series, frame, (bar) => bar % 401 === 0 || dayTurns(series, bar) || dayTurns(series, bar + 1));
  });

  test("with bars missing anywhere", () => {
    const weeks = part(mes, at(mes, "2025-01-17T00:00Z"), at(mes, "2025-01-22T00:00Z"));
    fc.assert(
      fc.property(
        fc.constantFrom(...SHORT),
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.constantFrom(0.02, 0.3, 0.9),
        (frame, seed, share) => {
          const holes = without(weeks, (bar) => hash(seed + bar) > share);
          check(holes, frame, (bar) => hash(bar) > 0.5);
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** Evenly spread over 0 … 1. */
const hash = (n: number): number => {
  let h = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
};

describe("the future has no say", () => {
  test("wherever it is cut off or scrambled, the same is seen before", () => {
    const weeks = part(mes, at(mes, "2025-01-13T00:00Z"), at(mes, "2025-02-08T00:00Z"));
    const { length } = weeks.bars;
    fc.assert(
      fc.property(
        fc.constantFrom(...FRAMES, "regular"),
        fc.constantFrom("last" as const, "settlement" as const),
        fc.integer({ min: 1, max: length - 1 }),
        fc.integer(),
        (frame, close, cut, seed) => {
          const whole = seen(weeks, frame, close);
          expect(seen(head(weeks, cut), frame, close)).toEqual(whole.slice(0, cut));
          expect(seen(scrambled(weeks, cut, seed), frame, close).slice(0, cut)).toEqual(whole.slice(0, cut));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("orders and notes that hang on it do not change either", () => {
    const weeks = part(mes, at(mes, "2025-02-03T00:00Z"), at(mes, "2025-03-15T00:00Z"));
    const whole = trade(weeks, Follower);
    expect(whole.orders.length).toBeGreaterThan(20);
    for (const cut of [500, 2000, 3311, 4000]) {
      const cutOff = trade(head(weeks, cut), Follower);
      const placed = whole.orders.filter((order) => order.bar < cut);
      expect(cutOff.orders.map(({ bar, side, reason }) => ({ bar, side, reason }))).toEqual(
        placed.map(({ bar, side, reason }) => ({ bar, side, reason })),
      );
    }
  });
});

/** Follows the hour against its average, where the day agrees. */
class Follower extends Strategy {
  readonly #hour = this.frame("1h");
  readonly #day = this.frame("1d", { close: "settlement" });
  readonly #average = this.indicator(ema, this.#hour.close, 10);

  override onBar(): void {
    if (!this.#hour.closed || Number.isNaN(this.#average.now)) return;
    const up = this.#hour.close.now > this.#average.now;
    const agrees = this.#day.close.now > this.#day.close.ago(1);
    this.goTo(up ? (agrees ? 2 : 1) : agrees ? 0 : -1, { reason: agrees ? "with the day" : "against it" });
  }
}

/** From `cut` on other prices at other times: none on the steps of the bars before, and some bars left out. */
function scrambled(series: Series, cut: number, seed: number): Series {
  const { bars } = without(series, (bar) => bar < cut || hash(seed ^ bar) > 0.4);
  const wild = createBars(bars.length);
  for (const column of BAR_COLUMNS) wild[column].set(bars[column]);
  for (let i = cut; i < wild.length; i++) {
    const ticks = Math.round(hash(seed + i) * 1000);
    for (const name of ["open", "high", "low", "close"] as const) {
      wild[`${name}Ticks`][i] = ticks;
      wild[name][i] = ticks / 4;
    }
  }
  return { bars: wild, source: { ...series.source, bars: wild.length } };
}

describe("when it is seen", () => {
  const HALF_HOURS = `
    2024-11-27 15:30 10 | 2024-11-27 21:30 11 | 2024-11-27 23:00 12 | 2024-11-28 16:00 13 | 2024-11-28 17:30 14
    2024-11-28 23:00 15 | 2024-11-29 17:00 16 | 2024-11-29 17:30 17 | 2024-11-29 18:00 18 | 2024-12-01 23:00 19
    2024-12-02 03:30 20 | 2024-12-02 21:30 21 | 2024-12-02 23:00 22`;
  /** Half hours around Thanksgiving: the halt of Thursday at noon, the early close of Friday at 12:15. */
  function drawn(): Series {
    const cells = [...HALF_HOURS.matchAll(/(\d{4}-\d\d-\d\d) (\d\d:\d\d) (\d+)/g)];
    const bars = createBars(cells.length);
    cells.forEach(([, date, clock, price], i) => {
      bars.time[i] = Date.parse(`${date}T${clock}Z`);
      bars.volume[i] = 1;
      for (const name of ["open", "high", "low", "close"] as const) {
        bars[name][i] = Number(price);
        bars[`${name}Ticks`][i] = Number(price) * 4;
      }
    });
    // Wednesday; Thursday's session counts for Friday; Monday.
    bars.tradeDate.set([...dates("2024-11-27", 2), ...dates("2024-11-29", 7)]);
    bars.tradeDate.set([...dates("2024-12-02", 3), ...dates("2024-12-03", 1)], 9);
    return { bars, source: { ...mes.source, timeframeMs: 1_800_000, bars: bars.length } };
  }
  const dates = (day: string, count: number): number[] => Array(count).fill(Date.parse(day) / 86_400_000);
  const closes = (frame: string): number[] => seen(drawn(), frame).map((line) => Number(line.split(" ")[4]));

  test("a frame is seen with the bar that ends it, or where that is missing, with the next there is", () => {
    //                                 15:30 ends the hour from 15:00; 16:00 of Thursday begins one that nothing ends
    expect(closes("1h")).toEqual([10, 11, 11, 12, 14, 14, 15, 17, 18, 18, 20, 21, 21]);
  });
  test("a day is seen at the end of its session, the early close included, though a bar comes after it", () => {
    //                             Wed            Fri at 12:15 Chicago: the bar of 18:00, Mon with its last bar
    expect(closes("1d")).toEqual([NaN, 11, 11, 11, 11, 11, 11, 11, 18, 18, 18, 21, 21]);
  });
  test("a week is seen when its last date closes", () => {
    expect(closes("1w")).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 18, 18, 18, 18, 18]);
  });
  test("a halt at noon ends the frames of its day", () => {
    // 14 opens at 11:30 in Chicago, half an hour before the halt, in the frame of 09:00 to 13:00.
    expect(closes("4h")[4]).toBe(14);
  });
});

describe("reading", () => {
  test("before the first has closed everything is NaN, and counts from -1", () => {
    const log: unknown[] = [];
    class Early extends Strategy {
      readonly day = this.frame("1d");
      override onBar(): void {
        const { close, bar, time, tradeDay, closed } = this.day;
        if (this.bar < 2) log.push([close.now, close.ago(3), bar, time, tradeDay, closed]);
      }
    }
    trade(head(mes, 400), Early);
    expect(log).toEqual(Array(2).fill([NaN, NaN, -1, NaN, NaN, false]));
  });

  test("ago counts longer bars, and refuses to count forward", () => {
    class Peek extends Strategy {
      readonly hour = this.frame("1h");
      override onBar(): void {
        this.hour.close.ago(-1);
      }
    }
    expect(() => trade(head(mes, 40), Peek)).toThrow(/has not closed yet/);
  });

  test("a cross is true at one bar of the run: with the frame's close, or with the bar's own", () => {
    const crosses = { frame: [] as number[], mixed: [] as number[], level: [] as number[] };
    const closed: number[] = [];
    const own: number[] = [];
    const theirs: number[] = [];
    class Crosses extends Strategy {
      readonly hour = this.frame("1h");
      readonly fast = this.indicator(ema, this.hour.close, 2);
      readonly slow = this.indicator(ema, this.hour.close, 6);
      override onBar(): void {
        own.push(this.close.now);
        theirs.push(this.slow.now);
        if (this.hour.closed) closed.push(this.bar);
        if (this.fast.crossedAbove(this.slow)) crosses.frame.push(this.bar);
        if (this.close.crossedAbove(this.slow)) crosses.mixed.push(this.bar);
        if (this.hour.close.crossedBelow(5900)) crosses.level.push(this.bar);
      }
    }
    trade(head(mes, 5000), Crosses);
    expect(crosses.frame.length).toBeGreaterThan(10);
    expect(crosses.frame.filter((bar) => !closed.includes(bar))).toEqual([]);
    expect(crosses.level.filter((bar) => !closed.includes(bar))).toEqual([]);
    expect(crosses.mixed).toEqual(
      Array.from(own.keys()).filter((i) => own[i]! > theirs[i]! && own[i - 1]! <= theirs[i - 1]!),
    );
    expect(crosses.mixed.length).toBeGreaterThan(20);
  });

  test("a level of an exit plan may be a price of a longer bar", () => {
    class Below extends Strategy {
      readonly day = this.frame("1d");
      override onBar(): void {
        if (this.position === 0 && this.close.now > this.day.low.now + 1)
          this.buy({ qty: 1, exit: { stop: this.day.low } });
      }
    }
    expect(trade(head(mes, 4000), Below).trades.length).toBeGreaterThan(1);
  });

  test("what is drawn is what was seen, bar for bar", () => {
    class Drawn extends Strategy {
      readonly hour = this.frame("1h");
      readonly line = this.plot("hour", this.hour.close);
      override onBar(): void {
        log.push(this.line.now);
      }
    }
    const log: number[] = [];
    const { plotted } = trade(head(mes, 700), Drawn);
    expect([...plotted[0]!.values]).toEqual(log);
    expect(log.filter(Number.isNaN).length).toBe(11);
  });

  test("indicators that begin anew with each session have the trade dates of the frame", () => {
    const series = head(mes, 2000);
    const log: number[] = [];
    class Vwap extends Strategy {
      readonly hour = this.frame("1h");
      readonly vwap = this.indicator(
        sessionVwap,
        this.hour.high,
        this.hour.low,
        this.hour.close,
        this.hour.volume,
        this.hour.tradeDate,
      );
      override onBar(): void {
        if (this.hour.closed) log.push(this.vwap.now);
      }
    }
    trade(series, Vwap);
    const { bars } = resampled(series, instrumentOf(contractOf("MES")), frameOf("1h"));
    const dates = Float64Array.from(bars.tradeDate);
    const expected = sessionVwap(bars.high, bars.low, bars.close, bars.volume, dates);
    expect(log).toEqual([...expected].slice(0, log.length));
    expect(log.length).toBeGreaterThan(160);
  });

  test("a followed strategy reads its own frames", () => {
    class Leader extends Strategy {
      readonly #follower = this.follow(Follower);
      override onBar(): void {
        if (this.#follower.read() === 1 && this.position === 0) this.buy({ qty: 1, exit: { stopTicks: 40 } });
      }
    }
    expect(trade(head(mes, 5000), Leader).trades.length).toBeGreaterThan(1);
  });

  test("all bars that it has seen are those that resampling makes", () => {
    for (const frame of FRAMES) {
      const whole = resampled(mes, instrumentOf(contractOf("MES")), frameOf(frame)).bars;
      const times = seen(mes, frame).map((line) => Number(line.split(" ")[0]));
      const distinct = [...new Set(times)].filter((time) => !Number.isNaN(time));
      const ours = seen(mes, frame).filter((line) => line.endsWith("true"));
      expect(distinct).toEqual([...whole.time.slice(0, distinct.length)]);
      expect(whole.length - distinct.length).toBeLessThanOrEqual(1);
      expect(ours.map((line) => Number(line.split(" ")[4]))).toEqual([...whole.close.slice(0, ours.length)]);
    }
  });
});

test("in a run of regular hours the day ends with them", async () => {
  const log: string[] = [];
  class Spy extends Strategy {
    readonly day = this.frame("1d");
    override onBar(): void {
      if (this.day.closed)
        log.push(`${formatDay(this.day.tradeDay)} ${new Date(this.time).toISOString().slice(11, 16)}`);
    }
  }
  const request = { instrument: "MES", data: BUNDLED[0]!.path, barHours: "regular" } as const;
  await backtest({ ...request, strategy: Spy });
  expect(log.slice(0, 3)).toEqual(["2025-01-02 20:55", "2025-01-03 20:55", "2025-01-06 20:55"]);
  expect(log).toContain("2025-07-03 17:10"); // an early close at 12:15
  expect(log.length).toBe(144); // all but Carter's day of mourning
});

test("a strategy file reads them in workers as in this thread, with the bars of the file or longer ones", async () => {
  const strategy = fileURLToPath(new URL("../fixtures/strategies/reads-the-hour.ts", import.meta.url));
  const data = { MES: BUNDLED[0]!.path, MNQ: BUNDLED[1]!.path };
  for (const resample of [undefined, "15m"]) {
    const terms = resample === undefined ? {} : { resample };
    const { cells } = await compare({ strategies: [strategy], data, ...terms });
    expect(cells.length).toBe(2);
    for (const cell of cells) {
      const instrument = cell.instrument as "MES" | "MNQ";
      const alone = await backtest({ strategy, instrument, data: data[instrument], ...terms });
      expect(cell.run?.fingerprint).toBe(alone.fingerprint);
      expect(alone.trades.length).toBeGreaterThan(50);
    }
  }
});

describe("what cannot be", () => {
  const asking = (frame: string): StrategyClass =>
    class Asks extends Strategy {
      readonly longer = this.frame(frame);
      override onBar(): void {}
    };
  test.each([
    ["5m", "E367", "Asks asks for bars of 5m, and runs on bars of 5m"],
    ["60s", "E367", "Asks asks for bars of 1m, and runs on bars of 5m"],
    ["7m", "E367", "Asks asks for bars of 7m, and runs on bars of 5m"],
    ["2d", "E366", 'No bars of "2d" can be made'],
    ["hour", "E366", 'No bars of "hour" can be made'],
  ])("%s on bars of five minutes: %s", (frame, code, message) => {
    expect(() => trade(head(mes, 50), asking(frame))).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code, message }) }),
    );
  });
  test("regular hours belong to days and weeks: of fifteen minutes they are no other bars", () => {
    class Asks extends Strategy {
      readonly longer = this.frame("15m", { hours: "regular" });
      override onBar(): void {}
    }
    const message = 'Bars of "15m" cannot be made of the regular hours alone';
    expect(() => trade(head(mes, 50), Asks)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: "E366", message }) }),
    );
  });
  test("on days there are weeks, and nothing shorter", () => {
    const days = resampled(mes, instrumentOf(contractOf("MES")), frameOf("1d"));
    expect(() => trade(days, asking("4h"))).toThrow("Asks asks for bars of 4h, and runs on bars of 1d");
    expect(() => trade(days, asking("1d"))).toThrow("and runs on bars of 1d");
    const weeks = resampled(mes, instrumentOf(contractOf("MES")), frameOf("1w"));
    const log = seen(days, "1w").map((line) => Number(line.split(" ")[4]));
    // A Friday's close is seen with the Friday, also where the Friday is a holiday and Thursday ends the week.
    expect([...new Set(log)].slice(1)).toEqual([...weeks.bars.close].slice(0, new Set(log).size - 1));
    expect(() => trade(weeks, asking("1w"))).toThrow("and runs on bars of 1w");
  });
  test("columns of two frames in one indicator are refused", () => {
    class Mixed extends Strategy {
      readonly hour = this.frame("1h");
      readonly bad = this.indicator(
        sessionVwap,
        this.high,
        this.low,
        this.close,
        this.volume,
        this.hour.tradeDate,
      );
      override onBar(): void {}
    }
    expect(() => trade(head(mes, 50), Mixed)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: "E369" }) }),
    );
  });
});

test("bars after the calendar's end of a session are left out of what was shown, and counted", () => {
  // The session of 2 January 2025 ends at 22:00 UTC; a vendor that goes on writes a bar at 22:00 and at 22:05.
  const upTo = at(mes, "2025-01-02T23:00Z");
  const series = head(mes, upTo + 20);
  const late = createBars(series.bars.length + 2);
  for (const column of BAR_COLUMNS) {
    late[column].set(series.bars[column].subarray(0, upTo));
    late[column].set(series.bars[column].subarray(upTo), upTo + 2);
    for (const k of [0, 1]) late[column][upTo + k] = series.bars[column][upTo - 1]!;
  }
  late.time[upTo] = Date.parse("2025-01-02T22:00Z");
  late.time[upTo + 1] = Date.parse("2025-01-02T22:05Z");
  late.high[upTo] = 99_999;
  late.highTicks[upTo] = 4 * 99_999;
  const more = { bars: late, source: series.source };
  const log = seen(more, "1d");
  expect(log[upTo + 1]).toBe(log[upTo - 1]!.replace("true", "false"));
  class Daily extends Strategy {
    readonly day = this.frame("1d");
    override onBar(): void {}
  }
  expect(trade(more, Daily).warnings).toContain(
    "2 bars came after the end of a session by the calendar, when the bar of 1d had been shown: it leaves them out.",
  );
});
