// Of what are all documents made?

import { z } from "zod";

/** Money and prices are decimal text: exact, and never a float on the way through another program. */
export const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe("decimal text");
export const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  .describe("ISO 8601, UTC");
export const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .describe("trade date");
export const count = z.int().min(0);
export const quantity = z
  .number()
  .min(0)
  .describe("contracts; of one that trades in parts, a multiple of its lotSize");
export const signedQuantity = z.number();

/** What only a run on a perpetual is told. */
export const perpetualInputs = z
  .strictObject({
    funding: z
      .strictObject({ file: z.string(), sha256: z.string(), hours: count })
      .nullable()
      .describe("null: funding was not counted"),
    marks: z
      .strictObject({ file: z.string(), sha256: z.string() })
      .nullable()
      .describe("null: the last trade stood in for the mark price"),
    leverage: z.number().nullable(),
    marginMode: z.enum(["cross", "isolated"]),
  })
  .nullable()
  .describe("null for what is no perpetual");

export const fundings = z
  .array(
    z.strictObject({
      time: instant,
      bar: count.describe("it fell before this bar opened"),
      rate: decimal.describe("share of notional; positive: longs pay shorts"),
      mark: decimal.nullable().describe("mark price; null where the last trade stood in"),
    }),
  )
  .nullable()
  .describe("every funding stamp of the run; null where funding was not counted");

export const embedded = z
  .array(z.strictObject({ id: z.string(), n: count, sha256: z.string(), base64: z.string() }))
  .optional()
  .describe("what its report draws, for tickproof report: base64 of deflated columns, as in the page");

export const integrity = z
  .strictObject({
    sections: z.record(z.string(), z.string()).describe("SHA-256 of each section"),
    rows: z.record(z.string(), z.string()).describe("four hex digits a row"),
  })
  .describe("tickproof audit finds by it what was altered");
