// Can these bars be walked on those?

import { magnify } from "../bars/magnify.js";
import type { DataSource, Series } from "../domain/bars.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS } from "../domain/money.js";
import { formatDay, formatInstant } from "../instrument/time.js";

/**
 * Whoever asks for magnified bars and gets none would believe more than is so: E362 for bars of another contract, E363 for
 * a step that does not go into that of the bars, E364 where they have no trade date in common, E365 where no bar agrees.
 */
export function refuseUnfit(series: Series, finer: Series): void {
  const [bars, inside] = [series.source, finer.source];
  if (bars.symbol !== inside.symbol) {
    throw new Fault("E362", `${inside.file} has bars of ${inside.symbol}, not of ${bars.symbol}`, {
      where: inside.file,
      why: "What happened inside a bar, only bars of the same contract can tell.",
      fix: [`finer bars of ${bars.symbol}`],
    });
  }
  if (!(inside.timeframeMs < bars.timeframeMs && bars.timeframeMs % inside.timeframeMs === 0)) {
    throw new Fault("E363", `Bars of ${stepText(bars)} are not made of bars of ${stepText(inside)}`, {
      where: inside.file,
      found: `${inside.file}: ${stepText(inside)}; ${bars.file}: ${stepText(bars)}`,
      expected: "a step that goes into that of the bars without a rest",
      fix: ["finer bars, such as 1m", "--path adverse, which needs none"],
    });
  }
  if (inside.lastDay < bars.firstDay || inside.firstDay > bars.lastDay) {
    throw new Fault("E364", `${inside.file} has no trade date in common with ${bars.file}`, {
      where: inside.file,
      found: `${formatDay(inside.firstDay)} to ${formatDay(inside.lastDay)}`,
      expected: `trade dates from ${formatDay(bars.firstDay)} to ${formatDay(bars.lastDay)}`,
      fix: ["finer bars of the same period"],
    });
  }
  refuseStrangers(series, finer);
}

function refuseStrangers(series: Series, finer: Series): void {
  const { bars, differing, firstDiffering } = magnify(series, finer).share;
  if (bars > 0) return;
  const first = firstDiffering === null ? "" : `, the first at ${formatInstant(firstDiffering)}`;
  throw new Fault("E365", `Not one bar of ${series.source.file} is made of bars of ${finer.source.file}`, {
    where: finer.source.file,
    found:
      differing === 0
        ? "no finer bar inside any bar"
        : `${differing} bars whose finer bars have together another open, high, low or close${first}`,
    expected: "the same market, cut finer: equal to the tick",
    why: "A bar that its finer bars contradict is walked as it is, so nothing would have been magnified.",
    fix: [
      "the same contract month, unadjusted or adjusted alike",
      "stamps of both files at the open, or of both at the close (--stamp), and in one zone (--tz)",
    ],
  });
}

function stepText({ timeframeMs }: DataSource): string {
  const [unit, size] =
    timeframeMs % DAY_MS === 0 ? ["d", DAY_MS] : timeframeMs % 60_000 === 0 ? ["m", 60_000] : ["s", 1000];
  return `${timeframeMs / (size as number)}${unit}`;
}
