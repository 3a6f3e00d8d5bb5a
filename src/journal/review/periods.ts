// What did each day and each week come to?

import { DAY_MS, type Day } from "../../domain/money.js";
import type {
  Bridge,
  ReviewedOffPlan,
  ReviewedPair,
  ReviewedPeriod,
  ReviewedSignal,
} from "../../domain/review.js";
import { formatDay, weekdayOf } from "../../instrument/time.js";
import { addBridges, NO_BRIDGE } from "./bridge.js";
import { bucketIntervals } from "./habits.js";

export interface Parts {
  readonly pairs: readonly ReviewedPair[];
  readonly left: readonly ReviewedSignal[];
  readonly offPlan: readonly ReviewedOffPlan[];
}

/** Everything belongs to the trade date of its entry; a pair to that of its signal. */
export function daysOf(parts: Parts): Map<Day, Parts> {
  const days = new Map<Day, { pairs: ReviewedPair[]; left: ReviewedSignal[]; offPlan: ReviewedOffPlan[] }>();
  const of = (day: Day) => {
    const known = days.get(day);
    if (known !== undefined) return known;
    const made = { pairs: [], left: [], offPlan: [] };
    days.set(day, made);
    return made;
  };
  for (const pair of parts.pairs) of(pair.signal.day).pairs.push(pair);
  for (const one of parts.left) of(one.signal.day).left.push(one);
  for (const one of parts.offPlan) of(one.trade.day).offPlan.push(one);
  return new Map([...days].sort(([a], [b]) => a - b));
}

/** The date of the Thursday of its week tells the year that an ISO week belongs to. */
export function weekOf(day: Day): string {
  const thursday = mondayOf(day) + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1) / DAY_MS) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

export const mondayOf = (day: Day): Day => day - ((weekdayOf(day) + 6) % 7);

export function periodOf(
  name: string,
  firstDay: Day,
  lastDay: Day,
  days: ReadonlyMap<Day, Parts>,
): ReviewedPeriod {
  const inside = [...days].filter(([day]) => day >= firstDay && day <= lastDay);
  const pairs = inside.flatMap(([, parts]) => parts.pairs);
  const left = inside.flatMap(([, parts]) => parts.left);
  const offPlan = inside.flatMap(([, parts]) => parts.offPlan);
  const byDay = new Map(inside.map(([day, parts]) => [day, bridgeOfParts(parts)]));
  const tried = left.filter((one) => one.tried !== null).length;
  const net = (all: readonly { readonly net: number }[]) => all.reduce((sum, one) => sum + one.net, 0);
  return {
    name,
    firstDay,
    lastDay,
    days: inside.length,
    signals: pairs.length + left.length,
    trades: pairs.length + offPlan.length,
    paired: pairs.length,
    missed: left.length - tried,
    tried,
    offPlan: offPlan.length,
    model: net([...pairs, ...left].map(({ signal }) => signal)),
    actual: net([...pairs, ...offPlan].map(({ trade }) => trade)),
    bridge: addBridges(byDay.values()),
    intervals: bucketIntervals(
      inside.map(([day]) => day),
      byDay,
    ),
  };
}

const bridgeOfParts = ({ pairs, left, offPlan }: Parts): Bridge =>
  pairs.length + left.length + offPlan.length === 0
    ? NO_BRIDGE
    : addBridges([...pairs, ...left, ...offPlan].map(({ bridge }) => bridge));

export const eachDay = (days: ReadonlyMap<Day, Parts>): ReviewedPeriod[] =>
  [...days.keys()].map((day) => periodOf(formatDay(day), day, day, days));

export function eachWeek(days: ReadonlyMap<Day, Parts>): ReviewedPeriod[] {
  const mondays = [...new Set([...days.keys()].map(mondayOf))];
  return mondays.map((monday) => periodOf(weekOf(monday), monday, monday + 6, days));
}
