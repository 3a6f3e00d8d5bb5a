// What must hold for a contract's definition before money is counted with it?

import { createRequire } from "node:module";
import { Decimal } from "decimal.js";
import type * as Zod from "zod";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { EXPIRY_RULES } from "./expiry.js";
import { SPAN, sessionSchema } from "./session-schema.js";
import { parseDay } from "./time.js";

/** One thing that is wrong: the path inside the definition, what stands there, what should. */
interface Complaint {
  readonly path: string;
  readonly message: string;
  readonly found: unknown;
}

const REGULAR = 'regular hours on the exchange\'s clock, such as "08:30-15:15"';

/** Fields that are filled in from others: where those are wrong, these are not worth a line. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  tickValue: ["tickSize", "multiplier"],
  group: ["session"],
  settlementTime: ["session"],
};

let schema: Zod.ZodType<Contract> | undefined;

/**
 * Checks a complete definition and answers it as a `Contract`. E211 names the first key that is wrong and lists the
 * others. `where` is the file it came from, `path` the place in it ("contracts.MES"), `own` what the user wrote where `raw` was completed from it, so that
 * a complaint names the user's own key and row.
 */
export function checkContract(raw: unknown, where: string, path: string, own: unknown = raw): Contract {
  schema ??= buildSchema();
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const all = result.error.issues;
  const wrong = new Set(all.map((issue) => issue.path[0]));
  const issues = all.filter((issue) => !FOLLOWS[String(issue.path[0])]?.some((cause) => wrong.has(cause)));
  const complaints = issues.map((issue) => ({
    path: asWritten(issue.path, raw, own).reduce<string>(
      (so, key) => (typeof key === "number" ? `${so}[${key}]` : `${so}.${String(key)}`),
      path,
    ),
    message: issue.message,
    found: valueAt(raw, issue.path),
  }));
  throw badContract(complaints, where, path);
}

function badContract(complaints: readonly Complaint[], where: string, path: string): Fault {
  const [first, ...others] = complaints as [Complaint, ...Complaint[]];
  return new Fault("E211", `${path} is not a usable contract definition`, {
    where: `${where}: ${first.path}`,
    found: first.found === undefined ? "nothing" : (JSON.stringify(first.found) ?? String(first.found)),
    expected: first.message,
    why: "A wrong specification gives a plausible but wrong P&L.",
    ...(others.length === 0
      ? {}
      : { excerpt: others.map((it) => `also   ${it.path}: expected ${it.message}`).join("\n") }),
  });
}

/** The path in the user's own text: a shorthand has no rows, and rows that the base contributed stand first. */
function asWritten(path: readonly PropertyKey[], raw: unknown, own: unknown): readonly PropertyKey[] {
  const [key, row, ...rest] = path;
  if (key === undefined || typeof row !== "number" || own === raw) return path;
  const written = valueAt(own, [key]);
  if (typeof written !== "object" || written === null) return [key];
  if (!Array.isArray(written)) return [key, ...rest];
  const all = valueAt(raw, [key]);
  return [key, row - ((Array.isArray(all) ? all.length : 0) - written.length), ...rest];
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** zod takes 80 ms to load: only a user's own definitions, and the tests of the built-in files, pay for it. */
function buildSchema(): Zod.ZodType<Contract> {
  const { z } = createRequire(import.meta.url)("zod") as typeof Zod;

  const matching = (pattern: RegExp, expected: string) =>
    z.string({ error: expected }).regex(pattern, { error: expected, abort: true });
  const text = (expected: string) => z.string({ error: expected }).min(1, { error: expected });
  const decimal = (expected: string) => matching(/^\d+(\.\d+)?$/, expected);
  const positive = (expected: string) =>
    decimal(expected).refine((it) => new Decimal(it).gt(0), { error: expected });
  const dollars = matching(
    /^\d{1,9}(\.\d{1,6})?$/,
    'dollars as a decimal of at most six places, such as "0.35"',
  );
  const percent = positive('a percentage such as "7.5"').refine((it) => new Decimal(it).lte(100), {
    error: "a percentage of at most 100",
  });
  const date = z
    .string({ error: "a date YYYY-MM-DD" })
    .refine((it) => /^\d{4}-\d{2}-\d{2}$/.test(it) && isDate(it), { error: "a date YYYY-MM-DD that exists" });
  const clock = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day "HH:MM"');
  const source = z.string({ error: "a sentence that says where the number comes from" });
  const currency = z.enum(["USD", "USDT", "USDC"], {
    error: 'currency "USD" (or "USDT", "USDC", counted as dollars): other currencies are not converted yet',
  });

  const shape = (expected: string) => ({
    error: (issue: { readonly code?: string; readonly keys?: unknown }) =>
      issue.code === "unrecognized_keys" ? `${expected}, without ${String(issue.keys)}` : expected,
  });

  const fee = z.strictObject(
    { from: date, usdPerSide: dollars, source },
    shape('dollars per side such as "0.25", or { from, usdPerSide }'),
  );
  const margin = z
    .strictObject(
      { from: date, initial: dollars, maintenance: dollars, source },
      shape("{ from, initial, maintenance }"),
    )
    .refine((it) => new Decimal(it.maintenance).gt(0) && new Decimal(it.maintenance).lte(it.initial), {
      error: "maintenance above 0 and not above initial",
    });
  const percentMargin = z.strictObject(
    {
      from: date,
      maintenancePercent: percent,
      initialFactor: decimal('initial ÷ maintenance, such as "1.10"').refine((it) => new Decimal(it).gte(1), {
        error: "a factor of at least 1: initial margin is never below maintenance",
      }),
      estimated: z.boolean({ error: "true or false" }),
      source,
    },
    shape("{ from, maintenancePercent, initialFactor }"),
  );
  const share = matching(/^0(\.\d{1,8})?$/, 'a share of notional of at most eight places, such as "0.0005"');
  const rebate = matching(
    /^-?0(\.\d{1,8})?$/,
    'a share of notional of at most eight places, such as "0.0002", or below 0 for a rebate',
  );
  const feeRate = z.strictObject(
    { from: date, maker: rebate, taker: share, source },
    shape("{ from, maker, taker }"),
  );
  const tier = z.strictObject(
    {
      floor: dollars,
      rate: share.refine((it) => new Decimal(it).gt(0) && new Decimal(it).lt("0.9"), {
        error: 'a share of notional above 0 and below 0.9, such as "0.005"',
      }),
      amount: dollars,
    },
    shape('{ floor: "50000", rate: "0.005" }, with its amount or without'),
  );
  const tierTable = z.strictObject(
    {
      from: date,
      estimated: z.boolean({ error: "true or false" }),
      source,
      tiers: z
        .array(tier, { error: "a list of { floor, rate }" })
        .refine((rows) => rows.length > 0 && new Decimal(rows[0]!.floor).eq(0), {
          error: 'tiers that begin with floor "0"',
        })
        .refine((rows) => rows.every((row, i) => i === 0 || new Decimal(row.floor).gt(rows[i - 1]!.floor)), {
          error: "tiers in order of their floors",
        })
        .refine(
          (rows) => rows.every(({ floor, rate, amount }) => new Decimal(floor).times(rate).gte(amount)),
          {
            error: "amounts that leave a maintenance of at least 0 at their floor",
          },
        ),
    },
    shape("{ from, tiers: [{ floor, rate }] }"),
  );
  const rising = <T extends { readonly from: string }>(item: Zod.ZodType<T>, what: string) =>
    z
      .array(item, { error: what })
      .refine((rows) => rows.every((row, i) => i === 0 || rows[i - 1]!.from < row.from), {
        error: "rows in order of date, one a date",
      });
  const fees = (what: string) =>
    rising(fee, `${what}: dollars per side such as "0.25", or a list of { from, usdPerSide }`).refine(
      (rows) => rows.length > 0,
      {
        error: `at least one row of ${what} ("0" if there is none)`,
      },
    );

  const ticks = z
    .int({ error: "whole ticks" })
    .min(0, { error: "ticks from 0 on" })
    .max(9_999, { error: "at most 9999 ticks" });
  const slippageTicks = z.strictObject(
    { regular: ticks, overnight: ticks, news: ticks, source },
    shape("ticks a side, { regular: 1, overnight: 2, news: 4 }"),
  );

  return z
    .strictObject({
      symbol: matching(/^[A-Z0-9][A-Z0-9_.-]*$/, "a symbol of letters, digits, dot, dash and underscore"),
      name: text("a name"),
      exchange: text("an exchange"),
      kind: z.enum(["future", "perpetual"], { error: '"future" or "perpetual"' }),
      group: text("a group of contracts that move together, such as equity_index"),
      session: sessionSchema(z),
      regularHours: matching(SPAN, REGULAR)
        .refine((it) => it.slice(0, 5) < it.slice(6), { error: REGULAR })
        .optional(),
      currency,
      quote: text("what a price is counted in"),
      tickSize: positive('the smallest price step as a positive decimal, such as "0.25"'),
      multiplier: positive('dollars per point of price as a positive decimal, such as "5"'),
      tickValue: positive("a positive decimal"),
      settlementTime: clock,
      rounding: z.enum(["cent", "exact"], { error: '"cent" or "exact"' }),
      commission: fees("commissions"),
      exchangeFee: fees("exchange fees"),
      clearingFee: fees("clearing fees"),
      nfaFee: fees("NFA fees"),
      takerRate: share,
      makerRate: rebate.optional(),
      feeRates: rising(feeRate, "feeRates: a list of { from, maker, taker }").optional(),
      lotSize: positive('the smallest quantity that trades, such as "0.001"').optional(),
      fundingHours: z
        .int({ error: "whole hours between fundings" })
        .refine((hours) => hours >= 1 && 24 % hours === 0, {
          error: "hours that divide a day: 1, 2, 3, 4, 6, 8, 12 or 24",
        })
        .optional(),
      maintenanceTiers: rising(
        tierTable,
        "maintenanceTiers: a list of { floor, rate }, or of { from, tiers }",
      ).optional(),
      liquidationFeeRate: share.optional(),
      margins: rising(margin, "margins: a list of { from, initial, maintenance }"),
      percentMargins: rising(
        percentMargin,
        "percentMargins: a list of { from, maintenancePercent, initialFactor }",
      ),
      settlement: z.string({ error: "a sentence" }),
      lastTradingDay: z.string({ error: "a sentence" }),
      expiry: z
        .enum(EXPIRY_RULES, { error: `a rule of expiry: ${EXPIRY_RULES.map((it) => `"${it}"`).join(", ")}` })
        .optional(),
      launch: z.string({ error: "a date or a sentence" }),
      halfSpreadTicks: decimal("half the usual spread in ticks, or null").nullable(),
      slippageTicks,
      warnings: z.array(z.string({ error: "a sentence" }), { error: "a list of sentences" }),
      sources: z.array(z.string({ error: "a source" }), { error: "a list of sources" }),
    })
    .superRefine((it, context) => {
      const value = new Decimal(it.tickSize).times(it.multiplier);
      if (!value.eq(it.tickValue)) {
        context.addIssue({
          code: "custom",
          path: ["tickValue"],
          message: `tickSize × multiplier = ${it.tickSize} × ${it.multiplier} = ${value.toFixed()}`,
        });
      }
      const lot = new Decimal(it.lotSize ?? 1);
      const perContract = [...it.commission, ...it.exchangeFee, ...it.clearingFee, ...it.nfaFee];
      if (!lot.eq(1) && (it.margins.length > 0 || perContract.some((row) => Number(row.usdPerSide) !== 0))) {
        context.addIssue({
          code: "custom",
          path: ["lotSize"],
          message: "no fee or margin in dollars per contract: a lot of it would pay parts of a millionth",
        });
      }
      if (!value.times(lot).times(1_000_000).isInteger()) {
        context.addIssue({
          code: "custom",
          path: ["tickValue"],
          message: `a whole number of millionths of a dollar${lot.eq(1) ? "" : " for one lot"}: use a larger ${lot.eq(1) ? "contract" : "lotSize"}`,
        });
      }
      if (it.margins.length + it.percentMargins.length === 0) {
        context.addIssue({
          code: "custom",
          path: ["margins"],
          message: 'margins, such as { initial: "1500", maintenance: "1360" }, or percentMargins: "10"',
        });
      }
    });
}

function isDate(text: string): boolean {
  try {
    parseDay(text);
    return true;
  } catch {
    return false;
  }
}
