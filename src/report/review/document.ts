// How does a review read for programs?

import type { z } from "zod";
import type { JournalTrade } from "../../domain/journal.js";
import { decimalOfMicro } from "../../domain/money.js";
import {
  type Bridge,
  BUCKETS,
  type Habit,
  type Interval,
  type Review,
  type ReviewedPeriod,
  type ReviewGroup,
  type Signal,
  type Slip,
} from "../../domain/review.js";
import { formatDay, formatInstant } from "../../instrument/time.js";
import { gapOf } from "../../journal/review/bridge.js";
import type { reviewSchema } from "./schema.js";
import { adviceOf } from "./words.js";

export type ReviewDocument = z.infer<typeof reviewSchema>;

/** `tickproof.review/1`, described by docs/schema/review.schema.json. */
export const reviewDocument = (review: Review): ReviewDocument => ({
  schema: "tickproof.review/1",
  plan: { ...review.plan },
  account: review.account,
  strategy: { ...review.strategy },
  series: review.series.map(({ barMs, ...one }) => ({ ...one, stepMs: barMs })),
  windowMs: review.windowMs,
  span: {
    ...periodRow(review.span),
    intervals: Object.fromEntries(
      BUCKETS.map((key) => [key, intervalRow(review.span.intervals[key])]),
    ) as ReviewDocument["span"]["intervals"],
  },
  weeks: review.weeks.map(periodRow),
  days: review.days.map(periodRow),
  pairs: review.pairs.map(({ signal, trade, bridge, deviations }) => ({
    signal: signalRow(signal),
    trade: tradeRow(trade),
    bridge: bridgeRow(bridge),
    gap: decimalOfMicro(gapOf(bridge)),
    deviations: [...deviations],
  })),
  missed: review.left.map(({ signal, tried }) => ({
    signal: signalRow(signal),
    tried: tried && { order: tried.id, placed: formatInstant(tried.placed), state: tried.state },
  })),
  offPlan: review.offPlan.map(({ trade, labels }) => ({ trade: tradeRow(trade), labels: [...labels] })),
  openAtStart: review.openAtStart.map(({ id }) => id),
  rules: review.rules.map(({ breaches, dollars, ...rule }) => ({
    ...rule,
    dollars: decimalOfMicro(dollars),
    breaches: breaches.map((breach) => ({
      trade: breach.trade,
      day: formatDay(breach.day),
      time: formatInstant(breach.time),
      happened: breach.happened,
      dollars: decimalOfMicro(breach.dollars),
    })),
  })),
  leaks: review.leaks.map(habitRow),
  habits: review.habits.map(habitRow),
  advice: adviceOf(review),
  process: { ...review.process },
  tables: review.tables.map(({ groups, ...table }) => ({ ...table, groups: groups.map(groupRow) })),
  afterLoss: {
    ...review.afterLoss,
    after: groupRow(review.afterLoss.after),
    others: groupRow(review.afterLoss.others),
  },
  execution: {
    all: review.execution.all && slipRow(review.execution.all),
    byHour: review.execution.byHour.map(slipRow),
    byKind: review.execution.byKind.map(slipRow),
    model: review.execution.model,
    suggestion: { ...review.execution.suggestion },
  },
  fills: { ...review.fills },
  warnings: [...review.warnings],
});

const sideOf = ({ side }: { readonly side: 1 | -1 }): "long" | "short" => (side === 1 ? "long" : "short");

const bridgeRow = (bridge: Bridge): ReviewDocument["pairs"][number]["bridge"] =>
  Object.fromEntries(
    BUCKETS.map((key) => [key, decimalOfMicro(bridge[key])]),
  ) as ReviewDocument["pairs"][number]["bridge"];

const intervalRow = (interval: Interval | null) =>
  interval && { ...interval, low: decimalOfMicro(interval.low), high: decimalOfMicro(interval.high) };

const periodRow = ({ intervals: _, ...period }: ReviewedPeriod): ReviewDocument["days"][number] => ({
  ...period,
  firstDay: formatDay(period.firstDay),
  lastDay: formatDay(period.lastDay),
  model: decimalOfMicro(period.model),
  actual: decimalOfMicro(period.actual),
  gap: decimalOfMicro(gapOf(period.bridge)),
  bridge: bridgeRow(period.bridge),
});

const signalRow = (signal: Signal): ReviewDocument["pairs"][number]["signal"] => ({
  id: signal.id,
  root: signal.root,
  side: sideOf(signal),
  qty: signal.qty,
  day: formatDay(signal.day),
  entryTime: formatInstant(signal.entryTime),
  exitTime: signal.exitTime === null ? null : formatInstant(signal.exitTime),
  net: decimalOfMicro(signal.net),
  entryReason: signal.entryReason,
  exitReason: signal.exitReason,
});

const tradeRow = (trade: JournalTrade): ReviewDocument["pairs"][number]["trade"] => ({
  id: trade.id,
  account: trade.account,
  contract: trade.contract,
  side: sideOf(trade),
  qty: trade.qty,
  day: formatDay(trade.day),
  entryTime: formatInstant(trade.entryTime),
  exitTime: trade.exitTime === null ? null : formatInstant(trade.exitTime),
  gross: decimalOfMicro(trade.gross),
  costs: decimalOfMicro(trade.costs),
  net: decimalOfMicro(trade.net),
});

const habitRow = (habit: Habit): ReviewDocument["habits"][number] => ({
  ...habit,
  total: decimalOfMicro(habit.total),
  mean: decimalOfMicro(habit.mean),
  interval: intervalRow(habit.interval),
  examples: [...habit.examples],
});

const groupRow = (group: ReviewGroup): ReviewDocument["afterLoss"]["after"] => ({
  ...group,
  net: decimalOfMicro(group.net),
  mean: decimalOfMicro(group.mean),
  interval: intervalRow(group.interval),
  gap: decimalOfMicro(group.gap),
});

const slipRow = ({ mean, ...slip }: Slip): ReviewDocument["execution"]["byHour"][number] => ({
  ...slip,
  ticks: mean,
});
