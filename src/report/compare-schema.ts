// What does the document of a comparison have beside the figures of its cells?

import { z } from "zod";
import { DIFFERENCES } from "../metric/trade-diff.js";
import { count, date, decimal, instant, quantity } from "./schema-parts.js";

const value = z.union([decimal, z.number()]);

export const standing = z
  .strictObject({
    baseline: z.boolean(),
    greyed: z.array(z.string()).describe("why it cannot stand beside the baseline; empty where it can"),
    checks: z.array(
      z.strictObject({
        id: z.string(),
        state: z.enum(["ok", "note", "bad"]),
        label: z.string(),
        text: z.string(),
      }),
    ),
  })
  .describe("whether its numbers can be believed, and be held against the others");

export const paired = z
  .strictObject({
    days: count.describe("trade dates that both have: the blocks that were drawn"),
    samples: count,
    level: z.number().describe("percent of the samples inside"),
    differences: z.array(
      z.strictObject({
        key: z.enum(["raw", "contract", "risk", "margin", "expectancy", "sharpe"]),
        difference: value.describe("this run less the baseline; dollars as decimal text"),
        low: value.nullable(),
        high: value.nullable().describe("null where there are too few dates with trades to draw from"),
      }),
    ),
  })
  .describe("against the baseline, date by date");

export const cut = z
  .array(
    z.strictObject({
      instrument: z.string(),
      firstDay: date,
      lastDay: date,
      bars: count.describe("left out, so that all ran over the same trade dates"),
    }),
  )
  .describe("bars that reach beyond the common trade dates");

export const joint = z
  .strictObject({
    of: z.array(z.strictObject({ strategy: z.string(), instrument: z.string() })),
    counts: z.array(count).describe("trade dates on which none, one, … all of them were under water"),
    daily: z.array(
      z.strictObject({ date, under: count, depth: decimal.describe("of all together below their high") }),
    ),
    deepest: z.array(
      z.strictObject({
        from: date.nullable().describe("the last date at the high; null where that is the start"),
        trough: date,
        end: date.nullable().describe("null where it never came back"),
        depth: decimal,
        parts: z.array(decimal).describe("what each made from the high to the trough"),
        under: count.describe("runs under water at the trough"),
      }),
    ),
  })
  .describe("when several were under water at once, each on an account of its own");

const version = z.strictObject({
  n: count,
  qty: quantity,
  entryTime: instant,
  entryPrice: decimal,
  exitTime: instant,
  exitPrice: decimal,
  net: decimal,
});

const group = z.strictObject({ trades: count, net: decimal });

export const diffs = z
  .array(
    z.strictObject({
      instrument: z.string(),
      a: z.string(),
      b: z.string().describe("the strategies whose trades are matched"),
      window: count.describe("bars by which entries of one trade may lie apart"),
      onlyA: group,
      onlyB: group,
      changed: z.strictObject({ trades: count, netA: decimal, netB: decimal }),
      same: group,
      outsideA: decimal,
      outsideB: decimal.describe(
        "of a run's net what is in no finished trade: open position, fees, interest",
      ),
      trades: z
        .array(
          z.strictObject({
            kind: z.enum(["only A", "only B", "changed", "same"]),
            side: z.enum(["long", "short"]),
            a: version.nullable(),
            b: version.nullable(),
            differs: z.array(z.enum(DIFFERENCES)),
            change: decimal.describe("net in B less net in A"),
          }),
        )
        .describe("what moved most money first: the 20 largest, with --diff all of them"),
    }),
  )
  .describe("trade by trade, for each two runs on one instrument of which one is the baseline's strategy");
