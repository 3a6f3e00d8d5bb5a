// Does the grid of prices change inside the file?

import type { Instrument } from "../../domain/contract.js";
import type { SeriesFinding } from "../../domain/findings.js";
import { decimalOfTicks } from "../../domain/money.js";
import { type CheckedBars, standing } from "./days.js";
import { countOf, spanOf } from "./words.js";

/** Bars of which the grid is found together. */
const WINDOW = 64;
/** Different prices that a window needs to tell anything. */
const PRICES = 12;

/**
 * Stretches in which all prices are whole multiples of several ticks, in a file that else uses each tick: the prices are
 * rounded, or of another contract. In 64 bars of a dozen prices chance leaves no such thing.
 */
export function gridFindings({ bars, stepMs }: CheckedBars, instrument: Instrument): SeriesFinding[] {
  const { time, length } = bars;
  const columns = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
  const windows: number[] = [];
  for (let from = 0; from + WINDOW <= length; from += WINDOW)
    windows.push(gridOf(columns, from, from + WINDOW));
  const usual = commonest(windows);
  const found: SeriesFinding[] = [];
  if (usual === 0) return found;
  for (let k = 0; k < windows.length; k++) {
    let step = Math.abs(windows[k]!);
    if (step <= usual) continue;
    const first = k;
    // Windows of too few prices belong to the run as long as they fit it.
    for (; k + 1 < windows.length; k++) {
      const both = gcd(step, Math.abs(windows[k + 1]!));
      if (both <= usual) break;
      step = both;
    }
    // Quiet windows, each of a few prices, tell together.
    if (gridOf(columns, first * WINDOW, (k + 1) * WINDOW) <= usual) continue;
    const grid = step;
    const fits = (i: number): boolean => columns.every((column) => column[i]! % grid === 0);
    let from = first * WINDOW;
    let to = (k + 1) * WINDOW;
    while (from > 0 && fits(from - 1)) from--;
    while (to < length && fits(to)) to++;
    const at = standing(time, from, to, stepMs);
    found.push({
      ...at,
      kind: "tick-change",
      grade: "error",
      found: `${countOf(to - from, "bar")} with prices in steps of ${decimalOfTicks(step, instrument.grid)}, ${spanOf(at.from, at.until)}`,
      expected: `steps of ${decimalOfTicks(usual, instrument.grid)}, as in the rest of the file`,
    });
  }
  return found;
}

/** The greatest step of which all prices are multiples; negative where too few prices differ to be sure. */
function gridOf(columns: readonly Int32Array[], from: number, to: number): number {
  const seen = new Set<number>();
  let step = 0;
  for (const column of columns) {
    for (let i = from; i < to; i++) {
      if (step !== 1) step = gcd(step, Math.abs(column[i]!));
      if (seen.size < PRICES) seen.add(column[i]!);
      else if (step === 1) return 1;
    }
  }
  return seen.size < PRICES ? -step : step;
}

const gcd = (a: number, b: number): number => {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
};

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) if (value > 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
