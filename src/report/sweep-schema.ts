// What is in the document of a sweep?

import { z } from "zod";
import { count, date, decimal } from "./schema-parts.js";
import { lookAhead } from "./verify-schema.js";

const param = z.union([z.number(), z.boolean(), z.string()]);
const params = z.record(z.string(), param);

const error = z.strictObject({
  code: z.string().regex(/^E[1-5]\d+$/),
  message: z.string(),
  where: z.string().nullable(),
  found: z.string().nullable(),
  expected: z.string().nullable(),
  why: z.string().nullable(),
  fix: z.array(z.string()),
});

const chosen = z.strictObject({
  row: count,
  params,
  value: z.union([decimal, z.number()]).describe("of the metric: dollars as decimal text"),
  neighbours: count.nullable().describe("null where combinations were drawn: they have none"),
  like: count.nullable().describe("neighbours within 20 % of its value"),
});

const part = z.strictObject({
  instrument: z.string(),
  data: z.strictObject({ file: z.string(), sha256: z.string(), bars: count, firstDay: date, lastDay: date }),
  done: count,
  failed: count,
  failures: z
    .array(z.strictObject({ row: count.describe("the first that failed so"), count, error }))
    .describe("one for all that failed alike"),
  best: chosen.nullable(),
  plateau: chosen.nullable().describe("the best of those whose neighbours, two thirds of them, are like it"),
  deflatedSharpe: z
    .strictObject({
      sharpe: z.number().describe("annual, of the best"),
      lucky: z.number().describe("of the best of as many without skill"),
      probability: z.number(),
      tried: count,
    })
    .nullable()
    .describe("Bailey and López de Prado (2014), of the best"),
  lookAhead: lookAhead.describe(
    "a quick look at whether the strategy sees the future, of the best combination; null where nobody looked",
  ),
  state: z.array(z.enum(["open", "done", "failed"])).describe("by row"),
  figures: z
    .record(z.string(), z.array(z.union([decimal, z.number()]).nullable()))
    .describe("a column a metric, by row; dollars as decimal text, null where there is no such number"),
  ambiguousBars: z
    .array(count.nullable())
    .describe("by row; the bounds of the net are in the run's own document"),
});

export const sweepSchema = z.strictObject({
  schema: z.literal("tickproof.sweep/1"),
  fingerprint: z.string().nullable().describe("null where combinations were not run"),
  strategy: z.strictObject({ name: z.string(), file: z.string(), hash: z.string() }),
  fixed: params.describe("what all combinations have in common"),
  axes: z.array(z.strictObject({ name: z.string(), values: z.array(param) })),
  space: count.describe("combinations that the axes have in all"),
  rows: count.describe("combinations of this sweep"),
  seed: count.nullable().describe("null: all combinations were tried"),
  metric: z.string(),
  detail: z.enum(["figures", "trades"]),
  interrupted: z.boolean(),
  params: z.record(z.string(), z.array(param)).describe("a column a parameter that varies, by row"),
  instruments: z.array(part),
});
