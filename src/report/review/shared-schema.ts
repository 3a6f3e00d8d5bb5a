// What stands in the document of a review for others to see?

import { z } from "zod";
import { BUCKETS, DEVIATIONS, OFF_PLAN_LABELS } from "../../domain/review.js";
import { count, date } from "../schema-parts.js";
import { CORRECTED, periodCounts } from "./schema.js";

const share = z.number().describe("of all deviations, gains and losses counted alike; to a thousandth");
const bridge = z.strictObject(
  Object.fromEntries(BUCKETS.map((key) => [key, share])) as Record<(typeof BUCKETS)[number], typeof share>,
);
const interval = z
  .strictObject({ low: share, high: share, level: z.number(), days: count })
  .nullable()
  .describe("bootstrap of whole trade dates; null: too few of them");
const told = { id: z.string(), side: z.enum(["long", "short"]), day: date };
const period = z.strictObject({
  ...periodCounts,
  gap: share,
  bridge,
});
const habit = z.strictObject({
  name: z.string(),
  instead: z.string(),
  count,
  days: count,
  total: share,
  mean: share,
  interval,
  corrected: interval.describe(CORRECTED),
  examples: z.array(z.string()),
});
const group = z.strictObject({
  name: z.string(),
  trades: count,
  won: count,
  net: share,
  mean: share,
  interval,
  gap: share,
});
const slip = z.strictObject({
  name: z.string(),
  fills: count,
  ticks: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export const sharedReviewSchema = z
  .strictObject({
    schema: z.literal("tickproof.shared-review/1"),
    strategy: z.string(),
    series: z.array(z.strictObject({ root: z.string(), stepMs: count, synthetic: z.boolean() })),
    windowMs: count,
    span: period.extend({
      intervals: z.record(z.enum(BUCKETS), interval).describe("of each bucket, a date"),
    }),
    weeks: z.array(period),
    days: z.array(period),
    pairs: z.array(
      z.strictObject({
        ...told,
        signal: z.string(),
        gap: share,
        bridge,
        deviations: z.array(z.enum(DEVIATIONS)),
      }),
    ),
    missed: z.array(z.strictObject({ ...told, tried: z.boolean(), share })),
    offPlan: z.array(z.strictObject({ ...told, labels: z.array(z.enum(OFF_PLAN_LABELS)), share })),
    rules: z.array(
      z.strictObject({
        rule: z.string(),
        judged: count,
        unknown: count,
        share,
        breaches: z.array(z.strictObject({ trade: z.string(), day: date, share })),
      }),
    ),
    leaks: z.array(habit).describe("at most three, whose interval ends below zero"),
    habits: z.array(habit),
    next: z.string(),
    onPlan: z.number().nullable().describe("share of the contracts that were traded exactly per plan"),
    tables: z.array(z.strictObject({ key: z.string(), title: z.string(), groups: z.array(group) })),
    afterLoss: z.strictObject({
      withinMs: count,
      after: group,
      others: group,
      latencyMs: z.number().nullable(),
    }),
    execution: z.strictObject({
      all: slip.nullable(),
      byHour: z.array(slip),
      byKind: z.array(slip),
      model: z.number().nullable(),
    }),
  })
  .describe("a review without dollars, quantities, prices, notes, account, files and parameters");
