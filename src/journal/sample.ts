// What would a person have made of a strategy's signals?

import type { Bars } from "../domain/bars.js";
import type { EpochMs, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { pick, type Random, randomOf } from "../domain/random.js";
import type { Run, Trade } from "../domain/run.js";
import { instantOfLocal, offsetAt, zoneOf } from "../instrument/time.js";

/** One execution of the sample's trader. */
export interface SampleFill {
  readonly time: EpochMs;
  readonly side: Side;
  readonly qty: number;
  readonly price: Ticks;
  readonly order: number;
  readonly name: string;
  /** Contracts held after it, short below zero. */
  readonly position: number;
  readonly entry: boolean;
}

/** An order of theirs, filled or not. */
export interface SampleOrder {
  readonly id: number;
  readonly placed: EpochMs;
  readonly ended: EpochMs;
  readonly side: Side;
  readonly qty: number;
  readonly kind: "Market" | "Limit" | "Stop";
  readonly price: Ticks | null;
  readonly filled: boolean;
}

export interface Sample {
  readonly fills: readonly SampleFill[];
  readonly orders: readonly SampleOrder[];
}

export interface SampleRules {
  readonly seed: number;
  /** Instants: entries outside are not taken. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Minutes of the day of New York, between which the plan trades. */
  readonly window: { readonly from: number; readonly until: number };
  readonly contracts: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NEW_YORK = zoneOf("America/New_York");

/** How often, of a hundred signals, what happens. The rest is followed. */
const MISSED = 14;
const TRIED = 8;
const LATE = 30;
const EARLY = 45;
const HELD = 20;
const NO_STOP = 8;
const REVENGE = 50;

/**
 * A trader who knows the plan and keeps to it most of the time: sees a signal late, does not get a limit filled, is away, takes a
 * profit before it is due, holds a loser past its stop, doubles up once and wins, trades to get back a loss. Every price
 * traded in its bar. Made up from a seed: it tells of nobody.
 */
export function sampleTrading(run: Run, rules: SampleRules): Sample {
  const trader = new Trader(run.bars, rules);
  const signals = run.trades.filter((trade) => isPlanned(trade, rules));
  const best = signals.reduce((one, other) => (other.net > one.net ? other : one));
  for (const signal of signals) trader.answer(signal, signal === best);
  return { fills: trader.fills, orders: trader.orders };
}

function isPlanned({ entryTime }: Trade, { from, until, window }: SampleRules): boolean {
  const minute = ((entryTime + offsetAt(NEW_YORK, entryTime)) % 86_400_000) / MINUTE;
  return entryTime >= from && entryTime < until && minute >= window.from && minute < window.until;
}

/** Holds one position at a time: a signal while one is open is not answered. */
class Trader {
  readonly fills: SampleFill[] = [];
  readonly orders: SampleOrder[] = [];
  readonly #bars: Bars;
  readonly #contracts: number;
  readonly #random: Random;
  /** Habits are told in bars of five minutes and in seconds of one: how many of these bars make one of those. */
  readonly #bars5: number;
  #flatSince: EpochMs = 0;
  #position = 0;

  constructor(bars: Bars, { seed, contracts }: SampleRules) {
    this.#bars = bars;
    this.#contracts = contracts;
    this.#bars5 = (5 * MINUTE) / (bars.time[1]! - bars.time[0]!);
    this.#random = randomOf(seed, "a trader's habits");
  }

  answer(signal: Trade, isBest: boolean): void {
    // Drawn for each signal alike, so that one habit moves no other.
    const dice = Array.from({ length: 8 }, () => pick(this.#random, 100));
    const [missed, late, early, held, noStop, revenge] = dice as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (signal.entryTime < this.#flatSince + 2 * MINUTE) return;
    if (!isBest && missed < MISSED) return;
    if (!isBest && missed < MISSED + TRIED) return this.#tried(signal);
    const behind = Math.ceil(this.#bars5 / 2);
    const isLate = late < LATE && signal.exitBar - signal.entryBar > 2 * behind;
    const bar = signal.entryBar + (isLate ? behind : 0);
    const at = this.#bars.time[bar]! + (3 + pick(this.#random, 40)) * SECOND;
    const qty = isBest ? 2 * this.#contracts : this.#contracts;
    const entry = this.#inside(bar, this.#bars.openTicks[bar]! + signal.side * pick(this.#random, 2));
    const stop = entry - signal.side * stopTicks(signal);
    this.#trade(at, signal.side, qty, entry, "Entry", true);
    const out = -signal.side as Side;
    const bracket = noStop >= NO_STOP ? this.#order("Stop", stop, out, qty, at + SECOND) : null;
    const exit = this.#exit(signal, bar, early, held);
    const byStop = bracket !== null && exit.name === "Stop1";
    if (bracket !== null) this.#end(bracket, exit.at, byStop);
    const name = bracket === null && exit.name === "Stop1" ? "Close" : exit.name;
    this.#trade(exit.at, out, qty, exit.price, name, false, byStop ? bracket : null);
    this.#flatSince = exit.at;
    if (signal.side * (exit.price - entry) < 0 && revenge < REVENGE) this.#revenge(signal.side, exit.at);
  }

  /** A limit two ticks better than the market, and nobody comes. */
  #tried({ entryBar, side }: Trade): void {
    const open = this.#bars.openTicks[entryBar]!;
    const worst = side === 1 ? this.#bars.lowTicks[entryBar]! : this.#bars.highTicks[entryBar]!;
    const limit = side === 1 ? Math.min(open, worst) - 2 : Math.max(open, worst) + 2;
    const at = this.#bars.time[entryBar]! + 5 * SECOND;
    this.#end(this.#order("Limit", limit, side, this.#contracts, at), at + 3 * MINUTE, false);
  }

  #exit(signal: Trade, entryBar: number, early: number, held: number) {
    const { openTicks, closeTicks, time } = this.#bars;
    const last = signal.exitBar;
    const stopped = signal.exitReason === "stop loss";
    const span = last - entryBar;
    if (!stopped && early < EARLY && span > 3) {
      const bar = entryBar + 1 + pick(this.#random, span - 2);
      const price = this.#inside(bar, closeTicks[bar]!);
      return { at: time[bar]! + this.#inBar(200 + pick(this.#random, 60)), price, name: "Close" };
    }
    if (stopped && held < HELD && time[last + 6 * this.#bars5]! - time[last]! < 60 * MINUTE) {
      const bar = last + (2 + pick(this.#random, 3)) * this.#bars5;
      const price = this.#inside(bar, openTicks[bar]!);
      return { at: time[bar]! + this.#inBar(20 + pick(this.#random, 60)), price, name: "Close" };
    }
    const planned = Math.round(signal.exitSum / signal.qty);
    const slip = stopped ? pick(this.#random, 2) : 0;
    const seconds = last === entryBar ? 120 : 4 + pick(this.#random, 40);
    return {
      at: time[last]! + this.#inBar(seconds),
      price: this.#inside(last, planned - signal.side * slip),
      name: stopped ? "Stop1" : "Exit",
    };
  }

  /** Three minutes after a loss, larger, the other way, without a stop. */
  #revenge(side: Side, after: EpochMs): void {
    const { time, closeTicks } = this.#bars;
    const at = after + (70 + pick(this.#random, 110)) * SECOND;
    const bar = this.#barAt(at);
    const out = bar + (2 + pick(this.#random, 3)) * this.#bars5;
    if (out >= this.#bars.length || time[out]! - time[bar]! > 30 * MINUTE) return;
    const qty = this.#contracts + 1;
    this.#trade(at, -side as Side, qty, this.#inside(bar, closeTicks[bar]!), "Entry", true);
    const end = time[out]! + this.#inBar(60 + pick(this.#random, 120));
    this.#trade(end, side, qty, this.#inside(out, closeTicks[out]!), "Close", false);
    this.#flatSince = end;
  }

  /** A market order, or the fill of a resting one. Three contracts and more come in two fills. */
  #trade(
    time: EpochMs,
    side: Side,
    qty: number,
    price: Ticks,
    name: string,
    entry: boolean,
    resting: number | null = null,
  ): void {
    const order = resting ?? this.#order("Market", null, side, qty, time);
    if (resting === null) this.#end(order, time, true);
    for (const part of qty > 2 ? [qty - 1, 1] : [qty]) {
      this.#position += side * part;
      this.fills.push({ time, side, qty: part, price, order, name, entry, position: this.#position });
    }
  }

  #order(kind: SampleOrder["kind"], price: Ticks | null, side: Side, qty: number, placed: EpochMs): number {
    const id = this.orders.length + 1;
    this.orders.push({ id, placed, ended: placed, side, qty, kind, price, filled: false });
    return id;
  }

  #end(id: number, ended: EpochMs, filled: boolean): void {
    this.orders[id - 1] = { ...this.orders[id - 1]!, ended, filled };
  }

  /** Seconds of a bar of five minutes, as far into one of these. */
  #inBar(seconds: number): number {
    return Math.floor(seconds / this.#bars5) * SECOND;
  }

  #inside(bar: number, price: Ticks): Ticks {
    return Math.min(this.#bars.highTicks[bar]!, Math.max(this.#bars.lowTicks[bar]!, price));
  }

  #barAt(at: EpochMs): number {
    let bar = 0;
    while (bar + 1 < this.#bars.length && this.#bars.time[bar + 1]! <= at) bar++;
    return bar;
  }
}

/** The plan's stop, which the trader sends along. */
const stopTicks = ({ risk, qty }: Trade): Ticks => Math.max(4, Math.round((risk ?? 0) / (qty * 1_250_000)));

/** Midnight of a date in New York. */
export const newYorkMidnight = (year: number, month: number, date: number): EpochMs =>
  instantOfLocal(NEW_YORK, Date.UTC(year, month - 1, date)).time;
