// What is known of each trade of the page, in the columns that filters, tables and plots read?

import { DAY_MS, type EpochMs, type MicroUsd, quantityOf } from "../../src/domain/money.js";
import { TRADE_FLAGS, type TradeColumns } from "../../src/domain/run.js";
import { weekdayOf } from "../../src/instrument/time.js";
import type { TradeResult } from "../../src/metric/trades.js";
import type { PageData, PageMeta } from "../../src/report/embed/layout.js";
import type { Dictionary, TradeFacts } from "../filter/facts.js";
import { type NumberKey, RUN_KEYS, SETS } from "../filter/terms.js";

type RunNumber = Exclude<NumberKey, "gap" | "plan">;

export interface TradeSet extends TradeFacts {
  readonly words: Readonly<Record<"tag" | "exit" | "contract", Dictionary>>;
  readonly numbers: Readonly<Record<RunNumber, Float64Array>>;
  readonly columns: TradeColumns;
  /** What the metrics of trades read. */
  readonly results: readonly TradeResult[];
  /** Trade date of each entry: what is drawn for the interval of the expectancy. */
  readonly tradeDate: Int32Array;
  /** Equity at the close before each entry bar. */
  readonly before: Float64Array;
}

/** When the trades began, on the exchange's clock and in the calendar. */
interface Clock {
  readonly local: Float64Array;
  readonly date: Int32Array;
  readonly minute: Int16Array;
  readonly dateIndex: Int32Array;
  /** Of regular hours the stretch that began last; -1 before the first. */
  readonly stretch: Int32Array;
  readonly tradeDate: Int32Array;
}

type Source = Pick<
  PageData,
  "meta" | "time" | "dates" | "regular" | "trades" | "before" | "since" | "touched"
>;

export function tradeSet({ meta, time, dates, regular, trades, before, since, touched }: Source): TradeSet {
  const { length } = trades;
  // `from` with a function takes ten times as long as a loop, and there are a dozen columns of thousands.
  const column = (of: (i: number) => number): Float64Array => {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = of(i);
    return values;
  };
  const whole = (of: (i: number) => number): Int32Array => {
    const values = new Int32Array(length);
    for (let i = 0; i < length; i++) values[i] = of(i);
    return values;
  };
  const clock: Clock = lazily<Clock>({
    local: () => localTimes(meta, trades.entryTime.subarray(0, length)),
    date: () => {
      const { local } = clock;
      return whole((i) => Math.floor(local[i]! / DAY_MS));
    },
    minute: () => {
      const { local, date } = clock;
      return new Int16Array(whole((i) => Math.floor((local[i]! - date[i]! * DAY_MS) / 60_000)));
    },
    dateIndex: () => lastsAtMost(dates.bar, trades.entryBar.subarray(0, length)),
    stretch: () => lastsAtMost(regular.from, trades.entryBar.subarray(0, length)),
    tradeDate: () => whole((i) => dates.day[clock.dateIndex[i]!]!),
  });
  const isRegular = (i: number): boolean =>
    clock.stretch[i]! >= 0 && trades.entryBar[i]! < regular.to[clock.stretch[i]!]!;
  // As the program counted; of older files by the first bar of the regular hours, else of the session.
  const opened = (i: number): EpochMs =>
    regular.length === 0
      ? time.at(dates.bar[clock.dateIndex[i]!]!)
      : isRegular(i)
        ? time.at(regular.from[clock.stretch[i]!]!)
        : Number.NaN;
  const r = (i: number): number => (trades.risk[i]! > 0 ? trades.net[i]! / trades.risk[i]! : Number.NaN);
  const bars = (i: number): number => trades.exitBar[i]! - trades.entryBar[i]! + 1;
  const months = contractNames(meta);
  let results: readonly TradeResult[] | null = null;
  return {
    columns: trades,
    before,
    length,
    keys: RUN_KEYS,
    get results() {
      results ??= Array.from({ length }, (_, i) => ({
        side: trades.side[i] as 1 | -1,
        net: trades.net[i]!,
        r: trades.risk[i]! > 0 ? r(i) : null,
        bars: bars(i),
      }));
      return results;
    },
    get tradeDate() {
      return clock.tradeDate;
    },
    sets: lazily({
      side: () => new Int8Array(whole((i) => (trades.side[i] === 1 ? 0 : 1))),
      session: () => new Int8Array(whole((i) => (regular.length === 0 ? -1 : isRegular(i) ? 0 : 1))),
      wd: () => {
        const { date } = clock;
        return new Int8Array(whole((i) => weekdayOf(date[i]!)));
      },
      result: () => new Int8Array(whole((i) => (trades.net[i]! > 0 ? 0 : trades.net[i]! < 0 ? 1 : 2))),
    }),
    flags: touched === null ? trades.flags : trades.flags.map((bits, i) => bits | (touched[i]! * TOUCHED)),
    words: lazily({
      tag: () => ({ index: trades.entryReason, texts: meta.reasons }),
      exit: () => ({ index: trades.exitReason, texts: meta.reasons }),
      contract: () => ({ index: whole((i) => months.at(trades.entryBar[i]!)), texts: months.names }),
    }),
    get minute() {
      return clock.minute;
    },
    get date() {
      return clock.date;
    },
    numbers: lazily({
      net: () => trades.net,
      gross: () => trades.gross,
      costs: () => column((i) => costsOf(trades, i)),
      slippage: () => trades.slippage,
      funding: () => trades.funding,
      risk: () => trades.risk,
      mae: () => trades.mae,
      mfe: () => trades.mfe,
      giveback: () => column((i) => trades.mfe[i]! - trades.gross[i]!),
      r: () => column(r),
      ticks: () => column((i) => ticksOf(meta, trades, i)),
      pct: () => column((i) => (before[i]! > 0 ? (100 * trades.net[i]!) / before[i]! : Number.NaN)),
      qty: () => column((i) => quantityOf(trades.qty[i]!, meta.lot)),
      bars: () => column(bars),
      leverage: () => trades.leverage,
      hold: () => trades.heldMs,
      since: () =>
        column((i) =>
          since === null ? trades.entryTime[i]! - opened(i) : since[i]! < 0 ? Number.NaN : since[i]! * 60_000,
        ),
    }),
    valueAt(key, i) {
      const local = () => {
        const at = trades.entryTime[i]!;
        return at + offsetAt(meta, at);
      };
      switch (key) {
        case "side":
          return trades.side[i];
        case "wd":
          return weekdayOf(Math.floor(local() / DAY_MS));
        case "hour":
          return Math.floor((local() % DAY_MS) / 3_600_000);
        case "tag":
          return meta.reasons[trades.entryReason[i]!];
        case "exit":
          return meta.reasons[trades.exitReason[i]!];
        case "contract":
          return months.names[months.at(trades.entryBar[i]!)];
        case "session": {
          const stretch = lastAtMost(regular.from, trades.entryBar[i]!);
          return regular.length === 0
            ? -1
            : stretch >= 0 && trades.entryBar[i]! < regular.to[stretch]!
              ? 0
              : 1;
        }
        default:
          return undefined;
      }
    },
    notes: [],
    get legReason() {
      return trades.legs.reason;
    },
    firstLeg: trades.firstLeg,
  };
}

/** Each is made when it is first asked for: the first look needs few of two dozen columns. */
function lazily<T extends object>(makers: { readonly [K in keyof T]: () => T[K] }): T {
  const made = {} as T;
  for (const key of Object.keys(makers) as (keyof T)[]) {
    Object.defineProperty(made, key, {
      enumerable: true,
      configurable: true,
      get() {
        const value = makers[key]();
        Object.defineProperty(made, key, { enumerable: true, value });
        return value;
      },
    });
  }
  return made;
}

export const costsOf = (trades: TradeColumns, i: number): MicroUsd =>
  trades.commission[i]! + trades.exchange[i]! + trades.clearing[i]! + trades.nfa[i]!;

/** No flag of a trade of its own: the page counts it among them. */
const TOUCHED = 1 << SETS.flag.indexOf("touched");
const HELD_THROUGH_ROLL = 1 << TRADE_FLAGS.indexOf("R");

/** A contract, before costs. Through a roll the prices are of two contracts: what was made is not their difference. */
export function ticksOf({ tickValue }: PageMeta, trades: TradeColumns, i: number): number {
  const qty = trades.qty[i]!;
  if (tickValue === 0) return Number.NaN;
  return (trades.flags[i]! & HELD_THROUGH_ROLL) !== 0
    ? trades.gross[i]! / (tickValue * qty)
    : (trades.side[i]! * (trades.exitSum[i]! - trades.entrySum[i]!)) / qty;
}

/** What the exchange's clock lies before UTC. */
export function offsetAt({ offsets }: Pick<PageMeta, "offsets">, at: EpochMs): number {
  let offset = offsets[0]?.offset ?? 0;
  for (const change of offsets) {
    if (change.from > at) break;
    offset = change.offset;
  }
  return offset;
}

/** The same of many instants: they mostly rise, so that the next is seldom in another stretch than the one before. */
function localTimes({ offsets }: Pick<PageMeta, "offsets">, times: Float64Array): Float64Array {
  const local = new Float64Array(times.length);
  for (let i = 0, k = 0; i < times.length; i++) {
    const at = times[i]!;
    if (k > 0 && at < offsets[k]!.from) k = 0;
    while (k + 1 < offsets.length && offsets[k + 1]!.from <= at) k++;
    local[i] = at + (offsets[k]?.offset ?? 0);
  }
  return local;
}

/** Index of the last of rising values that is not above `value`; -1 where all are. */
function lastAtMost(rising: Int32Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The same for many values, which mostly rise as well. */
function lastsAtMost(rising: Int32Array, values: Int32Array): Int32Array {
  const found = new Int32Array(values.length);
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0 && value < values[i - 1]!) last = lastAtMost(rising, value);
    else while (last + 1 < rising.length && rising[last + 1]! <= value) last++;
    found[i] = last;
  }
  return found;
}

/** The contract that was traded at a bar, as an index into names; what the data calls itself where months are not known. */
function contractNames({ series, months }: PageMeta) {
  if (months.length === 0) return { names: [series], at: () => 0 };
  const bars = Int32Array.from(months, ({ bar }) => bar);
  return {
    names: months.map(({ contract }) => contract),
    at: (bar: number) => Math.max(0, lastAtMost(bars, bar)),
  };
}
