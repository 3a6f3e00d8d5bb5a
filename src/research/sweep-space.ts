// Which combinations of parameters does a sweep try?

import { Decimal } from "decimal.js";
import { Fault, faultData, faultFrom } from "../domain/fault.js";
import { randomOf } from "../domain/random.js";
import type { ParamValue, ParamValues } from "../domain/run.js";
import type { SweepAxis } from "../domain/sweep.js";
import { type Param, type ParamSchema, resolveParams } from "../strategy/params.js";

/** "5..23:2", "10,20,50", "5..9,20", "*", one value; or a list of values. */
export type SweepWords = ParamValue | readonly ParamValue[];

export interface SweepSpace {
  readonly axes: readonly SweepAxis[];
  /** All other parameters that were given. */
  readonly fixed: ParamValues;
  /** Combinations in all. */
  readonly size: number;
  readonly rows: number;
  readonly sample: { readonly seed: number } | null;
  /** In shared memory; null: all combinations in order. */
  readonly numbers: Float64Array | null;
}

export interface Sampling {
  /** Combinations to draw. */
  readonly sample?: number;
  readonly seed?: number;
}

/** Each run keeps some 150 bytes of figures: more would not fit a small machine. */
const MOST_ROWS = 2_000_000;
const MOST_VALUES = 100_000;

export const EXAMPLE = "5..23:2 (from 5 to 23 by 2), 5..23 (by the parameter's own step), 10,20,50, or *";

/** True for words that stand for more than one value. */
export const isRange = (text: string): boolean => /\.\.|,|^\s*\*\s*$/.test(text);

/**
 * The space that the words of a call span. Throws E130 and E131 as a run does, E145 for a range that is none, E146 for more
 * combinations than can be run. `whereOf` says where a word was written.
 */
export function spaceOf(
  schema: ParamSchema,
  given: Readonly<Record<string, SweepWords>>,
  strategy: string,
  { sample, seed = 1 }: Sampling = {},
  whereOf: (name: string) => string = (name) => `params.${name}`,
): SweepSpace {
  const axes: SweepAxis[] = [];
  const fixed: Record<string, ParamValue> = {};
  for (const [name, words] of Object.entries(given)) {
    const where = whereOf(name);
    const values = valuesOf(schema, name, words, strategy, where);
    if (values.length === 1 && !isList(words)) fixed[name] = values[0]!;
    else axes.push({ name, type: schema[name]!.type, values });
  }
  if (axes.length === 0) throw nothingVaries(schema, strategy);
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  if (sample !== undefined) refuseSample(sample, seed);
  const rows = Math.min(sample ?? size, size);
  if (rows > MOST_ROWS || size > Number.MAX_SAFE_INTEGER) throw tooMany(size, rows, axes);
  const drawn = rows < size;
  return {
    axes,
    fixed,
    size,
    rows,
    sample: drawn ? { seed } : null,
    numbers: drawn ? drawnFrom(size, rows, seed) : null,
  };
}

const isList = (words: SweepWords): boolean =>
  typeof words === "object" || (typeof words === "string" && isRange(words));

function valuesOf(
  schema: ParamSchema,
  name: string,
  words: SweepWords,
  strategy: string,
  where: string,
): ParamValue[] {
  const own = Object.hasOwn(schema, name) ? schema[name] : undefined;
  if (own === undefined) return [checked(schema, name, String(words), strategy, where)];
  const parts = typeof words === "object" ? words : typeof words === "string" ? words.split(",") : [words];
  const values: ParamValue[] = [];
  for (const part of parts) {
    const found =
      typeof part !== "string" || !isRange(part)
        ? [typeof part === "string" ? part.trim() : part]
        : rangeOf(own, part.trim(), name, where, (bound) => checked(schema, name, bound, strategy, where));
    for (const value of found) {
      const one = checked(schema, name, value, strategy, where);
      if (values.includes(one)) throw twice(name, one, where);
      values.push(one);
    }
  }
  if (values.length > MOST_VALUES || values.length === 0) throw noRange(own, name, String(words), where);
  return values;
}

/** The strategy's own check, with the place where the value was written. */
function checked(
  schema: ParamSchema,
  name: string,
  value: ParamValue,
  strategy: string,
  where: string,
): ParamValue {
  try {
    return resolveParams(schema, { [name]: value }, strategy)[name]!;
  } catch (error) {
    throw error instanceof Fault ? faultFrom({ ...faultData(error), where }) : error;
  }
}

/** Steps are counted in decimals: 0.1 + 0.2 would be no 0.3. */
function rangeOf(
  param: Param,
  text: string,
  name: string,
  where: string,
  check: (bound: number) => void,
): ParamValue[] {
  if (text === "*") {
    if (param.type === "bool") return [false, true];
    if (param.type === "choice") return [...param.of];
    return stepped(param.min, param.max, param.step, () => noRange(param, name, text, where));
  }
  const found = /^(\S+?)\s*\.\.\s*([^\s:]+)(?:\s*:\s*(\S+))?$/.exec(text);
  if (found === null || text.includes("...") || param.type === "bool" || param.type === "choice")
    throw noRange(param, name, text, where);
  const [, from, to, step] = found;
  const wrong = () => noRange(param, name, text, where);
  const bounded = [from!, to!].map((word) => numberIn(word, wrong));
  for (const bound of bounded) check(bound);
  return stepped(bounded[0]!, bounded[1]!, step === undefined ? param.step : numberIn(step, wrong), wrong);
}

function numberIn(word: string, wrong: () => Fault): number {
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
  if (!Number.isFinite(value)) throw wrong();
  return value;
}

function stepped(from: number, to: number, step: number, wrong: () => Fault): number[] {
  if (!(step > 0) || from > to || (to - from) / step > MOST_VALUES) throw wrong();
  const values: number[] = [];
  const by = new Decimal(step);
  for (let at = new Decimal(from); at.lte(to); at = at.plus(by)) values.push(at.toNumber());
  return values;
}

function noRange(param: Param, name: string, text: string, where: string): Fault {
  const fault = (expected: string, fix: string) =>
    new Fault("E145", `${name} cannot be swept over "${text}"`, {
      where,
      found: `"${text}"`,
      expected,
      fix: [fix],
    });
  if (param.type === "bool" || param.type === "choice") {
    const words = param.type === "bool" ? ["true", "false"] : param.of;
    return fault(`* or a list of ${words.join(", ")}`, `-p "${name}=*"`);
  }
  const { min, max, step } = param;
  return fault(
    `${EXAMPLE}: rising, by a step above 0, and at most ${MOST_VALUES} values from ${min} to ${max}`,
    `-p ${name}=${min}..${Math.min(max, min + 9 * step)}:${step}`,
  );
}

const twice = (name: string, value: ParamValue, where: string): Fault =>
  new Fault("E145", `${name} is given the value ${value} twice`, {
    where,
    found: String(value),
    expected: "each value once: a combination is tried once",
    fix: ["leave one of them out"],
  });

function nothingVaries(schema: ParamSchema, strategy: string): Fault {
  const names = Object.keys(schema);
  return new Fault("E145", `Nothing to sweep: no parameter of ${strategy} is given a range`, {
    expected: names.length === 0 ? `${strategy} takes no parameters` : EXAMPLE,
    fix: names.slice(0, 3).map((name) => `-p "${name}=*"`),
  });
}

function refuseSample(sample: number, seed: number): void {
  if (Number.isSafeInteger(sample) && sample >= 1 && Number.isSafeInteger(seed) && seed >= 0) return;
  throw new Fault("E104", `A sweep cannot draw ${sample} combinations with seed ${seed}`, {
    found: `${sample}, seed ${seed}`,
    expected: "whole numbers: at least 1 combination, a seed from 0 on",
    fix: ["--sample 1000 --seed 1"],
  });
}

function tooMany(size: number, rows: number, axes: readonly SweepAxis[]): Fault {
  const counts = axes.map(({ name, values }) => `${name} ${values.length}`).join(" × ");
  const text = size > Number.MAX_SAFE_INTEGER ? size.toExponential(1) : size.toLocaleString("en-US");
  return new Fault("E146", `Too many combinations: ${text}`, {
    found: `${counts}${rows < size ? `, ${rows.toLocaleString("en-US")} of them drawn` : ""}`,
    expected: `at most ${MOST_ROWS.toLocaleString("en-US")} in one sweep`,
    fix: ["--sample 10000 --seed 1   (draws that many of them)", "a wider step: -p name=from..to:step"],
  });
}

/**
 * `rows` different numbers below `size`, rising: the seed decides which, and nothing else. By Floyd's algorithm, which
 * draws as many numbers as it returns. Source: Bentley and Floyd (1987).
 */
function drawnFrom(size: number, rows: number, seed: number): Float64Array {
  const random = randomOf(seed, "sweep");
  // 53 bits of two draws: one has 32, and a space may be larger.
  const below = (n: number) =>
    Math.floor(((Math.floor(random() * 0x20_0000) * 0x1_0000_0000 + random() * 0x1_0000_0000) / 2 ** 53) * n);
  const chosen = new Set<number>();
  for (let top = size - rows; top < size; top++) {
    const one = below(top + 1);
    chosen.add(chosen.has(one) ? top : one);
  }
  const numbers = new Float64Array(new SharedArrayBuffer(8 * rows));
  numbers.set([...chosen]);
  return numbers.sort();
}
