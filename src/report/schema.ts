// What stands in the documents that `--json` writes?

import { z } from "zod";
import { METRICS } from "../metric/all.js";
import { NORMALISATIONS } from "../metric/normalise.js";
import { accountSchema } from "./account-schema.js";
import { auditSchema } from "./audit-schema.js";
import { cashRow, dailyRow, feeParts, fill, monthRow, sharedBooks } from "./books-schema.js";
import { chain, chainInput } from "./chain-schema.js";
import { checkSchema } from "./check-document.js";
import { cut, diffs, joint, paired, standing } from "./compare-schema.js";
import { findings, repairs, rowAccount } from "./data-schema.js";
import { camelCase } from "./format.js";
import { journalSchema } from "./journal-document.js";
import { journalImportSchema } from "./journal-import-schema.js";
import { regressSchema } from "./regress-schema.js";
import { followSchema, reviewSchema } from "./review/schema.js";
import { sharedReviewSchema } from "./review/shared-schema.js";
import {
  count,
  date,
  decimal,
  embedded,
  fundings,
  instant,
  integrity,
  perpetualInputs,
  quantity,
} from "./schema-parts.js";
import { sweepSchema } from "./sweep-schema.js";
import { direction, event, order, trade } from "./trade-schema.js";
import { lookAhead, verifySchema } from "./verify-schema.js";

const dataSource = z.strictObject({
  instrument: z.string(),
  timeframe: z.string(),
  file: z.string(),
  sha256: z.string(),
  bars: count,
  from: instant.describe("open of the first bar"),
  to: instant.describe("open of the last bar"),
  firstDay: date,
  lastDay: date,
  hasVolume: z.boolean(),
  synthetic: z.boolean(),
  rows: rowAccount
    .nullable()
    .describe("what became of the lines of the file; null where a program made the bars"),
  repairs,
  findings,
  notes: z.array(z.string()),
});

const datedFees = z.array(z.strictObject({ from: z.string(), usdPerSide: decimal, source: z.string() }));

const slippage = z.union([
  count,
  z.strictObject({
    model: z.literal("spread"),
    regular: count,
    overnight: count,
    news: count,
    newsMinutes: z.number(),
  }),
  z.strictObject({ model: z.literal("atr"), share: z.number(), period: count }),
  z.strictObject({ model: z.literal("impact"), coefficient: z.number(), period: count }),
  z
    .strictObject({ model: z.literal("own"), name: z.string(), file: z.string(), hash: z.string() })
    .describe("a function of one's own; hash is the SHA-256 of its bundled code"),
]);

const inputs = z.strictObject({
  strategy: z.strictObject({ name: z.string(), file: z.string(), hash: z.string() }),
  params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  data: z.array(dataSource),
  finer: dataSource.nullable().describe("bars of a shorter step that bars were walked on"),
  contract: z
    .looseObject({
      symbol: z.string(),
      tickSize: decimal,
      multiplier: decimal,
      rounding: z.enum(["cent", "exact"]),
    })
    .describe("the definition that was in force, as in docs/contracts.md"),
  account: accountSchema,
  costs: z.strictObject({
    flatPerSide: decimal.nullable().describe("replaces the dated schedule where it is given"),
    commission: datedFees,
    exchange: datedFees,
    clearing: datedFees,
    nfa: datedFees,
    takerRate: decimal.describe("share of notional per side, added to commission"),
    makerRate: decimal.describe("the same where the order had rested; below 0 for a rebate"),
    feeRates: z
      .array(z.strictObject({ from: z.string(), maker: decimal, taker: decimal, source: z.string() }))
      .describe("rates that replace both from a date on"),
  }),
  execution: z.strictObject({
    path: z.enum(["adverse", "favourable", "nearest", "ohlc", "olhc"]),
    slippage: slippage.describe("ticks a side, or the model with its numbers"),
    limitFill: z
      .union([
        z.enum(["touch", "through"]),
        z.strictObject({ through: count }),
        z.strictObject({ volume: z.number() }),
      ])
      .describe("through: by a tick, or by so many; volume: so many times the order's size"),
    participation: z.number().nullable().describe("largest share of a bar's volume, or no cap"),
    fillAt: z.enum(["next-open", "this-close"]),
  }),
  risk: z.strictObject({
    size: z.unknown().describe("the sizing rule with its numbers, or null; dollars in millionths"),
    limits: z.array(z.unknown()).describe("the limits with their numbers"),
    rules: z.array(z.string()).describe("all of them in words"),
  }),
  perpetual: perpetualInputs,
  events: z
    .strictObject({ file: z.string(), sha256: z.string() })
    .nullable()
    .describe("calendar of announcements"),
  chain: chainInput.nullable().describe("how the bars go through contract months"),
  settlements: z
    .strictObject({ file: z.string(), sha256: z.string(), missing: z.enum(["refuse", "last trade"]) })
    .nullable()
    .describe("file of settlement prices"),
});

/** Every metric by its key in camel case: dollars as decimal text, all others as numbers, null where it is undefined. */
const metricShapes: Readonly<Record<never, never>> = Object.fromEntries(
  METRICS.map((metric) => [
    camelCase(metric.key),
    (metric.unit === "usd" ? decimal : z.number()).nullable().describe(`${metric.label} (${metric.unit})`),
  ]),
);

const summary = z.strictObject({
  ...metricShapes,
  net: decimal,
  gross: decimal,
  costs: z.strictObject({
    ...feeParts,
    data: decimal.describe("monthly market data fees"),
    liquidation: decimal.describe("broker's fees for forced liquidations"),
    fees: decimal.describe("all of the above; gross − fees + funding + interest = net"),
    slippage: decimal.describe("memo: already inside gross"),
    total: decimal.describe("fees and slippage together"),
  }),
  funding: decimal.describe("received less paid"),
  interest: decimal.describe("received less paid"),
  transfers: decimal.describe("deposits less withdrawals: no part of net"),
  trades: count,
});

const bounds = z.strictObject({
  ambiguousTrades: count,
  ambiguousBars: count,
  adverseNet: decimal,
  favourableNet: decimal,
});

const magnified = z.strictObject({
  bars: count.describe("bars walked on the finer bars inside them"),
  of: count.describe("bars in which anything traded"),
  missing: count.describe("bars without finer bars"),
  differing: count.describe("bars whose finer bars have together another open, high, low or close"),
  firstDiffering: instant.nullable().describe("open of the first of these"),
});

export const runSchema = z.strictObject({
  schema: z.literal("tickproof.run/1"),
  fingerprint: z.string(),
  inputs,
  summary,
  bounds,
  magnified: magnified.nullable().describe("null where no finer bars were given"),
  lookAhead,
  trials: z
    .strictObject({
      tried: count.describe("configurations tried until this one was chosen, as --trials told"),
      deflatedSharpe: z
        .number()
        .nullable()
        .describe("probability that there is more to its Sharpe ratio than the luck of so many"),
      luckySharpe: z
        .number()
        .nullable()
        .describe("annual Sharpe ratio to be expected of the best of so many without skill"),
    })
    .nullable()
    .describe("null where nobody said"),
  margin: z.strictObject({
    peakPercent: z.number().nullable(),
    averagePercent: z.number().nullable(),
    estimated: z.boolean(),
    peakUsed: decimal.describe("largest initial requirement"),
    leastExcess: decimal
      .nullable()
      .describe(
        "least equity above the initial requirement at the end of a date; null where nothing was carried",
      ),
    nearestTicks: z.int().nullable().describe("from a last close to the price of a breach, at the nearest"),
    calls: z.array(
      z.strictObject({
        time: instant,
        date,
        amount: decimal,
        outstanding: decimal.describe("at the last settlement, less what has come in"),
        due: instant,
        outcome: z.enum(["deposit", "reduction", "market", "liquidated", "open"]),
        ended: instant.nullable(),
      }),
    ),
    rates: z.array(
      z.strictObject({
        from: date,
        initial: decimal,
        maintenance: decimal,
        estimated: z.boolean(),
        source: z.string(),
      }),
    ),
  }),
  open: z
    .strictObject({
      side: direction,
      qty: quantity,
      entryTime: instant,
      entryPrice: decimal,
      profit: decimal,
      funding: decimal,
    })
    .nullable()
    .describe("what is still held after the last bar; not in trades"),
  trades: z.array(trade),
  chain: chain.nullable().describe("contract months, rolls and expiries, where they are known"),
  fills: z.array(fill),
  cash: z.array(cashRow).describe("every movement of cash that is not the cost of a fill"),
  orders: z.array(order),
  fundings,
  events: z.array(event),
  daily: z.array(dailyRow).describe("the daily statement"),
  months: z.array(monthRow).describe("the same by month"),
  warnings: z.array(z.string()),
  embedded,
  integrity,
});

export const errorSchema = z.strictObject({
  schema: z.literal("tickproof.error/1"),
  code: z.string().regex(/^E[1-5]\d+$/),
  message: z.string(),
  where: z.string().nullable(),
  found: z.string().nullable(),
  expected: z.string().nullable(),
  why: z.string().nullable(),
  fix: z.array(z.string()),
});

/** Every fair footing by its key. */
const normalised = z.strictObject(
  Object.fromEntries(
    NORMALISATIONS.map((way) => [
      way.key,
      (way.unit === "usd" ? decimal : z.number()).nullable().describe(way.definition),
    ]),
  ),
);

const cell = z.strictObject({
  strategy: z.string(),
  instrument: z.string(),
  fingerprint: z.string().nullable(),
  summary: summary.nullable(),
  bounds: bounds.nullable(),
  normalised: normalised.nullable(),
  standing: standing.nullable(),
  deltas: z
    .strictObject(metricShapes as Record<string, z.ZodType<string | number | null>>)
    .nullable()
    .describe("this run less the baseline, metric by metric"),
  paired: paired.nullable(),
  daily: z
    .array(z.strictObject({ date, earned: decimal.describe("since the start, by the end of the date") }))
    .nullable(),
  warnings: z.array(z.string()),
  error: errorSchema.omit({ schema: true }).nullable(),
});

export const compareSchema = z.strictObject({
  schema: z.literal("tickproof.compare/1"),
  firstDay: date,
  lastDay: date,
  strategies: z.array(z.string()),
  instruments: z.array(z.string()),
  baseline: z
    .strictObject({ strategy: z.string(), instrument: z.string() })
    .nullable()
    .describe("the run that the others are held against"),
  cut,
  cells: z.array(cell),
  correlation: z.strictObject({
    labels: z.array(z.string()),
    matrix: z.array(z.array(z.number().nullable())),
    days: z.array(z.array(count)).describe("trade dates that each pair has in common"),
  }),
  joint: joint.nullable(),
  diffs,
  shared: z
    .strictObject({
      cash: decimal,
      net: decimal,
      sumOfSingles: decimal,
      maxDrawdown: decimal,
      peakMarginPercent: z.number().nullable(),
      parts: z.array(
        z.strictObject({
          strategy: z.string(),
          instrument: z.string(),
          net: decimal,
          trades: count,
          refused: count,
          liquidations: count,
        }),
      ),
      daily: z.array(z.strictObject({ date, equity: decimal })),
      books: sharedBooks.nullable().describe("null in a comparison from an older file"),
    })
    .nullable(),
  sharedError: errorSchema
    .omit({ schema: true })
    .nullable()
    .describe("why there is no shared account although enough cells finished"),
  interrupted: z.boolean(),
  embedded,
});

/** By file name under docs/schema/, where each stands as JSON Schema (draft 2020-12). */
export const PUBLISHED = {
  "run.schema.json": runSchema,
  "compare.schema.json": compareSchema,
  "error.schema.json": errorSchema,
  "audit.schema.json": auditSchema,
  "check.schema.json": checkSchema,
  "sweep.schema.json": sweepSchema,
  "review.schema.json": reviewSchema,
  "shared-review.schema.json": sharedReviewSchema,
  "follow.schema.json": followSchema,
  "verify.schema.json": verifySchema,
  "journal.schema.json": journalSchema,
  "regress.schema.json": regressSchema,
  "journal-import.schema.json": journalImportSchema,
} as const;
