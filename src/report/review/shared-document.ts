// How does a review read for programs of other people?

import type { z } from "zod";
import type { MicroUsd } from "../../domain/money.js";
import {
  type Bridge,
  BUCKETS,
  type Habit,
  type Interval,
  type Review,
  type ReviewedPeriod,
  type ReviewGroup,
  type Slip,
} from "../../domain/review.js";
import { formatDay } from "../../instrument/time.js";
import { gapOf } from "../../journal/review/bridge.js";
import { directionOf } from "../trade-row.js";
import { adviceOf } from "./advice.js";
import { deviationsOf } from "./panel.js";
import type { sharedReviewSchema } from "./shared-schema.js";
import { isOfNotes } from "./tables.js";

type Shared = z.infer<typeof sharedReviewSchema>;

/** `tickproof.shared-review/1`: what the page of `--share` shows, and of each pair its signal and side; each key is put in by name, so that a new one of a review stays out. */
export function sharedReviewDocument(review: Review): Shared {
  const whole = deviationsOf(review);
  const of = (amount: MicroUsd): number => Math.round((1_000 * amount) / whole) / 1_000 + 0;
  const buckets = (one: Bridge) =>
    Object.fromEntries(BUCKETS.map((key) => [key, of(one[key])])) as Shared["span"]["bridge"];
  const between = (one: Interval | null) =>
    one && { low: of(one.low), high: of(one.high), level: one.level, days: one.days };
  const periodOf = (one: ReviewedPeriod): Shared["days"][number] => ({
    name: one.name,
    firstDay: formatDay(one.firstDay),
    lastDay: formatDay(one.lastDay),
    days: one.days,
    signals: one.signals,
    trades: one.trades,
    paired: one.paired,
    missed: one.missed,
    tried: one.tried,
    offPlan: one.offPlan,
    gap: of(gapOf(one.bridge)),
    bridge: buckets(one.bridge),
  });
  const habitOf = (one: Habit): Shared["habits"][number] => ({
    name: one.name,
    instead: one.instead,
    count: one.count,
    days: one.days,
    total: of(one.total),
    mean: of(one.mean),
    interval: between(one.interval),
    corrected: between(one.corrected),
    examples: [...one.examples],
  });
  const groupOf = (one: ReviewGroup): Shared["afterLoss"]["after"] => ({
    name: one.name,
    trades: one.trades,
    won: one.won,
    net: of(one.net),
    mean: of(one.mean),
    interval: between(one.interval),
    gap: of(one.gap),
  });
  const { span, process, execution, afterLoss } = review;
  return {
    schema: "tickproof.shared-review/1",
    strategy: review.strategy.name,
    series: review.series.map(({ root, barMs, synthetic }) => ({ root, stepMs: barMs, synthetic })),
    windowMs: review.windowMs,
    span: {
      ...periodOf(span),
      intervals: Object.fromEntries(
        BUCKETS.map((key) => [key, between(span.intervals[key])]),
      ) as Shared["span"]["intervals"],
    },
    weeks: review.weeks.map(periodOf),
    days: review.days.map(periodOf),
    pairs: review.pairs.map((one) => ({
      ...toldOf(one.trade),
      signal: one.signal.id,
      gap: of(gapOf(one.bridge)),
      bridge: buckets(one.bridge),
      deviations: [...one.deviations],
    })),
    missed: review.left.map((one) => ({
      ...toldOf(one.signal),
      tried: one.tried !== null,
      share: of(one.signal.net),
    })),
    offPlan: review.offPlan.map((one) => ({
      ...toldOf(one.trade),
      labels: [...one.labels],
      share: of(one.trade.net),
    })),
    rules: review.rules.map((one) => ({
      rule: one.rule,
      judged: one.judged,
      unknown: one.unknown,
      share: of(one.dollars),
      breaches: one.breaches.map(({ trade, day, dollars }) => ({
        trade,
        day: formatDay(day),
        share: of(dollars),
      })),
    })),
    leaks: review.leaks.map(habitOf),
    habits: review.habits.map(habitOf),
    next: adviceOf(review).next,
    onPlan: process.contracts === 0 ? null : Math.round((1_000 * process.onPlan) / process.contracts) / 1_000,
    tables: review.tables
      .filter(({ key }) => !isOfNotes(key))
      .map(({ key, title, groups }) => ({ key, title, groups: groups.map(groupOf) })),
    afterLoss: {
      withinMs: afterLoss.withinMs,
      after: groupOf(afterLoss.after),
      others: groupOf(afterLoss.others),
      latencyMs: afterLoss.latencyMs,
    },
    execution: {
      all: execution.all && slipOf(execution.all),
      byHour: execution.byHour.map(slipOf),
      byKind: execution.byKind.map(slipOf),
      model: execution.model,
    },
  };
}

const toldOf = ({ id, side, day }: Pick<Review["pairs"][number]["signal"], "id" | "side" | "day">) => ({
  id,
  side: directionOf(side),
  day: formatDay(day),
});

const slipOf = ({ name, fills, mean, low, high }: Slip): Shared["execution"]["byHour"][number] => ({
  name,
  fills,
  ticks: mean,
  low,
  high,
});
