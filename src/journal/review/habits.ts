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

/** Fewer cases than this are told as anecdotes, whatever their interval. */
export const EVIDENCE = 30;
/** A habit has been seen this often at least. */
const REPEATED = 3;
const LEAKS = 3;

export function interval(dates: readonly Day[], amounts: readonly MicroUsd[]): Interval | null {
  const found = intervalOf(dates, amounts);
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
    offPlan
      .filter(({ labels }) => (label === null ? labels.length === 0 : labels.includes(label)))
      .map(({ trade, bridge }) => ({ id: trade.id, day: trade.day, dollars: bridge["off-plan"] }));
  const slips: Case[] = pairs.map(({ trade, bridge }) => ({
    id: trade.id,
    day: trade.day,
    dollars: bridge["entry execution"] + bridge["exit execution"],
  }));
  const notTaken = (tried: boolean): Case[] =>
    left
      .filter((one) => (one.tried !== null) === tried)
      .map(({ signal, bridge }) => ({ id: signal.id, day: signal.day, dollars: bridge.missed }));
  const all: readonly [string, string, readonly Case[]][] = [
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
  return all
    .filter(([, , cases]) => cases.length > 0)
    .map(([name, instead, cases]) => habitOf(name, instead, cases))
    .sort((a, b) => a.total - b.total || (a.name < b.name ? -1 : 1));
}

function habitOf(name: string, instead: string, cases: readonly Case[]): Habit {
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
    examples: examples.map(({ id }) => id),
  };
}

/**
 * Habits of which it is hardly chance that they cost: seen three times at least, with an interval of the mean that ends below zero. The
 * first is the one that surely costs most: by the end of its interval nearest to zero, times how often it happened.
 */
export const leaksOf = (habits: readonly Habit[]): Habit[] =>
  habits
    .filter(({ count, interval }) => count >= REPEATED && interval !== null && interval.high < 0)
    .sort((a, b) => sure(a) - sure(b) || (a.name < b.name ? -1 : 1))
    .slice(0, LEAKS);

const sure = ({ count, interval }: Habit): number => count * (interval?.high ?? 0);

/** Of each bucket: its dollars a date, over all dates of the span. */
export function bucketIntervals(
  dates: readonly Day[],
  amounts: ReadonlyMap<Day, Readonly<Record<Bucket, MicroUsd>>>,
): Record<Bucket, Interval | null> {
  const of = (key: Bucket) =>
    interval(
      dates,
      dates.map((day) => amounts.get(day)?.[key] ?? 0),
    );
  return Object.fromEntries(BUCKETS.map((key) => [key, of(key)])) as Record<Bucket, Interval | null>;
}
