// Is `risk` in a configuration file an object of rules at all?

import { z } from "zod";

const text = z.union([z.string(), z.number()]);
const loss = z.union([
  text,
  z.strictObject({ usd: text, action: z.string().optional() }),
  z.strictObject({ percent: text, action: z.string().optional() }),
]);

/** Only the shape, and apart from `risk-config.ts`: a command without a configuration never loads zod. */
export const RISK_SHAPE = {
  type: z.strictObject({
    size: z.string().optional(),
    maxContracts: text.optional(),
    marginUse: text.optional(),
    tradeLoss: loss.optional(),
    dailyLoss: loss.optional(),
    drawdown: loss.optional(),
    maxDrawdown: loss.optional(),
    maxTradesPerDay: text.optional(),
    coolDown: text.optional(),
    hours: z
      .union([z.string(), z.strictObject({ span: z.string(), flatten: z.boolean().optional() })])
      .optional(),
    flatByClose: text.optional(),
    blackout: z
      .union([
        z.string(),
        z.strictObject({ before: text, after: text, only: z.array(z.string()).optional() }),
      ])
      .optional(),
    correlated: z
      .union([
        z.string(),
        z.strictObject({ above: text, contracts: text, days: text.optional() }),
        z.strictObject({ above: text, leverage: text, days: text.optional() }),
      ])
      .optional(),
  }),
  expected: 'an object of risk rules: { maxContracts: 4, dailyLoss: { usd: 300, action: "block" } }',
};
