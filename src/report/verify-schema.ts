// What stands in the document of a strategy that was watched?

import { z } from "zod";
import { FOUND } from "../domain/verified.js";
import { count } from "./schema-parts.js";

export const finding = z.strictObject({
  code: z.enum(FOUND),
  message: z.string(),
  time: z.string().nullable().describe("open of the bar at whose close it decided otherwise, UTC"),
  asRun: z.string().nullable().describe("what it asked for with the bars as they are"),
  watched: z.string().nullable().describe("what it asked for with those up to there alone"),
  values: z.array(z.strictObject({ name: z.string(), asRun: z.string(), watched: z.string() })),
  where: z.string().nullable().describe("file:line:column"),
});

export const verifySchema = z.strictObject({
  schema: z.literal("tickproof.verify/1"),
  ok: z.boolean(),
  checked: z.array(
    z.strictObject({
      strategy: z.string(),
      instrument: z.string(),
      fingerprint: z.string(),
      bars: count,
      orders: count,
      cuts: count.describe("instants at which the future was taken away, and replaced by noise"),
      cutsAtOrders: count,
      settledAfter: count
        .nullable()
        .describe("bars after which it no longer mattered how much history came before; null: it always did"),
      starts: count.describe("later starts that were tried"),
      threads: count.describe("worker threads that ran it at the same time; 0: none were asked for"),
      findings: z.array(finding),
    }),
  ),
});

export const lookAhead = z
  .strictObject({
    own: z
      .boolean()
      .describe("whether the strategy computes a column of its own; the framework's all look back"),
    cuts: count.describe("instants at which the future was taken away"),
    finding: finding.nullable(),
  })
  .nullable()
  .describe("a quick look at whether the strategy sees the future; null where nobody looked");
