// What does the file hold of the lines that a strategy had drawn?

import { type PriceGrid, priceOfTicks } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { decimalsOf, extentOf, paneOf } from "../chart/line-panes.js";
import { byChunk, type Chunk } from "./encode-bars.js";
import { expected, forecastOf } from "./forecast.js";
import type { Stretches } from "./kept.js";
import { BUCKETS, type PlotMeta } from "./layout.js";
import { lineOverview } from "./line-overview.js";
import { pack } from "./pack.js";

/** Moves of a line that its step is chosen from: as many as that tell it well enough. */
const LOOKED_AT = 4_096;
/** Of what the line moves in a bar the step is a quarter: the eye sees no stairs, and a bar takes about a byte. */
const FINER = 4;

export function plotMetas({ plotted, bars }: Pick<Run, "plotted" | "bars">, grid: PriceGrid): PlotMeta[] {
  return plotted.map((line) => {
    const { name, values, levels } = line;
    const pane = paneOf(line, bars);
    const decimals = decimalsOf(line, pane, grid);
    const extent = extentOf(line);
    const forecast = forecastOf(values, bars.close, LOOKED_AT);
    return {
      name,
      pane,
      ...(line.pane !== null && { declared: true }),
      ...(levels.length > 0 && { levels }),
      ...(extent !== null && Object.values(extent).every(Number.isFinite) && { extent }),
      decimals,
      step: stepOf(values, decimals),
      forecast,
    };
  });
}

/** Values at entries and exits to the decimals that are shown, and what is seen from afar where there is an overview. */
export function plotsBlock(
  { plotted, trades, bars }: Run,
  metas: readonly PlotMeta[],
  ownOverview: boolean,
): Uint8Array {
  const length = Math.min(BUCKETS, bars.length);
  const columns: Record<string, Float64Array> = {};
  plotted.forEach(({ values }, line) => {
    const { decimals, step } = metas[line]!;
    const shown = (bar: number) => rounded(values[bar] ?? Number.NaN, 10 ** decimals);
    columns[`entry${line}`] = Float64Array.from(trades, ({ entryBar }) => shown(entryBar));
    columns[`exit${line}`] = Float64Array.from(trades, ({ exitBar }) => shown(exitBar));
    if (ownOverview) return;
    Object.assign(columns, lineOverview(values, line, length, step));
  });
  return pack(columns);
}

/** How far each value lies from what was expected, in steps; of values as a reader of the file will have them. */
export function* plotChunks(
  { plotted, bars }: Run,
  grid: PriceGrid,
  metas: readonly PlotMeta[],
  kept: Stretches,
): Generator<Chunk> {
  if (plotted.length === 0) return;
  for (const { index, stretches } of byChunk(kept)) {
    const n = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
    const closes = new Float64Array(n);
    let k = 0;
    for (const { from, to } of stretches)
      for (let i = from; i < to; i++) closes[k++] = priceOfTicks(bars.closeTicks[i]!, grid);
    const columns: Record<string, Float64Array> = {};
    plotted.forEach(({ values }, line) => {
      columns[`line${line}`] = stepsOff(values, metas[line]!, stretches, closes);
    });
    yield { index, n, packed: pack(columns) };
  }
}

/** `closes`: of the same bars, one stretch behind the other. */
function stepsOff(
  values: Float64Array,
  { step, forecast }: PlotMeta,
  stretches: Stretches,
  closes: Float64Array,
): Float64Array {
  const column = new Float64Array(closes.length);
  let k = 0;
  for (const { from, to } of stretches) {
    let [was, before, last] = [Number.NaN, Number.NaN, Number.NaN];
    for (let i = from; i < to; i++) {
      const close = closes[k]!;
      const base = expected(forecast, was, before, close, last);
      const off = Math.round((values[i]! - base) / step) + 0;
      column[k++] = off;
      before = was;
      was = base + off * step;
      last = close;
    }
  }
  return column;
}

const rounded = (value: number, scale: number): number => (Math.round(value * scale) + 0) / scale;

/** 1, 2 or 5 of a power of ten, no finer than what is shown. */
function stepOf(values: Float64Array, decimals: number): number {
  const moves: number[] = [];
  const stride = Math.max(1, Math.floor(values.length / LOOKED_AT));
  for (let i = 1; i < values.length; i += stride) {
    const move = Math.abs(values[i]! - values[i - 1]!);
    if (move > 0 && Number.isFinite(move)) moves.push(move);
  }
  const finest = 1 / 10 ** decimals;
  if (moves.length === 0) return finest;
  const wanted = moves.sort((a, b) => a - b)[moves.length >> 1]! / FINER;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [5, 2, 1].find((digit) => digit * power <= wanted) ?? 1;
  const below = step * power;
  // A quotient, since a power of ten below one has no exact double: 0.002 must be the double that one would type.
  return Math.max(finest, power < 1 ? step / Math.round(1 / power) : below);
}
