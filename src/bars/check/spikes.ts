// Do prices leap away and come back at once, as a market does not?

import type { Instrument } from "../../domain/contract.js";
import type { SeriesFinding } from "../../domain/findings.js";
import { type CheckedBars, HOUR_MS, standing } from "./days.js";
import { medianRange, rangeOf } from "./ranges.js";
import { countOf, moveText } from "./words.js";

/** So many median ranges beyond both neighbours. Real news of 2013 to 2026 stays under it, or moves the bars around it too. */
const FAR = 10;
/** Bars around news are wide as well: a spike stands among calm ones. */
const CALM = 4;
/** Or narrow beside the leap itself, by so many times. */
const NARROW = 3;
/** Bars that a spike may last. */
export const LONGEST_SPIKE = 3;
export const COMES_BACK = "prices that come from where they were, or stay where they went";

/**
 * One to three bars that reach ten median ranges beyond the bars before and behind them, which themselves are calm. A limit
 * move or news does not come back, or is wide in the bars around it.
 */
export function spikeFindings({ bars, stepMs }: CheckedBars, instrument: Instrument): SeriesFinding[] {
  const { time, highTicks, lowTicks, length } = bars;
  const found: SeriesFinding[] = [];
  const apart = (a: number, b: number): boolean => time[b]! - time[a]! > stepMs + 2 * HOUR_MS;
  for (let i = 1; i < length - 1; i++) {
    const before = i - 1;
    // Nearly every bar: it stays near the one before.
    if (highTicks[i]! - highTicks[before]! < FAR && lowTicks[before]! - lowTicks[i]! < FAR) continue;
    for (let size = 1; size <= LONGEST_SPIKE && i + size < length; size++) {
      const behind = i + size;
      const top = Math.max(highTicks[before]!, highTicks[behind]!);
      const bottom = Math.min(lowTicks[before]!, lowTicks[behind]!);
      // A single bar may only touch the far price; several must stand there.
      const up = size === 1 ? highTicks[i]! - top : least(lowTicks, i, behind) - top;
      const down = size === 1 ? bottom - lowTicks[i]! : bottom - most(highTicks, i, behind);
      const far = Math.max(up, down);
      // What cannot pass below is left before anything is sorted.
      if (far < FAR || 4 * far < FAR * Math.max(rangeOf(bars, before), rangeOf(bars, behind))) continue;
      if (apart(before, i) || apart(behind - 1, behind)) continue;
      const median = medianRange(bars, i, behind);
      const calm = Math.max(CALM * median, far / NARROW);
      if (far < FAR * median || rangeOf(bars, before) > calm || rangeOf(bars, behind) > calm) continue;
      found.push({
        ...standing(time, i, behind, stepMs),
        kind: "spike",
        grade: "warning",
        found: `${countOf(size, "bar")} ${moveText(up >= down ? far : -far, instrument)} beyond both neighbours, ${Math.round(far / median)} times the usual range`,
        expected: COMES_BACK,
      });
      i = behind;
      break;
    }
  }
  return found;
}

function least(column: Int32Array, from: number, to: number): number {
  let value = column[from]!;
  for (let i = from + 1; i < to; i++) value = Math.min(value, column[i]!);
  return value;
}

function most(column: Int32Array, from: number, to: number): number {
  let value = column[from]!;
  for (let i = from + 1; i < to; i++) value = Math.max(value, column[i]!);
  return value;
}
