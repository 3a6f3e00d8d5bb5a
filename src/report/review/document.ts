// How does a review read for programs?

import type { z } from "zod";
import type { JournalTrade } from "../../domain/journal.js";
import { decimalOfMicro, type PriceGrid } from "../../domain/money.js";
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
import { averageOf } from "../journal-document.js";
import { directionOf } from "../trade-row.js";
import { adviceOf } from "./advice.js";
import type { reviewSchema } from "./schema.js";

export type ReviewDocument = z.infer<typeof reviewSchema>;

/** `tickproof.review/1`, described by docs/schema/review.schema.json. */
export function reviewDocument(review: Review): ReviewDocument {
  const grids = new Map(review.series.map(({ root, grid }) => [root, grid]));
  return documentOf(review, (root) => grids.get(root));
}

type GridOf = (root: string) => PriceGrid | undefined;

const documentOf = (review: Review, gridOf: GridOf): ReviewDocument => ({
  schema: "tickproof.review/1",
  plan: { ...review.plan },
  account: review.account,
  strategy: { ...review.strategy },
  series: review.series.map(({ barMs, grid: _, ...one }) => ({ ...one, stepMs: barMs })),
  windowMs: review.windowMs,
  span: {
    ...periodRow(review.span),
    intervals: Object.fromEntries(
      BUCKETS.map((key) => [key, intervalRow(review.span.intervals[key])]),
    ) as ReviewDocument["span"]["intervals"],
  },
  weeks: review.weeks.map(periodRow),
  days: review.days.map(periodRow),
  pairs: review.pairs.map(({ signal, trade, then, bridge, deviations }) => ({
    signal: signalRow(signal, gridOf(signal.root)),
    trade: tradeRow(trade, gridOf(trade.root)),
    then: pricesOf(then, trade.qty, gridOf(trade.root)),
    bridge: bridgeRow(bridge),
    gap: decimalOfMicro(gapOf(bridge)),
    deviations: [...deviations],
  })),
  missed: review.left.map(({ signal, tried }) => ({
    signal: signalRow(signal, gridOf(signal.root)),
    tried: tried && { order: tried.id, placed: formatInstant(tried.placed), state: tried.state },
  })),
  offPlan: review.offPlan.map(({ trade, labels }) => ({
    trade: tradeRow(trade, gridOf(trade.root)),
    labels: [...labels],
  })),
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
  advice: adviceRow(review),
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
  unpaid: review.unpaid,
  warnings: [...review.warnings],
});

function adviceRow(review: Review): ReviewDocument["advice"] {
  const { next, ground, cost } = adviceOf(review);
  return { next, ground, cost: cost && { ...cost, dollars: decimalOfMicro(cost.dollars) } };
}

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

type Prices = ReviewDocument["pairs"][number]["then"];

/** Signals and pairs are of contracts that the plan's run knows. */
const pricesOf = (
  { entrySum, exitSum }: { readonly entrySum: number; readonly exitSum: number },
  qty: number,
  grid: PriceGrid | undefined,
): Prices => ({
  entryPrice: averageOf(entrySum, qty, grid!),
  exitPrice: averageOf(exitSum, qty, grid!),
});

const signalRow = (
  signal: Signal,
  grid: PriceGrid | undefined,
): ReviewDocument["pairs"][number]["signal"] => ({
  id: signal.id,
  root: signal.root,
  side: directionOf(signal.side),
  qty: signal.qty,
  day: formatDay(signal.day),
  entryTime: formatInstant(signal.entryTime),
  exitTime: signal.exitTime === null ? null : formatInstant(signal.exitTime),
  ...pricesOf(signal, signal.qty, grid),
  gross: decimalOfMicro(signal.gross),
  net: decimalOfMicro(signal.net),
  entryReason: signal.entryReason,
  exitReason: signal.exitReason,
});

const tradeRow = (
  trade: JournalTrade,
  grid: PriceGrid | undefined,
): ReviewDocument["pairs"][number]["trade"] => ({
  id: trade.id,
  account: trade.account,
  contract: trade.contract,
  side: directionOf(trade.side),
  qty: trade.qty,
  day: formatDay(trade.day),
  entryTime: formatInstant(trade.entryTime),
  exitTime: trade.exitTime === null ? null : formatInstant(trade.exitTime),
  ...(grid === undefined ? { entryPrice: null, exitPrice: null } : pricesOf(trade, trade.qty, grid)),
  gross: decimalOfMicro(trade.gross),
  costs: decimalOfMicro(trade.costs),
  net: decimalOfMicro(trade.net),
});

const habitRow = (habit: Habit): ReviewDocument["habits"][number] => ({
  ...habit,
  total: decimalOfMicro(habit.total),
  mean: decimalOfMicro(habit.mean),
  interval: intervalRow(habit.interval),
  corrected: intervalRow(habit.corrected),
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
