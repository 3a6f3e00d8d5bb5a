// Is this value a configuration at all?

import { z } from "zod";
import { riskKeyOf } from "./risk-config.js";
import { RISK_SHAPE } from "./risk-shape.js";

/** The first thing that is wrong, unknown keys before wrong types. */
export type ConfigIssue =
  | { readonly kind: "unknown"; readonly path: readonly string[] }
  | {
      readonly kind: "type";
      readonly path: readonly string[];
      readonly message: string;
      readonly found: string;
      readonly expected: string;
    };

const plain = z.union([z.string(), z.number(), z.boolean()]);
const FILES = {
  type: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.string())]),
  expected: "a file, a list of SYMBOL=FILE, or an object of files by symbol",
};
const WORDS = {
  type: z.union([plain, z.array(plain), z.record(z.string(), plain)]),
  expected: "a text, a list of texts, or an object such as { MES: 50, MNQ: 100 }",
};
const SHAPES: Readonly<Record<string, { readonly type: z.ZodType; readonly expected: string }>> = {
  contracts: { type: z.record(z.string(), z.unknown()), expected: "an object of contracts by symbol" },
  sessions: { type: z.record(z.string(), z.unknown()), expected: "an object of sessions by name" },
  params: {
    type: z.record(z.string(), z.record(z.string(), plain)),
    expected: "an object of parameters by strategy: { 'ema-trend': { fast: 10 } }",
  },
  ...Object.fromEntries(
    ["dayMargin", "dayWindow", "marginOffset", "deposit", "withdraw", "interest"].map((key) => [key, WORDS]),
  ),
  data: FILES,
  finer: FILES,
  mark: FILES,
  funding: {
    type: z.union([plain, z.array(z.string()), z.record(z.string(), z.union([z.string(), z.number()]))]),
    expected: "a file, a rate such as 0.01%, a list of SYMBOL=FILE, or an object by symbol",
  },
  chain: FILES,
  rolls: FILES,
  settlements: FILES,
  // What these objects may hold is said where their texts are read.
  slippage: {
    type: z.union([plain, z.record(z.string(), z.unknown()), z.function()]),
    expected: "ticks, the name of a model, a file, or an object such as { model: 'spread' }",
  },
  limitFill: {
    type: z.union([z.string(), z.record(z.string(), z.unknown())]),
    expected: "touch, through, { through: 2 } or { volume: 3 }",
  },
  policy: {
    type: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.string())]),
    expected: "an action for all kinds, or an object such as { 'off-grid': 'repair' }",
  },
  instrument: { type: z.union([z.string(), z.array(z.string())]), expected: "a symbol or a list of symbols" },
  risk: RISK_SHAPE,
};
const OTHER = { type: plain, expected: "a text, a number, or true or false" };

/** Only the shape: what a setting's text means is read where a flag's text is read. */
export function configIssue(value: unknown, keys: readonly string[]): ConfigIssue | null {
  const shapeOf = (key: string) => SHAPES[key] ?? OTHER;
  const schema = z.strictObject(Object.fromEntries(keys.map((key) => [key, shapeOf(key).type.optional()])));
  const { error } = schema.safeParse(value);
  if (error === undefined) return null;
  const unknown = error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown) return { kind: "unknown", path: [...unknown.path.map(String), unknown.keys[0]!] };
  const [first] = error.issues;
  const path = deepest(first!).map(String);
  const key = path[0];
  return {
    kind: "type",
    path,
    message: "is not what this setting takes",
    found: described(path.reduce((at: unknown, step) => (at as Record<string, unknown>)?.[step], value)),
    expected: key === undefined ? "an object of settings" : expectedAt(path, shapeOf(key).expected),
  };
}

/** Of a rule inside `risk` what that rule takes. */
const expectedAt = ([key, inner]: readonly string[], expected: string): string =>
  (key === "risk" && inner !== undefined && riskKeyOf(inner)?.expected) || expected;

/** Inside a union zod says where each alternative failed: the one that came furthest names the place. */
function deepest(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  if (issue.code !== "invalid_union") return issue.path;
  const inner = issue.errors.flat().map((nested) => [...issue.path, ...deepest(nested)]);
  return inner.sort((a, b) => b.length - a.length)[0] ?? issue.path;
}

function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? String(value);
  return Array.isArray(value) ? "a list" : "an object";
}
