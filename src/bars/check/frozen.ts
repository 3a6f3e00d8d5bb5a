// Did the feed stand still while the market went on?

import type { Instrument } from "../../domain/contract.js";
import type { SeriesFinding } from "../../domain/findings.js";
import { type CheckedBars, HOUR_MS, standing } from "./days.js";
import { countOf, priceText, spanOf } from "./words.js";

/** Bars that stand still, in hours in which hardly any bar does. */
const STILL = 6;
/** Where bars often stand still (a quiet night), so long; three times as long where the vendor says that nothing traded. */
const QUIET_MS = 20 * 60_000;
/** A bar with a range that is repeated in all four prices: in two years of real minutes not more than four times. */
const REPEATS = 8;
const RARE = 0.01;

/**
 * Runs of bars that all stand at one price, or repeat one bar. In an hour (of the day, UTC) in which at most 1 % of the bars
 * stand still six are a run, elsewhere six and at least 20 minutes, and an hour where volume is known to be none.
 */
export function frozenFindings({ bars, stepMs }: CheckedBars, instrument: Instrument): SeriesFinding[] {
  const { time, openTicks, highTicks, lowTicks, closeTicks, volume, length } = bars;
  const isStill = (i: number): boolean => highTicks[i] === lowTicks[i] && closeTicks[i] === closeTicks[i - 1];
  const repeats = (i: number): boolean =>
    openTicks[i] === openTicks[i - 1] &&
    highTicks[i] === highTicks[i - 1] &&
    lowTicks[i] === lowTicks[i - 1] &&
    closeTicks[i] === closeTicks[i - 1];
  const hourOf = (i: number): number => Math.floor(time[i]! / HOUR_MS) % 24;
  const all = new Float64Array(24);
  const still = new Float64Array(24);
  for (let i = 1, run = 0; i < length; i++) {
    all[hourOf(i)]! += 1;
    run = isStill(i) ? run + 1 : 0;
    // A long run must not make its own hour look quiet.
    if (run > 0 && run < STILL) still[hourOf(i)]! += 1;
  }
  const found: SeriesFinding[] = [];
  for (let i = 1; i < length; i++) {
    if (!repeats(i) && !isStill(i)) continue;
    const from = i - 1;
    const flat = isStill(i);
    let traded = 0;
    for (; i < length && (flat ? isStill(i) : repeats(i)); i++)
      if (volume[i]! > 0 || Number.isNaN(volume[i])) traded++;
    const count = i - from - 1;
    const untraded = traded < count / 2;
    // One hour less half a percent for its own sake: a quiet night has dozens of such bars.
    const isRare = still[hourOf(from + 1)]! <= RARE * all[hourOf(from + 1)]!;
    const least = !flat
      ? REPEATS
      : untraded
        ? Math.max(STILL, (3 * QUIET_MS) / stepMs)
        : isRare
          ? STILL
          : Math.max(STILL, QUIET_MS / stepMs);
    if (count >= least) {
      const first = from + (highTicks[from] === lowTicks[from] || !flat ? 0 : 1);
      const at = standing(time, first, i, stepMs);
      found.push({
        ...at,
        kind: "frozen",
        grade: "error",
        found: `${countOf(i - first, "bar")} ${flat ? `at ${priceText(closeTicks[i - 1]!, instrument)}` : "the same in all prices"}, ${spanOf(at.from, at.until)}`,
        expected: "prices that move while the market is open",
      });
    }
    i--;
  }
  return found;
}
