// What stands in the document of a review?

import { z } from "zod";
import { BUCKETS, DEVIATIONS, OFF_PLAN_LABELS } from "../../domain/review.js";
import { count, date, decimal, instant, quantity } from "../schema-parts.js";

const bridge = z
  .strictObject(
    Object.fromEntries(BUCKETS.map((key) => [key, decimal])) as Record<
      (typeof BUCKETS)[number],
      typeof decimal
    >,
  )
  .describe("dollars by bucket; they add up to actual − model");
const interval = z
  .strictObject({ low: decimal, high: decimal, level: z.number(), days: count })
  .nullable()
  .describe("bootstrap of whole trade dates; null: too few of them");
const side = z.enum(["long", "short"]);

/** A signal, or a trade that was followed. */
const entered = { id: z.string(), root: z.string(), side, qty: quantity, day: date, entryTime: instant };

const signal = z.strictObject({
  ...entered,
  exitTime: instant.nullable().describe("null: open at the end, and marked at the last close"),
  entryPrice: decimal.describe("average"),
  exitPrice: decimal.describe("average; open at the end, it is marked"),
  gross: decimal,
  net: decimal,
  entryReason: z.string(),
  exitReason: z.string(),
});
const trade = z.strictObject({
  id: z.string(),
  account: z.string(),
  contract: z.string(),
  side,
  qty: quantity,
  day: date,
  entryTime: instant,
  exitTime: instant.nullable(),
  entryPrice: decimal.nullable().describe("average; null: there are no bars of its contract"),
  exitPrice: decimal.nullable(),
  gross: decimal,
  costs: decimal,
  net: decimal,
});
/** Which period, and how many of what it has. */
export const periodCounts = {
  name: z.string(),
  firstDay: date,
  lastDay: date,
  days: count,
  signals: count,
  trades: count,
  paired: count,
  missed: count,
  tried: count,
  offPlan: count,
};
const period = z.strictObject({
  ...periodCounts,
  model: decimal,
  actual: decimal,
  gap: decimal,
  bridge,
});
export const CORRECTED =
  "the same, allowing for every habit that was seen often enough to be told from chance (Bonferroni); a leak whose end lies above zero may be chance";
const habit = z.strictObject({
  name: z.string(),
  instead: z.string(),
  count,
  days: count,
  total: decimal,
  mean: decimal,
  interval,
  corrected: interval.describe(CORRECTED),
  examples: z.array(z.string()).describe("ids of trades, or of signals that were not taken, dearest first"),
});
const group = z.strictObject({
  name: z.string(),
  trades: count,
  won: count,
  contracts: quantity,
  net: decimal,
  mean: decimal,
  interval,
  gap: decimal,
});
const slip = z.strictObject({
  name: z.string(),
  fills: count,
  contracts: quantity,
  ticks: z.number().describe("mean a contract; above zero: worse than the market price nearest in time"),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export const reviewSchema = z.strictObject({
  schema: z.literal("tickproof.review/1"),
  plan: z.strictObject({ name: z.string(), version: z.string().nullable() }),
  account: z.string(),
  strategy: z.strictObject({
    name: z.string(),
    file: z.string().describe("as the plan names it"),
    params: z.string(),
  }),
  series: z.array(
    z.strictObject({ root: z.string(), stepMs: count, file: z.string(), synthetic: z.boolean() }),
  ),
  windowMs: count,
  span: period.extend({ intervals: z.record(z.enum(BUCKETS), interval).describe("of each bucket, a date") }),
  weeks: z.array(period),
  days: z.array(period),
  pairs: z.array(
    z.strictObject({
      signal,
      trade,
      then: z
        .strictObject({ entryPrice: decimal, exitPrice: decimal })
        .describe("averages that the fill model gives at the moments at which the trader acted, E′ and X′"),
      bridge,
      gap: decimal,
      deviations: z.array(z.enum(DEVIATIONS)),
    }),
  ),
  missed: z.array(
    z.strictObject({
      signal,
      tried: z.strictObject({ order: z.string(), placed: instant, state: z.string() }).nullable(),
    }),
  ),
  offPlan: z.array(z.strictObject({ trade, labels: z.array(z.enum(OFF_PLAN_LABELS)) })),
  openAtStart: z.array(z.string()).describe("trades that are left out: nobody knows how they began"),
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      promise: z.string(),
      dollarsAre: z.string(),
      judged: count,
      unknown: count,
      dollars: decimal,
      breaches: z.array(
        z.strictObject({
          trade: z.string(),
          day: date,
          time: instant,
          happened: z.string(),
          dollars: decimal,
        }),
      ),
    }),
  ),
  leaks: z.array(habit).describe("at most three, whose interval ends below zero"),
  habits: z.array(habit),
  advice: z.strictObject({
    next: z.string(),
    ground: z.string(),
    cost: z
      .strictObject({
        dollars: decimal,
        times: count,
        days: count,
        find: z.strictObject({ key: z.enum(["rule", "habit"]), value: z.string() }),
      })
      .nullable()
      .describe(
        "what it came to, and whose rows: of a rule or of a habit; null: nothing that can be counted",
      ),
  }),
  process: z.strictObject({ contracts: quantity, onPlan: quantity }),
  tables: z.array(
    z.strictObject({ key: z.string(), title: z.string(), how: z.string(), groups: z.array(group) }),
  ),
  afterLoss: z.strictObject({
    withinMs: count,
    after: group,
    others: group,
    latencyMs: z.number().nullable(),
    sizeAfter: z.number().nullable(),
    sizeElse: z.number().nullable(),
  }),
  execution: z.strictObject({
    all: slip.nullable(),
    byHour: z.array(slip),
    byKind: z.array(slip),
    model: z.number().nullable(),
    suggestion: z.union([z.strictObject({ ticks: count }), z.strictObject({ why: z.string() })]),
  }),
  fills: z.strictObject({ checked: count, inside: count }),
  unpaid: count.describe("orders of the model that its account could not pay for"),
  warnings: z.array(z.string()),
});

export const followSchema = z.strictObject({
  schema: z.literal("tickproof.follow/1"),
  plan: z.string(),
  trades: z.array(
    z.strictObject({
      ...entered,
      exitTime: instant,
      what: z.enum(["the plan left first", "you left first", "together", "not seeded", "no bars"]),
      plan: z
        .strictObject({ exitTime: instant, exitPrice: z.string(), reason: z.string() })
        .nullable()
        .describe("null: it was still in when you left"),
      dollars: decimal.nullable().describe("what the plan's exit would have made more than yours"),
    }),
  ),
  warnings: z.array(z.string()),
});
