// What stands in a document of the terms of an account?

import { z } from "zod";
import { FEE_ROUNDINGS } from "../domain/account.js";
import { count, date, decimal } from "./schema-parts.js";

const minute = z.int().min(0).max(1440).describe("minutes after midnight in exchange time");

export const accountSchema = z.strictObject({
  cash: decimal,
  marginPolicy: z.enum(["liquidate", "call", "record", "none"]),
  margins: z.enum(["estimate", "strict"]),
  liquidationFee: decimal,
  monthlyFee: decimal,
  feeRounding: z.enum(FEE_ROUNDINGS).describe("what is rounded to the cent; the difference is commission"),
  dayMargin: z
    .strictObject({
      rates: z.array(
        z.strictObject({
          symbol: z.string().nullable().describe("null: all that no other row names"),
          usd: decimal.nullable().describe("a contract"),
          share: decimal.describe("of the exchange's initial margin, where there are no dollars"),
        }),
      ),
      windows: z.array(
        z.strictObject({
          of: z.string().nullable().describe("contract or session; null: all that no other row names"),
          from: minute.nullable().describe("null: from the session's open"),
          to: minute.describe("the cut-off"),
        }),
      ),
      atCutOff: z.enum(["cut", "close", "refuse"]),
      leadMinutes: z.number(),
      violationFee: decimal,
    })
    .nullable()
    .describe("the broker's day-trade margin"),
  call: z
    .strictObject({ days: count, minute, metBy: z.enum(["deposit", "none"]) })
    .nullable()
    .describe("when a margin call is due, where it is not noon of the next trade date"),
  orderMargin: z.boolean().describe("working orders need margin"),
  offsets: z.array(
    z.strictObject({
      first: z.string(),
      second: z.string(),
      ratio: z.tuple([z.number(), z.number()]),
      credit: decimal.describe("share of both legs' margin that a spread does not need"),
    }),
  ),
  transfers: z.array(z.strictObject({ date, amount: decimal.describe("below 0: taken out") })),
  interest: z.array(
    z.strictObject({ from: date, credit: decimal.describe("a year, as a share"), debit: decimal }),
  ),
});
