// What becomes of what a strategy's own code throws?

import type { DayBy } from "../bars/frame.js";
import type { LongClose } from "../bars/gather.js";
import type { LongerBars } from "../bars/longer.js";
import type { FillLog } from "../broker/fill-log.js";
import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { priceOfTicks, quantityOf } from "../domain/money.js";
import type { Plotted } from "../domain/plotted.js";
import { ColumnCache } from "../strategy/columns.js";
import { barsOf } from "../strategy/crosses.js";
import { StrategyFailure } from "../strategy/failure.js";
import { type Clock, marksOf } from "../strategy/series.js";
import type { Strategy, StrategyContext } from "../strategy/strategy.js";
import type { Desk } from "../strategy/ticket.js";
import { lateNote, longerOf } from "./longer-of.js";
import { SeenDesk } from "./seen-desk.js";
import type { SeenPrices } from "./seen-prices.js";
import type { BacktestSpec } from "./spec.js";

/** Where a run has come to when its strategy is called. */
interface Moment {
  readonly bars: Bars;
  readonly fills: FillLog;
}

interface Filled extends Moment {
  readonly instrument: Instrument;
  readonly months: { readonly seen: SeenPrices | null } | null;
  readonly accountant: { readonly position: number };
}

interface Beginning extends Filled {
  readonly spec: Pick<
    BacktestSpec,
    "strategy" | "params" | "columns" | "series" | "contract" | "ref" | "curtain" | "watchDesk"
  >;
  readonly plotted: Map<string, Plotted>;
  readonly warnings: string[];
}

export function newStrategy(lane: Beginning, clock: Clock, desk: Desk): Strategy {
  const { spec, bars, instrument, plotted, warnings } = lane;
  const { symbol, tickSize } = instrument;
  const { params, columns = new ColumnCache() } = spec;
  const plot = (line: Plotted) => plotted.set(line.name, line);
  const seen = lane.months?.seen ?? null;
  // Longer bars are made of what is read.
  const series = seen === null ? spec.series : seen.series(spec.series, columns);
  const longer = (frame: string, by: DayBy, close: LongClose): LongerBars => {
    const { contract, ref } = spec;
    const made = columns.get(longerOf, [
      series,
      contract,
      frame,
      by,
      close,
      ref.name,
    ]) as unknown as LongerBars;
    const note = lateNote(frame, made);
    if (note !== null && !warnings.includes(note)) warnings.push(note);
    return made;
  };
  const own = seen === null ? { bars, desk } : { bars: series.bars, desk: new SeenDesk(desk, seen, clock) };
  const context = { ...own, clock, params, symbol, tickSize, columns, longer, plot };
  try {
    return new spec.strategy({ ...context, ...watched(context, spec) });
  } catch (error) {
    throw new StrategyFailure(error, -1, bars.time[0]!, 0);
  }
}

/** What of its context is another where the strategy is watched. */
function watched(
  { bars, desk, clock, longer }: Pick<StrategyContext, "bars" | "desk" | "clock" | "longer">,
  { curtain, watchDesk }: Pick<BacktestSpec, "curtain" | "watchDesk">,
): Partial<StrategyContext> {
  return {
    ...(watchDesk && { desk: watchDesk(desk, clock) }),
    ...(curtain && {
      bars: curtain.over(bars),
      columns: curtain.columns,
      longer: (...frame: Parameters<typeof longer>) => curtain.longer(longer(...frame), frame[0]),
      // Whoever looks at its requests calls columns by the names under which they are drawn.
      ...(watchDesk === undefined && { plot: () => {} }),
    }),
  };
}

/** The bars in which alone the strategy decides anything; null where that may be any. */
export function decisionsOf(strategy: Strategy, { bars }: Moment): Int32Array | null {
  try {
    const marks = strategy.decidesAt()?.map(marksOf) ?? [null];
    return marks.every((column) => column !== null) ? barsOf(marks) : null;
  } catch (error) {
    throw new StrategyFailure(error, -1, bars.time[0]!, 0);
  }
}

/** E404 where `onBar` returned a promise. */
export function callOnBar(strategy: Strategy, bar: number, { bars, fills }: Moment): void {
  try {
    const answer: unknown = strategy.onBar();
    if (answer !== undefined) refusePromise(answer);
  } catch (error) {
    throw new StrategyFailure(error, bar, bars.time[bar]!, fills.length);
  }
}

/**
 * Tells the fills of a bar from number `from` on, and returns how many have been told. A strategy sees a fill only when the bar is
 * over: its walk is settled, and nothing can be taken back.
 */
export function tellFills(strategy: Strategy, from: number, bar: number, lane: Filled): number {
  const { bars, fills, instrument, accountant, months } = lane;
  const seen = months?.seen ?? null;
  let { position } = accountant;
  for (let k = from; k < fills.length; k++) position -= fills.at(k).side * fills.at(k).qty;
  for (let k = from; k < fills.length; k++) {
    const { side, qty, price, reason } = fills.at(k);
    position += side * qty;
    try {
      const { grid, lot } = instrument;
      strategy.onFill({
        side,
        qty: quantityOf(qty, lot),
        price: seen === null ? priceOfTicks(price, grid) : seen.readTicks(price, bar),
        reason,
        position: quantityOf(position, lot),
      });
    } catch (error) {
      throw new StrategyFailure(error, bar, bars.time[bar]!, fills.length);
    }
  }
  return fills.length;
}

export function refusePromise(answer: unknown): void {
  if (typeof answer !== "object" || answer === null || !("then" in answer)) return;
  // Its rejection, if any, is ours already: without this Node would end the process over it.
  Promise.resolve(answer).catch(() => {});
  throw new Fault("E404", "onBar returned a promise", {
    found: "an async onBar, or one that returns a promise",
    expected: "a plain method that decides at once",
    why: "A decision that comes later would be made with bars that had not closed.",
    fix: ["remove `async` and `await` from onBar"],
  });
}
