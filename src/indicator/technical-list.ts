// Which functions of the package technicalindicators can be used here, and what does each need?

/** A column that a function takes, in the order in which it is passed. */
export type InputName = "values" | "open" | "high" | "low" | "close" | "volume" | "lineA" | "lineB";
export type TechnicalParams = Readonly<Record<string, number | boolean>>;
type Warm = (p: Readonly<Record<string, number>>) => number;

export interface Entry {
  readonly takes: readonly InputName[];
  /** Parameters and their defaults; null where the caller must decide. */
  readonly params: Readonly<Record<string, number | boolean | null>>;
  /** Each output and the bar on which it must begin. A single output is called "value" and comes back as a plain column. */
  readonly outputs: Readonly<Record<string, Warm>>;
  /** Outputs that the package leaves out where they are exactly 0 (`x ? x : undefined`). */
  readonly dropsZero?: readonly string[];
  /** Prices must lie above 0: the package skips a 0 (`if (value)`), and its running maximum begins at 0. */
  readonly positive?: true;
  /** One NaN stays for ever: such a column is refused. */
  readonly recursive?: true;
  /** Has no value where it would divide by 0, even on its first bar. */
  readonly gaps?: true;
  /** Where to go instead when the package would be wrong. */
  readonly instead?: string;
}

const VALUES = ["values"] as const;
const HIGH_LOW = ["high", "low"] as const;
const HIGH_LOW_CLOSE = ["high", "low", "close"] as const;
const CANDLE = ["open", "high", "low", "close"] as const;
const at =
  (bar: number): Warm =>
  () =>
    bar;
const before: Warm = (p) => p.period! - 1;
const period: Warm = (p) => p.period!;

/**
 * Warm-ups and quirks as read in the source of 3.1.0 and held by `test/indicator/technical.test.ts`. Worth knowing:
 * RSI rounds to two digits (own `rsi` does not) and gives 100 on a flat market. ADX seeds otherwise than TA-Lib and
 * TTR, up to 0.9 off at the start (own `adx`). PSAR starts as if the first bar were in a rise. OBV begins on the
 * second bar. ADL is rounded to whole contracts. VWAP never begins anew (own `sessionVwap` does). ROC, Williams %R, CCI and Bollinger's
 * pb are NaN where they would divide by 0. Ichimoku's spans stand on the bar that they are computed on, not shifted.
 */
export const ENTRIES: Readonly<Record<string, Entry>> = {
  SMA: { takes: VALUES, params: { period: null }, outputs: { value: before }, recursive: true },
  EMA: {
    takes: VALUES,
    params: { period: null },
    outputs: { value: before },
    positive: true,
    recursive: true,
    instead: "emaSma",
  },
  WMA: { takes: VALUES, params: { period: null }, outputs: { value: before } },
  WEMA: { takes: VALUES, params: { period: null }, outputs: { value: before }, recursive: true },
  MACD: {
    takes: VALUES,
    params: {
      fastPeriod: 12,
      slowPeriod: 26,
      signalPeriod: 9,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    },
    outputs: {
      MACD: (p) => Math.max(p.fastPeriod!, p.slowPeriod!) - 1,
      signal: (p) => Math.max(p.fastPeriod!, p.slowPeriod!) + p.signalPeriod! - 2,
      histogram: (p) => Math.max(p.fastPeriod!, p.slowPeriod!) + p.signalPeriod! - 2,
    },
    dropsZero: ["signal"],
    positive: true,
    recursive: true,
    instead: "macd",
  },
  RSI: { takes: VALUES, params: { period: 14 }, outputs: { value: period }, instead: "rsi" },
  BollingerBands: {
    takes: VALUES,
    params: { period: 20, stdDev: 2 },
    outputs: { upper: before, middle: before, lower: before, pb: before },
    positive: true,
    instead: "bollinger",
  },
  ADX: {
    takes: HIGH_LOW_CLOSE,
    params: { period: 14 },
    outputs: {
      adx: (p) => 2 * p.period! - 1,
      pdi: (p) => 2 * p.period! - 1,
      mdi: (p) => 2 * p.period! - 1,
    },
    recursive: true,
    instead: "adx",
  },
  ATR: {
    takes: HIGH_LOW_CLOSE,
    params: { period: 14 },
    outputs: { value: period },
    recursive: true,
    instead: "atr",
  },
  TrueRange: { takes: HIGH_LOW_CLOSE, params: {}, outputs: { value: at(1) }, instead: "trueRange" },
  ROC: { takes: VALUES, params: { period: null }, outputs: { value: period }, gaps: true, instead: "roc" },
  KST: {
    takes: VALUES,
    params: {
      ROCPer1: 10,
      ROCPer2: 15,
      ROCPer3: 20,
      ROCPer4: 30,
      SMAROCPer1: 10,
      SMAROCPer2: 10,
      SMAROCPer3: 10,
      SMAROCPer4: 15,
      signalPeriod: 9,
    },
    outputs: { kst: (p) => slowestRoc(p), signal: (p) => slowestRoc(p) + p.signalPeriod! - 1 },
    dropsZero: ["signal"],
    positive: true,
    instead: "roc and sma",
  },
  PSAR: { takes: HIGH_LOW, params: { step: 0.02, max: 0.2 }, outputs: { value: at(0) } },
  Stochastic: {
    takes: HIGH_LOW_CLOSE,
    params: { period: 14, signalPeriod: 3 },
    outputs: { k: before, d: (p) => p.period! + p.signalPeriod! - 2 },
    positive: true,
    instead: "stochastic",
  },
  WilliamsR: {
    takes: HIGH_LOW_CLOSE,
    params: { period: 14 },
    outputs: { value: before },
    positive: true,
    instead: "stochastic: Williams' %R is its k - 100",
  },
  ADL: { takes: ["high", "low", "close", "volume"], params: {}, outputs: { value: at(0) }, recursive: true },
  OBV: { takes: ["close", "volume"], params: {}, outputs: { value: at(1) }, positive: true, recursive: true },
  TRIX: {
    takes: VALUES,
    params: { period: 18 },
    outputs: { value: (p) => 3 * (p.period! - 1) + 1 },
    dropsZero: ["value"],
    positive: true,
    recursive: true,
    instead: "emaSma three times, then roc over 1 bar",
  },
  ForceIndex: {
    takes: ["close", "volume"],
    params: { period: 13 },
    outputs: { value: period },
    recursive: true,
    instead: "emaSma over change × volume",
  },
  CCI: {
    takes: HIGH_LOW_CLOSE,
    params: { period: 20 },
    outputs: { value: before },
    positive: true,
    instead: "sma and stdev of the typical price",
  },
  AwesomeOscillator: {
    takes: HIGH_LOW,
    params: { fastPeriod: 5, slowPeriod: 34 },
    outputs: { value: (p) => Math.max(p.fastPeriod!, p.slowPeriod!) - 1 },
  },
  VWAP: {
    takes: ["high", "low", "close", "volume"],
    params: {},
    outputs: { value: at(0) },
    instead: "sessionVwap",
  },
  StochasticRSI: {
    takes: VALUES,
    params: { rsiPeriod: 14, stochasticPeriod: 14, kPeriod: 3, dPeriod: 3 },
    outputs: { stochRSI: stochasticRsiWarmUp, k: stochasticRsiWarmUp, d: stochasticRsiWarmUp },
    instead: "stochastic over an rsi column: stochastic(r, r, r, period)",
  },
  AverageGain: { takes: VALUES, params: { period: 14 }, outputs: { value: period }, recursive: true },
  AverageLoss: { takes: VALUES, params: { period: 14 }, outputs: { value: period }, recursive: true },
  SD: {
    takes: VALUES,
    params: { period: null },
    outputs: { value: before },
    positive: true,
    instead: "stdev",
  },
  Highest: {
    takes: VALUES,
    params: { period: null },
    outputs: { value: before },
    positive: true,
    instead: "highest",
  },
  Lowest: {
    takes: VALUES,
    params: { period: null },
    outputs: { value: before },
    positive: true,
    instead: "lowest",
  },
  Sum: { takes: VALUES, params: { period: null }, outputs: { value: before }, instead: "sma × period" },
  HeikinAshi: {
    takes: CANDLE,
    params: {},
    outputs: { open: at(0), high: at(0), low: at(0), close: at(0) },
  },
  IchimokuCloud: {
    takes: HIGH_LOW,
    params: { conversionPeriod: 9, basePeriod: 26, spanPeriod: 52, displacement: 26 },
    outputs: {
      conversion: longestLine,
      base: longestLine,
      spanA: longestLine,
      spanB: longestLine,
    },
    positive: true,
    instead: "donchian: each line is its middle",
  },
  KeltnerChannels: {
    takes: HIGH_LOW_CLOSE,
    params: { maPeriod: 20, atrPeriod: 10, useSMA: false, multiplier: 1 },
    outputs: {
      upper: (p) => Math.max(p.maPeriod! - 1, p.atrPeriod!),
      middle: (p) => Math.max(p.maPeriod! - 1, p.atrPeriod!),
      lower: (p) => Math.max(p.maPeriod! - 1, p.atrPeriod!),
    },
    positive: true,
    recursive: true,
    instead: "emaSma and atr",
  },
  ChandelierExit: {
    takes: HIGH_LOW_CLOSE,
    params: { period: 22, multiplier: 3 },
    outputs: { exitLong: period, exitShort: period },
    positive: true,
    instead: "highest, lowest and atr",
  },
  // The first bar cannot cross anything, though the package says that it does.
  CrossUp: { takes: ["lineA", "lineB"], params: {}, outputs: { value: at(1) }, instead: "crossings" },
  CrossDown: { takes: ["lineA", "lineB"], params: {}, outputs: { value: at(1) }, instead: "crossings" },
};

function slowestRoc(p: Readonly<Record<string, number>>): number {
  return Math.max(...[1, 2, 3, 4].map((n) => p[`ROCPer${n}`]! + p[`SMAROCPer${n}`]!)) - 1;
}
function stochasticRsiWarmUp(p: Readonly<Record<string, number>>): number {
  return p.rsiPeriod! + p.stochasticPeriod! + p.kPeriod! + p.dPeriod! - 3;
}
function longestLine(p: Readonly<Record<string, number>>): number {
  return Math.max(p.conversionPeriod!, p.basePeriod!, p.spanPeriod!, p.displacement!) - 1;
}
