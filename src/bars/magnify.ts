// Which finer bars make up each bar?

import type { Bars, Series } from "../domain/bars.js";
import type { Magnified } from "../domain/magnified.js";
import { DAY_MS } from "../domain/money.js";
import { tradedIn } from "./traded.js";

/** The finer bars that bars can be walked on, found once for a whole run. */
export interface FinerBars {
  readonly bars: Bars;
  /** By bar: the first finer bar that traded in it, or -1 where the bar must be walked as it is. */
  readonly first: Int32Array;
  /** By bar: one past the last finer bar that traded in it. */
  readonly end: Int32Array;
  readonly traded: (finer: number) => boolean;
  readonly share: Magnified;
}

/**
 * A finer bar lies in a bar if it is of the same trade date and opens and ends within it; in a bar of a day, if it is of
 * its trade date. A bar is magnified only where the finer bars in it that traded have together exactly its open, high, low
 * and close: else they are those of another market, or not all of them, and the bar itself knows better.
 */
export function magnify(series: Series, finer: Series): FinerBars {
  const { bars } = series;
  const first = new Int32Array(bars.length).fill(-1);
  const end = new Int32Array(bars.length).fill(-1);
  const inside = insideOf(series, finer);
  const barTraded = tradedIn(bars);
  const traded = tradedIn(finer.bars);
  const share = { bars: 0, of: 0, missing: 0, differing: 0, firstDiffering: null as number | null };
  const span: Span = { from: 0, to: 0, whole: true };
  for (let bar = 0; bar < bars.length; bar++) {
    inside(bar, span);
    if (!barTraded(bar)) continue;
    share.of++;
    while (span.from < span.to && !traded(span.from)) span.from++;
    while (span.from < span.to && !traded(span.to - 1)) span.to--;
    if (span.from === span.to) share.missing++;
    else if (span.whole && exact(bars, bar, finer.bars, span, traded)) {
      first[bar] = span.from;
      end[bar] = span.to;
      share.bars++;
    } else {
      share.differing++;
      share.firstDiffering ??= bars.time[bar]!;
    }
  }
  return { bars: finer.bars, first, end, traded, share };
}

interface Span {
  from: number;
  to: number;
  /** False where the last one goes on beyond the bar. */
  whole: boolean;
}

/** Finds the finer bars in a bar. Called with rising bars: neither series is looked at twice. */
function insideOf(
  { bars, source: { timeframeMs } }: Series,
  finer: Series,
): (bar: number, span: Span) => void {
  const { time, tradeDate, length } = finer.bars;
  const wholeDates = timeframeMs >= DAY_MS;
  let next = 0;
  return (bar, span) => {
    const day = bars.tradeDate[bar]!;
    const opens = wholeDates ? Number.NEGATIVE_INFINITY : bars.time[bar]!;
    const ends = wholeDates ? Number.POSITIVE_INFINITY : opens + timeframeMs;
    const until = bar + 1 < bars.length && !wholeDates ? Math.min(ends, bars.time[bar + 1]!) : ends;
    while (next < length && (tradeDate[next]! < day || time[next]! < opens)) next++;
    span.from = next;
    while (next < length && tradeDate[next] === day && time[next]! < until) next++;
    span.to = next;
    span.whole = next === 0 || time[next - 1]! + finer.source.timeframeMs <= ends;
  };
}

function exact(
  { openTicks, highTicks, lowTicks, closeTicks }: Bars,
  bar: number,
  finer: Bars,
  { from, to }: Span,
  traded: (finer: number) => boolean,
): boolean {
  if (finer.openTicks[from] !== openTicks[bar] || finer.closeTicks[to - 1] !== closeTicks[bar]) return false;
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (let k = from; k < to; k++) {
    if (!traded(k)) continue;
    high = Math.max(high, finer.highTicks[k]!);
    low = Math.min(low, finer.lowTicks[k]!);
  }
  return high === highTicks[bar] && low === lowTicks[bar];
}
