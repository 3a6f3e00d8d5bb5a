// In which bars may nothing be opened, and at which closes must the position be left?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { MarketEvents } from "../domain/events.js";
import { Fault } from "../domain/fault.js";
import type { EpochMs } from "../domain/money.js";
import type { RiskLimit } from "../domain/risk.js";
import { sessionClose } from "../instrument/calendar.js";
import { endOfSpan, exchangeZone, isWithin, spanOf } from "./hours.js";
import { limitText } from "./words.js";

const MINUTE_MS = 60_000;

/** The position is left at this bar's close, and what works is cancelled. */
export interface Leave {
  readonly bar: number;
  readonly kind: "flat by close" | "blackout" | "end of hours";
  readonly reason: string;
}

/** What the clock forbids, worked out before the first bar: in the run it costs a look into a column. */
export interface Windows {
  /** Why nothing may be opened in a bar: an index into `reasons`, 0 where it may. */
  readonly closed: Uint16Array;
  readonly reasons: readonly string[];
  /** In order of bars, one a bar. */
  readonly leave: readonly Leave[];
}

interface Calendar {
  readonly bars: Bars;
  readonly timeframeMs: number;
  readonly contract: Contract;
  readonly events: MarketEvents | null;
  /** Whether anything traded in a bar: where nothing did, nothing can be left either. */
  readonly traded: (bar: number) => boolean;
}

/** Null where no limit looks at the clock. E143, E144 where one cannot hold. */
export function windowsOf(limits: readonly RiskLimit[], calendar: Calendar): Windows | null {
  const plan = new Plan(calendar);
  for (const limit of limits) {
    if (limit.limit === "trading hours") planHours(limit, plan);
    else if (limit.limit === "flat by close") planClose(limit, plan);
    else if (limit.limit === "blackout") planBlackout(limit, plan);
  }
  return plan.reasons.length === 1 ? null : plan.windows();
}

class Plan {
  readonly bars: Bars;
  readonly timeframeMs: number;
  readonly contract: Contract;
  readonly events: MarketEvents | null;
  readonly traded: (bar: number) => boolean;
  readonly reasons: string[] = [""];
  readonly closed: Uint16Array;
  readonly #leave = new Map<number, Leave>();

  constructor({ bars, timeframeMs, contract, events, traded }: Calendar) {
    this.bars = bars;
    this.timeframeMs = timeframeMs;
    this.contract = contract;
    this.events = events;
    this.traded = traded;
    this.closed = new Uint16Array(bars.length);
  }

  because(reason: string): number {
    return this.reasons.push(reason) - 1;
  }

  /** The first rule that closes a bar names the reason. */
  close(bar: number, reason: number): void {
    if (this.closed[bar] === 0) this.closed[bar] = reason;
  }

  leave(bar: number, kind: Leave["kind"], reason: string): void {
    if (!this.#leave.has(bar)) this.#leave.set(bar, { bar, kind, reason });
  }

  /**
   * The last bar in which something traded that has closed by then; -1 where none has, and where the data end so early that another bar would
   * have: then there is nothing to leave yet.
   */
  lastBy(at: EpochMs): number {
    const { time, length } = this.bars;
    const bar = countUpTo(time, length, at - this.timeframeMs) - 1;
    return bar === length - 1 && this.endOf(bar) + this.timeframeMs <= at ? -1 : this.tradedUpTo(bar);
  }

  tradedUpTo(bar: number): number {
    while (bar >= 0 && !this.traded(bar)) bar--;
    return bar;
  }

  endOf(bar: number): EpochMs {
    return this.bars.time[bar]! + this.timeframeMs;
  }

  windows(): Windows {
    const leave = [...this.#leave.values()].sort((a, b) => a.bar - b.bar);
    return { closed: this.closed, reasons: this.reasons, leave };
  }
}

/** How many of the rising `time` are at or before `at`. */
function countUpTo(time: Float64Array, length: number, at: EpochMs): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A bar belongs to the hours in which it opens. */
function planHours(limit: Extract<RiskLimit, { limit: "trading hours" }>, plan: Plan): void {
  const { bars, contract } = plan;
  let day = Number.NaN;
  let span = spanOf(limit.hours, contract);
  const zone = exchangeZone(contract);
  const text = limitText(limit);
  const reason = plan.because(`${text}: nothing is opened outside`);
  let end = Number.NEGATIVE_INFINITY;
  for (let bar = 0; bar < bars.length; bar++) {
    const at = bars.time[bar]!;
    if (bars.tradeDate[bar]! !== day) {
      day = bars.tradeDate[bar]!;
      span = spanOf(limit.hours, contract, day);
    }
    if (!isWithin(span, zone, at)) {
      plan.close(bar, reason);
      continue;
    }
    if (!limit.flatten || at < end) continue;
    end = endOfSpan(span, zone, at);
    const last = plan.lastBy(end);
    // Bars longer than what is left of the hours: the one that opens in them is the last.
    if (last >= bar) plan.leave(last, "end of hours", `${text}: they end`);
    else if (plan.endOf(bar) >= end) plan.leave(bar, "end of hours", `${text}: they end`);
  }
}

function planClose(limit: Extract<RiskLimit, { limit: "flat by close" }>, plan: Plan): void {
  const { bars, contract } = plan;
  const text = limitText(limit);
  const reason = plan.because(`${text}: nothing is opened until the next trade date`);
  for (let first = 0; first < bars.length; ) {
    const day = bars.tradeDate[first]!;
    let next = first + 1;
    while (next < bars.length && bars.tradeDate[next] === day) next++;
    const by = sessionClose(contract.session, day) - limit.minutes * MINUTE_MS;
    const last = plan.lastBy(by);
    const dataGoOn = next < bars.length || plan.endOf(next - 1) + plan.timeframeMs > by;
    // No bar of the date closes in time: daily bars, or a date with its last minutes only.
    const leave = last >= first && last < next ? last : dataGoOn ? plan.tradedUpTo(next - 1) : -1;
    if (leave >= first) {
      plan.leave(leave, "flat by close", text);
      for (let bar = leave + 1; bar < next; bar++) plan.close(bar, reason);
    }
    first = next;
  }
}

/** Flat before the window opens; nothing is opened in a bar that overlaps it, or holds an announcement. */
function planBlackout(limit: Extract<RiskLimit, { limit: "blackout" }>, plan: Plan): void {
  const { bars, events } = plan;
  if (events === null) {
    throw new Fault("E144", "A blackout without a calendar of announcements", {
      found: limitText(limit),
      expected: "a calendar file with a time and a name a row",
      fix: ["--events FILE.csv", 'events: "FILE.csv" in the call'],
    });
  }
  const wanted = limit.only && new Set(limit.only.map((name) => name.toLowerCase()));
  refuseUnknown(limit, events);
  const reasons = new Map<string, number>();
  for (const [k, name] of events.name.entries()) {
    if (wanted && !wanted.has(name.toLowerCase())) continue;
    const at = events.time[k]!;
    const from = at - limit.before * MINUTE_MS;
    const until = at + limit.after * MINUTE_MS;
    const text = `${limitText(limit)}: ${name}`;
    if (!reasons.has(name)) reasons.set(name, plan.because(`${text} is near, nothing is opened`));
    const before = plan.lastBy(from);
    if (before >= 0) plan.leave(before, "blackout", text);
    let bar = countUpTo(bars.time, bars.length, from - plan.timeframeMs);
    for (; bar < bars.length && (bars.time[bar]! < until || bars.time[bar]! <= at); bar++)
      plan.close(bar, reasons.get(name)!);
  }
}

/** A name that the calendar never has would be a blackout that never comes. */
function refuseUnknown(
  { only }: Extract<RiskLimit, { limit: "blackout" }>,
  { name, file }: MarketEvents,
): void {
  const known = new Set(name.map((one) => one.toLowerCase()));
  const missing = only?.find((one) => !known.has(one.toLowerCase()));
  if (missing === undefined) return;
  throw new Fault("E144", `${file} has no announcement "${missing}"`, {
    found: missing,
    expected: [...new Set(name)].slice(0, 12).join(", "),
    why: "The blackout would never come.",
  });
}
