// How does a strategy read a column without seeing the future?

import { Fault } from "../domain/fault.js";

/** Where the engine stands. One object for all series of a run: moving it moves them together. */
export interface Clock {
  /** Index of the newest bar that has closed; -1 before the first. */
  bar: number;
}

/**
 * The whole column behind a series. For `Strategy.indicator` alone: it is no property of a series, and the
 * public API does not export it.
 */
export let columnOf: (series: Series) => Float64Array;

/**
 * A column as seen from the bar that has just closed. The column itself is private, and `ago` refuses to count
 * forward, so a strategy has no way to a later value.
 */
export class Series {
  readonly #values: Float64Array;
  readonly #clock: Clock;

  constructor(values: Float64Array, clock: Clock) {
    this.#values = values;
    this.#clock = clock;
  }

  /** The value at the bar that has just closed. */
  get now(): number {
    return this.#values[this.#clock.bar]!;
  }

  /** The value `bars` bars ago: 0 is `now`. NaN before the first bar, as while an indicator warms up. */
  ago(bars: number): number {
    if (bars < 0) throw lookAhead(bars);
    const value = this.#values[this.#clock.bar - bars];
    return value === undefined ? Number.NaN : value;
  }

  // The crossings read both columns themselves: a number that a method returns costs an allocation wherever V8
  // does not inline the call, and these run in every bar of many strategies.

  /** True at the bar where this series, at or below `other` the bar before, stands above it. */
  crossedAbove(other: Series | number): boolean {
    const mine = this.#values;
    const bar = this.#clock.bar;
    if (typeof other === "number") return mine[bar]! > other && mine[bar - 1]! <= other;
    const theirs = other.#values;
    return mine[bar]! > theirs[bar]! && mine[bar - 1]! <= theirs[bar - 1]!;
  }

  /** True at the bar where this series, at or above `other` the bar before, stands below it. */
  crossedBelow(other: Series | number): boolean {
    const mine = this.#values;
    const bar = this.#clock.bar;
    if (typeof other === "number") return mine[bar]! < other && mine[bar - 1]! >= other;
    const theirs = other.#values;
    return mine[bar]! < theirs[bar]! && mine[bar - 1]! >= theirs[bar - 1]!;
  }

  static {
    columnOf = (series) => series.#values;
  }
}

function lookAhead(bars: number): Fault {
  return new Fault("E410", `ago(${bars}) asks for a bar that has not closed yet`, {
    expected: "a whole number of bars back, 0 or more",
    why: "A strategy that sees the future wins in a backtest and nowhere else.",
    fix: ["use now for this bar, ago(1) for the bar before"],
  });
}
