// What stands in the document of an audit?

import { z } from "zod";
import { count } from "./schema-parts.js";

export const auditSchema = z.strictObject({
  schema: z.literal("tickproof.audit/1"),
  ok: z.boolean(),
  fingerprint: z.string(),
  strategy: z.string(),
  instrument: z.string(),
  postings: count.describe("of the book that was replayed"),
  checked: count.describe("figures that were compared, each to the micro-dollar"),
  disagreeing: count,
  first: z
    .strictObject({
      posting: count.describe("its number, or that of the last one before the figure"),
      date: z.string().nullable(),
      kind: z.string().describe("of the posting, or which figure it is"),
      run: z.string(),
      replay: z.string(),
    })
    .nullable(),
  problems: z.array(z.string()).describe("the figures that disagree, of very many the first thousand"),
  altered: z.array(z.string()).describe("sections and rows that are not as they were written: trades[17]"),
});
