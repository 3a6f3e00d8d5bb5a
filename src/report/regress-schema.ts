// What stands in the document of runs beside their baselines?

import { z } from "zod";
import { LAYERS, VERDICTS } from "../domain/regress.js";
import { count, date, instant } from "./schema-parts.js";
import { finding } from "./verify-schema.js";

const limit = z.strictObject({
  text: z.string().describe("as case.toml has it: tol 0.01, worseBy 10%"),
  met: z.boolean(),
  came: z.string().nullable().describe("what it came to, in percent"),
});
const sourceLine = z.strictObject({ where: z.string().describe("file:line"), text: z.string() });
const trade = z
  .strictObject({
    n: count,
    side: z.enum(["long", "short"]),
    qty: count,
    entryTime: instant,
    entrySum: z.number().describe("price × contracts in ticks"),
    exitTime: instant,
    exitSum: z.number(),
    net: z.number().describe("micro-dollars"),
    entryReason: z.string(),
    exitReason: z.string(),
  })
  .nullable();

const oneCase = z.strictObject({
  name: z.string(),
  verdict: z.enum(VERDICTS),
  exit: count.describe("exit code, were it the only case"),
  headline: z.string(),
  cached: z.boolean().describe("nothing that it hangs on has changed since it was last run"),
  seconds: z.number().nullable().describe("of the run; null where nothing ran"),
  strategy: z.string().nullable(),
  instrument: z.string().nullable(),
  fingerprint: z.string().nullable().describe("SHA-256 of all that the result hangs on"),
  layers: z.array(
    z.strictObject({
      layer: z.enum(LAYERS),
      same: z.boolean(),
      changes: z.array(
        z.strictObject({
          name: z.string(),
          baseline: z.string().nullable(),
          now: z.string().nullable(),
        }),
      ),
    }),
  ),
  outputs: z.array(z.enum(["orders", "trades", "equity"])).describe("those that differ"),
  metrics: z.array(
    z.strictObject({
      key: z.string(),
      unit: z.string().describe("usd: micro-dollars"),
      baseline: z.number().nullable(),
      now: z.number().nullable(),
      delta: z.number().nullable(),
      differs: z.boolean(),
      tolerance: limit.nullable(),
      guards: z.array(limit.extend({ level: z.enum(["fail", "warn"]) })),
    }),
  ),
  trades: z
    .strictObject({
      baseline: count,
      now: count,
      same: count,
      changed: count,
      onlyBaseline: count,
      onlyNow: count,
    })
    .nullable(),
  tradeChanges: z.array(
    z.strictObject({
      kind: z.enum(["changed", "only baseline", "only now"]),
      baseline: trade,
      now: trade,
      differs: z.array(z.string()),
      change: z.number().describe("net now less net in the baseline, micro-dollars"),
    }),
  ),
  divergence: z
    .strictObject({
      time: instant,
      baseline: z.string().nullable().describe("the event there; null: none"),
      now: z.string().nullable(),
      order: count,
      tradeBaseline: count.nullable(),
      tradeNow: count.nullable(),
      values: z.array(
        z.strictObject({
          name: z.string(),
          baseline: z.string().nullable(),
          now: z.string().nullable(),
          made: sourceLine.nullable(),
        }),
      ),
      tradesBefore: count.describe("trades before it that are identical"),
      where: z.string().nullable().describe("file:line:column of the decision"),
      path: z.array(sourceLine),
      changedLines: z.array(sourceLine),
      why: z.string(),
    })
    .nullable(),
  equity: z
    .strictObject({
      baseline: z.array(z.number()).describe("micro-dollars at the end of each trade date, start cash first"),
      now: z.array(z.number()),
      parted: date.nullable(),
    })
    .nullable(),
  finding: finding.nullable(),
  notes: z.array(z.string()),
  fault: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  reasons: z.array(z.strictObject({ text: z.string(), run: z.string() })),
});

export const regressSchema = z.strictObject({
  schema: z.literal("tickproof.regress/1"),
  ok: z.boolean(),
  verdict: z.enum(VERDICTS).describe("the worst of all"),
  exit: count,
  expect: z.enum(["change", "no-change"]),
  cases: z.array(oneCase),
  accepted: z.array(z.string()).describe("cases whose baseline was written"),
  removed: z.array(z.string()).describe("obsolete baselines that were removed"),
});
