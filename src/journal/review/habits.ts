// What was done more than once, and what did it cost against the plan?

import type { Day, MicroUsd } from "../../domain/money.js";
import {
  BUCKETS,
  type Bucket,
  type Habit,
  type Interval,
  type ReviewedOffPlan,
  type ReviewedPair,
  type ReviewedSignal,
} from "../../domain/review.js";
import { intervalOf } from "../../metric/bootstrap.js";
import { expandedTail } from "../../metric/expanded.js";

const LEAKS = 3;
/** A bucket has something in it on so many dates at least: drawn from fewer, its interval is of one or two trades. */
const LEAST_DATES = 10;
/** All kinds of off-plan trades together: what no kind alone happens often enough to show. */
const ANY_STRAY = "off-plan, of any kind";
const isStray = ({ name }: Pick<Habit, "name">): boolean =>
  name.startsWith("off-plan, ") && name !== ANY_STRAY;

/** In percent: what is cut off on both sides of an interval. */
const CUT_OFF = 10;

export function interval(
  dates: readonly Day[],
  amounts: readonly MicroUsd[],
  level = 100 - CUT_OFF,
): Interval | null {
  const found = intervalOf(dates, amounts, { level });
  return found && { low: found.low, high: found.high, level: found.level, days: found.days };
}

interface Case {
  readonly id: string;
  readonly day: Day;
  readonly dollars: MicroUsd;
}

/** Dearest first; what never happened is not there. */
export function habitsOf(
  pairs: readonly ReviewedPair[],
  left: readonly ReviewedSignal[],
  offPlan: readonly ReviewedOffPlan[],
): Habit[] {
  const deviant = (deviation: ReviewedPair["deviations"][number], buckets: readonly Bucket[]): Case[] =>
    pairs
      .filter(({ deviations }) => deviations.includes(deviation))
      .map(({ trade, bridge }) => ({
        id: trade.id,
        day: trade.day,
        dollars: buckets.reduce((sum, key) => sum + bridge[key], 0),
      }));
  const strays = (label: ReviewedOffPlan["labels"][number] | null): Case[] =>
    casesOf(offPlan.filter(({ labels }) => (label === null ? labels.length === 0 : labels.includes(label))));
  const slips: Case[] = pairs.map(({ trade, bridge }) => ({
    id: trade.id,
    day: trade.day,
    dollars: bridge["entry execution"] + bridge["exit execution"],
  }));
  const notTaken = (tried: boolean): Case[] =>
    left
      .filter((one) => (one.tried !== null) === tried)
      .map(({ signal, bridge }) => ({ id: signal.id, day: signal.day, dollars: bridge.missed }));
  const all: [string, string, readonly Case[]][] = [
    [
      "late entry",
      "enter when the bar of the signal closes, or let it go",
      deviant("late entry", ["entry timing"]),
    ],
    ["early entry", "wait for the bar of the signal to close", deviant("early entry", ["entry timing"])],
    ["early exit", "leave the exit to the plan's stop and target", deviant("early exit", ["exit timing"])],
    ["late exit", "leave when the plan leaves", deviant("late exit", ["exit timing"])],
    ["oversize", "enter the size of the plan", deviant("oversize", ["size"])],
    ["undersize", "enter the size of the plan", deviant("undersize", ["size"])],
    ["execution", "check order types, and the slippage that the model assumes", slips],
    ["missed signal", "take every signal, or say in plan.toml when not", notTaken(false)],
    ["order not filled", "check the limit prices of entries", notTaken(true)],
    ["off-plan, after a loss", "no entry until the cool-down is over", strays("after-loss")],
    ["off-plan, outside of hours", "no entry outside of the plan's window", strays("out-of-window")],
    ["off-plan, against the signal", "no entry against a signal of the plan", strays("wrong-side")],
    ["off-plan, a signal again", "one entry a signal", strays("duplicate")],
    ["off-plan, no signal", "no entry without a signal", strays(null)],
  ];
  const kinds = all.filter(([name, , cases]) => cases.length > 0 && isStray({ name })).length;
  if (kinds > 1) all.push([ANY_STRAY, "no entry without a signal", casesOf(offPlan)]);
  const seen = all.filter(([, , cases]) => cases.length > 0);
  const asked = tellable(seen.map(([name, instead, cases]) => habitOf(name, instead, cases)));
  return seen
    .map(([name, instead, cases]) => habitOf(name, instead, cases, asked.length))
    .sort((a, b) => a.total - b.total || (a.name < b.name ? -1 : 1));
}

/** Those that were seen on enough dates to tell them from chance, should they cost. */
export const tellable = <T extends Pick<Habit, "interval">>(habits: readonly T[]): T[] =>
  habits.filter(({ interval: found }) => found !== null);

const casesOf = (offPlan: readonly ReviewedOffPlan[]): Case[] =>
  offPlan.map(({ trade, bridge }) => ({ id: trade.id, day: trade.day, dollars: bridge["off-plan"] }));

/**
 * By Bonferroni: of `asked` habits each may be wrong so much more seldom. Drawn from a few dates, the middle share of the samples is too narrow
 * for that, most of all so far out: the tail is that of Student's t, as in Hesterberg's expanded percentile interval. Null where the dates
 * cannot show so small a tail: what gains three times in the fourth case what it costs in the others shows nothing but losses on n dates with
 * 0.75ⁿ.
 */
export function correctedOf(
  days: readonly Day[],
  dollars: readonly MicroUsd[],
  asked: number,
): Interval | null {
  const tail = CUT_OFF / 100 / 2 / Math.max(asked, 1);
  const dates = new Set(days).size;
  if (dates < LEAST_DATES || 0.75 ** dates > tail) return null;
  const drawn = 1 - 2 * expandedTail(tail, dates);
  const found = interval(days, dollars, 100 * drawn);
  return found && { ...found, level: Math.round(100 * 100 * (1 - 2 * tail)) / 100 };
}

function habitOf(name: string, instead: string, cases: readonly Case[], asked = 1): Habit {
  const dollars = cases.map((one) => one.dollars);
  const total = dollars.reduce((sum, one) => sum + one, 0);
  const days = cases.map(({ day }) => day);
  const examples = [...cases].sort((a, b) => a.dollars - b.dollars || (a.id < b.id ? -1 : 1));
  return {
    name,
    instead,
    count: cases.length,
    days: new Set(days).size,
    total,
    mean: Math.round(total / cases.length),
    interval: interval(days, dollars),
    corrected: correctedOf(days, dollars, asked),
    examples: examples.map(({ id }) => id),
  };
}

/**
 * Habits of which it is hardly chance that they cost: their interval of the mean ends below zero. The
 * first is the one that surely costs most: by the end of its corrected interval nearest to zero, times how often it happened.
 */
export function leaksOf(habits: readonly Habit[]): Habit[] {
  const proven = tellable(habits).filter(({ interval: found }) => found!.high < 0);
  // A kind says more of what to do instead than all of them.
  const said = proven.some(isStray) ? kindsAlone(proven) : proven;
  return said.sort((a, b) => sure(a) - sure(b) || (a.name < b.name ? -1 : 1)).slice(0, LEAKS);
}

/** Without the one that holds others. */
export const kindsAlone = <T extends Pick<Habit, "name">>(habits: readonly T[]): T[] =>
  habits.filter(({ name }) => name !== ANY_STRAY);

const sure = ({ count, corrected }: Habit): number => count * (corrected?.high ?? 0);

/** Of each bucket: its dollars a date, over all dates of the span; null where few of them have anything in it. */
export function bucketIntervals(
  dates: readonly Day[],
  amounts: ReadonlyMap<Day, Readonly<Record<Bucket, MicroUsd>>>,
): Record<Bucket, Interval | null> {
  const of = (key: Bucket) => {
    const each = dates.map((day) => amounts.get(day)?.[key] ?? 0);
    return each.filter((amount) => amount !== 0).length < LEAST_DATES ? null : interval(dates, each);
  };
  return Object.fromEntries(BUCKETS.map((key) => [key, of(key)])) as Record<Bucket, Interval | null>;
}
