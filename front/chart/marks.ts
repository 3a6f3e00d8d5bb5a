// Which trades are marked, where, and which of them is under the pointer?

import type { TradeColumns } from "../../src/domain/run.js";
import { chartTicks, type PageMeta } from "../../src/report/embed/layout.js";
import { lastAtOrBefore } from "./view.js";

/** Where trades stand in the chart: bars, and prices of the bars in ticks (averages have parts of a tick). */
export interface Marks {
  readonly length: number;
  readonly side: Int8Array;
  readonly entryBar: Int32Array;
  readonly exitBar: Int32Array;
  readonly entry: Float64Array;
  readonly exit: Float64Array;
  readonly won: Uint8Array;
  readonly liquidated: Uint8Array;
  /** Trades by rising exit bar; put in order when it is first asked for. */
  readonly byExit: Int32Array;
  /** The longest that any trade lasted, in bars. */
  readonly longest: number;
}

const LIQUIDATED = 1 << 2;

export function marksOf(trades: TradeColumns, meta: Pick<PageMeta, "months">): Marks {
  const { length, side, entryBar, exitBar } = trades;
  const entry = new Float64Array(length);
  const exit = new Float64Array(length);
  const won = new Uint8Array(length);
  const liquidated = new Uint8Array(length);
  let longest = 0;
  const { entrySum, exitSum, qty, net, flags } = trades;
  // Before the first look: calls in here would take longer than the arithmetic.
  const isOne = meta.months.every(({ offset }) => offset === 0);
  for (let i = 0; i < length; i++) {
    const lots = qty[i]!;
    entry[i] = entrySum[i]! / lots;
    exit[i] = exitSum[i]! / lots;
    if (net[i]! > 0) won[i] = 1;
    if ((flags[i]! & LIQUIDATED) !== 0) liquidated[i] = 1;
    const lasted = exitBar[i]! - entryBar[i]!;
    if (lasted > longest) longest = lasted;
  }
  for (let i = 0; i < length && !isOne; i++) {
    entry[i] = chartTicks(meta, entry[i]!, entryBar[i]!);
    exit[i] = chartTicks(meta, exit[i]!, exitBar[i]!);
  }
  let byExit: Int32Array | null = null;
  return {
    length,
    side,
    entryBar,
    exitBar,
    entry,
    exit,
    won,
    liquidated,
    longest,
    get byExit() {
      if (byExit === null) {
        byExit = new Int32Array(length);
        for (let i = 0; i < length; i++) byExit[i] = i;
        byExit.sort((a, b) => exitBar[a]! - exitBar[b]!);
      }
      return byExit;
    },
  };
}

/**
 * Trades that may touch the bars `from` to `to`: a range of indices, since trades stand in the order of their entries. Some of it may
 * have ended before.
 */
export function tradesWithin(
  { entryBar, length, longest }: Pick<Marks, "entryBar" | "length" | "longest">,
  from: number,
  to: number,
): readonly [number, number] {
  const first = lastAtOrBefore(entryBar, length, from - longest - 1) + 1;
  const end = lastAtOrBefore(entryBar, length, to) + 1;
  return [first, Math.max(first, end)];
}

interface At {
  /** Pixels. */
  readonly x: number;
  readonly y: number;
}

export interface Projection {
  x(bar: number): number;
  /** Of ticks. */
  y(ticks: number): number;
}

/**
 * The trade whose entry or exit mark is nearest to the pointer, no farther than `reach`; else the one whose line it is on. Null: none.
 * `passes` leaves out those that a filter hides.
 */
export function tradeAt(
  marks: Pick<Marks, "entryBar" | "exitBar" | "entry" | "exit" | "length" | "longest">,
  { x, y }: At,
  reach: number,
  [from, to]: readonly [number, number],
  project: Projection,
  passes: (trade: number) => boolean,
): number | null {
  const [first, end] = tradesWithin(marks, from, to);
  let best: number | null = null;
  let least = reach;
  for (let i = first; i < end; i++) {
    if (!passes(i)) continue;
    const ax = project.x(marks.entryBar[i]! + 0.5);
    const bx = project.x(marks.exitBar[i]! + 0.5);
    if (x < Math.min(ax, bx) - reach || x > Math.max(ax, bx) + reach) continue;
    const ay = project.y(marks.entry[i]!);
    const by = project.y(marks.exit[i]!);
    const near = Math.min(Math.hypot(x - ax, y - ay), Math.hypot(x - bx, y - by));
    // A mark is meant rather than the line of another trade that happens to run through it.
    const found = Math.min(near, distanceToLine(x, y, ax, ay, bx, by) + reach / 2);
    if (found < least) {
      least = found;
      best = i;
    }
  }
  return best;
}

function distanceToLine(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const size = dx * dx + dy * dy;
  const share = size === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / size));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** The trade whose exit is nearest to a bar, no farther than `reach` bars: what a click on the account's line means. */
export function exitNear(
  { byExit, exitBar, length }: Marks,
  bar: number,
  reach: number,
  passes: (trade: number) => boolean,
): number | null {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (exitBar[byExit[middle]!]! < bar - reach) low = middle + 1;
    else high = middle;
  }
  let best: number | null = null;
  for (let k = low; k < length; k++) {
    const trade = byExit[k]!;
    const away = Math.abs(exitBar[trade]! - bar);
    if (exitBar[trade]! > bar + reach) break;
    if (passes(trade) && (best === null || away < Math.abs(exitBar[best]! - bar))) best = trade;
  }
  return best;
}
