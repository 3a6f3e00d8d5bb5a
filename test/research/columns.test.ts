// Does it make a difference to anybody that runs share columns?

import { backtest, ema, Strategy, sweep } from "tickproof";
import { describe, expect, test } from "vitest";
import { createBars } from "#bars/columns.js";
import { runCells } from "#research/cells.js";
import { limitsOf } from "#research/limits.js";
import { startThreads } from "#research/pool.js";
import type { Series } from "../../src/domain/bars.js";
import { minuteBars } from "../fixtures/series.js";
import { walk } from "../indicator/columns.js";
import { spec } from "./spec.js";

/** Long enough for columns to lie in the arena. */
const series = wandering(60, 390, 5);

function wandering(days: number, perDay: number, seed: number): Series {
  const made = minuteBars(days, perDay);
  const { bars } = made;
  const drawn = walk(bars.length, seed);
  for (const name of ["open", "high", "low", "close"] as const) {
    bars[name].set(drawn[name]);
    const ticks = { open: bars.openTicks, high: bars.highTicks, low: bars.lowTicks, close: bars.closeTicks }[
      name
    ];
    for (let i = 0; i < bars.length; i++) ticks[i] = Math.round(4 * drawn[name][i]!);
  }
  bars.volume.set(drawn.volume.map((volume) => volume + 1));
  return made;
}

const sameBits = (a: Float64Array, b: Float64Array): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

const grid = [7, 9, 7, 12, 9].map((period) => spec("reads-many-columns", { series, params: { period } }));

describe("cells that share columns", () => {
  test("have the fingerprints and the plotted lines of cells that do not, for any number of workers and any memory", async () => {
    const alone = await runCells(grid, { jobs: 1, columnMemoryMb: 0 });
    expect(new Set(alone.map(({ run }) => run!.fingerprint)).size).toBe(3);
    for (const jobs of [1, 2, 3]) {
      for (const columnMemoryMb of jobs === 3 ? [300] : [0, 1, 300]) {
        const cells = await runCells(grid, { jobs, columnMemoryMb });
        for (const [k, { run }] of cells.entries()) {
          expect(run!.fingerprint).toBe(alone[k]!.run!.fingerprint);
          expect(run!.trades.length).toBeGreaterThan(100);
          for (const [line, { name, values, pane, levels }] of run!.plotted.entries()) {
            expect(sameBits(values, alone[k]!.run!.plotted[line]!.values)).toBe(true);
            expect(values.length).toBe(series.bars.length);
            expect(name).toBe(["ema", "own", "top", "hourly", "close"][line]);
            expect([pane, levels]).toEqual(line === 1 ? ["own", [0, 1]] : [null, []]);
          }
        }
      }
    }
  });

  test("are never those of other bars of the same length, where jobs follow one another on the same threads", async () => {
    const other = wandering(60, 390, 6);
    const cell = (of: Series) => spec("reads-many-columns", { series: of, params: { period: 9 } });
    const alone = await runCells([cell(series), cell(other)], { jobs: 1, columnMemoryMb: 0 });
    const limits = limitsOf({ columnMemoryMb: 300 }, 1);
    const threads = startThreads(1, limits);
    try {
      for (const [k, of] of [series, other, series].entries()) {
        const [run] = await runCells([cell(of)], { jobs: 2, columnMemoryMb: 300, threads });
        expect(run!.run!.fingerprint).toBe(alone[k % 2]!.run!.fingerprint);
      }
    } finally {
      await threads.close();
    }
  });

  test("are refused a memory that cannot be", async () => {
    for (const columnMemoryMb of [-1, Number.NaN, 2 ** 21])
      await expect(runCells(grid.slice(0, 1), { columnMemoryMb })).rejects.toMatchObject({ code: "E436" });
  });
});

class Crosses extends Strategy {
  readonly #average = this.plot("average", this.indicator(ema, this.close, 20));
  readonly #price = this.plot("price", this.close);

  override onBar(): void {
    if (this.#price.crossedAbove(this.#average)) this.goTo(1);
    if (this.#price.crossedBelow(this.#average)) this.goTo(-1);
  }
}

const request = (data: Series) => ({ instrument: "MES", data, cash: 1e6, strategy: Crosses });

/** The same bars in memory of their own. */
function copyOf({ bars, source }: Series): Series {
  const copy = createBars(bars.length);
  new Uint8Array(copy.buffer).set(new Uint8Array(bars.buffer));
  return { bars: copy, source };
}

describe("a program that runs again on the same bars", () => {
  test("may write into what was plotted: neither the bars nor the next run know of it", async () => {
    const data = copyOf(series);
    const first = await backtest(request(data));
    const kept = first.plotted.map(({ values }) => values.slice());
    for (const { values } of first.plotted) values.fill(0);
    const second = await backtest(request(data));
    expect(second.fingerprint).toBe(first.fingerprint);
    for (const [k, { values }] of second.plotted.entries()) expect(sameBits(values, kept[k]!)).toBe(true);
    expect(sameBits(data.bars.close, series.bars.close)).toBe(true);
  });

  test("gets what its changed bars say, from backtests and from sweeps on threads that are warm", async () => {
    const data = copyOf(series);
    const swept = async (of: Series) => {
      const found = await sweep({
        strategy: "ema-trend",
        data: { MES: of },
        cash: 1e6,
        params: { fast: [5, 9], alwaysIn: true },
        jobs: 2,
      });
      return found.fingerprint!;
    };
    const seen = new Set<string>();
    for (let k = 0; k < 3; k++) {
      const [run, many] = [await backtest(request(data)), await swept(data)];
      const fresh = copyOf(data);
      expect(run.fingerprint).toBe((await backtest(request(fresh))).fingerprint);
      expect(many).toBe(await swept(fresh));
      seen.add(run.fingerprint).add(many);
      for (let i = 1000 * (k + 1); i < 20_000; i += 50 + k) {
        const ticks = data.bars.highTicks[i]!;
        data.bars.closeTicks[i] = ticks;
        data.bars.close[i] = ticks / 4;
      }
    }
    expect(seen.size).toBe(6);
  });

  test("gets fills, excursions and drawdown of its changed bars, and crosses of a column of theirs", async () => {
    class Levels extends Strategy {
      override decidesAt() {
        return [this.close.crosses(level)];
      }
      override onBar(): void {
        const side = this.close.crossedAbove(level) ? 1 : -1;
        if (this.position * side <= 0) this.goTo(side, { exit: { stopTicks: 3000, targetTicks: 2000 } });
      }
    }
    const data = copyOf(series);
    const level = data.bars.close[0]!;
    const asked = (of: Series) => backtest({ ...request(of), strategy: Levels, params: {} });
    const figures = async (of: Series) => {
      const run = await asked(of);
      return [run.fingerprint, run.totals, run.trades.map(({ mae, mfe }) => [mae, mfe])];
    };
    for (let k = 0; k < 4; k++) {
      expect(await figures(data)).toEqual(await figures(copyOf(data)));
      for (let i = 500 * (k + 1); i < 20_000; i += 997 + k) {
        const ticks = data.bars.highTicks[i]! + 2500;
        data.bars.highTicks[i] = ticks;
        data.bars.high[i] = ticks / 4;
        data.bars.closeTicks[i] = ticks;
        data.bars.close[i] = ticks / 4;
      }
    }
  });

  test("has the functions of its classes computed for each run: they may read more than their arguments", async () => {
    let threshold = 0;
    class Own extends Strategy {
      readonly #shifted = this.indicator(
        (column: Float64Array) => column.map((v) => v + threshold),
        this.close,
      );
      override onBar(): void {
        this.goTo(this.close.now < this.#shifted.ago(1) ? 1 : -1);
      }
    }
    const found = new Set<string>();
    for (threshold of [0, 1, 0, 2])
      found.add((await backtest({ ...request(series), strategy: Own })).fingerprint);
    expect(found.size).toBe(3);
  });
});
