// How does a strategy use an indicator of the package technicalindicators?

import * as technicalindicators from "technicalindicators";
import { didYouMean, Fault } from "../domain/fault.js";
import { pure } from "./pure.js";
import { blank, checkLengths, checkPeriod, eachStretch } from "./stretch.js";
import { ENTRIES, type Entry, type InputName, type TechnicalParams } from "./technical-list.js";
import { PATTERNS } from "./technical-patterns.js";
import { REFUSED } from "./technical-refused.js";

/** The indicators with several columns, by name. */
export interface TechnicalRecords {
  MACD: Record<"MACD" | "signal" | "histogram", Float64Array>;
  BollingerBands: Record<"upper" | "middle" | "lower" | "pb", Float64Array>;
  ADX: Record<"adx" | "pdi" | "mdi", Float64Array>;
  KST: Record<"kst" | "signal", Float64Array>;
  Stochastic: Record<"k" | "d", Float64Array>;
  StochasticRSI: Record<"stochRSI" | "k" | "d", Float64Array>;
  HeikinAshi: Record<"open" | "high" | "low" | "close", Float64Array>;
  IchimokuCloud: Record<"conversion" | "base" | "spanA" | "spanB", Float64Array>;
  KeltnerChannels: Record<"upper" | "middle" | "lower", Float64Array>;
  ChandelierExit: Record<"exitLong" | "exitShort", Float64Array>;
}
export type TechnicalResult<Name extends string> = Name extends keyof TechnicalRecords
  ? TechnicalRecords[Name]
  : Float64Array;

/**
 * Any indicator or candle pattern of technicalindicators as a function from columns to columns of full length:
 * `this.indicator(technical("SMA", { period: 20 }), this.close)`.
 *
 * - Columns are passed in the order: values · high, low · close, volume · high, low, close · high, low, close,
 *   volume · open, high, low, close; whichever of them the indicator takes. A wrong count is refused with the list.
 * - The value of bar i stands at i; before the warm-up is over, and where the indicator has none, there is NaN. The
 *   package drops its warm-up, and sometimes a 0, so bars are fed one by one and never matched up by counting.
 * - After a NaN in a source the indicator begins anew, as our own do.
 * - Patterns give 1 on the bar that completes one, else 0.
 *
 * What the package gets wrong is refused, with our own indicator named where there is one; what it only does differently stands
 * at `ENTRIES` in `technical-list.ts`. Our own `sma`, `ema`, `rsi`, `atr`, `adx`, … are exact and 7 to 90 times faster.
 * @throws Fault E430 unknown name or impossible parameter, E431 refused, E432 wrong columns, E433 the package would
 *   give wrong values for these columns.
 */
export function technical<Name extends string>(
  name: Name,
  params: TechnicalParams = {},
): (...columns: Float64Array[]) => TechnicalResult<Name> {
  const known = resolve(name);
  const entry = ENTRIES[known];
  const complete = entry ? settings(known, entry, params) : params;
  const text = `technical ${known} ${JSON.stringify(complete)}`;
  const compute =
    made.get(text) ??
    pure(text, entry ? indicatorOf(known, entry, complete) : patternOf(known, PATTERNS[known]!, params));
  if (made.size >= MOST_MADE) made.clear();
  made.set(text, compute);
  // The one place where the names of the outputs meet their types; `technical.test.ts` compares the two lists.
  return compute as (...columns: Float64Array[]) => TechnicalResult<Name>;
}

/** One function for one setting: runs find each other's columns by their function. */
const made = new Map<string, (...columns: Float64Array[]) => Float64Array | Record<string, Float64Array>>();
const MOST_MADE = 1000;

/** Names in any case, as the package has each in two: `SMA` and `sma`. */
function resolve(name: string): string {
  const names = [...Object.keys(ENTRIES), ...Object.keys(PATTERNS), ...Object.keys(REFUSED)];
  const known = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const refused = known === undefined ? undefined : REFUSED[known];
  if (refused) {
    throw new Fault("E431", `technical("${known}") is refused: ${refused.why}`, {
      fix: [`use ${refused.instead}`],
    });
  }
  if (known !== undefined) return known;
  const near = didYouMean(name, names);
  throw new Fault("E430", `technicalindicators has no indicator "${name}"`, {
    found: `technical("${name}")`,
    expected: `one of ${[...Object.keys(ENTRIES), ...Object.keys(PATTERNS)].join(", ")}`,
    fix: near ? [`technical("${near}")`] : [],
  });
}

function settings(name: string, entry: Entry, params: TechnicalParams): TechnicalParams {
  const names = Object.keys(entry.params);
  for (const given of Object.keys(params)) {
    if (names.includes(given)) continue;
    const near = didYouMean(given, names);
    throw new Fault("E430", `technical("${name}") has no parameter "${given}"`, {
      expected: names.length > 0 ? names.join(", ") : "no parameters",
      fix: near ? [`${near}: ${String(params[given])}`] : [],
    });
  }
  const complete: Record<string, number | boolean> = {};
  for (const [key, standard] of Object.entries(entry.params)) {
    const value = params[key] ?? standard;
    if (value === null || typeof value !== typeof (standard ?? 0) || Number.isNaN(value)) {
      throw new Fault("E430", `technical("${name}") needs ${key}`, {
        found: value === null ? "nothing" : `${key} = ${String(value)}`,
        expected: typeof standard === "boolean" ? "true or false" : "a number",
        fix: [`technical("${name}", { ${key}: 20 })`],
      });
    }
    if (/per(iod)?\d?$|displacement/i.test(key)) checkPeriod(`technical("${name}")`, Number(value), 1, key);
    complete[key] = value;
  }
  return complete;
}

interface Streaming {
  nextValue(...bar: unknown[]): unknown;
}
type Library = Readonly<Record<string, unknown>>;

function indicatorOf(name: string, entry: Entry, params: TechnicalParams) {
  // Its own typings want number[] for input that is fed bar by bar; so it is addressed by name.
  const Indicator = (technicalindicators as Library)[name] as new (input: object) => Streaming;
  const outputs = Object.entries(entry.outputs).map(([field, warm]) => ({
    field,
    begin: warm(params as Readonly<Record<string, number>>),
    dropsZero: entry.dropsZero?.includes(field) === true,
  }));
  return (...given: Float64Array[]): Float64Array | Record<string, Float64Array> => {
    const columns = bound(name, entry.takes, given);
    const length = columns[0]!.length;
    const result: Record<string, Float64Array> = {};
    for (const { field } of outputs) result[field] = blank(length);

    eachStretch(columns, (from, to) => {
      refuseWrong(name, entry, params, columns, from, to);
      const indicator = new Indicator({ ...params, ...NO_HISTORY });
      for (let i = from; i < to; i++) {
        const value = indicator.nextValue(...barOf(entry.takes, columns, i));
        for (const { field, begin, dropsZero } of outputs) {
          const found = numberOf(value, field);
          if (i - from < begin) continue;
          if (found === undefined && !dropsZero && !entry.gaps && i - from === begin)
            throw late(name, field, begin, i);
          const number = found ?? (dropsZero ? 0 : Number.NaN);
          if (entry.recursive && Number.isNaN(number)) throw poisoned(name, entry, field, i);
          result[field]![i] = number;
        }
      }
    });
    return result.value ?? result;
  };
}

function patternOf(name: string, candles: number, params: TechnicalParams) {
  settings(name, { takes: [], params: {}, outputs: {} }, params);
  const pattern = (technicalindicators as Library)[name] as (candles: object) => boolean;
  return (...given: Float64Array[]): Float64Array => {
    const columns = bound(name, ["open", "high", "low", "close"], given);
    const out = blank(columns[0]!.length);
    eachStretch(columns, (from, to) => {
      for (let i = from + candles - 1; i < to; i++) {
        const [open, high, low, close] = columns.map((column) => [
          ...column.subarray(i - candles + 1, i + 1),
        ]);
        out[i] = pattern({ open, high, low, close }) ? 1 : 0;
      }
    });
    return out;
  };
}

/** Empty columns make it a stream. `format` keeps out a process-wide setConfig("precision", …) of somebody else. */
const NO_HISTORY = {
  values: [],
  open: [],
  high: [],
  low: [],
  close: [],
  volume: [],
  lineA: [],
  lineB: [],
  format: (value: number) => value,
};

function barOf(takes: readonly InputName[], columns: readonly Float64Array[], i: number): unknown[] {
  if (takes[0] === "values") return [columns[0]![i]];
  if (takes[0] === "lineA") return [columns[0]![i], columns[1]![i]];
  const bar: Record<string, number> = {};
  takes.forEach((name, k) => {
    bar[name] = columns[k]![i]!;
  });
  return [bar];
}

function numberOf(value: unknown, field: string): number | undefined {
  const found = field === "value" ? value : (value as Readonly<Record<string, unknown>> | undefined)?.[field];
  if (typeof found === "boolean") return Number(found);
  return typeof found === "number" ? found : undefined;
}

function bound(
  name: string,
  takes: readonly InputName[],
  columns: readonly Float64Array[],
): readonly Float64Array[] {
  if (columns.length !== takes.length) {
    throw new Fault("E432", `technical("${name}") takes ${takes.join(", ")}`, {
      found: `${columns.length} ${columns.length === 1 ? "column" : "columns"}`,
      expected: `${takes.length} in this order`,
      fix: [`this.indicator(technical("${name}", …), ${takes.map((take) => `this.${take}`).join(", ")})`],
    });
  }
  checkLengths(`technical("${name}")`, Object.fromEntries(takes.map((take, k) => [take, columns[k]!])));
  const volume = columns[takes.indexOf("volume")];
  if (volume && volume.length > 0 && volume.every(Number.isNaN)) {
    throw new Fault("E432", `technical("${name}") needs volume, and this series has none`, {
      why: "without volume it has no value on any bar, and the strategy would silently never trade",
      fix: ["run on a file with a volume column", "or use an indicator of prices only"],
    });
  }
  return columns;
}

/** Inputs for which the package is known to answer wrongly without a word. */
function refuseWrong(
  name: string,
  entry: Entry,
  params: TechnicalParams,
  columns: readonly Float64Array[],
  from: number,
  to: number,
): void {
  if (entry.positive) {
    entry.takes.forEach((take, k) => {
      if (take === "volume") return;
      const bar = columns[k]!.findIndex((value, i) => i >= from && i < to && value <= 0);
      if (bar >= 0)
        throw wrong(
          name,
          entry,
          bar,
          `${take} is ${columns[k]![bar]}, and it takes 0 for "no value" and loses values below it`,
        );
    });
  }
  if (name === "ForceIndex") {
    const [close, volume] = columns as readonly [Float64Array, Float64Array];
    const last = from + Number(params.period);
    let sum = 0;
    const force = (i: number) => (close[i]! - close[i - 1]!) * volume[i]!;
    for (let i = from + 1; i <= Math.min(last, to - 1); i++) sum += force(i);
    if (last < to && sum === 0 && force(last) !== 0) {
      throw wrong(name, entry, last, 'its first average is exactly 0, which it takes for "no value"');
    }
  }
  if (name === "StochasticRSI") {
    const inner = technical("RSI", { period: Number(params.rsiPeriod) })(columns[0]!.subarray(from, to));
    const bar = inner.indexOf(0);
    if (bar >= 0)
      throw wrong(
        name,
        entry,
        from + bar,
        "the RSI inside is exactly 0, where its running extremes stop short",
      );
  }
}

function wrong(name: string, { instead }: Entry, bar: number, why: string): Fault {
  return new Fault("E433", `technical("${name}") would be wrong from bar ${bar} on`, {
    why,
    fix: instead ? [`use ${instead}`] : [],
  });
}

function late(name: string, field: string, begin: number, bar: number): Fault {
  const output = field === "value" ? "" : ` of ${field}`;
  return new Fault("E433", `technical("${name}") dropped a value`, {
    found: `no value${output} on bar ${bar}`,
    expected: `the first one there, ${begin} bars after the first input`,
    why: "from here on its values would stand on the wrong bars",
  });
}

function poisoned(name: string, entry: Entry, field: string, bar: number): Fault {
  return wrong(
    name,
    entry,
    bar,
    `${field === "value" ? "it" : field} is not a number there, and stays so for ever`,
  );
}
