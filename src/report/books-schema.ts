// What stands in a document of fills, cash and dates?

import { z } from "zod";
import { CASH_KINDS } from "../domain/cash.js";
import { BOOK_ACCOUNTS, POSTING_KINDS } from "../domain/posting.js";
import { count, date, decimal, instant, quantity, signedQuantity } from "./schema-parts.js";

export const side = z.enum(["buy", "sell"]);

export const feeParts = {
  commission: decimal,
  exchange: decimal,
  clearing: decimal,
  nfa: decimal,
};

export const fill = z.strictObject({
  time: instant,
  date,
  bar: count,
  instrument: z.string(),
  contract: z.string().describe("contract month, where it is known"),
  side,
  qty: quantity,
  price: decimal,
  slippageTicks: z.number(),
  liquidity: z.enum(["maker", "taker"]).describe("maker: its order had rested"),
  kind: z.string(),
  order: count,
  reason: z.string(),
  stop: decimal.nullable().describe("initial stop that its exit plan set"),
  costs: z.strictObject(feeParts),
});

export const cashRow = z.strictObject({
  time: instant,
  date,
  bar: count.describe(
    "it happened before this bar opened, or inside it; the number of bars: after the last one",
  ),
  afterFills: count.describe("how many of the fills had happened before it"),
  kind: z.enum(CASH_KINDS),
  amount: decimal.describe("into cash"),
  qty: signedQuantity.describe("signed contracts held then that it concerns, 0 where none"),
  value: decimal
    .nullable()
    .describe(
      "of one contract (one lot of what trades in parts), where it was computed from one: its settlement value, its mark",
    ),
  rate: decimal.nullable().describe("of funding or interest"),
  text: z.string().nullable(),
});

const movements = {
  costParts: z.strictObject({ ...feeParts, data: decimal, liquidation: decimal }),
  funding: decimal.describe("received less paid"),
  interest: decimal.describe("received less paid"),
  transfers: decimal.describe("deposits less withdrawals"),
};

export const dailyRow = z.strictObject({
  date,
  opening: decimal.describe("settled cash when the date began"),
  variation: decimal,
  costs: decimal,
  ...movements,
  balance: decimal.describe("opening + variation − costs + funding + interest + transfers"),
  openTradeEquity: decimal.describe("equity − balance: not settled yet"),
  equity: decimal,
  close: decimal.describe("price at which it is marked: the date's last close"),
  margin: decimal.describe("maintenance requirement of the position carried out of the date"),
  initial: decimal,
  position: signedQuantity,
  bought: quantity,
  sold: quantity,
  trades: count.describe("that ended on the date"),
  estimated: z.boolean().describe("the requirement is an estimate"),
  excess: decimal.describe("equity less the initial requirement"),
  peak: decimal.describe("largest initial requirement of the date"),
  call: decimal.describe("called for and not come in"),
  stopOut: decimal.nullable().describe("first price below the maintenance requirement; null while flat"),
  distance: z.int().nullable().describe("ticks from the last close to there, below 0 where it is past"),
});

const sums = {
  gross: decimal.describe("price result, what is open marked at its last close"),
  costs: decimal,
  ...movements,
  net: decimal.describe("gross − costs + funding + interest"),
  cash: decimal.describe("settled"),
  openTradeEquity: decimal,
  equity: decimal.describe("cash + openTradeEquity; of a part: what it adds to the account"),
  postings: count,
};

export const sharedBooks = z
  .strictObject({
    ...sums,
    checked: count.describe("figures of the engine that the postings were held against, to the micro-dollar"),
    differences: z
      .array(z.strictObject({ what: z.string(), counted: decimal, posted: decimal }))
      .describe("those that are not the same: none, unless something is wrong"),
    kinds: z.array(
      z.strictObject({
        kind: z.enum(POSTING_KINDS),
        from: z.enum(BOOK_ACCOUNTS),
        to: z.enum(BOOK_ACCOUNTS),
        postings: count,
        amount: decimal,
      }),
    ),
    parts: z.array(z.strictObject({ strategy: z.string(), instrument: z.string(), ...sums })),
    daily: z.array(
      z.strictObject({
        date,
        opening: decimal.describe("settled cash when the date began"),
        variation: decimal,
        costs: decimal,
        ...movements,
        balance: decimal.describe("opening + variation − costs + funding + interest + transfers"),
        openTradeEquity: decimal,
        equity: decimal,
        initial: decimal.nullable().describe("requirement of all positions at the last close of the date"),
        maintenance: decimal.nullable(),
        excess: decimal.nullable().describe("equity less the initial requirement"),
        peak: decimal.nullable().describe("largest initial requirement of the date, at closes"),
        trades: count.describe("that ended on the date"),
      }),
    ),
  })
  .describe("its cash, margin and postings; every single posting is in the table that --csv writes");

export const monthRow = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-\d\d$/)
    .describe("of the trade dates"),
  dates: count,
  opening: decimal.describe("equity before the first date"),
  gross: decimal.describe("price result, the position marked at the last close"),
  costs: decimal,
  ...movements,
  net: decimal.describe("gross − costs + funding + interest"),
  equity: decimal,
  variation: decimal,
  balance: decimal,
  trades: count.describe("that ended in it"),
  bought: quantity,
  sold: quantity,
});
