// What stands in a document for a trade, an order, an event?

import { z } from "zod";
import { feeParts, side } from "./books-schema.js";
import { count, decimal, instant, quantity } from "./schema-parts.js";

export const direction = z.enum(["long", "short"]);

const leg = z.strictObject({
  qty: quantity,
  entryPrice: decimal,
  exitPrice: decimal.describe(
    "average; of a final settlement off the grid the nearest tick, its price stands in chain.expiries",
  ),
  exitTime: instant,
  gross: decimal,
  reason: z.string(),
});

export const trade = z.strictObject({
  n: count,
  instrument: z.string(),
  contract: z.string(),
  side: direction,
  qty: quantity,
  entryTime: instant,
  entryPrice: decimal.describe("average; exact, or to six digits beyond the grid"),
  exitTime: instant,
  exitPrice: decimal.describe(
    "average; of a final settlement off the grid the nearest tick, its price stands in chain.expiries",
  ),
  gross: decimal,
  costs: decimal,
  costParts: z.strictObject(feeParts),
  slippage: decimal,
  funding: decimal.describe("received less paid while it was open"),
  net: decimal.describe("gross − costs + funding"),
  risk: decimal.nullable(),
  r: z.number().nullable(),
  mae: decimal,
  mfe: decimal,
  bars: count,
  heldMs: z.number(),
  leverage: z.number().nullable(),
  entryReason: z.string(),
  exitReason: z.string(),
  flags: z.array(z.enum(["A", "F", "G", "L", "P", "R", "S"])),
  stake: decimal.describe("where ambiguous: difference between the two walks"),
  legs: z.array(leg),
});

export const order = z.strictObject({
  id: count,
  time: instant.describe("open of the bar at whose close it was submitted"),
  bar: z.int(),
  kind: z.enum([
    "market",
    "limit",
    "stop",
    "stop limit",
    "market if touched",
    "trailing stop",
    "on open",
    "on close",
  ]),
  side,
  qty: z.number(),
  price: decimal.nullable().describe("limit, trigger, or activation of a trailing stop, as last amended"),
  limit: decimal.nullable().describe("the limit of a stop-limit order"),
  asked: decimal.nullable().describe("the price before it was rounded to the grid"),
  tif: z.enum(["GTC", "DAY", "GTD", "IOC"]),
  reason: z.string(),
  parent: count.nullable().describe("the order whose fill triggers this one"),
  group: z.string().nullable().describe("orders of a group cancel one another"),
  reduceOnly: z.boolean(),
  amended: z.int().describe("how often it was amended"),
  state: z.enum(["working", "filled", "cancelled", "expired", "rejected"]),
  filledQty: quantity,
  endTime: instant.nullable(),
  endReason: z.string(),
});

export const event = z.strictObject({
  time: instant,
  bar: z.int(),
  kind: z.string(),
  text: z.string(),
  order: count.nullable(),
  amount: decimal,
});
