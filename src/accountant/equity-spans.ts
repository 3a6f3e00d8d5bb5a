// What follows of a stretch of bars in which an account bought and sold nothing?

import { type Extremes, endOfStretch, stretchOf } from "../bars/extremes.js";
import type { Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
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

/** How equity went at closes: spans are seen one after the other, `start` is the first peak. */
export class Course {
  /** Deepest fall below the highest equity before. */
  deepestFall: MicroUsd = 0;
  /** How many bars closed with a position. */
  barsHeld = 0;
  #peak: MicroUsd;
  readonly #closes: Int32Array;
  readonly #extremes: Extremes;
  readonly #instrument: Instrument;

  constructor(closes: Int32Array, extremes: Extremes, instrument: Instrument, start: MicroUsd) {
    this.#closes = closes;
    this.#extremes = extremes;
    this.#instrument = instrument;
    this.#peak = start;
  }

  see({ from, until, flat, position, offset }: Span): void {
    // A flat account is worth the same at every close.
    if (position === 0) return this.#seeClose(flat);
    this.barsHeld += until - from;
    const instrument = this.#instrument;
    const closes = this.#closes;
    if (!instrument.linear) {
      for (let bar = from; bar < until; bar++)
        this.#seeClose(flat + position * contractValue(instrument, closes[bar]! + offset));
      return;
    }
    const perTick = position * instrument.tickValue;
    const base = flat + perTick * offset;
    const { highest, lowest } = this.#extremes;
    // Stretch by stretch: most of them can neither reach a new peak nor fall deeper than it has been seen.
    for (let bar = from; bar < until; bar = endOfStretch(bar)) {
      const stretch = stretchOf(bar);
      const end = Math.min(endOfStretch(bar), until);
      const most = base + perTick * (position > 0 ? highest : lowest)[stretch]!;
      const least = base + perTick * (position > 0 ? lowest : highest)[stretch]!;
      if (most > this.#peak) this.#seeCloses(base, perTick, bar, end);
      // No new peak: of all these closes the worst one says it.
      else if (this.#peak - least > this.deepestFall)
        this.#seeClose(base + perTick * worstOf(closes, position > 0 ? 1 : -1, bar, end));
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

/** The lowest close for a position on side 1, the highest on side -1; `from` < `to`. Four bars a turn of the loop. */
function worstOf(closes: Int32Array, side: Side, from: number, to: number): Ticks {
  let worst = Math.imul(side, closes[from]!);
  let bar = (from + 1) | 0;
  for (const last = (to - 3) | 0; bar < last; bar = (bar + 4) | 0) {
    worst = lesser(worst, Math.imul(side, closes[bar]!));
    worst = lesser(worst, Math.imul(side, closes[(bar + 1) | 0]!));
    worst = lesser(worst, Math.imul(side, closes[(bar + 2) | 0]!));
    worst = lesser(worst, Math.imul(side, closes[(bar + 3) | 0]!));
  }
  for (; bar < to; bar = (bar + 1) | 0) worst = lesser(worst, Math.imul(side, closes[bar]!));
  return Math.imul(side, worst);
}

const lesser = (a: Ticks, b: Ticks): Ticks => (b < a ? b : a);
