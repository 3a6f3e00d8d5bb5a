// How is it told what became of the rows of a file?

import { z } from "zod";
import { FAULT_KINDS } from "../domain/findings.js";
import { count, instant } from "./schema-parts.js";

export const rowAccount = z.strictObject({
  read: count.describe("lines below the header: the sum of all others"),
  accepted: count,
  repaired: count,
  rejected: count.describe("left out for what is wrong with them"),
  skipped: count.describe("blank lines, and what a vendor writes below its rows"),
  otherContracts: count.describe("rows of contract months that were not asked for"),
});

export const kind = z.enum(FAULT_KINDS);
const action = z.enum(["repaired", "rejected"]);

export const findings = z
  .strictObject({
    counts: z.array(z.strictObject({ kind, grade: z.enum(["error", "warning"]), count })),
    listed: z
      .array(
        z.strictObject({
          kind,
          grade: z.enum(["error", "warning"]),
          file: z.string(),
          line: count.nullable(),
          count: count.describe("bars of it; of what is missing, steps or sessions"),
          from: instant,
          until: instant.describe("the end of it, excluded"),
          found: z.string(),
          expected: z.string(),
        }),
      )
      .describe("the first of each kind"),
  })
  .describe("what a look at the bars showed, beside the exchange's calendar");

export const repairs = z
  .strictObject({
    total: count,
    counts: z.array(z.strictObject({ kind, action, count })),
    listed: z
      .array(
        z.strictObject({ kind, action, file: z.string(), line: count, found: z.string(), done: z.string() }),
      )
      .describe("the first of them"),
  })
  .describe("what policies mended or left out");
