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
