// What stands in a document of contract months, rolls and expiries?

import { z } from "zod";
import { count, date, decimal, instant } from "./schema-parts.js";

const sourceFile = z.strictObject({ file: z.string(), sha256: z.string() });

export const chainInput = z.strictObject({
  how: z.string(),
  adjust: z
    .enum(["difference", "ratio", "none"])
    .describe("how older months are brought to the level of the last in what the strategy reads"),
  slippage: z.number().describe("ticks by which a roll executes worse than its spread"),
  expiry: z.strictObject({
    lead: z
      .number()
      .nullable()
      .describe("business days before delivery at which a position is left; null: it is held on"),
    fee: decimal.describe("a contract at final settlement"),
  }),
  calendar: sourceFile.nullable(),
  files: z.array(z.strictObject({ contract: z.string(), file: z.string(), sha256: z.string() })),
});

/** Prices of the bars plus `offset` are those of the contract. */
export const chain = z.strictObject({
  months: z.array(
    z.strictObject({
      contract: z.string(),
      bar: count.describe("its first bar"),
      offset: decimal.describe("price of the contract less the price in the bars"),
      scale: z
        .number()
        .nullable()
        .describe("the strategy read the contract's price times this; null: the price in the bars"),
      lastTradingDay: date.nullable(),
      firstNotice: date.nullable(),
    }),
  ),
  rolls: z.array(
    z.strictObject({
      bar: count.describe("it happened before this bar opened"),
      time: instant,
      from: z.string(),
      to: z.string(),
      oldPrice: decimal.describe("of the contract that is left, where the spread was taken"),
      newPrice: decimal,
      spread: decimal.describe("by which the bars are adjusted: new price less old"),
      ratio: z.number().nullable().describe("new price over old; null where one is not above zero"),
      adjustment: decimal.describe(
        "what comes to the prices before this roll: its spread and all later ones",
      ),
      factor: z.number().nullable().describe("its ratio times all later ones"),
      rule: z.string().describe("why it came then"),
      qty: z.int().describe("signed contracts carried over"),
      fromPrice: decimal.nullable(),
      toPrice: decimal.nullable(),
      executedSpread: decimal.nullable(),
      fill: count.nullable().describe("index of the first of its two fills"),
    }),
  ),
  expiries: z.array(
    z.strictObject({
      bar: count.describe("at the end of this bar"),
      time: instant,
      contract: z.string(),
      qty: z.int().describe("signed contracts"),
      price: decimal.describe("may lie off the tick grid"),
      value: decimal.describe("one contract"),
      source: z.enum(["final settlement", "settlement of the last trading day", "last trade"]),
      delivered: z.boolean().describe("goods would have changed hands"),
      fill: count.describe("index of the fill that took the contracts out"),
    }),
  ),
});
