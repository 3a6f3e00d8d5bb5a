// Which trade dates do several series have in common?

import { sliceBars } from "../bars/columns.js";
import type { Series } from "../domain/bars.js";
import { Fault } from "../domain/fault.js";
import type { Day } from "../domain/money.js";
import { formatDay } from "../instrument/time.js";

export interface Span {
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/**
 * From the first trade date that all series have to the last one. Throws E351 where there is none: strategies that
 * never met the same market cannot be compared.
 */
export function commonSpan(all: readonly Series[]): Span {
  const [shortest, ...others] = [...all].sort((a, b) => a.bars.length - b.bars.length);
  const sets = others.map(daysOf);
  const common = [...(shortest === undefined ? [] : daysOf(shortest))].filter((day) =>
    sets.every((days) => days.has(day)),
  );
  if (common.length > 0) return { firstDay: common[0]!, lastDay: common.at(-1)! };
  throw new Fault("E351", "The series have no trade date in common", {
    found: all.map(({ source }) => `${source.symbol} ${spanText(source)}`).join(", ") || "no series",
    expected: "at least one trade date that all of them have",
    why: "A comparison over different times compares the times.",
    fix: ["compare series of the same period", "run them one by one: tickproof run …"],
  });
}

/** Trade dates in rising order. */
function daysOf({ bars: { tradeDate, length } }: Series): Set<Day> {
  const days = new Set<Day>();
  let last = Number.NaN;
  for (let i = 0; i < length; i++) {
    const day = tradeDate[i]!;
    if (day !== last) days.add((last = day));
  }
  return days;
}

/** The part of a series inside the span, as views over the same memory; the series itself where all of it is. */
export function cutTo(series: Series, { firstDay, lastDay }: Span): Series {
  const { bars, source } = series;
  const from = firstAtOrAfter(bars.tradeDate, firstDay);
  const to = firstAtOrAfter(bars.tradeDate, lastDay + 1);
  if (from === 0 && to === bars.length) return series;
  const cut = sliceBars(bars, from, to);
  const dropped = bars.length - cut.length;
  return {
    bars: cut,
    source: {
      ...source,
      from: cut.time[0]!,
      to: cut.time[cut.length - 1]!,
      firstDay: cut.tradeDate[0]!,
      lastDay: cut.tradeDate[cut.length - 1]!,
      bars: cut.length,
      notes: [
        ...source.notes,
        `Cut from ${spanText(source)} to the trade dates ${formatDay(firstDay)} to ${formatDay(lastDay)} that all ` +
          `compared series reach: ${dropped} bars left out.`,
      ],
    },
  };
}

const spanText = ({ firstDay, lastDay }: Span): string => `${formatDay(firstDay)} to ${formatDay(lastDay)}`;

/** Trade dates never fall. */
function firstAtOrAfter(tradeDate: Int32Array, day: Day): number {
  let low = 0;
  let high = tradeDate.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tradeDate[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
