// What stands in the document of an import into the journal?

import { z } from "zod";
import { count, decimal } from "./schema-parts.js";

const named = z.array(z.strictObject({ name: z.string(), lines: count }));
const amounts = z.strictObject({ ours: decimal, broker: decimal });

export const journalImportSchema = z.strictObject({
  schema: z.literal("tickproof.journal-import/1"),
  journal: z.string(),
  dryRun: z.boolean(),
  lines: count.describe("below headers: the sum of all fates of all files"),
  files: z.array(
    z.strictObject({
      name: z.string(),
      kept: z.string().describe("its name below raw/"),
      format: z.string(),
      version: count,
      clock: z.strictObject({ zone: z.string().nullable(), said: z.string() }),
      lines: count,
      fills: count,
      orders: count,
      fees: count,
      nonTrades: count,
      duplicates: count,
      rejected: count,
      why: named.describe("why lines are no trades"),
      duplicatesOf: named.describe("where the duplicates stand"),
      orderStates: named,
      rejections: z.array(z.strictObject({ line: count, why: z.string(), bytes: z.string() })),
      notes: z.array(z.string()),
    }),
  ),
  added: z.strictObject({ fills: count, orders: count, ledger: count, stubs: count }),
  trades: z.strictObject({
    closed: count,
    openAtStart: count,
    openAtEnd: count,
    flips: count,
    gross: decimal,
    costs: decimal,
    estimated: count.describe("trades whose costs come from a schedule"),
    withRisk: count,
  }),
  shut: count.describe("fills at times at which their market was shut"),
  insideBars: z.strictObject({ fills: count, inside: count }).nullable(),
  reconciled: z.strictObject({
    pairs: amounts.extend({ rows: count }).nullable(),
    gross: amounts.extend({ rows: count }).nullable(),
    net: amounts.extend({ rows: count }).nullable(),
    costs: amounts.nullable(),
    profit: amounts.nullable(),
    oddRows: z.array(
      amounts.extend({ what: z.enum(["pair", "gross", "net"]), file: z.string(), line: count }),
    ),
    oddDays: z.array(
      amounts.extend({ account: z.string(), day: z.string(), what: z.enum(["costs", "profit"]) }),
    ),
  }),
  notesMoved: z.array(z.strictObject({ from: z.string(), to: z.string() })),
});
