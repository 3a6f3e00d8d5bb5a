// How does a strategy read a column without seeing the future?

import { Fault } from "../domain/fault.js";
import { crossesOf } from "./crosses.js";

/** Where series stand that are read together. */
export interface Clock {
  /** Index of the newest bar of theirs that has closed; -1 before the first. */
  readonly bar: number;
  /** The same when the bar of the run before had closed. */
  readonly before: number;
}

/**
 * The clock of the run's own bars. One object for all series of them: the engine moves it, and they move together. `whole`: the
 * columns are there to their last bar, and will not change.
 */
export class RunClock implements Clock {
  bar = -1;
  readonly whole: boolean;
  constructor(whole = true) {
    this.whole = whole;
  }
  get before(): number {
    return this.bar - 1;
  }
}

/** The clock of longer bars: it stands at the newest of them that was closed when the bar of the run had closed. */
export class LongerClock implements Clock {
  /** By bar of the run: the index of that bar, -1 before the first. */
  readonly seen: Int32Array;
  readonly #run: Clock;

  constructor(seen: Int32Array, run: Clock) {
    this.seen = seen;
    this.#run = run;
  }
  get bar(): number {
    const { bar } = this.#run;
    return bar < 0 ? -1 : this.seen[bar]!;
  }
  get before(): number {
    const { before } = this.#run;
    return before < 0 ? -1 : this.seen[before]!;
  }
}

/**
 * The whole column behind a series, and what it is read by. For `Strategy.indicator` and `plot` alone: they are no property
 * of a series, and the public API does not export them.
 */
export let columnOf: (series: Series) => Float64Array;
export let clockOf: (series: Series) => Clock;
/** Of crosses: by bar, 0 where there is none; null where that is not known by bar of the run. */
export let marksOf: (crosses: Crosses) => Int32Array | null;

/** Where two series cross. What it holds reaches to the last bar: a strategy hands it on and cannot look inside. */
export class Crosses {
  readonly #marks: Int32Array | null;

  constructor(marks: Int32Array | null) {
    this.#marks = marks;
  }

  static {
    marksOf = (crosses) => crosses.#marks;
  }
}

/**
 * A column as seen from the bar that has just closed. The column itself is private, and `ago` refuses to count
 * forward, so a strategy has no way to a later value.
 */
export class Series {
  readonly #values: Float64Array;
  readonly #clock: Clock;
  /** The series that a crossing was last asked of, where the two cross, and the first of those that is not behind the clock. */
  #other: Series | null = null;
  #crosses: Int32Array = NO_CROSSES;
  #next = 0;

  constructor(values: Float64Array, clock: Clock) {
    this.#values = values;
    this.#clock = clock;
  }

  /** The value at the bar that has just closed. NaN before the first one has. */
  get now(): number {
    const { bar } = this.#clock;
    return bar < 0 ? Number.NaN : this.#values[bar]!;
  }

  /** The value `bars` bars of its own ago: 0 is `now`. NaN before the first bar, as while an indicator warms up. */
  ago(bars: number): number {
    if (bars < 0) throw lookAhead(bars);
    const at = this.#clock.bar - bars;
    // A number outside the column is never read: V8 keeps apart a code for columns that were read only inside.
    const value = at < 0 ? Number.NaN : this.#values[at];
    return value === undefined ? Number.NaN : value;
  }

  // A number that a method returns costs an allocation wherever V8 does not inline the call, and these run in every bar of many
  // strategies: they read their columns themselves. The bar before is that of the run: a cross of longer bars is true once, at
  // the bar of the run with which it could be seen.

  /** True at the bar where this series, at or below `other` the bar before, stands above it. */
  crossedAbove(other: Series | number): boolean {
    const { bar } = this.#clock;
    if (other === this.#other) return this.#crossAt(bar) === 2 * bar + 1;
    const { before } = this.#clock;
    if (typeof other !== "number") return this.#crossed(other, 1);
    return before >= 0 && this.#values[bar]! > other && this.#values[before]! <= other;
  }

  /** True at the bar where this series, at or above `other` the bar before, stands below it. */
  crossedBelow(other: Series | number): boolean {
    const { bar } = this.#clock;
    if (other === this.#other) return this.#crossAt(bar) === 2 * bar;
    const { before } = this.#clock;
    if (typeof other !== "number") return this.#crossed(other, -1);
    return before >= 0 && this.#values[bar]! < other && this.#values[before]! >= other;
  }

  /** The bars at which this series crosses another, or a level, either way: what `Strategy.decideAt` takes. */
  crosses(other: Series | number): Crosses {
    const clock = this.#clock;
    const shared = typeof other === "number" || other.#clock === clock;
    // Bars of a longer frame are others than those of the run: there every bar is looked at.
    if (!shared || !isWhole(clock)) return new Crosses(null);
    return new Crosses(crossesOf(this.#values, typeof other === "number" ? other : other.#values));
  }

  /** The first cross at `bar` or after it. */
  #crossAt(bar: number): number {
    const crosses = this.#crosses;
    let next = this.#next;
    // The clock goes on from bar to bar, and seldom back to the first.
    if (next > 0 && crosses[next - 1]! >= 2 * bar) next = 0;
    while (next < crosses.length && crosses[next]! < 2 * bar) next++;
    this.#next = next;
    return next < crosses.length ? crosses[next]! : NONE;
  }

  #crossed(other: Series, way: 1 | -1): boolean {
    const mine = this.#values;
    const theirs = other.#values;
    const { bar, before } = this.#clock;
    if (this.#clock === other.#clock && isWhole(this.#clock)) {
      this.#crosses = crossesOf(mine, theirs);
      this.#other = other;
      this.#next = 0;
      return this.#crossAt(bar) === (way === 1 ? 2 * bar + 1 : 2 * bar);
    }
    const { bar: theirBar, before: theirBefore } = other.#clock;
    if (before < 0 || theirBefore < 0) return false;
    const now = mine[bar]!;
    const then = mine[before]!;
    const level = theirs[theirBar]!;
    const was = theirs[theirBefore]!;
    return way === 1 ? now > level && then <= was : now < level && then >= was;
  }

  static {
    columnOf = (series) => series.#values;
    clockOf = (series) => series.#clock;
  }
}

const isWhole = (clock: Clock): boolean => clock instanceof RunClock && clock.whole;

const NO_CROSSES = new Int32Array(0);
/** No bar, not even the one before the first, has that cross. */
const NONE = -3;

function lookAhead(bars: number): Fault {
  return new Fault("E410", `ago(${bars}) asks for a bar that has not closed yet`, {
    expected: "a whole number of bars back, 0 or more",
    why: "A strategy that sees the future wins in a backtest and nowhere else.",
    fix: ["use now for this bar, ago(1) for the bar before"],
  });
}
