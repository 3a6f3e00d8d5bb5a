// What follows of a stretch of bars in which an account bought and sold nothing?

import { type Extremes, endOfStretch, stretchOf } from "../bars/extremes.js";
import type { Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { contractValue } from "./value.js";

/** At the closes of the bars `from` … `until` an account was worth `flat` and the value of `position` contracts, whose price lay `offset` above the close. */
export interface Span {
  readonly from: number;
  readonly until: number;
  readonly flat: MicroUsd;
  readonly position: number;
  readonly offset: Ticks;
}

/** As of the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 2048;

// ── columns. Plain loops: spans are short, and `fill` of a typed array costs more than it saves on them ────────────────

/** Equity, where value goes straight with price. */
export function followCloses(
  equity: Float64Array,
  closes: Int32Array,
  { tickValue }: Instrument,
  { from, until, flat, position, offset }: Span,
): void {
  const perTick = position * tickValue;
  const base = flat + perTick * offset;
  for (let bar = from; bar < until; bar += BLOCK)
    followBlock(equity, closes, bar, Math.min(bar + BLOCK, until), base, perTick);
}

function followBlock(
  equity: Float64Array,
  closes: Int32Array,
  from: number,
  to: number,
  base: MicroUsd,
  perTick: MicroUsd,
): void {
  for (let bar = from; bar < to; bar++) equity[bar] = base + perTick * closes[bar]!;
}

/** Equity, where a contract's value is not its price times a number. */
export function followValues(
  equity: Float64Array,
  closes: Int32Array,
  instrument: Instrument,
  { from, until, flat, position, offset }: Span,
): void {
  for (let bar = from; bar < until; bar++)
    equity[bar] = flat + position * contractValue(instrument, closes[bar]! + offset);
}

export function hold(positions: Int32Array, { from, until, position }: Span): void {
  if (position !== 0) for (let bar = from; bar < until; bar++) positions[bar] = position;
}

// ── how equity went ────────────────────────────────────────────────────────────────────────────────────────────────

/** Spans are seen one after the other. */
export interface Course {
  /** Deepest fall below the highest equity before, at closes. */
  readonly deepestFall: MicroUsd;
  /** How many bars closed with a position. */
  readonly barsHeld: number;
  see(span: Span): void;
}

/** `start` is the first peak. */
export const courseOf = (
  closes: Int32Array,
  extremes: Extremes,
  instrument: Instrument,
  start: MicroUsd,
): Course =>
  instrument.linear
    ? new StraightCourse(closes, extremes, instrument.tickValue, start)
    : new ValuedCourse(closes, instrument, start);

/** Stretch by stretch: most of them can neither reach a new peak nor fall deeper than it has been seen. */
class StraightCourse implements Course {
  deepestFall: MicroUsd = 0;
  barsHeld = 0;
  #peak: MicroUsd;
  readonly #closes: Int32Array;
  readonly #extremes: Extremes;
  readonly #tickValue: MicroUsd;

  constructor(closes: Int32Array, extremes: Extremes, tickValue: MicroUsd, start: MicroUsd) {
    this.#closes = closes;
    this.#extremes = extremes;
    this.#tickValue = tickValue;
    this.#peak = start;
  }

  see({ from, until, flat, position, offset }: Span): void {
    const perTick = position * this.#tickValue;
    const base = flat + perTick * offset;
    // A flat account is worth the same at every close.
    if (position === 0) return this.#seeClose(base);
    this.barsHeld += until - from;
    const { highest, lowest } = this.#extremes;
    for (let bar = from; bar < until; bar = endOfStretch(bar)) {
      const stretch = stretchOf(bar);
      const end = Math.min(endOfStretch(bar), until);
      const most = base + perTick * (position > 0 ? highest : lowest)[stretch]!;
      const least = base + perTick * (position > 0 ? lowest : highest)[stretch]!;
      if (most > this.#peak) this.#seeCloses(base, perTick, bar, end);
      else if (this.#peak - least > this.deepestFall) {
        // No new peak: of all these closes the worst one says it.
        const worst = (position > 0 ? lowestOf : highestOf)(this.#closes, bar, end);
        this.#seeClose(base + perTick * worst);
      }
    }
  }

  #seeClose(equity: MicroUsd): void {
    if (equity > this.#peak) this.#peak = equity;
    else if (this.#peak - equity > this.deepestFall) this.deepestFall = this.#peak - equity;
  }

  #seeCloses(base: MicroUsd, perTick: MicroUsd, from: number, to: number): void {
    const closes = this.#closes;
    let peak = this.#peak;
    let deepest = this.deepestFall;
    for (let bar = from; bar < to; bar++) {
      const equity = base + perTick * closes[bar]!;
      if (equity > peak) peak = equity;
      else if (peak - equity > deepest) deepest = peak - equity;
    }
    this.#peak = peak;
    this.deepestFall = deepest;
  }
}

function lowestOf(closes: Int32Array, from: number, to: number): Ticks {
  let least = closes[from]!;
  let bar = (from + 1) | 0;
  for (const last = (to - 3) | 0; bar < last; bar = (bar + 4) | 0) {
    const [second, third, fourth] = [(bar + 1) | 0, (bar + 2) | 0, (bar + 3) | 0];
    if (closes[bar]! < least) least = closes[bar]!;
    if (closes[second]! < least) least = closes[second]!;
    if (closes[third]! < least) least = closes[third]!;
    if (closes[fourth]! < least) least = closes[fourth]!;
  }
  for (; bar < to; bar = (bar + 1) | 0) if (closes[bar]! < least) least = closes[bar]!;
  return least;
}

function highestOf(closes: Int32Array, from: number, to: number): Ticks {
  let most = closes[from]!;
  let bar = (from + 1) | 0;
  for (const last = (to - 3) | 0; bar < last; bar = (bar + 4) | 0) {
    const [second, third, fourth] = [(bar + 1) | 0, (bar + 2) | 0, (bar + 3) | 0];
    if (closes[bar]! > most) most = closes[bar]!;
    if (closes[second]! > most) most = closes[second]!;
    if (closes[third]! > most) most = closes[third]!;
    if (closes[fourth]! > most) most = closes[fourth]!;
  }
  for (; bar < to; bar = (bar + 1) | 0) if (closes[bar]! > most) most = closes[bar]!;
  return most;
}

/** Where a contract's value is not its price times a number each close is asked. */
class ValuedCourse implements Course {
  deepestFall: MicroUsd = 0;
  barsHeld = 0;
  #peak: MicroUsd;
  readonly #closes: Int32Array;
  readonly #instrument: Instrument;

  constructor(closes: Int32Array, instrument: Instrument, start: MicroUsd) {
    this.#closes = closes;
    this.#instrument = instrument;
    this.#peak = start;
  }

  see({ from, until, flat, position, offset }: Span): void {
    if (position !== 0) this.barsHeld += until - from;
    for (let bar = from; bar < until; bar++) {
      const equity = flat + position * contractValue(this.#instrument, this.#closes[bar]! + offset);
      if (equity > this.#peak) this.#peak = equity;
      else if (this.#peak - equity > this.deepestFall) this.deepestFall = this.#peak - equity;
    }
  }
}
