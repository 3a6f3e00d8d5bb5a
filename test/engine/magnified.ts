// What fills does a drawn market give that is walked on finer bars?

import { auditRun } from "#accountant/audit.js";
import { createBars } from "#bars/columns.js";
import { runBacktest } from "#engine/backtest.js";
import type { Bars, Series } from "../../src/domain/bars.js";
import type { Run } from "../../src/domain/run.js";
import { type ReplayOptions, specOf } from "./replay.js";

export interface FinerBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Bars of a series, each at its place: `at` is its UTC open, prices in ticks. */
export interface PlacedBar extends FinerBar {
  readonly at: number;
  readonly day: number;
}

export const bar = (open: number, high: number, low: number, close: number, volume = 100): FinerBar => ({
  open,
  high,
  low,
  close,
  volume,
});

/** The last bar of a walk goes as far as the bar itself: minutes are cut into steps of this length. */
export const STEP_MS = 2_000;

/** Finer bars of the drawn minutes, group by group; an empty group leaves its minute without. */
export function finerSeries({ bars, source }: Series, groups: readonly (readonly FinerBar[])[]): Series {
  const placed = groups.flatMap((group, i) =>
    group.map((one, k) => ({ ...one, at: bars.time[i]! + k * STEP_MS, day: bars.tradeDate[i]! })),
  );
  return seriesFrom(placed, STEP_MS, source.symbol, "finer.csv");
}

export function seriesFrom(
  placed: readonly PlacedBar[],
  timeframeMs: number,
  symbol = "MES",
  file = "drawn.csv",
): Series {
  const bars = createBars(placed.length);
  placed.forEach((one, i) => {
    bars.time[i] = one.at;
    bars.tradeDate[i] = one.day;
    bars.volume[i] = one.volume;
    for (const price of ["open", "high", "low", "close"] as const) {
      bars[`${price}Ticks`][i] = one[price];
      bars[price][i] = one[price] / 4;
    }
  });
  const edge = (column: Float64Array | Int32Array) => [column[0] ?? 0, column.at(-1) ?? 0] as const;
  const [from, to] = edge(bars.time);
  const [firstDay, lastDay] = edge(bars.tradeDate);
  const sha256 = "0".repeat(64);
  const facts = { symbol, file, sha256, timeframeMs, from, to, firstDay, lastDay, bars: bars.length };
  return { bars, source: { ...facts, hasVolume: true, synthetic: true, notes: [] } };
}

/**
 * As `replayRun`, with the finer bars of each bar: a line each, open high low close, `v 0` after it its volume; a line of
 * dashes goes on to the next bar.
 */
export function magnifiedRun(drawing: string, finer: string, options: ReplayOptions = {}): Run {
  const spec = specOf(drawing, options);
  const groups = finer.split(/^\s*-+\s*$/m).map((group) =>
    group
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map(readBar),
  );
  return audited(runBacktest({ ...spec, finer: finerSeries(spec.series, groups) }));
}

export function audited(run: Run): Run {
  const { problems } = auditRun(run);
  if (problems.length > 0) throw new Error(`the books do not balance: ${problems.join("; ")}`);
  return run;
}

function readBar(line: string): FinerBar {
  const [prices = "", volume = "100"] = line.split("v");
  const [open, high, low, close] = prices.trim().split(/\s+/).map(Number) as [number, number, number, number];
  if (!(high >= Math.max(open, close) && low <= Math.min(open, close))) throw new Error(`not a bar: ${line}`);
  return bar(open, high, low, close, Number(volume));
}

/** Bars of `every` bars each, or less where a trade date ends: what a vendor makes of the finer series. */
export function resampled({ bars, source }: Series, timeframeMs: number): Series {
  const groups = new Map<number, PlacedBar>();
  for (let i = 0; i < bars.length; i++) {
    const at = Math.floor(bars.time[i]! / timeframeMs) * timeframeMs;
    const one = placedBar(bars, i);
    const so = groups.get(at);
    groups.set(
      at,
      so === undefined
        ? { ...one, at }
        : {
            ...so,
            high: Math.max(so.high, one.high),
            low: Math.min(so.low, one.low),
            close: one.close,
            volume: so.volume + one.volume,
          },
    );
  }
  return seriesFrom([...groups.values()], timeframeMs, source.symbol, "resampled.csv");
}

export const placedBar = (bars: Bars, i: number): PlacedBar => ({
  at: bars.time[i]!,
  day: bars.tradeDate[i]!,
  open: bars.openTicks[i]!,
  high: bars.highTicks[i]!,
  low: bars.lowTicks[i]!,
  close: bars.closeTicks[i]!,
  volume: bars.volume[i]!,
});
