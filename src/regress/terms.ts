// By how much may a case differ, and what must hold when it is meant to?

import { z } from "zod";
import { didYouMean, Fault } from "../domain/fault.js";
import { checkedToml, type TomlFile } from "../importer/read-toml.js";
import { FIGURES, RUNTIME } from "./figures.js";

/** `abs` in the metric's own unit (dollars for money), `rel` as a share of the baseline's size. */
export interface Tolerance {
  readonly abs: number | null;
  readonly rel: number | null;
}

/** A change by a share of the baseline, or by an amount in the metric's own unit. */
export type Change = { readonly share: number } | { readonly amount: number };

export interface Guard {
  readonly min: number | null;
  readonly max: number | null;
  readonly worseBy: Change | null;
  readonly within: Change | null;
  readonly level: "fail" | "warn";
}

export interface CaseTerms {
  readonly tolerance: Readonly<Record<string, Tolerance>>;
  readonly guard: Readonly<Record<string, Guard>>;
  readonly zeroTrades: boolean;
}

const share = z.string().regex(/^\d+(\.\d+)?\s*%$/, 'a share such as "10%"');
const change = z.union([z.number().nonnegative(), share], { error: 'a number, or a share such as "10%"' });
const amount = z.number({ error: "a number" }).nonnegative("0 or more");
const bound = z.number({ error: "a number" });
const truth = z.boolean({ error: "true or false" });

const SHAPE = z.strictObject({
  case: z.strictObject(
    {
      run: z.looseObject(
        { strategy: z.string({ error: 'the strategy: "strategies/orb.ts", or its name' }) },
        { error: 'what to run: { strategy = "strategies/orb.ts", instrument = "MES" }' },
      ),
    },
    { error: '[case] with run = { strategy = "strategies/orb.ts", instrument = "MES" }' },
  ),
  tolerance: z
    .record(
      z.string(),
      z.strictObject(
        { abs: amount.optional(), rel: change.optional() },
        { error: '{ abs = 0.01 } or { rel = "1%" }' },
      ),
    )
    .optional(),
  guard: z
    .record(
      z.string(),
      z.strictObject(
        {
          min: bound.optional(),
          max: bound.optional(),
          worseBy: change.optional(),
          within: change.optional(),
          level: z.enum(["fail", "warn"], { error: '"fail" or "warn"' }).optional(),
        },
        { error: '{ min = 1.1 }, { max = 5 }, { worseBy = "10%" } or { within = "25%" }' },
      ),
    )
    .optional(),
  allow: z.strictObject({ zeroTrades: truth.optional() }).optional(),
});

/** @throws {Fault} E171, E172 for its shape; E173 for a metric that there is not, or a bound that says nothing. */
export function caseTerms(file: TomlFile): {
  readonly terms: CaseTerms;
  readonly run: Readonly<Record<string, unknown>>;
} {
  const { case: of, tolerance = {}, guard = {}, allow } = checkedToml(file, SHAPE);
  for (const key of Object.keys(tolerance)) known(key, ["tolerance", key], file, false);
  for (const key of Object.keys(guard)) known(key, ["guard", key], file, true);
  const terms: CaseTerms = {
    tolerance: mapped(tolerance, ({ abs, rel }, key) => {
      if (abs === undefined && rel === undefined)
        throw saysNothing(file, ["tolerance", key], '{ abs = 0.01 } or { rel = "1%" }');
      return { abs: abs ?? null, rel: rel === undefined ? null : shareOf(rel) };
    }),
    guard: mapped(guard, ({ min, max, worseBy, within, level }, key) => {
      if ([min, max, worseBy, within].every((it) => it === undefined))
        throw saysNothing(file, ["guard", key], "one of min, max, worseBy and within");
      if (key === RUNTIME.key && (min !== undefined || within !== undefined))
        throw saysNothing(file, ["guard", key], "max or worseBy: nobody minds a run that is fast");
      return {
        min: min ?? null,
        max: max ?? null,
        worseBy: worseBy === undefined ? null : changeOf(worseBy),
        within: within === undefined ? null : changeOf(within),
        level: level ?? "fail",
      };
    }),
    zeroTrades: allow?.zeroTrades ?? false,
  };
  return { terms, run: of.run };
}

const mapped = <A, B>(all: Readonly<Record<string, A>>, of: (it: A, key: string) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(all).map(([key, it]) => [key, of(it, key)]));

const changeOf = (it: number | string): Change =>
  typeof it === "number" ? { amount: it } : { share: Number.parseFloat(it) / 100 };
/** A relative tolerance as a number is a share: 0.01 is 1 %. */
const shareOf = (it: number | string): number => (typeof it === "number" ? it : Number.parseFloat(it) / 100);

function known(key: string, path: readonly string[], file: TomlFile, guards: boolean): void {
  const keys = [...FIGURES.map((figure) => figure.key), ...(guards ? [RUNTIME.key] : [])];
  if (keys.includes(key)) return;
  const near = didYouMean(key, keys);
  throw new Fault("E173", `There is no metric "${key}"`, {
    where: file.placeOf(path),
    expected: near === undefined ? keys.join(", ") : `did you mean ${near}?`,
    fix: near === undefined ? ["remove the line"] : [`${near} = { … }`],
  });
}

const saysNothing = (file: TomlFile, path: readonly string[], expected: string): Fault =>
  new Fault("E173", `${path.join(".")} says nothing that could be checked`, {
    where: file.placeOf(path),
    expected,
  });
